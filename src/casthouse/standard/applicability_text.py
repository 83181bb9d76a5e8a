"""From the cells of an edition file to rows of applicability.

A criterion has one cell a column: A mandatory, C contextual, - not applicable. T and t are A and C that start with the
second cycle for those whom [transition] names. A sub-item may have cells of its own. A copied activity has the cells of
the column that it copies. A class named by an [[exemption]] is spared the criteria of some principles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.applicability_row import Applicability, ApplicabilityRow, Cycle
from casthouse.standard.criterion_text import CriterionText
from casthouse.standard.edition_header_text import EditionHeader, Exemption, Transition
from casthouse.standard.edition_mistake import MistakeKind
from casthouse.standard.rule import Tag
from casthouse.standard.standing import Standing, fields_of
from casthouse.standard.toml_text import shown

CELLS = {
    "A": Applicability.MANDATORY,
    "C": Applicability.CONTEXTUAL,
    "-": Applicability.NOT_APPLICABLE,
    "T": Applicability.MANDATORY,
    "t": Applicability.CONTEXTUAL,
}
LATER_CELLS = frozenset("Tt")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnText:
    """An activity, the place of its cell, and whose cell it copies, if it does."""

    activity: Activity
    place: int
    copied: Activity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellReading:
    """What cells are read by: the columns of the file, who starts later and who is spared."""

    columns: tuple[ColumnText, ...]
    width: int
    transition: Transition | None
    exemptions: tuple[Exemption, ...]


def cell_reading(
    header: EditionHeader, transition: Transition | None, exemptions: Sequence[Exemption]
) -> CellReading:
    """Return how the cells of a file are read."""
    columns = [ColumnText(activity=each, place=place) for place, each in enumerate(header.columns) if each]
    copied = [
        ColumnText(activity=copy, place=header.columns.index(column), copied=column)
        for copy, column in header.copies.items()
    ]
    return CellReading(
        columns=(*columns, *copied),
        width=len(header.columns),
        transition=transition,
        exemptions=tuple(exemptions),
    )


def rows_of(written: CriterionText, reading: CellReading) -> tuple[ApplicabilityRow, ...]:
    """Return the rows of a criterion and of those of its sub-items that have cells of their own."""
    rows: list[ApplicabilityRow] = []
    if written.cells:
        cells = _cells(written, "applies", written.cells, reading)
        if cells and set(cells) == {"-"} and not written.sub_cells:
            written.table.note(
                MistakeKind.APPLIES_NOWHERE, "applies", found="no activity", expected="A or C in some column"
            )
        rows += _rows(written, written.criterion.number, cells, reading)
    letters = [each.letter for each in written.criterion.sub_items]
    for letter, text in written.sub_cells.items():
        if letter not in letters:
            line = written.table.line(f"sub_applies.{letter}")
            expected = "the letter of a sub-item: " + (", ".join(letters) or "the criterion has none")
            written.table.note(
                MistakeKind.SUB_ITEM_UNKNOWN, "sub_applies", found=letter[:9], expected=expected, line=line
            )
            continue
        cells = _cells(written, f"sub_applies.{letter}", text, reading)
        rows += _rows(written, written.criterion.number + letter, cells, reading)
    return tuple(rows)


def _cells(written: CriterionText, key: str, text: str, reading: CellReading) -> list[str]:
    """Return one cell a column; empty where they cannot be read."""
    cells, table = text.split(), written.table
    if not reading.width:
        expected = "[edition] columns to say what each cell is about"
        table.note(MistakeKind.COLUMNS_MISSING, key, found="no columns", expected=expected)
        return []
    if len(cells) != reading.width:
        found, expected = f"{len(cells)} cells", f"{reading.width} cells, one a column"
        table.note(MistakeKind.CELL_COUNT, key, found=found, expected=expected)
        return []
    for place, cell in enumerate(cells):
        if cell not in CELLS:
            found, expected = f"{shown(cell)} in column {place + 1}", "one of " + ", ".join(CELLS)
            table.note(MistakeKind.CELL_UNKNOWN, key, found=found, expected=expected)
            return []
    return cells if _may_start_later(written, key, cells, reading) else []


def _may_start_later(written: CriterionText, key: str, cells: list[str], reading: CellReading) -> bool:
    transition, fit = reading.transition, True
    for column in reading.columns:
        cell = cells[column.place]
        if cell not in LATER_CELLS or column.copied:
            continue
        if transition is None:
            kind, found = MistakeKind.TRANSITION_MISSING, f"{cell} without a table [transition]"
            written.table.note(
                kind, key, found=found, expected="a table [transition] that says what T and t mean"
            )
            return False
        if column.activity not in transition.activities | set(transition.classes):
            kind, found = MistakeKind.TRANSITION_NOT_OF_COLUMN, f"{cell} for {column.activity.value}"
            written.table.note(kind, key, found=found, expected="an activity that [transition] names")
            fit = False
    return fit


def _rows(
    written: CriterionText, item: str, cells: list[str], reading: CellReading
) -> Iterator[ApplicabilityRow]:
    if not cells:
        return
    criterion = written.criterion
    standing = Standing(
        clause=criterion.clause,
        tag=written.cells_tag or criterion.tag,
        source=criterion.source,
        verified=criterion.verified,
        note=written.cells_note,
    )
    spared = {each.membership: each for each in reading.exemptions if criterion.principle in each.principles}
    for column in reading.columns:
        cell = cells[column.place]
        known = standing if column.copied is None else _copied(column.copied, criterion.clause)
        yield from _column_rows(item, column.activity, cell, known, reading.transition)
        for membership, exemption in spared.items():
            holds = Applicability.NOT_APPLICABLE
            yield _row(item, column.activity, holds, exemption.standing, membership=membership)


def _column_rows(
    item: str, activity: Activity, cell: str, standing: Standing, transition: Transition | None
) -> Iterator[ApplicabilityRow]:
    holds = CELLS[cell]
    if cell not in LATER_CELLS or transition is None:
        yield _row(item, activity, holds, standing)
        return
    members: tuple[Membership | None, ...] = (None,)
    if activity not in transition.activities:
        yield _row(item, activity, holds, standing)
        members = transition.classes.get(activity, ())
    for membership in members:
        spared = Applicability.NOT_APPLICABLE
        yield _row(item, activity, spared, transition.standing, membership=membership, cycle=Cycle.FIRST)
        yield _row(item, activity, holds, transition.standing, membership=membership, cycle=Cycle.LATER)


def _row(
    item: str,
    activity: Activity,
    holds: Applicability,
    standing: Standing,
    *,
    membership: Membership | None = None,
    cycle: Cycle | None = None,
) -> ApplicabilityRow:
    return ApplicabilityRow(
        item=item,
        activity=activity,
        applicability=holds,
        membership=membership,
        cycle=cycle,
        **fields_of(standing),
    )


def _copied(column: Activity, clause: str) -> Standing:
    return Standing(clause=clause, tag=Tag.DERIVED, note=f"copied from {column.value.replace('_', ' ')}")
