"""Thresholds and alternatives for smelters in an edition file."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction

from casthouse.standard.edition_file import EditionFile
from casthouse.standard.edition_mistake import MistakeKind
from casthouse.standard.edition_table import EditionTable
from casthouse.standard.standing import fields_of
from casthouse.standard.threshold import Boundary, SmelterAlternative, Threshold

ID_PATTERN = re.compile(r"[a-z][a-z0-9_.]{0,59}")
ID_WORDS = "lower case letters, digits, points and underscores, at most 60, a letter first"
PERIODS_MAX = 20


def thresholds_of(
    file: EditionFile, items: Collection[str], base: Mapping[str, Threshold]
) -> tuple[Threshold, ...]:
    """Return the thresholds of the extended edition and of the file; `items` are the numbers they may be about."""
    read: dict[str, Threshold] = {}
    seen: set[str] = set()
    for table in file.listed("threshold"):
        identifier = _identifier(table, "threshold", seen)
        item = _item(table, items)
        meaning, unit = table.text("meaning", needed=True), table.text("unit", needed=True)
        value = _value(table)
        standing = table.standing(f"criterion {item}")
        table.close()
        if identifier and value is not None:
            read.setdefault(
                identifier,
                Threshold(
                    id=identifier, item=item, meaning=meaning, value=value, unit=unit, **fields_of(standing)
                ),
            )
    return tuple((dict(base) | read).values())


def alternatives_of(
    file: EditionFile, items: Collection[str], base: Mapping[str, SmelterAlternative]
) -> tuple[SmelterAlternative, ...]:
    """Return the alternatives for smelters of the extended edition and of the file."""
    read: dict[str, SmelterAlternative] = {}
    seen: set[str] = set()
    for table in file.listed("smelter_alternative"):
        identifier = _identifier(table, "alternative", seen)
        alternative = _alternative(table, identifier, items)
        table.close()
        if identifier and alternative is not None:
            read.setdefault(identifier, alternative)
    return tuple((dict(base) | read).values())


def _alternative(table: EditionTable, identifier: str, items: Collection[str]) -> SmelterAlternative | None:
    item = _item(table, items)
    meaning, unit = table.text("meaning", needed=True), table.text("unit", needed=True)
    boundary = table.word("boundary", Boundary, MistakeKind.BOUNDARY_UNKNOWN, needed=True)
    started_from, started_to = table.day("started_from"), table.day("started_to")
    if started_from and started_to and started_to < started_from:
        found, expected = f"{started_to}, before {started_from}", "a last day that is not before the first"
        table.note(MistakeKind.DATES_REVERSED, "started_to", found=found, expected=expected)
    due_from, below = table.day("due_from"), table.number("below")
    reduction = table.number("reduction_at_least", at_most=1)
    periods = table.whole("reporting_periods", at_least=2, at_most=PERIODS_MAX)
    accepted_path, is_on = table.flag("accepted_path"), table.flag("on", usual=True)
    standing = table.standing(f"criterion {item}")
    if table.has("reduction_at_least") != table.has("reporting_periods"):
        found, expected = "one of two keys", "reduction_at_least and reporting_periods together"
        table.note(MistakeKind.REDUCTION_INCOMPLETE, "", found=found, expected=expected)
    if not any(map(table.has, ("below", "reduction_at_least"))) and not accepted_path:
        found, expected = "an alternative that every smelter meets", "something that a smelter has to reach"
        table.note(MistakeKind.ALTERNATIVE_EMPTY, "", found=found, expected=expected)
    if boundary is None:
        return None
    return SmelterAlternative(
        id=identifier,
        item=item,
        meaning=meaning,
        unit=unit,
        boundary=boundary,
        started_from=started_from,
        started_to=started_to,
        due_from=due_from,
        below=below,
        reduction_at_least=reduction,
        reporting_periods=periods,
        accepted_path=accepted_path,
        is_on=is_on,
        **fields_of(standing),
    )


def _identifier(table: EditionTable, what: str, seen: set[str]) -> str:
    identifier = table.formed("id", ID_PATTERN, MistakeKind.ID_FORM, ID_WORDS, needed=True)
    if identifier:
        table.name = f"{what} {identifier}"
    if identifier in seen:
        table.note(MistakeKind.ID_TWICE, "id", found=f"{identifier} again", expected="each id once")
    seen.add(identifier)
    return identifier


def _item(table: EditionTable, items: Collection[str]) -> str:
    item = table.text("item", needed=True)
    if item and item not in items:
        expected = "the number of a criterion or sub-item of this edition"
        table.note(MistakeKind.ITEM_UNKNOWN, "item", found=item[:60], expected=expected)
    return item


def _value(table: EditionTable) -> Fraction | date | None:
    value = table.table.get("value")
    if not table.has("value"):
        table.note(MistakeKind.KEY_MISSING, "value", found="nothing", expected="a number or a date")
    return table.day("value") if isinstance(value, date) else table.number("value")
