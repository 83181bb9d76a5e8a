"""Which rows of an activity-data file can be posted: each against the file and what is posted.

Guarantees: sending a row again changes nothing; a row is corrected once; no two rates tell the same of one line and
day. The order of rows does not matter for finding what a row corrects; of two that exclude each other the later one is
refused. The file is posted whole or not at all, so what a refused row would have corrected does not matter.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from casthouse.footprint.draft_measurement import DraftMeasurement
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import KIND_RULES, MeasurementKind
from casthouse.footprint.measurement_refusal import MeasurementRefusal as Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedMeasurement:
    """What is posted under a reference: its content, its kind, and who corrects it (empty: nobody)."""

    content: object
    kind: MeasurementKind
    corrected_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementFacts:
    """What the store knows of the references of a file, and the rates in force of the organisation."""

    posted: Mapping[str, PostedMeasurement] = field(default_factory=dict)
    rates: Sequence[Measurement] = ()


def admit_measurements(rows: Sequence[DraftMeasurement], facts: MeasurementFacts) -> None:
    """Give each row that cannot be posted its code, and mark those that are posted already.

    Args:
        rows: the rows of a file in its order, with the codes of their shape; they are changed in place.
        facts: what the store knows.
    """
    _compare(rows, facts)
    _check_corrections(rows, facts)
    _check_overlaps(rows, facts)


def _compare(rows: Sequence[DraftMeasurement], facts: MeasurementFacts) -> None:
    in_file: dict[str, DraftMeasurement] = {}
    for row in rows:
        if not row.stands:
            continue
        posted = facts.posted.get(row.reference)
        before = in_file.setdefault(row.reference, row)
        if posted is not None and posted.content == row.content:
            row.is_unchanged = True
        elif posted is not None:
            row.refuse(Refused.REFERENCE_CONFLICT, ", posted with other content")
        elif before is not row:
            row.refuse(Refused.REFERENCE_CONFLICT, f", which stands in row {before.row} already")


def _check_corrections(rows: Sequence[DraftMeasurement], facts: MeasurementFacts) -> None:
    new = {row.reference: row for row in rows if row.stands and not row.is_unchanged}
    corrected: dict[str, str] = {}
    for row in rows:
        if not row.stands or row.is_unchanged or not row.corrects:
            continue
        posted, here = facts.posted.get(row.corrects), new.get(row.corrects)
        by = corrected.get(row.corrects) or (posted.corrected_by if posted else "")
        if posted is None and (here is None or here.corrects):
            row.refuse(Refused.CORRECTS_UNKNOWN)
        elif posted is not None and posted.kind is MeasurementKind.WITHDRAWAL:
            row.refuse(Refused.CORRECTS_UNKNOWN, ", a withdrawal")
        elif by:
            row.refuse(Refused.ALREADY_CORRECTED, f"“{by}”")
        else:
            corrected[row.corrects] = row.reference


def _check_overlaps(rows: Sequence[DraftMeasurement], facts: MeasurementFacts) -> None:
    gone = {row.corrects for row in rows if row.stands and row.corrects}
    held: dict[object, list[Measurement]] = defaultdict(list)
    for rate in facts.rates:
        if rate.reference not in gone:
            held[_told_of(rate)].append(rate)
    for row in rows:
        if not row.stands or row.is_unchanged or not _is_rate(row) or row.reference in gone:
            continue
        value = row.value("")
        there = held[_told_of(value)]
        over = next((each for each in there if _excludes(each, value)), None)
        if over is None:
            there.append(value)
        else:
            row.refuse(Refused.MEASUREMENT_OVERLAPS, f"“{over.reference}”")


def _is_rate(row: DraftMeasurement) -> bool:
    assert row.kind is not None
    return bool(KIND_RULES[row.kind].family)


def _told_of(rate: Measurement) -> tuple[str, str, str]:
    return rate.facility, KIND_RULES[rate.kind].family, rate.line


def _excludes(one: Measurement, other: Measurement) -> bool:
    """Say whether two rates of a family tell the same of a day; the two gases of a duct are told apart."""
    are_gases = one.kind is other.kind is MeasurementKind.DUCT and one.item != other.item
    return not are_gases and one.overlaps(other.first, other.last)


def warned_rows(rows: Iterable[DraftMeasurement]) -> list[DraftMeasurement]:
    """Return the rows that stand and are unlikely."""
    return [row for row in rows if row.stands and row.warnings]
