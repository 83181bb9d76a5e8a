"""The sample value chain: its generator makes the files in the repository, and the files hold together."""

import csv
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.oracle.ledger import Ledger

SAMPLES = Path(__file__).parents[2] / "samples"
CHAIN = SAMPLES / "value_chain"
SIZE_MAX = 1_500_000
PLAIN_FILES = {  # the files in the contract's own CSV, which the oracle reads
    "TINGUI": "tingui.csv",
    "CURUA": "curua.csv",
    "SAGUEN": "saguen.csv",
    "ITHALA": "ithala.csv",
    "MOSAN": "mosan.csv",
    "RIED": "ried.csv",
}


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("value_chain")
    subprocess.run([sys.executable, SAMPLES / "make_value_chain.py", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    answers: dict[str, Any] = json.loads((CHAIN / "expected.json").read_text(encoding="utf-8"))
    return answers


def cells_of(path: Path) -> list[list[object]]:
    """Return the cells of a workbook's first sheet, formulas as they stand."""
    return [[cell.value for cell in line] for line in load_workbook(path).worksheets[0].iter_rows()]


def records_of(file: str) -> list[dict[str, str]]:
    with (CHAIN / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_generator_makes_the_same_list_of_files(made_again: Path) -> None:
    assert sorted(path.name for path in made_again.iterdir()) == sorted(path.name for path in CHAIN.iterdir())


@pytest.mark.parametrize("suffix", [".csv", ".toml", ".json", ".md"])
def test_generator_makes_text_files_of_the_same_bytes(made_again: Path, suffix: str) -> None:
    files = sorted(CHAIN.glob(f"*{suffix}"))
    assert files
    changed = [path.name for path in files if (made_again / path.name).read_bytes() != path.read_bytes()]
    assert changed == [], "run python samples/make_value_chain.py and look at what changed"


@pytest.mark.parametrize("name", ["adda.xlsx", "vltava.xlsx", "almfri.xlsx"])
def test_generator_makes_workbooks_of_the_same_cells(made_again: Path, name: str) -> None:
    assert cells_of(made_again / name) == cells_of(CHAIN / name)


def test_chain_is_as_large_as_it_should_be(expected: dict[str, Any]) -> None:
    assert 2_800 <= sum(answer["posted"] for answer in expected["files"].values()) <= 3_300
    assert sum(path.stat().st_size for path in CHAIN.iterdir()) < SIZE_MAX


def test_manifest_names_every_movements_file_and_every_scope_once() -> None:
    manifest = tomllib.loads((CHAIN / "manifest.toml").read_text(encoding="utf-8"))
    register = tomllib.loads((CHAIN / manifest["register"]).read_text(encoding="utf-8"))
    files = [one[name] for one in manifest["company"] for name in ("file", "late_file") if name in one]
    assert sorted(files) == sorted(path.name for path in CHAIN.iterdir() if path.suffix in {".csv", ".xlsx"})
    assert [one["scope"] for one in manifest["company"]] == [one["code"] for one in register["scope"]]


@pytest.mark.parametrize(("organisation", "file"), PLAIN_FILES.items(), ids=PLAIN_FILES)
def test_expected_answers_and_figures_are_those_of_the_oracle(
    expected: dict[str, Any], organisation: str, file: str
) -> None:
    ledger = Ledger()
    ledger.register(tomllib.loads((CHAIN / "register.toml").read_text(encoding="utf-8")))
    answer = ledger.import_text(organisation, (CHAIN / file).read_bytes().decode(), partial=True)
    meant = expected["files"][file]
    assert {name: answer[name] for name in ("posted", "unchanged")} == {
        name: meant[name] for name in ("posted", "unchanged")
    }
    assert answer["refused"] == meant["refused"]
    position = ledger.position(f"{organisation}-COC", period="2025-01-01")
    assert position["stages"] == expected["positions"][f"{organisation}-COC"]["stages"]


def test_buyer_books_the_documents_that_the_seller_issues(expected: dict[str, Any]) -> None:
    refused = {one["reference"] for one in expected["files"]["saguen.csv"]["refused"]}
    rows = [row for row in records_of("saguen.csv") if row["date"] != "2025-11-31"]
    taken_back = {row["reverses"] for row in rows if row["kind"] == "reversal"} - refused
    sold = [
        r for r in rows if (r["kind"], r["coc"]) == ("shipment", "yes") and r["reference"] not in taken_back
    ]
    sold.sort(key=lambda row: (row["date"], row["reference"]))
    issued = {f"SAGUEN-2025-{number:06d}": row for number, row in enumerate(sold, 1)}
    assert list(issued)[-1] == expected["documents"]["SAGUEN"]["last"]
    received: dict[str, int] = {}
    rows = records_of("ried.csv")
    taken_back = {row["reverses"] for row in rows if row["kind"] == "reversal"}
    for row in rows:
        if row["counterparty"] == "SAGUEN" and row["coc"] == "yes" and row["reference"] not in taken_back:
            received[row["document"]] = received.get(row["document"], 0) + kilograms(row)
    assert received
    assert received == {number: kilograms(issued[number]) for number in received}
    assert {issued[number]["counterparty"] for number in received} == {"RIED"}


def kilograms(row: dict[str, str]) -> int:
    return round(float(row["quantity"]) * {"t": 1000, "kg": 1}[row["unit"]])
