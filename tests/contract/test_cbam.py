"""The CBAM of a scope's product on each store: maker's data, defaults, the EU at zero, what is asked wrongly."""

from typing import Any

import pytest

from tests.contract.movement_rows import Row, other_receipt, other_shipment
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.register_text import facility, one_scope, register_text
from tests.contract.store import Answer, Store

HEADER = "reference,facility,from,to,kind,item,quantity,unit,counterparty,method,evidence,primary_share"
YEAR = "2024-01-01,2024-12-31"
ROWS = (
    f"F-1,ACME-CH,{YEAR},fuel,natural_gas,1000,GJ,,,,",
    f"E-1,ACME-CH,{YEAR},electricity,coal,900,MWh,,,,",
    f"O-1,ACME-CH,{YEAR},output,coil,80,t,,,,",
)
TOLD = f"S-1,ACME-CH,{YEAR},supplier_footprint,aluminium,1.5,tCO2e/t,SUP,{{}},letter,1"
OWN = 56.1 / 80


def world(store: Store, country: str) -> Store:
    """Let ACME in China roll 100 t of metal from SUP, which melts in a country, into 80 t."""
    register = one_scope()
    register["facility"] = [
        facility(code, owner) | {"activities": ["remelting_refining"]}
        for code, owner in (("ACME-CH", "ACME"), ("SUP-CH", "SUP"))
    ]
    for each in register["organisation"]:
        each["country"] = {"ACME": "CN", "SUP": country}.get(each["code"], "DE")
    assert store.load(register_text(register)).code == 0
    rows: list[Row | str] = [
        other_receipt("IN-1", quantity="100"),
        other_receipt("IN-2", quantity="10", material="pre_consumer_scrap"),
    ]
    assert store.post("ACME", movements_text(rows)).code == 0
    sold: list[Row | str] = [other_shipment("S-OUT", quantity="500", facility="SUP-CH", counterparty="ACME")]
    assert store.post("SUP", movements_text(sold)).code == 0
    sent(store, "ACME", *ROWS)
    return store


def sent(store: Store, organisation: str, *lines: str) -> None:
    file = store.file("activity.csv", "\n".join([HEADER, *lines]) + "\n")
    answer = store.run("measurements", "import", file, "--organisation", organisation)
    assert answer.code == 0, answer.out


def cbam(store: Store, *options: str, cn: str = "7606") -> Answer:
    return store.run("footprint", "cbam", "ACME-COC", "--period", "2024-01-01", "--cn", cn, *options)


def near(value: Any) -> Any:
    return pytest.approx(value, abs=1e-9)


def test_a_default_of_the_makers_country_counts_and_power_does_not(store: Store) -> None:
    answer = cbam(world(store, "US"), "--mass-t", "40")
    found = answer.json
    assert (answer.code, found["complete"], found["below_threshold"]) == (0, True, True)
    assert found["actual"]["see"] == near(OWN + 1.25 * 1.87)
    free = 0.975 * (0.056 + 1.25 * 1.423)
    assert found["actual"]["sefa"] == near(free)
    assert found["actual"]["due_t"] == near(40 * (OWN + 1.25 * 1.87 - free))
    assert found["default"]["with_mark_up"] == 4.532
    assert (found["scrap_t_per_t"], found["pre_consumer_share"]) == (0.125, 1)
    assert [(each["material"], each["see"]) for each in found["precursors"]] == [
        ("aluminium", 1.87),
        ("pre_consumer_scrap", 0),
    ]


def test_metal_made_in_the_eu_counts_zero(store: Store) -> None:
    assert cbam(world(store, "DE")).json["actual"]["see"] == near(OWN)


def test_a_makers_own_data_counts_where_it_discloses_and_a_whole_footprint_never(store: Store) -> None:
    world(store, "US")
    sent(store, "ACME", TOLD.format("mine to metal"))
    assert cbam(store).json["precursors"][0]["see"] == 1.87
    sent(store, "ACME", TOLD.format("CBAM actual data").replace("S-1", "S-2"))
    assert cbam(store).json["precursors"][0]["see"] == 1.5
    sent(store, "SUP", f"F-S,SUP-CH,{YEAR},fuel,bituminous_coal,10000,GJ,,,,")
    assert store.run("disclosure", "set", "SUP", "site").code == 0
    assert cbam(store).json["precursors"][0]["see"] == near(946 / 500)


def test_a_price_paid_abroad_lowers_what_is_due_and_never_below_nothing(store: Store) -> None:
    world(store, "US")
    whole = cbam(store).json["actual"]["due_t"]
    assert cbam(store, "--paid-t", "10").json["actual"]["due_t"] == near(whole - 10)
    assert cbam(store, "--paid-t", "1000000").json["actual"]["due_t"] == 0


@pytest.mark.one_store
def test_what_is_asked_wrongly_is_refused(store: Store) -> None:
    world(store, "US")
    wrong = {
        "cbam_good_unknown": cbam(store, cn="7615"),
        "cbam_year_invalid": cbam(store, "--year", "2025"),
        "country_unknown": store.run("footprint", "cbam-default", "IND", "--cn", "7601"),
        "cbam_route_invalid": cbam(store, "--route", "M"),
        "cbam_mass_invalid": cbam(store, "--mass-t", "0"),
        "cbam_data_missing": store.run(
            "footprint", "cbam", "SUP-COC", "--cn", "7601", "--period", "2024-01-01"
        ),
    }
    assert {code: answer.json["refusal"]["code"] for code, answer in wrong.items()} == {
        code: code for code in wrong
    }
    assert {answer.code for answer in wrong.values()} == {1}
    assert cbam(store, "--mass-t", "ten").code == 2
    far = cbam(store, "--year", "99999999999").json["refusal"]
    assert (far["code"], far["expected"][:12]) == ("cbam_year_invalid", "2026 to 2100")


@pytest.mark.one_store
def test_goods_whose_maker_tells_nothing(store: Store) -> None:
    found = store.run("footprint", "cbam-default", "US", "--cn", "76041010", "--year", "2027").json
    assert (found["default"]["with_mark_up"], found["default"]["route"]) == (2.709, "K")
    assert found["due_t"] == near(2.709 - 0.95 * 1.485)
    other = store.run("footprint", "cbam-default", "va", "--cn", "7601")
    assert (found["default"]["own"], other.json["default"]["own"]) == (True, False)
    missing = store.run("footprint", "cbam-default", "US", "--cn", "7615")
    assert missing.json["refusal"]["code"] == "cbam_good_unknown"


@pytest.mark.parametrize(
    ("tonnes", "share", "declared"),
    [("0.8", 0.01, False), ("0.800001", 0.0100000125, True), ("0", 0, False)],
)
def test_other_elements_are_declared_above_a_hundredth(
    store: Store, tonnes: str, share: float, *, declared: bool
) -> None:
    """Of 80 t of coil; two rows add up."""
    plant = world(store, "US")
    before = cbam(plant).json
    assert (before["other_elements_share"], before["other_elements_declared"]) == (None, None)
    sent(
        plant,
        "ACME",
        f"X-1,ACME-CH,{YEAR},other_elements,magnesium,{tonnes},t,,,,",
        f"X-2,ACME-CH,{YEAR},other_elements,silicon,0,kg,,,,",
    )
    found = cbam(plant).json
    assert (found["other_elements_share"], found["other_elements_declared"]) == (near(share), declared)
    told = ("other_elements_share", "other_elements_declared")
    assert {**found, **dict.fromkeys(told)} == before, "no other figure moves"


def test_more_other_elements_than_was_made_is_missing_and_not_declared(store: Store) -> None:
    plant = world(store, "US")
    sent(plant, "ACME", f"X-1,ACME-CH,{YEAR},other_elements,silicon,80,t,,,,")
    answer = cbam(plant)
    assert answer.code == 1
    assert "a possible mass of other elements: it is not less than what was made" in answer.json["missing"]
