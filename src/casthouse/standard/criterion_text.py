"""Principles and criteria of an edition file, as far as each table shows by itself.

A criterion that the extended edition has takes over what its table leaves out. Which cells and ancestors make sense is
decided in `applicability_text.py` and `lineage_text.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from casthouse.standard.criterion import LETTERS, Criterion, Pillar, Principle, SubItem
from casthouse.standard.edition_file import EditionFile
from casthouse.standard.edition_header_text import PRINCIPLES_MAX
from casthouse.standard.edition_mistake import MistakeKind
from casthouse.standard.edition_table import EditionTable
from casthouse.standard.rule import Tag
from casthouse.standard.standing import Standing, fields_of

NUMBER_PATTERN = re.compile(r"[1-9][0-9]?\.[1-9][0-9]?")
NUMBER_WORDS = "the number of a principle, a point and a number, such as 5.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionText:
    """A criterion as written, with the keys that other modules read from its table."""

    criterion: Criterion
    table: EditionTable
    cells: str
    cells_tag: Tag | None
    cells_note: str
    sub_cells: Mapping[str, str]
    ancestors: tuple[str, ...]
    ancestors_given: bool
    ancestors_note: str


def principles_of(file: EditionFile, base: Mapping[int, Principle]) -> dict[int, Principle]:
    """Return the principles by number: those of the extended edition, and those of the file."""
    principles = dict(base)
    seen: set[int] = set()
    for table in file.listed("principle"):
        number = table.whole("number", at_least=1, at_most=PRINCIPLES_MAX)
        if not table.has("number"):
            table.note(
                MistakeKind.KEY_MISSING, "number", found="nothing", expected="the number of the principle"
            )
        if number is not None:
            table.name = f"principle {number}"
        if number in seen:
            found, expected = f"principle {number} again", "each number once"
            table.note(MistakeKind.PRINCIPLE_TWICE, "number", found=found, expected=expected)
        pillar = table.word("pillar", Pillar, MistakeKind.PILLAR_UNKNOWN)
        title = table.text("title", needed=True)
        standing = table.standing(f"principle {number}")
        table.close()
        if number is not None:
            seen.add(number)
            principles[number] = Principle(number=number, title=title, pillar=pillar, **fields_of(standing))
    return principles


def criteria_of(file: EditionFile, base: Mapping[str, Criterion]) -> list[CriterionText]:
    """Return the criteria that the file writes, in its order; those of the extended edition stand behind them."""
    read: dict[str, CriterionText] = {}
    for table in file.listed("criterion"):
        number = table.formed("number", NUMBER_PATTERN, MistakeKind.NUMBER_FORM, NUMBER_WORDS, needed=True)
        if number:
            table.name = f"criterion {number}"
        if number in read:
            found, expected = f"criterion {number} again", "each number once"
            table.note(MistakeKind.CRITERION_TWICE, "number", found=found, expected=expected)
        written = _criterion(table, number, base.get(number))
        if number:
            read.setdefault(number, written)
    return list(read.values())


def _criterion(table: EditionTable, number: str, before: Criterion | None) -> CriterionText:
    title = table.text("title", needed=before is None) or (before.title if before else "")
    summary = table.text("summary", needed=before is None) or (before.summary if before else "")
    standing = table.standing(f"criterion {number}")
    written = table.texts_by_key("sub_items")
    subs = (
        _sub_items(table, written, standing) if table.has("sub_items") else before.sub_items if before else ()
    )
    principle = int(number.partition(".")[0]) if number else 0
    criterion = Criterion(
        number=number,
        principle=principle,
        title=title,
        summary=summary,
        sub_items=subs,
        own_number=table.flag("own_number", usual=before.own_number if before else False),
        **fields_of(standing),
    )
    read = CriterionText(
        criterion=criterion,
        table=table,
        cells=table.text("applies", needed=before is None),
        cells_tag=table.word("applies_tag", Tag, MistakeKind.TAG_UNKNOWN),
        cells_note=table.text("applies_note"),
        sub_cells=table.texts_by_key("sub_applies"),
        ancestors=table.texts("from"),
        ancestors_given=table.has("from"),
        ancestors_note=table.text("from_note"),
    )
    table.close()
    return read


def _sub_items(table: EditionTable, written: Mapping[str, str], standing: Standing) -> tuple[SubItem, ...]:
    """Return the sub-items; letters begin with a and have no gap, so that 6.6c means the third everywhere."""
    for place, letter in enumerate(written):
        if place >= len(LETTERS) or letter != LETTERS[place]:
            expected = (
                f"the letter {LETTERS[place]}"
                if place < len(LETTERS)
                else f"at most {len(LETTERS)} sub-items"
            )
            line = table.line(f"sub_items.{letter}")
            table.note(
                MistakeKind.SUB_ITEM_LETTER, "sub_items", found=letter[:9], expected=expected, line=line
            )
            return ()
    return tuple(
        SubItem(letter=letter, summary=text, **fields_of(standing)) for letter, text in written.items()
    )
