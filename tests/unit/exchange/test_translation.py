"""From an export's words to the contract's: what is known, and how the unknown names itself."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.unit.exchange.movement_samples import line, read_text

DE = {
    "Materialbeleg": "R1",
    "Buchungsdatum": "05.03.2024",
    "Werk": "H-RM",
    "BWA": "101",
    "Materialnummer": "AL-1000",
    "Menge": "1.234,500",
    "BME": "TO",
    "CoC": "X",
    "Lieferant/Kunde": "SUPA",
    "CoC-Dokument": "D-1",
    "Charge": "L1",
    "Storno zu": "",
}
EN = {
    "Document No": "R1",
    "Posting Date": "05/03/2024",
    "Plant": "H-RM",
    "Movement Type": "GR",
    "Material": "Bauxite",
    "Quantity": "1,234.5",
    "Unit": "MT",
    "CoC Flag": "Yes",
    "Business Partner": "SUPA",
    "CoC Document": "D-1",
    "Heat/Lot": "L1",
    "Reversed Document": "",
}


def row_of(folder: Path, layout: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    fields = {**layout, **changes}
    delimiter = ";" if layout is DE else ","
    content = line(list(fields), delimiter) + line(list(fields.values()), delimiter)
    file = read_text(folder, content.encode("iso-8859-1" if layout is DE else "utf-8"))
    assert file.profile.name == ("erp-de" if layout is DE else "erp-en")
    return dict(file.rows.row(0, named=True))


@pytest.mark.parametrize("layout", [DE, EN], ids=["erp-de", "erp-en"])
def test_a_row_comes_out_in_the_words_of_the_contract(tmp_path: Path, layout: dict[str, str]) -> None:
    row = row_of(tmp_path, layout, {})
    quantity = row.pop("quantity")
    assert float(quantity) == 1234.5
    assert row == {
        "row": 2,
        "reference": "R1",
        "date": "2024-03-05",
        "facility": "H-RM",
        "kind": "receipt",
        "material": "aluminium" if layout is DE else "bauxite",
        "unit": "t",
        "coc": "yes",
        "counterparty": "SUPA",
        "document": "D-1",
        "lot": "L1",
        "reverses": "",
        "extra": "",
        "malformed": "",
    }


@pytest.mark.parametrize(
    ("heading", "given", "column"),
    [
        ("BME", "t", "unit"),
        ("BME", "kg", "unit"),
        ("Materialnummer", "aluminium", "material"),
        ("BWA", "receipt", "kind"),
        ("BWA", "999", "kind"),
        ("CoC", "yes", "coc"),
        ("Buchungsdatum", "2024-03-05", "date"),
        ("Buchungsdatum", "30.02.2024", "date"),
        ("Buchungsdatum", "5.3.2024", "date"),
        ("Menge", "1234.5", "quantity"),
        ("Menge", "1.23", "quantity"),
        ("Menge", ",5", "quantity"),
        ("Menge", "1,", "quantity"),
        ("Menge", "1.2345,0", "quantity"),
        ("Menge", "1234.567,0", "quantity"),
        ("Menge", "0.250", "quantity"),
        ("Menge", "012.500,0", "quantity"),
        ("Menge", "1e3", "quantity"),
        ("Menge", "-5,0", "quantity"),
        ("Menge", "²", "quantity"),
    ],
)
def test_what_a_profile_does_not_know_names_itself(
    tmp_path: Path, heading: str, given: str, column: str
) -> None:
    assert row_of(tmp_path, DE, {heading: given})[column] == f"“{given}” (not in profile erp-de)"


@pytest.mark.parametrize("heading", ["BME", "Materialnummer", "BWA", "Buchungsdatum", "Menge"])
def test_a_blank_stays_blank(tmp_path: Path, heading: str) -> None:
    columns = {
        "BME": "unit",
        "Materialnummer": "material",
        "BWA": "kind",
        "Buchungsdatum": "date",
        "Menge": "quantity",
    }
    assert row_of(tmp_path, DE, {heading: " "})[columns[heading]] == ""


def test_the_blank_mark_says_no_where_a_mark_is_needed(tmp_path: Path) -> None:
    marks = {
        kind: row_of(tmp_path, DE, {"BWA": kind, "CoC": ""})["coc"] for kind in ("101", "601", "131", "102")
    }
    assert marks == {"101": "no", "601": "no", "131": "", "102": ""}
    assert row_of(tmp_path, EN, {"CoC Flag": ""})["coc"] == ""


@pytest.mark.parametrize(
    ("given", "quantity"),
    [("0,000", "0.000"), ("1.234.567", "1234567"), ("1234567,8", "1234567.8"), ("012,50", "012.50")],
)
def test_digits_stay_as_they_are(tmp_path: Path, given: str, quantity: str) -> None:
    assert row_of(tmp_path, DE, {"Menge": given})["quantity"] == quantity


def test_a_trailing_minus_belongs_to_issues(tmp_path: Path) -> None:
    assert row_of(tmp_path, DE, {"BWA": "601", "Menge": "76.217,900-"})["quantity"] == "76217.900"
    assert row_of(tmp_path, DE, {"BWA": "601", "Menge": "5,000 -"})["quantity"] == "5.000"
    assert row_of(tmp_path, DE, {"BWA": "601"})["quantity"] == "1234.500"
    refused = row_of(tmp_path, DE, {"BWA": "101", "Menge": "5,0-"})["quantity"]
    assert refused == "“5,0-” (a minus that its movement type does not have)"


def test_a_movement_type_or_a_minus_makes_a_reversal(tmp_path: Path) -> None:
    german = row_of(tmp_path, DE, {"BWA": "602", "Menge": "", "Storno zu": "R0"})
    assert (german["kind"], german["quantity"], german["reverses"]) == ("reversal", "", "R0")
    english = row_of(tmp_path, EN, {"Movement Type": "GI", "Quantity": "-1.5", "Reversed Document": "R0"})
    assert (english["kind"], english["quantity"], english["reverses"]) == ("reversal", "1.5", "R0")
    plain = row_of(tmp_path, EN, {"Movement Type": "GI", "Quantity": "1.5"})
    assert plain["kind"] == "shipment"


def test_customer_returns_come_in_as_receipts(tmp_path: Path) -> None:
    assert row_of(tmp_path, DE, {"BWA": "651"})["kind"] == "receipt"
    assert row_of(tmp_path, EN, {"Movement Type": "RET"})["kind"] == "receipt"


@pytest.mark.parametrize(
    ("wet", "moisture", "quantity"),
    [
        ("1,000", "12.5", "875"),
        ("0.1", "3.3", "0.0967"),
        ("123456789.123456789", "0.000000001", "123456789.12222222110876543211"),
        ("10", "0", "10"),
        ("10", "100", "“10 wet at 100 % moisture” (not in profile erp-en)"),
        ("10", "", "“10 wet at  % moisture” (not in profile erp-en)"),
        ("10", "-1", "“10 wet at -1 % moisture” (not in profile erp-en)"),
        ("ten", "5", "“ten wet at 5 % moisture” (not in profile erp-en)"),
        ("10", "0." + "1" * 160, f"“10 wet at 0.{'1' * 160} % moisture” (not in profile erp-en)"),
        ("1" * 160, "5", f"“{'1' * 160} wet at 5 % moisture” (not in profile erp-en)"),
    ],
)
def test_dry_mass_is_the_wet_less_its_moisture_exactly(
    tmp_path: Path, wet: str, moisture: str, quantity: str
) -> None:
    row = row_of(tmp_path, EN, {"Quantity": "", "Wet Quantity": wet, "Moisture %": moisture})
    assert row["quantity"] == quantity
    kept = {"wet_quantity": wet, "moisture": moisture}
    assert json.loads(row["extra"]) == {name: value for name, value in kept.items() if value}


def test_a_dry_quantity_that_is_given_stands(tmp_path: Path) -> None:
    row = row_of(tmp_path, EN, {"Quantity": "9", "Wet Quantity": "10", "Moisture %": "5"})
    assert row["quantity"] == "9"


def test_a_negative_wet_mass_takes_a_receipt_back(tmp_path: Path) -> None:
    changes = {"Quantity": "", "Wet Quantity": "-10", "Moisture %": "5", "Reversed Document": "R0"}
    row = row_of(tmp_path, EN, changes)
    assert (row["kind"], row["quantity"]) == ("reversal", "9.5")


def test_a_profile_that_only_maps_headings_computes_dry_mass_too(tmp_path: Path) -> None:
    profile = """
name = "scale"
[required]
reference = "reference"
date = "date"
facility = "facility"
kind = "kind"
material = "material"
unit = "unit"
wet_quantity = "gross"
moisture = "water"
"""
    content = (
        "reference,date,facility,kind,material,unit,gross,water\nR1,2024-03-05,H,receipt,bauxite,t,10,5\n"
    )
    assert read_text(tmp_path, content, profile).rows["quantity"].to_list() == ["9.5"]
