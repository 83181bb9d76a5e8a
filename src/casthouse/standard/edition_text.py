"""The text of an edition file: TOML that is read whole, with every mistake in it.

An edition stands by itself or extends another: then it takes over principles, criteria with their cells, thresholds
and alternatives, sets single ones anew under their number, adds others and leaves out those that `removes` names.
Whatever an edition extends is its own ancestor: criteria that it takes over have a line of descent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from casthouse.standard.applicability_row import ApplicabilityRow
from casthouse.standard.applicability_text import CellReading, cell_reading, rows_of
from casthouse.standard.criterion import Criterion, Principle
from casthouse.standard.criterion_text import CriterionText, criteria_of, principles_of
from casthouse.standard.edition import Edition
from casthouse.standard.edition_file import EditionFile
from casthouse.standard.edition_header_text import (
    EditionHeader,
    Exemption,
    edition_exemptions,
    edition_header,
    edition_transition,
)
from casthouse.standard.edition_mistake import Mistake, MistakeKind, refuse_edition
from casthouse.standard.lineage_text import lineage_of
from casthouse.standard.standard_name import StandardName
from casthouse.standard.threshold_text import alternatives_of, thresholds_of

NO_EDITIONS: Mapping[str, Edition] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionReading:
    """What a text came to: an edition without mistakes, or the mistakes in the order of their lines."""

    edition: Edition | None
    mistakes: tuple[Mistake, ...]


def edition_from_text(
    text: str,
    *,
    bases: Mapping[str, Edition] = NO_EDITIONS,
    known: Mapping[str, Edition] | None = None,
    built_in: bool = False,
) -> Edition:
    """Return the edition written in a text; see `read_edition`.

    Raises:
        Refusal: `edition_invalid`, naming the first mistakes with their lines.
    """
    reading = read_edition(text, bases=bases, known=known, built_in=built_in)
    if reading.edition is None:
        raise refuse_edition(reading.mistakes)
    return reading.edition


def read_edition(
    text: str,
    *,
    bases: Mapping[str, Edition] = NO_EDITIONS,
    known: Mapping[str, Edition] | None = None,
    built_in: bool = False,
) -> EditionReading:
    """Read the text of an edition, whatever it holds.

    Args:
        text: TOML, see `docs/reference/editions.md`.
        bases: the editions that may be extended, by code; their codes are taken.
        known: all editions in use, by code, to check the lineage against; None leaves it unchecked, as when a text that
            was checked at loading is read again.
        built_in: whether the text is part of Casthouse and not a secretariat's.
    """
    file = EditionFile(text)
    header = edition_header(file) if file.is_readable else None
    if header is None:
        return EditionReading(edition=None, mistakes=tuple(file.mistakes))
    source = EditionSource(file=file, header=header, base=bases.get(header.extends), known=known)
    _check_names(source, bases)
    edition = _edition(source, built_in=built_in)
    if file.mistakes:
        mistakes = sorted(file.mistakes, key=lambda each: (each.line is None, each.line or 0))
        return EditionReading(edition=None, mistakes=tuple(mistakes))
    return EditionReading(edition=edition, mistakes=())


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSource:
    """A file with its header, the edition that it extends, and the editions in use."""

    file: EditionFile
    header: EditionHeader
    base: Edition | None
    known: Mapping[str, Edition] | None

    @property
    def criteria_before(self) -> dict[str, Criterion]:
        """The criteria that are taken over from the extended edition."""
        before = {each.number: each for each in self.base.criteria} if self.base else {}
        return {number: each for number, each in before.items() if number not in self.header.removes}


def _edition(source: EditionSource, *, built_in: bool) -> Edition:
    file, header, base = source.file, source.header, source.base
    principles = principles_of(file, {each.number: each for each in base.principles} if base else {})
    written = criteria_of(file, source.criteria_before)
    criteria = _criteria(source.criteria_before, written)
    _check_principles(source, principles, criteria, written)
    transition = edition_transition(file)
    exemptions = _exemptions(file, principles)
    edition = Edition(
        code=header.code,
        standard=header.standard or (base.standard if base else StandardName.PERFORMANCE),
        name=header.name,
        published=header.published,
        is_draft=header.is_draft or (base is not None and base.is_draft),
        built_in=built_in,
        extends=base.code if base else "",
        replaces=header.replaces,
        principles=tuple(principles[number] for number in sorted(principles)),
        criteria=tuple(criteria),
        applicability=tuple(_rows(source, written, cell_reading(header, transition, exemptions))),
        transition_ended_by=transition.ended_by
        if transition
        else base.transition_ended_by
        if base
        else frozenset(),
        lineage=lineage_of(header, base, source.known, criteria, written),
        note=header.note,
        source=header.source,
    )
    return _with_dates(_with_thresholds(edition, source), source)


def _with_thresholds(edition: Edition, source: EditionSource) -> Edition:
    items, base = _item_numbers(edition.criteria), source.base
    numbers = {each.id: each for each in base.thresholds if each.item in items} if base else {}
    ways = {each.id: each for each in base.alternatives if each.item in items} if base else {}
    return replace(
        edition,
        thresholds=thresholds_of(source.file, items, numbers),
        alternatives=alternatives_of(source.file, items, ways),
    )


def _with_dates(edition: Edition, source: EditionSource) -> Edition:
    """Give an edition its dates; what it does not say it has from the extended one, but a draft has none of it."""
    header, base = source.header, None if edition.is_draft else source.base
    return replace(
        edition,
        in_force_from=header.in_force_from or (base.in_force_from if base else None),
        in_force_to=header.in_force_to or (base.in_force_to if base else None),
        audits_from=header.audits_from or (base.audits_from if base else None),
        audits_to=header.audits_to or (base.audits_to if base else None),
    )


def _check_names(source: EditionSource, bases: Mapping[str, Edition]) -> None:
    header, base, table = source.header, source.base, source.header.table
    if header.code in bases:
        found, expected = f"{header.code}, a built-in edition", "a code that no other edition has"
        table.note(MistakeKind.CODE_TAKEN, "code", found=found, expected=expected)
    if header.extends and base is None:
        expected = "one of " + (", ".join(sorted(bases)) or "none")
        table.note(MistakeKind.BASE_UNKNOWN, "extends", found=header.extends, expected=expected)
    if base and header.standard and header.standard is not base.standard:
        found, expected = f"{base.code}, of {base.standard.value}", f"an edition of {header.standard.value}"
        table.note(MistakeKind.BASE_OF_OTHER_STANDARD, "extends", found=found, expected=expected)
    if header.replaces and header.replaces == header.code:
        found, expected = "the edition itself", "an edition before this one"
        table.note(MistakeKind.REPLACED_UNKNOWN, "replaces", found=found, expected=expected)
    of_base = {each.number for each in base.criteria} if base else set()
    for number in header.removes:
        if number not in of_base:
            expected = "a criterion of the extended edition"
            table.note(MistakeKind.REMOVED_UNKNOWN, "removes", found=number[:60], expected=expected)


def _criteria(before: Mapping[str, Criterion], written: Sequence[CriterionText]) -> list[Criterion]:
    criteria = dict(before) | {each.criterion.number: each.criterion for each in written}
    return sorted(criteria.values(), key=lambda each: tuple(map(int, each.number.split("."))))


def _exemptions(file: EditionFile, principles: Mapping[int, Principle]) -> list[Exemption]:
    read = edition_exemptions(file)
    for exemption, table in read:
        for number in exemption.principles:
            if number not in principles:
                expected = _numbers(principles)
                table.note(MistakeKind.PRINCIPLE_UNKNOWN, "principles", found=f"{number}", expected=expected)
    return [exemption for exemption, _ in read]


def _check_principles(
    source: EditionSource,
    principles: Mapping[int, Principle],
    criteria: Sequence[Criterion],
    written: Sequence[CriterionText],
) -> None:
    for each in written:
        if each.criterion.principle not in principles:
            found, expected = f"principle {each.criterion.principle}", _numbers(principles)
            each.table.note(MistakeKind.PRINCIPLE_UNKNOWN, "number", found=found, expected=expected)
    if not criteria and not source.file.tables.get("criterion"):
        expected = "at least one [[criterion]]"
        source.header.table.note(MistakeKind.CRITERIA_MISSING, "", found="no criterion", expected=expected)
        return
    filled = {each.principle for each in criteria}
    for number in sorted(set(principles) - filled):
        source.file.note(
            MistakeKind.PRINCIPLE_EMPTY,
            f"principle {number}",
            "no criterion of it",
            "at least one criterion of each principle",
            line=source.file.line_of_principle(number),
        )


def _rows(
    source: EditionSource, written: Sequence[CriterionText], reading: CellReading
) -> Iterator[ApplicabilityRow]:
    anew = {each.criterion.number for each in written if each.cells}
    kept = _item_numbers([each for number, each in source.criteria_before.items() if number not in anew])
    if source.base is not None:
        yield from (row for row in source.base.applicability if row.item in kept)
    for each in written:
        yield from rows_of(each, reading)


def _item_numbers(criteria: Sequence[Criterion]) -> set[str]:
    subs = {each.number + sub.letter for each in criteria for sub in each.sub_items}
    return {each.number for each in criteria} | subs


def _numbers(principles: Mapping[int, Principle]) -> str:
    return "one of the principles " + (", ".join(map(str, sorted(principles))) or "(there is none)")
