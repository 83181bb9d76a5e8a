"""Footprints on each store: figures from what was measured and bought, what suppliers disclose, what is missing."""

from typing import Any

import pytest

from tests.contract.movement_rows import Row, other_receipt, other_shipment, reversal
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.register_text import facility, one_scope, register_text
from tests.contract.store import Answer, Store

HEADER = (
    "reference,facility,from,to,kind,item,quantity,unit,counterparty,method,evidence,primary_share,corrects"
)
YEAR = "2024-01-01,2024-12-31"
FUEL = f"F-1,ACME-CH,{YEAR},fuel,natural_gas,1000,GJ,,,,,"
OUTPUT = f"O-1,ACME-CH,{YEAR},output,billet,80,t,,,,,"
SUP_FUEL = f"F-S,SUP-CH,{YEAR},fuel,bituminous_coal,10000,GJ,,,,,"
TOLD = f"S-1,ACME-CH,{YEAR},supplier_footprint,aluminium,6.5,tCO2e/t,SUP,mine to metal,letter,0.5,"
OWN = 1000 * 56.1 / 1000 / 80


@pytest.fixture
def plant(store: Store) -> Store:
    """Return a store in which SUP, which melts, sold ACME 100 t, and ACME made 80 t of it."""
    register = one_scope()
    register["facility"] = [
        facility(code, owner) | {"activities": ["remelting_refining"]}
        for code, owner in (("ACME-CH", "ACME"), ("SUP-CH", "SUP"))
    ]
    assert store.load(register_text(register)).code == 0
    bought: list[Row | str] = [
        other_receipt("IN-1", quantity="60"),
        other_receipt("IN-2", quantity="40"),
        other_shipment("OUT-1", quantity="70"),
    ]
    assert store.post("ACME", movements_text(bought)).code == 0
    sold: list[Row | str] = [other_shipment("S-OUT", quantity="500", facility="SUP-CH", counterparty="ACME")]
    assert store.post("SUP", movements_text(sold)).code == 0
    return store


def sent(store: Store, organisation: str, *lines: str) -> None:
    file = store.file("activity.csv", "\n".join([HEADER, *lines]) + "\n")
    answer = store.run("measurements", "import", file, "--organisation", organisation)
    assert answer.code == 0, answer.out


def footprint(store: Store, *options: str, scope: str = "ACME-COC") -> Answer:
    return store.run("footprint", "show", scope, "--period", "2024-01-01", *options)


def inflow(answer: Answer) -> tuple[str, float]:
    (each,) = answer.json["inflows"]
    return each["basis"], each["per_t"]


def near(value: Any) -> Any:
    return pytest.approx(value, abs=1e-9)


def test_what_nobody_told_is_a_recorded_fallback_and_never_zero(plant: Store) -> None:
    sent(plant, "ACME", FUEL, OUTPUT)
    answer = footprint(plant)
    found = answer.json
    assert (answer.code, found["complete"], found["missing"]) == (0, True, [])
    assert found["per_t"] == near(OWN + 100 * 15.1 / 80)
    assert inflow(answer) == ("stand_in", 15.1)
    assert "footprint of aluminium from SUP" in [each["wanted"] for each in found["fallbacks"]]
    assert (found["numerator_t"], found["denominator_t"]) == (near(56.1 + 1510), 80)
    assert found["inflows"][0]["entries"] == ["IN-1", "IN-2"]
    assert found["denominator"]["entries"] == ["O-1"]
    assert found["primary_share"] == near(56.1 / (56.1 + 1510))
    assert sum(each["per_t"] for each in found["steps"]) == near(found["per_t"])


def test_where_no_period_is_told_it_is_the_last_in_which_something_moved(plant: Store) -> None:
    sent(plant, "ACME", FUEL, OUTPUT)
    untold = plant.run("footprint", "show", "ACME-COC", "--json")
    assert untold.json["period"] == footprint(plant, "--json").json["period"]
    good = plant.run("footprint", "cbam", "ACME-COC", "--cn", "7601", "--year", "2026", "--json")
    assert good.json["period"] == untold.json["period"]


def test_a_declaration_of_the_supplier_comes_before_a_stand_in(plant: Store) -> None:
    sent(plant, "ACME", FUEL, OUTPUT, TOLD)
    answer = footprint(plant)
    assert inflow(answer) == ("declared", 6.5)
    assert answer.json["primary_share"] == near((56.1 + 325) / (56.1 + 650))
    for_one = TOLD.replace("S-1", "S-2").replace("6.5", "5.5") + "S-1"
    sent(plant, "ACME", for_one)
    assert inflow(footprint(plant)) == ("declared", 5.5)


def test_a_suppliers_own_figure_counts_where_it_discloses_its_site(plant: Store) -> None:
    sent(plant, "ACME", FUEL, OUTPUT, TOLD)
    sent(plant, "SUP", SUP_FUEL)
    own = 10_000 * 94.6 / 1000 / 500
    for level, expected in (("company", ("declared", 6.5)), ("site", ("computed", near(own)))):
        set_to = plant.run("disclosure", "set", "SUP", level)
        assert set_to.code == 0, set_to.out
        assert inflow(footprint(plant)) == expected, level


def test_a_receipt_that_merely_names_a_supplier_brings_no_figure_of_it(plant: Store) -> None:
    """SUP shipped 500 t to ACME: 100 t and 350 t more are covered; of 600 t more nobody knows who shipped them."""
    sent(plant, "ACME", FUEL, OUTPUT)
    sent(plant, "SUP", SUP_FUEL)
    assert plant.run("disclosure", "set", "SUP", "site").code == 0
    more: list[Row | str] = [
        other_receipt("IN-3", quantity="350"),
        other_receipt("IN-4", quantity="600", date="2024-12-30"),
    ]
    assert plant.post("ACME", movements_text(more)).code == 0
    found = footprint(plant).json["inflows"]
    assert {each["basis"]: each["entries"] for each in found} == {
        "computed": ["IN-1", "IN-2", "IN-3"],
        "stand_in": ["IN-4"],
    }
    (told,) = [each["told"] for each in found if each["basis"] == "stand_in"]
    assert told.startswith("the supplier's ledger shows no shipment that covers it")
    back: list[Row | str] = [reversal("S-BACK", "S-OUT", facility="SUP-CH")]
    assert plant.post("SUP", movements_text(back)).code == 0
    assert {each["basis"] for each in footprint(plant).json["inflows"]} == {"stand_in"}


def test_an_incomplete_supplier_tells_nothing(plant: Store) -> None:
    """SUP discloses and measured nothing: what it declared counts."""
    assert plant.run("disclosure", "set", "SUP", "site").code == 0
    sent(plant, "ACME", FUEL, OUTPUT, TOLD)
    assert inflow(footprint(plant)) == ("declared", 6.5)


def test_a_supplier_that_measured_half_of_what_it_needs_tells_nothing_either(plant: Store) -> None:
    """A smelter with fuel alone: without carbon and anode effects it is a lower bound, passed on to nobody."""
    register = one_scope()
    register["facility"] = [facility("SUP-CH", "SUP") | {"activities": ["aluminium_smelting"]}]
    register["scope"], register["certificate"] = [], []
    assert plant.load(register_text(register)).code == 0
    assert plant.run("disclosure", "set", "SUP", "site").code == 0
    sent(plant, "SUP", SUP_FUEL)
    sent(plant, "ACME", FUEL, OUTPUT, TOLD)
    assert footprint(plant, scope="SUP-COC").json["complete"] is False
    assert inflow(footprint(plant)) == ("declared", 6.5)


def test_nothing_measured_is_no_figure_and_not_done(plant: Store) -> None:
    answer = footprint(plant)
    assert (answer.code, answer.json["per_t"], answer.json["complete"]) == (1, None, False)
    assert answer.json["missing"] == ["fuels or electricity of ACME-CH"]


def test_methods_are_apart_and_unknown_ones_refused(plant: Store) -> None:
    sent(plant, "ACME", FUEL, OUTPUT, TOLD)
    assert footprint(plant, "--method", "own-scope-1-2").json["per_t"] == near(OWN)
    wrong = footprint(plant, "--method", "mine")
    assert (wrong.code, wrong.json["refusal"]["code"]) == (1, "method_unknown")
    listed = plant.run("footprint", "methods").json["methods"]
    assert {each["verified"] for each in listed} == {False}


def test_another_edition_stands_in_for_one_that_does_not_hold_in_the_period(plant: Store) -> None:
    sent(plant, "ACME", FUEL, OUTPUT, TOLD)
    found = footprint(plant).json
    assert found["warnings"] == []
    assert {
        "wanted": "factors of eu-2025-2547",
        "used": "ipcc-2006, where it has them",
        "reason": "eu-2025-2547 does not hold on 2024-12-31, but from 2026-01-01",
    } in found["fallbacks"]


def test_shipments_stand_in_for_products_that_nobody_measured(plant: Store) -> None:
    sent(plant, "ACME", FUEL)
    found = footprint(plant).json
    assert (found["denominator_t"], found["groups"][0]["group"]) == (70, "aluminium")
    assert "output of the plant" in [each["wanted"] for each in found["fallbacks"]]
