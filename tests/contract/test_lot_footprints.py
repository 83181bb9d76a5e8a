"""The footprint of a lot on each store: what went into it, what suppliers disclose, where lots end, what is missing."""

import json
from typing import Any

import pytest

from tests.contract.movement_rows import Row, other_receipt, other_shipment, receipt, shipment
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.register_text import facility, one_scope, register_text, scope
from tests.contract.store import Answer, Store

MEASURED = "reference,facility,from,to,kind,item,quantity,unit,counterparty,method,evidence,lot,uncertainty"
LOTS = "process,date,facility,step,direction,lot,material,quantity,unit"
YEAR = "2024-01-01,2024-12-31"
FUEL = f"F-1,ACME-CH,{YEAR},fuel,natural_gas,1000,GJ,,,,,0.1"
OUTPUT = f"O-1,ACME-CH,{YEAR},output,billet,90,t,,,,,"
SUP_FUEL = f"F-S,SUP-CH,{YEAR},fuel,bituminous_coal,10000,GJ,,,,,0.05"
TOLD = f"S-1,ACME-CH,{YEAR},supplier_footprint,aluminium,4,tCO2e/t,SUP,mine to metal,letter,A,"
OWN = 56.1 / 90
SUP_OWN = 946 / 500
MELT = [
    "P1,2024-04-01,ACME-CH,melting,in,A,aluminium,30,t",
    "P1,2024-04-01,ACME-CH,melting,in,B,aluminium,70,t",
    "P1,2024-04-01,ACME-CH,melting,out,HEAT,aluminium,90,t",
    "P1,2024-04-01,ACME-CH,melting,out,SKIM,dross,5,t",
    "P2,2024-04-02,ACME-CH,rolling,in,HEAT,aluminium,90,t",
    "P2,2024-04-02,ACME-CH,rolling,out,COIL,aluminium,60,t",
    "P2,2024-04-02,ACME-CH,rolling,out,EDGE,pre_consumer_scrap,30,t",
]


@pytest.fixture
def plant(store: Store) -> Store:
    """Return a store in which ACME melted the lots A and B of SUP to a heat and rolled it."""
    register = one_scope()
    register["facility"] = [
        facility(code, owner) | {"activities": ["remelting_refining"]}
        for code, owner in (("ACME-CH", "ACME"), ("SUP-CH", "SUP"))
    ]
    assert store.load(register_text(register)).code == 0
    bought: list[Row | str] = [
        other_receipt("IN-1", quantity="30", lot="A"),
        other_receipt("IN-2", quantity="70", lot="B"),
    ]
    assert store.post("ACME", movements_text(bought)).code == 0
    measured(store, "ACME", FUEL, OUTPUT)
    lots(store, "ACME", MELT)
    return store


def measured(store: Store, organisation: str, *lines: str) -> None:
    file = store.file("activity.csv", "\n".join([MEASURED, *lines]) + "\n")
    answer = store.run("measurements", "import", file, "--organisation", organisation)
    assert answer.code == 0, answer.out


def lots(store: Store, organisation: str, lines: list[str]) -> None:
    answer = store.run(
        "lots",
        "import",
        store.file("lots.csv", "\n".join([LOTS, *lines]) + "\n"),
        "--organisation",
        organisation,
    )
    assert answer.code == 0, answer.out


def footprint(store: Store, lot: str, *options: str, organisation: str = "ACME") -> Answer:
    return store.run("footprint", "lot", organisation, lot, *options)


def near(value: Any) -> Any:
    return pytest.approx(value, abs=1e-9)


def sources(answer: Answer) -> dict[tuple[str, str | None], tuple[float, float]]:
    return {(each["basis"], each["told"]): (each["mass_t"], each["per_t"]) for each in answer.json["sources"]}


def test_a_lot_carries_what_went_into_it_and_its_stage_once(plant: Store) -> None:
    """30 t at 4 and 70 t at 15.1 make 90 t of a heat, which carries all of it; then 60 t of coil do, edges nothing."""
    measured(plant, "ACME", TOLD)
    brought = 30 * 4 + 70 * 15.1
    answer = footprint(plant, "HEAT")
    assert (answer.code, answer.json["complete"]) == (0, True), answer.out
    assert answer.json["per_t"] == near(brought / 90 + OWN)
    coil = footprint(plant, "COIL")
    assert coil.json["per_t"] == near(brought / 60 + OWN)
    assert coil.json["processes"] == ["P1", "P2"]
    assert coil.json["co2e_t"] == near(60 * coil.json["per_t"])
    assert sum(each["per_t"] for each in coil.json["steps"]) == near(coil.json["per_t"])
    (before,) = [each for each in coil.json["steps"] if each["step"] == "aluminium bought"]
    assert sorted(before["entries"]) == ["IN-1", "IN-2"]
    assert coil.json["own_stages"][0]["entries"] == ["F-1", "O-1"]
    declared, stood_in = coil.json["sources"][1], coil.json["sources"][0]
    assert (declared["basis"], declared["mass_t"], declared["per_t"]) == ("declared", near(0.5), 4)
    assert (declared["entries"], stood_in["entries"]) == (["IN-1"], ["IN-2"])
    assert coil.json["known_by"] == {"declared": near(0.3), "stand_in": near(0.7)}
    assert "footprint of aluminium from SUP" in [each["wanted"] for each in coil.json["fallbacks"]]


def test_scrap_carries_nothing_under_cut_off_and_its_mass_under_co_product(plant: Store) -> None:
    assert footprint(plant, "EDGE").json["per_t"] == 0
    both = [
        footprint(plant, lot, "--method", "mine-to-metal-co-product").json["per_t"]
        for lot in ("COIL", "EDGE")
    ]
    assert both[0] == both[1] == near(100 * 15.1 / 90 + 56.1 / 90)


def test_a_lot_that_only_came_in_has_what_it_brought(plant: Store) -> None:
    measured(plant, "ACME", TOLD)
    found = footprint(plant, "A").json
    assert (found["per_t"], found["own_stage_counted"], found["own_stages"]) == (4, False, [])
    out: list[Row | str] = [other_shipment("OUT", quantity="1", lot="A")]
    assert plant.post("ACME", movements_text(out)).code == 0
    assert footprint(plant, "A").json["per_t"] == near(4 + OWN)


def test_a_lot_of_which_only_the_shipment_is_on_record_has_the_mean_of_the_period(plant: Store) -> None:
    out: list[Row | str] = [other_shipment("OUT", quantity="1", lot="LOOSE")]
    assert plant.post("ACME", movements_text(out)).code == 0
    found = footprint(plant, "LOOSE").json
    period = plant.run("footprint", "show", "ACME-COC", "--period", "2024-01-01").json
    assert (found["per_t"], list(found["known_by"])) == (period["per_t"], ["account"])


def test_without_activity_data_it_is_a_lower_bound(store: Store) -> None:
    assert store.load(register_text(one_scope())).code == 0
    bought: list[Row | str] = [other_receipt("IN-1", quantity="30", lot="A")]
    assert store.post("ACME", movements_text(bought)).code == 0
    lots(
        store,
        "ACME",
        [
            "P1,2024-04-01,ACME-CH,melting,in,A,aluminium,30,t",
            "P1,2024-04-01,ACME-CH,melting,out,H,aluminium,30,t",
        ],
    )
    answer = footprint(store, "H")
    assert (answer.code, answer.json["complete"], answer.json["per_t"]) == (1, False, 15.1)
    assert "fuels or electricity of ACME-CH" in answer.json["missing"]


def test_what_names_no_lot_or_method_is_refused(plant: Store) -> None:
    assert footprint(plant, "NONE").refusal == "trace_unknown"
    assert footprint(plant, "COIL", "--method", "mine").refusal == "method_unknown"


@pytest.fixture
def sold(plant: Store) -> Store:
    """Return the store in which CUS bought 10 t of the coil by a CoC Document and pressed them to 8 t of profile."""
    register = one_scope()
    register["organisation"], register["certificate"] = [], []
    register["facility"] = [facility("CUS-F", "CUS") | {"activities": ["semi_fabrication"]}]
    register["scope"] = [scope("CUS-COC", "CUS", ["CUS-F"], "2024-01-01")]
    assert plant.load(register_text(register)).code == 0
    more: list[Row | str] = [
        receipt("IN-3", quantity="60", lot="OTHER"),
        shipment("OUT-C", quantity="10", lot="COIL", date="2024-04-10"),
        other_shipment("OUT-N", quantity="30"),
    ]
    posted = plant.post("ACME", movements_text(more))
    assert posted.code == 0, posted.out
    issued = plant.run("document", "issue", "OUT-C", "--organisation", "ACME")
    assert issued.code == 0, issued.out
    bought: list[Row | str] = [
        receipt(
            "C-1",
            quantity="10",
            lot="BUNDLE",
            counterparty="ACME",
            document=issued.json["number"],
            facility="CUS-F",
            date="2024-04-12",
        )
    ]
    assert plant.post("CUS", movements_text(bought)).code == 0
    lots(
        plant,
        "CUS",
        [
            "Q,2024-05-01,CUS-F,extrusion,in,BUNDLE,aluminium,10,t",
            "Q,2024-05-01,CUS-F,extrusion,out,PROFILE,aluminium,8,t",
            "Q,2024-05-01,CUS-F,extrusion,out,ENDS,pre_consumer_scrap,2,t",
        ],
    )
    measured(
        plant,
        "CUS",
        f"F-C,CUS-F,{YEAR},fuel,natural_gas,100,GJ,,,,,0.1",
        f"O-C,CUS-F,{YEAR},output,profile,8,t,,,,,",
    )
    return plant


def test_a_suppliers_lot_counts_as_far_as_the_supplier_tells_it(sold: Store) -> None:
    """Its lots where it discloses lots, its account where it discloses its site, else a stand-in."""
    measured(sold, "ACME", TOLD)
    own = 5.61 / 8
    coil = footprint(sold, "COIL").json
    account = sold.run("footprint", "show", "ACME-COC", "--period", "2024-01-01").json["per_t"]
    assert coil["per_t"] != near(account), "the coil is another than the mean"
    expected = {
        "nothing": ("stand_in", 15.1),
        "company": ("stand_in", 15.1),
        "site": ("computed", near(account)),
        "lots": ("lots", near(coil["per_t"])),
    }
    answer = footprint(sold, "PROFILE", organisation="CUS")
    for level, (basis, per_t) in expected.items():
        assert sold.run("disclosure", "set", "ACME", level).code == 0
        answer = footprint(sold, "PROFILE", organisation="CUS")
        (source,) = answer.json["sources"]
        assert (source["basis"], source["per_t"], source["mass_t"]) == (basis, per_t, 1.25), level
        assert answer.json["per_t"] == near(1.25 * source["per_t"] + own), level
        assert (source["from"], source["entries"]) == ("ACME", ["C-1"])
        names = json.dumps(answer.json)
        assert not {"SUP", "HEAT", "IN-1"} & set(names.split(chr(34))), (
            "what lies behind is nobody else's business"
        )
    assert answer.json["known_by"] == {"declared": near(0.3), "stand_in": near(0.7)}
    assert answer.json["lots"] == 6


def test_a_supplier_whose_data_is_incomplete_tells_no_lot_either(sold: Store) -> None:
    """Without the fuel of ACME its account is a lower bound, which is passed on to nobody."""
    assert sold.run("disclosure", "set", "ACME", "lots").code == 0
    header = "reference,facility,from,to,kind,item,quantity,unit,corrects"
    file = sold.file("back.csv", f"{header}\nW-1,ACME-CH,{YEAR},withdrawal,,,,F-1\n")
    assert sold.run("measurements", "import", file, "--organisation", "ACME").code == 0
    (source,) = footprint(sold, "PROFILE", organisation="CUS").json["sources"]
    assert (source["basis"], source["per_t"]) == ("stand_in", 15.1)
    assert "incomplete" in source["told"]
