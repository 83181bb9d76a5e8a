"""The shape of an activity-data file's rows: does each say something, and can a plant have it at all?

Checks of a row by itself, in the order of `MeasurementRefusal`. What is unlikely is warned of and stands.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from casthouse.footprint.draft_measurement import DraftMeasurement
from casthouse.footprint.measurement import PER_DISTANCE, PER_EFFECT
from casthouse.footprint.measurement_kind import (
    ALWAYS_ALLOWED,
    KIND_RULES,
    NUMBER_TERMS,
    TERMS,
    KindRule,
    MeasurementKind,
)
from casthouse.footprint.measurement_refusal import MeasurementRefusal as Refused
from casthouse.footprint.plausible_range import Ranges

NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
NUMBER_LENGTH_MAX = 31
WORD_BYTES_MAX = 2_000
SPAN_MAX = timedelta(days=366)
DAY_LENGTH = len("2025-01-01")
RANGED_TERMS = ("current_efficiency", "collection", "purity", "primary_share", "uncertainty")


def check_row(row: DraftMeasurement, facilities: Mapping[str, int], ranges: Ranges) -> None:
    """Give a row that says nothing sound its code, and what is unlikely its warnings.

    Args:
        row: the row; it is changed in place.
        facilities: identifiers of the organisation's facilities by code.
        ranges: what quantities can be.
    """
    checks: tuple[Callable[[DraftMeasurement], None], ...] = (
        _check_whole,
        lambda each: _check_facility(each, facilities),
        _check_days,
        _check_kind,
        _check_item,
        _check_quantity,
        _check_terms,
        _check_needs,
        lambda each: _check_range(each, ranges),
    )
    for check in checks:
        if not row.stands:
            return
        if row.kind is MeasurementKind.WITHDRAWAL:
            return
        check(row)


def _check_whole(row: DraftMeasurement) -> None:
    long = next((name for name, text in row.words.items() if len(text.encode()) > WORD_BYTES_MAX), "")
    if row.words["malformed"]:
        row.refuse(Refused.ROW_MALFORMED, row.words["malformed"])
    elif long:
        row.refuse(Refused.ROW_MALFORMED, f"a {long} longer than {WORD_BYTES_MAX:,} bytes")
    elif not row.reference:
        row.refuse(Refused.ROW_MALFORMED, "no reference")
    elif row.words["kind"] == MeasurementKind.WITHDRAWAL:  # all that it says is what it takes back
        row.kind = MeasurementKind.WITHDRAWAL
        if not row.corrects:
            row.refuse(
                Refused.TERM_MISSING, "corrects", expected="the reference of the row that is taken back"
            )


def _check_facility(row: DraftMeasurement, facilities: Mapping[str, int]) -> None:
    row.facility_id = facilities.get(row.words["facility"])
    if row.facility_id is None:
        row.refuse(Refused.FACILITY_UNKNOWN)


def _check_days(row: DraftMeasurement) -> None:
    row.first, row.last = _day(row.words["from"]), _day(row.words["to"])
    if row.first is None or row.last is None:
        row.refuse(Refused.DATE_INVALID)
    elif not row.first <= row.last or row.last - row.first >= SPAN_MAX:
        row.refuse(Refused.SPAN_INVALID)


def _day(text: str) -> date | None:
    if len(text) != DAY_LENGTH or text[4] != "-" or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _check_kind(row: DraftMeasurement) -> None:
    words = {each.value: each for each in MeasurementKind}
    row.kind = words.get(row.words["kind"])
    if row.kind is None:
        row.refuse(Refused.KIND_UNKNOWN, expected=", ".join(words))


def _check_item(row: DraftMeasurement) -> None:
    items = _rule(row).items
    item = row.words["item"]
    if items is None:
        if not item:
            row.refuse(Refused.ITEM_UNKNOWN, expected="a word of your own, such as a product group")
    elif item not in (items or {""}):
        row.refuse(Refused.ITEM_UNKNOWN, expected=", ".join(sorted(items)) if items else "no item")


def _check_quantity(row: DraftMeasurement) -> None:
    if not _is_number(row.words["quantity"]):
        row.refuse(Refused.QUANTITY_INVALID)
    elif row.words["unit"] not in _rule(row).units:
        row.refuse(Refused.UNIT_UNKNOWN, expected=", ".join(_rule(row).units))


def _check_terms(row: DraftMeasurement) -> None:
    rule = _rule(row)
    allowed = ALWAYS_ALLOWED | {*rule.needs, *rule.takes}
    for name in TERMS:
        told = row.words[name]
        if told and name not in allowed:
            row.refuse(Refused.TERM_NOT_FOR_KIND, f"{name} “{told[:60]}”")
    for name in NUMBER_TERMS:
        told = row.words[name]
        if told and not _is_number(told):
            row.refuse(
                Refused.TERM_INVALID,
                f"{name} “{told[:60]}”",
                expected="digits with at most one decimal point",
            )


def _check_needs(row: DraftMeasurement) -> None:
    for name, why in _needed(row, _rule(row)):
        if not row.words[name]:
            row.refuse(Refused.TERM_MISSING, name, expected=why)


def _needed(row: DraftMeasurement, rule: KindRule) -> Iterator[tuple[str, str]]:
    yield from ((name, "what makes the row mean something") for name in rule.needs)
    words, unit = row.words, row.words["unit"]
    if unit == PER_EFFECT:
        yield "frequency", "anode effects per cell-day beside the minutes of one"
    if unit == PER_DISTANCE:
        yield "factor", "g CO2e per tonne-kilometre of the mode, with its evidence"
    if row.kind is MeasurementKind.FUEL and words["item"] == "other":
        yield "factor", "kg CO2 per GJ of the fuel, with its evidence"
    if row.kind is MeasurementKind.ELECTRICITY and words["item"] == "grid":
        yield "location_factor", "g CO2e per kWh of the grid, with its evidence"
    if words["factor"] or words["location_factor"] or words["market_factor"]:
        yield "evidence", "where the factor is from: a contract, a certificate, a publication"


def _check_range(row: DraftMeasurement, ranges: Ranges) -> None:
    measured = row.value("")
    told: list[tuple[str, str, Fraction]] = [
        (name, name, Fraction(row.words[name])) for name in RANGED_TERMS if row.words[name]
    ]
    if _rule(row).range:
        shown = measured.minutes if row.kind is MeasurementKind.ANODE_EFFECTS else measured.amount
        told.insert(0, (_rule(row).range, measured.kind.value, shown))
    if row.kind is MeasurementKind.OUTPUT and not measured.amount:
        row.refuse(Refused.QUANTITY_IMPOSSIBLE, "an output of nothing", expected="more than 0 t")
    for name, words, value in told:
        limits = ranges[name]
        if limits.is_impossible(value):
            row.refuse(Refused.QUANTITY_IMPOSSIBLE, f"{words} of {float(value):g}", expected=limits.possible)
        elif limits.is_implausible(value):
            row.warnings.append(f"{words} of {float(value):g}; {limits.likely} is usual")
    if row.kind is MeasurementKind.ELECTRICITY and row.words["item"] == "unknown":
        row.warnings.append("electricity of an unknown source; it counts with the highest factor")


def _rule(row: DraftMeasurement) -> KindRule:
    assert row.kind is not None
    return KIND_RULES[row.kind]


def _is_number(text: str) -> bool:
    return len(text) <= NUMBER_LENGTH_MAX and NUMBER.fullmatch(text) is not None
