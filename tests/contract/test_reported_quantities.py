"""The ten quantities on each store: from movements, measurements and lots, with what is behind them."""

from typing import Any

import pytest

from tests.contract.movement_rows import Row, other_receipt, other_shipment
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.register_text import facility, one_scope, register_text
from tests.contract.store import Answer, Store

HEADER = "reference,facility,from,to,kind,item,quantity,unit\n"
YEAR = "2024-01-01,2024-12-31"
MEASURED = (
    f"F-1,ACME-CH,{YEAR},fuel,natural_gas,1000,GJ\n"
    f"O-1,ACME-CH,{YEAR},output,billet,60,t\n"
    f"O-2,ACME-CH,{YEAR},output,slab,20,t\n"
)


@pytest.fixture
def plant(store: Store) -> Store:
    """Return a store in which ACME, which melts, bought 100 t, made 80 t and shipped 70 t."""
    register = one_scope()
    register["facility"] = [
        facility(code, owner) | {"activities": ["remelting_refining"]}
        for code, owner in (("ACME-CH", "ACME"), ("SUP-CH", "SUP"))
    ]
    assert store.load(register_text(register)).code == 0
    moved: list[Row | str] = [other_receipt("IN-1", quantity="100"), other_shipment("OUT-1", quantity="70")]
    assert store.post("ACME", movements_text(moved)).code == 0
    file = store.file("activity.csv", HEADER + MEASURED)
    assert store.run("measurements", "import", file, "--organisation", "ACME").code == 0
    return store


def quantities(store: Store, *options: str) -> Answer:
    return store.run("quantities", "--organisation", "ACME", *options)


def figures(document: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    (found,) = [each for each in document["quantities"] if each["quantity"] == name]
    return {each["figure"]: each for each in found["figures"]}


def test_each_figure_has_its_parts_and_the_entries_behind_it(plant: Store) -> None:
    found = quantities(plant, "--period", "2024-01-01").json
    assert (found["from"], found["to"]) == ("2024-01-01", "2024-12-31")
    groups = figures(found, "product_footprint")
    assert {label: each["denominator"] for label, each in groups.items()} == {
        "billet": 60,
        "slab": 20,
        "mean of aluminium by tonnes": 80,
    }
    assert groups["billet"]["value"] == pytest.approx((56.1 + 1510) / 80)
    behind = {(each["kind"], each["reference"]) for each in groups["billet"]["entries"]}
    assert behind == {
        ("measurement", "F-1"),
        ("measurement", "O-1"),
        ("measurement", "O-2"),
        ("movement", "IN-1"),
    }
    out = figures(found, "custody_share")["of metal that left, as CoC Material"]
    assert (out["numerator"], out["denominator"], out["value"]) == (0, 70, 0)
    assert out["movements"][0]["kind"] == "shipment"
    assert figures(found, "energy_mix")["unknown"]["numerator"] == 100
    assert figures(found, "recycled_content")["both"]["value"] is None


@pytest.mark.one_store
def test_an_uncertainty_of_a_part_is_at_least_so_much(plant: Store) -> None:
    """5 % of the fuel and 33 % of metal that nobody told of: of the fuel's factor nobody stated one."""
    header = HEADER.replace("unit", "unit,factor,evidence,uncertainty,corrects")
    told = f"{header}F-2,ACME-CH,{YEAR},fuel,natural_gas,10000,GJ,56.1,bill,0.05,F-1\n"
    assert (
        plant.run("measurements", "import", plant.file("again.csv", told), "--organisation", "ACME").code == 0
    )
    trade = figures(quantities(plant, "--period", "2024-01-01").json, "trade")
    found = trade["uncertainty of the footprint"]
    assert found["qualifier"] == "at least"
    expected = ((561 * 0.05) ** 2 + (1510 * 0.33) ** 2) ** 0.5 / (561 + 1510)
    assert found["value"] == pytest.approx(expected, abs=1e-8)
    assert "have no stated uncertainty" in found["told"]
    assert trade["last cast in DE"]["qualifier"] is None


def test_other_days_hold_nothing_and_no_zero(plant: Store) -> None:
    found = quantities(plant, "--from", "2025-01-01", "--to", "2025-06-30").json
    values = [each["value"] for quantity in found["quantities"] for each in quantity["figures"]]
    assert values == [None] * len(values)
    assert all(each["unknown"] for quantity in found["quantities"] for each in quantity["figures"])


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--from", "2024-02-01", "--to", "2024-01-01"), "days_invalid"),
        (("--from", "2024-02-01", "--to", "9999-12-31"), "days_invalid"),
        (("--period", "2024-01-01", "--to", "2024-12-31"), "days_invalid"),
        (("--period", "2024-01-02"), "period_unknown"),
        (("--method", "mine"), "method_unknown"),
        (("--boundary", "planet"), "recovery_invalid"),
        (("--from", "2024-01-01", "--to", "2024-12-31", "--cn", "0101"), "cbam_good_unknown"),
    ],
)
def test_what_cannot_be_asked_is_refused(plant: Store, options: tuple[str, ...], code: str) -> None:
    answer = quantities(plant, *options)
    assert (answer.code, answer.json["refusal"]["code"]) == (1, code)
