"""The activity-data file on each store: all rows or none, sent again, corrected, taken back, read as a workbook."""

import pytest

from tests.contract.register_text import one_scope, register_text
from tests.contract.spreadsheet import xlsx_of
from tests.contract.store import Answer, Store

HEADER = "reference,facility,from,to,kind,item,quantity,unit,market_factor,evidence,corrects"
POWER = "E-1,ACME-CH,2024-01-01,2024-12-31,electricity,hydro,5000,MWh,12.5,PPA-7,"
CARBON = "C-1,ACME-CH,2024-01-01,2024-12-31,net_anode_carbon,,420,kg/t,,,"


@pytest.fixture
def plant(store: Store) -> Store:
    assert store.load(register_text(one_scope())).code == 0
    return store


def sent(store: Store, lines: list[str], *options: str, header: str = HEADER) -> Answer:
    file = store.file("activity.csv", "\n".join([header, *lines]) + "\n")
    return store.run("measurements", "import", file, "--organisation", "ACME", *options)


def counts(answer: Answer) -> tuple[int, int, int, list[tuple[int, str]]]:
    found = answer.json
    refused = [(each["row"], each["code"]) for each in found["refused"]]
    return answer.code, found["posted"], found["unchanged"], refused


def listed(store: Store) -> dict[str, str]:
    answer = store.run("measurements", "list", "--organisation", "ACME")
    assert answer.code == 0, answer.out
    return {each["reference"]: each["quantity"] for each in answer.json["measurements"]}


def test_all_rows_or_none_and_sent_again_nothing(plant: Store) -> None:
    before = plant.dump()
    wrong = CARBON.replace("420", "333")
    assert counts(sent(plant, [POWER, wrong])) == (1, 0, 0, [(3, "quantity_impossible")])
    assert counts(sent(plant, [POWER, CARBON], "--dry-run")) == (0, 2, 0, [])
    assert plant.dump() == before
    assert counts(sent(plant, [POWER, CARBON])) == (0, 2, 0, [])
    assert counts(sent(plant, [CARBON, POWER.replace("5000,MWh", "5.000,GWh")])) == (0, 0, 2, [])
    assert counts(sent(plant, [POWER.replace("12.5", "12")])) == (1, 0, 0, [(2, "reference_conflict")])
    assert listed(plant) == {"E-1": "5000", "C-1": "420"}


def test_a_mistake_is_mended_by_a_row_that_corrects_another(plant: Store) -> None:
    assert sent(plant, [POWER, CARBON]).code == 0
    mended = POWER.replace("E-1", "E-2").replace("5000", "4800") + "E-1"
    assert counts(sent(plant, [mended])) == (0, 1, 0, [])
    assert listed(plant) == {"E-2": "4800", "C-1": "420"}
    assert counts(sent(plant, [mended.replace("E-2", "E-3")])) == (1, 0, 0, [(2, "already_corrected")])
    assert counts(sent(plant, ["W,,,,withdrawal,,,,,,C-1"])) == (0, 1, 0, [])
    assert counts(sent(plant, ["W,,,,withdrawal,,,,,,C-1"])) == (0, 0, 1, [])
    assert listed(plant) == {"E-2": "4800"}
    assert counts(sent(plant, [CARBON.replace("C-1", "C-2")])) == (0, 1, 0, []), (
        "what was taken back told nothing"
    )
    assert counts(sent(plant, [CARBON.replace("C-1", "C-3")])) == (1, 0, 0, [(2, "measurement_overlaps")])


def test_what_is_unlikely_is_posted_and_warned_of(plant: Store) -> None:
    answer = sent(plant, [CARBON.replace("420", "390")])
    assert counts(answer) == (0, 1, 0, [])
    assert [(each["row"], each["reference"]) for each in answer.json["warnings"]] == [(2, "C-1")]


def test_a_workbook_is_read_as_a_csv_is(plant: Store) -> None:
    text = f"{HEADER}\n{POWER}\n{CARBON}\n"
    file = plant.file("activity.xlsx", xlsx_of(text, typed=True))
    answer = plant.run("measurements", "import", file, "--organisation", "ACME")
    assert counts(answer) == (0, 2, 0, [])


@pytest.mark.one_store
@pytest.mark.parametrize(
    ("header", "line", "code"),
    [
        (HEADER + ",market_facter", POWER + ",1", "heading_unknown"),
        (HEADER.replace("unit", "units"), POWER, "heading_missing"),
        (HEADER + ",kind", POWER + ",fuel", "heading_repeated"),
        (HEADER, "", "file_empty"),
        ("\0\0", "", "file_unreadable"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(plant: Store, header: str, line: str, code: str) -> None:
    answer = sent(plant, [line], header=header)
    assert (answer.code, answer.json["refusal"]["code"]) == (1, code)
