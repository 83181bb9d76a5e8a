"""A self-assessment as XLSX: the first sheet can be filled in offline and read again, the others explain and add up.

The column `version` says which answer the writer saw, so that nobody's text is replaced unseen. A formula in a column
that is read makes its row wrong: what it would give is not what somebody wrote.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from casthouse.assurance.assessed_item import AssessedItem
from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import SelfAssessment, missing_items, progress
from casthouse.exchange.file_limits import MIB, FileLimits
from casthouse.exchange.file_refusal import unreadable
from casthouse.exchange.spreadsheet import Cell, CellKind, SheetColumn, Spreadsheet, add_all
from casthouse.exchange.xlsx_file import Workbook, open_workbook, sheet_headings
from casthouse.exchange.xlsx_package import readable_workbook
from casthouse.exchange.xml_stream import SheetCell
from casthouse.refusal import Refusal
from casthouse.standard.edition import Edition

LIMITS = FileLimits(file_bytes=32 * MIB, rows=10_000, columns=100, packed_bytes_min=8 * MIB)
READ_COLUMNS = ("item", "rating", "rationale", "gap", "action", "responsible", "due", "version")
_ANSWER_COLUMNS = (
    SheetColumn(title="item", width=8),
    SheetColumn(title="criterion", width=28),
    SheetColumn(title="what it asks for", width=50),
    SheetColumn(title="holds", width=12),
    SheetColumn(title="rating", width=22),
    SheetColumn(title="rationale", width=46),
    SheetColumn(title="gap", width=34),
    SheetColumn(title="action", width=34),
    SheetColumn(title="responsible", width=18),
    SheetColumn(title="due", width=12, kind=CellKind.DATE),
    SheetColumn(title="evidence", width=34),
    SheetColumn(title="to do", width=34),
    SheetColumn(title="version", width=8, kind=CellKind.NUMBER),
)
_RATING_PLACE = 4
_PROGRESS_COLUMNS = (
    SheetColumn(title="Principle", width=36),
    SheetColumn(title="Items", width=10, kind=CellKind.NUMBER),
    SheetColumn(title="Rated", width=10, kind=CellKind.NUMBER),
    *(
        SheetColumn(title=rating.value.replace("_", " ").capitalize(), width=14, kind=CellKind.NUMBER)
        for rating in Rating
    ),
)
_HELP_COLUMNS = (
    SheetColumn(title="Rating", width=26),
    SheetColumn(title="When, and what it needs", width=90),
)
_HELP = (
    ("conformance", "You do this and can show it: say how in “rationale”, or add a file in Casthouse."),
    (
        "minor_non_conformance",
        "A part is missing, or it slipped once: fill in gap, action, responsible and due.",
    ),
    ("major_non_conformance", "It is missing or fails throughout: fill in gap, action, responsible and due."),
    ("not_applicable", "What it speaks of is not there: the reason in “rationale” is needed."),
    ("unable_to_rate", "Somebody has to find out: say in “rationale” what."),
    (
        "",
        "Write only in the columns rating to due, leave item and version as they are, and give days as 2027-01-31.",
    ),
)


def write_assessment(target: IO[bytes], assessment: SelfAssessment, edition: Edition) -> None:
    """Write a self-assessment to an open binary file."""
    title = f"Self-assessment {assessment.number} {assessment.scope}"
    with Spreadsheet(target, title=title) as book:
        sheet = book.sheet("Answers", _ANSWER_COLUMNS)
        missing = {item.number: what for item, what in missing_items(assessment)}
        for item in assessment.items:
            todo = "; ".join(each.words for each in missing.get(item.number, ()))
            sheet.add(_answer_row(item, edition, todo))
        sheet.filter()
        sheet.worksheet.data_validation(
            *(1, _RATING_PLACE, max(1, len(assessment.items)), _RATING_PLACE),
            {"validate": "list", "source": [each.value for each in Rating]},
        )
        add_all(book.sheet("Principles", _PROGRESS_COLUMNS), _progress_rows(assessment, edition))
        add_all(book.sheet("How to fill in", _HELP_COLUMNS), _HELP)


def _answer_row(item: AssessedItem, edition: Edition, todo: str) -> tuple[Cell, ...]:
    about, answer = edition.item(item.number), item.answer
    return (
        item.number,
        about.title,
        about.summary,
        "always" if item.is_mandatory else "where it exists",
        answer.rating.value if answer.rating else "",
        answer.rationale,
        answer.gap,
        answer.action,
        answer.responsible,
        answer.due,
        "; ".join(link.file.name for link in item.evidence if link.stands),
        todo,
        str(item.version),
    )


def _progress_rows(assessment: SelfAssessment, edition: Edition) -> list[tuple[str, ...]]:
    titles = {each.number: each.title for each in edition.principles}
    return [
        (
            f"{each.principle} {titles[each.principle]}",
            str(each.total),
            str(each.rated),
            *(str(each.by_rating[rating]) for rating in Rating),
        )
        for each in progress(assessment)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookRow:
    """A row of the first sheet as text by column; `formula` names a column that holds one."""

    row: int
    cells: dict[str, str]
    formula: str = ""


def read_assessment(path: Path) -> list[WorkbookRow]:
    """Return the rows of the first sheet that hold anything.

    Raises:
        Refusal: `file_unreadable`, `file_too_large`, `heading_missing`, `file_empty`.
    """
    if not path.stat().st_size:
        raise unreadable(
            "a file without content", expected="an XLSX workbook", todo="send the filled-in XLSX"
        )
    with open_workbook(path, LIMITS) as workbook:
        headings = sheet_headings(workbook)
        names = [name.casefold() for name in headings.names]
        lacking = [name for name in READ_COLUMNS if names.count(name) != 1]
        if lacking:
            raise Refusal(
                "heading_missing",
                found=f"a first sheet without one column each of {', '.join(lacking)}",
                expected="the columns of a self-assessment as it was downloaded",
                todo="download it again and fill in that one",
            )
        places = {names.index(name): name for name in READ_COLUMNS}
        rows = list(_rows(workbook, headings.row, places))
    if not rows:
        raise Refusal(
            "file_empty",
            found="a first sheet without rows",
            expected="a row for each item that is answered",
            todo="download it again and fill in that one",
        )
    return rows


def _rows(workbook: Workbook, head: int, places: dict[int, str]) -> Iterator[WorkbookRow]:
    with readable_workbook():
        for row, cells in workbook.rows():
            if row > head and any(workbook.cells.text(cell).strip() for cell in cells):
                yield _row(workbook, row, cells, places)


def _row(workbook: Workbook, row: int, cells: list[SheetCell], places: dict[int, str]) -> WorkbookRow:
    texts = dict.fromkeys(READ_COLUMNS, "")
    formula = ""
    for cell in cells:
        name = places.get(cell.column)
        if name is not None:
            texts[name] = workbook.cells.text(cell).strip()
            formula = formula or (name if cell.formula is not None else "")
    return WorkbookRow(row=row, cells=texts, formula=formula)
