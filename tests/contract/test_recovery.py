"""Recovery from the ledger, on each store: run-around by boundary, through sorting; reversed movements do not count."""

import pytest

from tests.contract.movement_rows import Row, other_receipt, other_shipment, reversal
from tests.contract.movement_rows import file_text as movements_text
from tests.contract.register_text import facility, one_scope, register_text
from tests.contract.store import Answer, Store

HEADER = "process,date,facility,step,direction,lot,material,quantity,unit"
LINES = [
    "R,2024-02-01,ACME-CH,rolling,in,SLAB,aluminium,100,t",
    "R,2024-02-01,ACME-CH,rolling,out,COIL,aluminium,60,t",
    "R,2024-02-01,ACME-CH,rolling,out,EDGES,pre_consumer_scrap,40,t",
    "S,2024-02-02,ACME-CH,sorting,in,EDGES,pre_consumer_scrap,20,t",
    "S,2024-02-02,ACME-CH,sorting,in,CHIPS,pre_consumer_scrap,10,t",
    "S,2024-02-02,ACME-CH,sorting,out,MIX,pre_consumer_scrap,30,t",
    "M,2024-02-03,ACME-CH,melting,in,MIX,pre_consumer_scrap,30,t",
    "M,2024-02-03,ACME-CH,melting,in,CANS,post_consumer_scrap,40,t",
    "M,2024-02-03,ACME-CH,melting,in,PIG,aluminium,30,t",
    "M,2024-02-03,ACME-CH,melting,out,HEAT,aluminium,95,t",
    "M,2024-02-03,ACME-CH,melting,out,SKIM,dross,3,t",
]


@pytest.fixture
def plant(store: Store) -> Store:
    """Return a store in which ACME rolled, sorted and melted."""
    register = one_scope()
    register["facility"].append(facility("CUS-F", "CUS"))
    assert store.load(register_text(register)).code == 0
    moved: list[Row | str] = [
        other_receipt("IN-1", quantity="100", lot="SLAB"),
        other_receipt("IN-2", quantity="30", lot="PIG"),
        other_receipt("IN-3", quantity="40", lot="CANS", material="post_consumer_scrap"),
        other_receipt("IN-4", quantity="10", lot="CHIPS", material="pre_consumer_scrap"),
        other_receipt("IN-5", quantity="7", material="post_consumer_scrap"),
        reversal("BACK", reverses="IN-5"),
        other_shipment("OUT-1", quantity="50"),
    ]
    posted = store.post("ACME", movements_text(moved))
    assert posted.code == 0, posted.out
    file = store.file("lots.csv", "\n".join([HEADER, *LINES]) + "\n")
    answer = store.run("lots", "import", file, "--organisation", "ACME")
    assert answer.code == 0, answer.out
    return store


def recovery(store: Store, *options: str) -> Answer:
    days = ("--from", "2024-01-01", "--to", "2024-12-31")
    return store.run("recovery", "--organisation", "ACME", *days, *options)


def test_recycled_content_steps_and_loops_come_from_the_ledger(plant: Store) -> None:
    found = recovery(plant).json
    content = found["recycled_content"]
    assert (content["post_consumer"], content["pre_consumer"], content["share"]) == ("1/2", "1/8", "5/8")
    assert (content["runaround_g"], content["whole_g"]) == (20_000_000, 80_000_000)
    assert content["entries"] == ["MIX", "CANS", "PIG"]
    steps = {each["step"]: each for each in found["steps"]}
    assert (steps["melting"]["yield"], steps["melting"]["loss"]) == ("19/20", "1/50")
    assert (steps["rolling"]["yield"], steps["sorting"]["yield"]) == ("3/5", "1/1")
    loops = {each["loop"]: (each["returned_g"], each["share"]) for each in found["loops"]}
    assert loops["same_site"] == (20_000_000, "1/2")
    assert sum(loops[name][0] for name in ("customer", "market")) == 50_000_000
    assert found["avoided"]["scrap_t"] == 50


def test_the_entries_behind_a_figure_sum_to_it(plant: Store) -> None:
    found = recovery(plant, "--entries-of", "pre_consumer").json
    assert (found["mass_g"], [each["lot"] for each in found["entries"]]) == (10_000_000, ["MIX"])
    assert (
        found["entries"][0] | {"mass_g": 30_000_000, "counted_g": 10_000_000, "counts": "1/3"}
        == found["entries"][0]
    )
    assert recovery(plant, "--entries-of", "melting_dross").json["mass_g"] == 3_000_000
    assert recovery(plant, "--entries-of", "planet").refusal == "recovery_figure_unknown"
    assert recovery(plant).json["sold"] == []


def test_other_days_and_wrong_words(plant: Store) -> None:
    empty = plant.run("recovery", "--organisation", "ACME", "--from", "2023-01-01", "--to", "2023-12-31").json
    assert (empty["recycled_content"]["share"], empty["avoided"], empty["steps"]) == (None, None, [])
    assert recovery(plant, "--boundary", "planet").code != 0
    assert plant.run("recovery", "--organisation", "ACME", "--from", "2024-02-01", "--to", "2024-01-01").code


def test_days_without_processes_say_what_to_do(plant: Store) -> None:
    told = plant.run_apart("recovery", "--organisation", "ACME", "--from", "2023-01-01", "--to", "2023-12-31")
    assert told.code == 0
    assert "casthouse lots import" in " ".join(told.out.split())


def test_metal_that_was_bought_and_sorted_out_as_scrap_is_metal(plant: Store) -> None:
    """30 t of ingot and 10 t of cans are sorted into 36 t that are called cans: a quarter of it is."""
    bought: list[Row | str] = [
        other_receipt("IN-6", quantity="30", lot="INGOT"),
        other_receipt("IN-7", quantity="10", lot="CANS-2", material="post_consumer_scrap"),
    ]
    assert plant.post("ACME", movements_text(bought)).code == 0
    lines = [
        "S2,2024-06-02,ACME-CH,sorting,in,INGOT,aluminium,30,t",
        "S2,2024-06-02,ACME-CH,sorting,in,CANS-2,post_consumer_scrap,10,t",
        "S2,2024-06-02,ACME-CH,sorting,out,BALES,post_consumer_scrap,36,t",
        "S3,2024-06-03,ACME-CH,sorting,in,BALES,post_consumer_scrap,36,t",
        "S3,2024-06-03,ACME-CH,sorting,out,BEST,post_consumer_scrap,36,t",
        "M2,2024-06-04,ACME-CH,melting,in,BEST,post_consumer_scrap,36,t",
        "M2,2024-06-04,ACME-CH,melting,out,HEAT-2,aluminium,35,t",
    ]
    file = plant.file("more.csv", "\n".join([HEADER, *lines]) + "\n")
    assert plant.run("lots", "import", file, "--organisation", "ACME").code == 0
    june = ("--organisation", "ACME", "--from", "2024-06-01", "--to", "2024-06-30")
    content = plant.run("recovery", *june).json["recycled_content"]
    assert (content["post_consumer"], content["pre_consumer"]) == ("1/4", "0/1")
    chain = plant.run("recovery-chain", "--from", "2024-06-01", "--to", "2024-06-30").json
    assert [each["mass_g"] for each in chain["charged"]] == [9_000_000, 0, 27_000_000, 0]
    found = [each for each in plant.run("check").json["findings"] if each["code"] == "metal_called_scrap"]
    assert [each["subject"] for each in found] == ["ACME post_consumer_scrap"]
    assert "26.000 t of post_consumer_scrap came out of 1 process (S2)" in found[0]["detail"]
