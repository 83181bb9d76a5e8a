"""The files of the sample value chain: which company exports what, in which layout, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from maker.companies import BY_CODE
from maker.layouts import contract_csv, erp_de, erp_en, write_workbook
from maker.movement import Books
from maker.rows import COLUMNS, Chosen, Row, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A company's file, the profile that reads it, and the stage that matters most to the company."""

    company: str
    file: str
    profile: str = "casthouse"
    stage: str = "aluminium"
    late_file: str = ""


EXPORTS = (  # upstream first: the order in which to import and to issue
    Export(company="TINGUI", file="tingui.csv", stage="bauxite"),
    Export(company="CURUA", file="curua.csv", stage="bauxite"),
    Export(company="SHANNON", file="shannon.csv", profile="erp-en", stage="alumina"),
    Export(company="SAGUEN", file="saguen.csv"),
    Export(company="ITHALA", file="ithala.csv"),
    Export(company="MOSAN", file="mosan.csv"),
    Export(company="RHEIN", file="rhein.csv", profile="erp-de"),
    Export(company="RIED", file="ried.csv"),
    Export(company="ADDA", file="adda.xlsx", late_file="adda-late.csv"),
    Export(company="VLTAVA", file="vltava.xlsx"),
    Export(company="ALMFRI", file="almfri.xlsx"),
)

INSIDE = {  # movements that cross no boundary, as ERP systems export them all the same: every so many rows one
    "RHEIN": (("261", "311", "201"), 20, "I", {"facility": "RHEIN-CH", "material": "aluminium", "unit": "t"}),
    "SHANNON": (("TRF",), 14, "TRF", {"facility": "SHANNON-REF", "material": "alumina", "unit": "t"}),
}

LATE = (  # what the can maker sends in January: more CoC Material than it has left
    ("510901", "receipt", "2025-12-30", "aluminium", "23640", "no", "Anadolu Levha", "", ""),
    (
        "820901",
        "shipment",
        "2025-12-29",
        "aluminium",
        "412800",
        "yes",
        "DOURO",
        "AD25-90001",
        "coc_not_available",
    ),
    ("820902", "shipment", "2025-12-30", "aluminium", "14320", "no", "Birrificio Lambro", "AD25-90002", ""),
    (
        "820903",
        "shipment",
        "2025-12-30",
        "aluminium",
        "388500",
        "yes",
        "ALMFRI",
        "AD25-90003",
        "coc_not_available",
    ),
    (
        "820904",
        "shipment",
        "2025-12-31",
        "aluminium",
        "15260",
        "yes",
        "DOURO",
        "AD25-90004",
        "coc_not_available",
    ),
    ("820905", "shipment", "2025-12-31", "pre_consumer_scrap", "22140", "no", "RIED", "", ""),
)


def rows_by_file(books: Books, chosen: Chosen) -> dict[str, list[Row]]:
    """Return the rows of every file."""
    files = {}
    for export in EXPORTS:
        rows = rows_of(books[export.company], chosen)
        files[export.file] = _with_inside(rows, export.company)
        if export.late_file:
            files[export.late_file] = _late_rows()
    return files


def write_files(folder: Path, files: dict[str, list[Row]]) -> None:
    """Write every file in its company's layout."""
    for export in EXPORTS:
        rows, path = files[export.file], folder / export.file
        if path.suffix == ".xlsx":
            write_workbook(path, rows, company=export.company)
        else:
            layout = {"casthouse": contract_csv, "erp-de": erp_de, "erp-en": erp_en}[export.profile]
            path.write_bytes(layout(rows))
        if export.late_file:
            (folder / export.late_file).write_bytes(contract_csv(files[export.late_file]))


def manifest_text() -> str:
    """Return the manifest that `script/run` reads."""
    head = [
        "# The companies in the order in which to import their files and to issue their documents: upstream first.",
        "# A late file is imported last of all. Made by samples/make_value_chain.py.",
        'register = "register.toml"',
        'expected = "expected.json"',
        "period_start = 2025-01-01",
    ]
    return "\n".join(head) + "\n" + "".join(_manifest_entry(export) for export in EXPORTS)


def _manifest_entry(export: Export) -> str:
    company = BY_CODE[export.company]
    lines = [
        "",
        "[[company]]",
        f'organisation = "{company.code}"',
        f'name = "{company.name}"',
        f'scope = "{company.scope}"',
        f'stage = "{export.stage}"',
        f'file = "{export.file}"',
        f'profile = "{export.profile}"',
        *([f'late_file = "{export.late_file}"'] if export.late_file else []),
    ]
    return "\n".join(lines) + "\n"


def _with_inside(rows: Sequence[Row], company: str) -> list[Row]:
    """Return the rows with the movements inside the scope that an ERP exports among them."""
    if company not in INSIDE:
        return list(rows)
    kinds, every, prefix, cells = INSIDE[company]
    mixed: list[Row] = []
    for number, row in enumerate(rows, 1):
        mixed.append(row)
        if number % every == 0:
            own = {"reference": f"{prefix}{number:07d}", "date": row.day.isoformat(), "quantity": "12"}
            kind = {"kind": kinds[number // every % len(kinds)]}
            mixed.append(
                Row(cells=dict.fromkeys(COLUMNS, "") | cells | own | kind, day=row.day, answer="skipped")
            )
    return mixed


def _late_rows() -> list[Row]:
    """Return the rows of the late file."""
    names = ("reference", "kind", "date", "material", "quantity", "coc", "counterparty", "lot")
    rows = []
    for *values, answer in LATE:
        cells = dict.fromkeys(COLUMNS, "") | dict(zip(names, values, strict=True))
        cells |= {"facility": "ADDA-CAN", "unit": "kg"}
        why = "more CoC Material than the year has left" if answer else ""
        rows.append(Row(cells=cells, day=date.fromisoformat(cells["date"]), answer=answer, why=why))
    return rows
