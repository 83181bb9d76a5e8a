"""The lineage that an edition file gives: from which criteria of the edition before each of its criteria came."""

from collections.abc import Mapping, Sequence

from casthouse.standard.criterion import Criterion
from casthouse.standard.criterion_text import CriterionText
from casthouse.standard.edition import Edition
from casthouse.standard.edition_header_text import EditionHeader
from casthouse.standard.edition_mistake import MistakeKind
from casthouse.standard.lineage import Lineage


def lineage_of(
    header: EditionHeader,
    base: Edition | None,
    known: Mapping[str, Edition] | None,
    criteria: Sequence[Criterion],
    written: Sequence[CriterionText],
) -> tuple[Lineage, ...]:
    """Return the lines of descent, in the order of the criteria.

    A criterion that the extended edition has too comes from it, unless its table names other ancestors.
    """
    before = _edition_before(header, base, known)
    given = {each.criterion.number: each for each in written}
    taken_over = {each.number for each in base.criteria} if base and header.replaces == base.code else set()
    lines: list[Lineage] = []
    for criterion in criteria:
        text = given.get(criterion.number)
        if text is not None and text.ancestors_given:
            lines += _lines(header, before, text)
        elif criterion.number in taken_over:
            note = text.ancestors_note if text else ""
            lines.append(_line(header, criterion.number, criterion.number, note))
    return tuple(lines)


def _edition_before(
    header: EditionHeader, base: Edition | None, known: Mapping[str, Edition] | None
) -> Edition | None:
    if base is not None and header.replaces == base.code:
        return base
    if known is None or not header.replaces or header.replaces in {header.code, header.extends}:
        return None
    if header.replaces not in known:
        expected = "one of " + ", ".join(sorted(known))
        header.table.note(MistakeKind.REPLACED_UNKNOWN, "replaces", found=header.replaces, expected=expected)
    return known.get(header.replaces)


def _lines(header: EditionHeader, before: Edition | None, text: CriterionText) -> list[Lineage]:
    table, lines = text.table, dict[str, Lineage]()
    if text.ancestors and not header.replaces:
        found, expected = "ancestors of no edition", "[edition] replaces to say of which edition"
        table.note(MistakeKind.LINEAGE_WITHOUT_EDITION, "from", found=found, expected=expected)
        return []
    numbers = _numbers(before) if before else None
    for ancestor in text.ancestors:
        if ancestor in lines:
            found, expected = f"{ancestor[:60]} twice", "each ancestor once"
            table.note(MistakeKind.LINEAGE_TWICE, "from", found=found, expected=expected)
        if numbers is not None and ancestor not in numbers:
            expected = f"a criterion or sub-item of {header.replaces}"
            table.note(MistakeKind.LINEAGE_UNKNOWN, "from", found=ancestor[:60], expected=expected)
        lines[ancestor] = _line(header, text.criterion.number, ancestor, text.ancestors_note)
    return list(lines.values())


def _line(header: EditionHeader, item: str, ancestor: str, note: str) -> Lineage:
    return Lineage(item=item, before_edition=header.replaces, before_item=ancestor, note=note)


def _numbers(edition: Edition) -> set[str]:
    criteria = {each.number for each in edition.criteria}
    return criteria | {each.number for each in edition.rateable_items}
