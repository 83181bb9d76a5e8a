"""Movements as a spreadsheet: what the cells of an XLSX mean."""

from datetime import datetime
from typing import Any

import pytest

from tests.contract.movement_rows import extraction, file_text, receipt
from tests.contract.register_text import one_scope, register_text
from tests.contract.spreadsheet import xlsx
from tests.contract.store import Answer, Store
from tests.oracle.rows import COLUMNS

DAY = datetime(2024, 3, 15)  # noqa: DTZ001 - a cell has no time zone


@pytest.fixture
def acme(store: Store) -> Store:
    store.load(register_text(one_scope()))
    return store


def post(store: Store, *rows: list[Any]) -> Answer:
    """Import a workbook of rows under the contract's header."""
    file = store.file("movements.xlsx", xlsx([list(COLUMNS), *rows]))
    return store.run("movements", "import", file, "--organisation", "ACME")


def cells(reference: Any = "A", **changes: Any) -> list[Any]:
    """Return the cells of a CoC receipt with typed values."""
    row: dict[str, Any] = {**receipt("A"), "date": DAY, "quantity": 59.818, "coc": True}
    return [(row | {"reference": reference} | changes).get(column, "") for column in COLUMNS]


def test_typed_cells_read_as_the_text_of_the_csv(acme: Store) -> None:
    rows = [
        cells("A"),
        cells(1001, quantity=12, document=77),
        cells("C", coc=False, document=""),
        cells("D", quantity=0.1 + 0.2, unit="kg", date="2024-03-15", lot=12.5),
        cells("E", quantity=1e-06),
        cells("F", quantity=1e15, unit="g"),
        cells("G", quantity="7.5", coc="yes"),
    ]
    assert post(acme, *rows).json == {"posted": 7, "unchanged": 0, "skipped": 0, "refused": []}
    text = file_text(
        [
            receipt("A", quantity="59.818"),
            receipt("1001", quantity="12", document="77"),
            receipt("C", quantity="59.818", coc="no", document=""),
            receipt("D", quantity="0.30000000000000004", unit="kg", lot="12.5", document="D-A"),
            receipt("E", quantity="0.000001", document="D-A"),
            receipt("F", quantity="1000000000000000", unit="g", document="D-A"),
            receipt("G", quantity="7.5", document="D-A"),
        ]
    )
    assert acme.post("ACME", text).json == {"posted": 0, "unchanged": 7, "skipped": 0, "refused": []}


def test_what_cells_may_not_hold(acme: Store) -> None:
    answer = post(
        acme,
        cells("A"),
        cells("B", date=datetime(2024, 3, 15, 7, 30)),  # noqa: DTZ001 - a cell has no time zone
        cells("C", quantity="=1+1"),
        cells("D", lot='=HYPERLINK("http://x.example")'),
        cells("E", quantity=-3),
        cells("F", date=45366),
        cells("", quantity=3),
        [None] * len(COLUMNS),
        cells("G", unit=True),
    )
    assert {r["row"]: r["code"] for r in answer.json["refused"]} == {
        3: "date_invalid",
        4: "row_malformed",
        5: "row_malformed",
        6: "quantity_invalid",
        7: "date_invalid",
        8: "row_malformed",
        10: "unit_unknown",
    }
    assert answer.code == 1


def test_a_formula_in_an_unknown_column_does_no_harm(acme: Store) -> None:
    rows = [[*COLUMNS, "note"], [*cells("A"), "=1+1"], [*cells("B", quantity="=2"), "x"]]
    file = acme.file("m.xlsx", xlsx(rows))
    answer = acme.run("movements", "import", file, "--organisation", "ACME", "--partial")
    assert answer.json["posted"] == 1
    assert [(r["row"], r["code"]) for r in answer.json["refused"]] == [(3, "row_malformed")]


def test_a_sheet_with_a_header_only_is_refused(acme: Store) -> None:
    assert post(acme).refusal


def test_a_sheet_that_two_profiles_fit_is_refused_until_one_is_named(acme: Store) -> None:
    erp = {
        "Materialbeleg": "E-1",
        "Buchungsdatum": "15.03.2024",
        "Werk": "ACME-CH",
        "BWA": "101",
        "Materialnummer": "AL-1000",
        "Materialkurztext": "Aluminium",
        "Menge": "5,000",
        "BME": "TO",
        "CoC": "",
        "Lieferant/Kunde": "SUP",
        "CoC-Dokument": "",
        "Charge": "",
        "Storno zu": "",
        "Erfaßt durch": "U1",
    }
    own = extraction("A", facility="ACME-CH")
    row = [own.get(column, "") for column in COLUMNS] + list(erp.values())
    file = acme.file("both.xlsx", xlsx([[*COLUMNS, *erp], row]))
    assert acme.run("movements", "import", file, "--organisation", "ACME").refusal
    for profile in ("casthouse", "erp-de"):
        named = acme.run("movements", "import", file, "--organisation", "ACME", "--profile", profile)
        assert (named.code, named.json["posted"]) == (0, 1), named
    assert acme.stage("ACME-COC", "2024-01-01")["non_coc_inflow_g"] == 5 * 10**6
