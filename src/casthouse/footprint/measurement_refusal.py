"""Why a row of an activity-data file is refused, in the order of the checks; one code a row, the first that applies."""

from enum import StrEnum


class MeasurementRefusal(StrEnum):
    """The refusal codes of an activity-data file, in the order in which they are checked."""

    ROW_MALFORMED = "row_malformed"
    FACILITY_UNKNOWN = "facility_unknown"
    DATE_INVALID = "date_invalid"
    SPAN_INVALID = "span_invalid"
    KIND_UNKNOWN = "kind_unknown"
    ITEM_UNKNOWN = "item_unknown"
    QUANTITY_INVALID = "quantity_invalid"
    UNIT_UNKNOWN = "unit_unknown"
    TERM_NOT_FOR_KIND = "term_not_for_kind"
    TERM_INVALID = "term_invalid"
    TERM_MISSING = "term_missing"
    QUANTITY_IMPOSSIBLE = "quantity_impossible"
    REFERENCE_CONFLICT = "reference_conflict"
    CORRECTS_UNKNOWN = "corrects_unknown"
    ALREADY_CORRECTED = "already_corrected"
    MEASUREMENT_OVERLAPS = "measurement_overlaps"


MEASUREMENT_REFUSALS: tuple[MeasurementRefusal, ...] = tuple(MeasurementRefusal)

MEASUREMENT_REFUSAL_TEXTS: dict[MeasurementRefusal, str] = {
    MeasurementRefusal.ROW_MALFORMED: "{found}; expected a whole row with a reference; complete it",
    MeasurementRefusal.FACILITY_UNKNOWN: (
        "facility “{facility}”; expected the code of a facility of the organisation; correct it"
    ),
    MeasurementRefusal.DATE_INVALID: "days “{from}” to “{to}”; expected real days as YYYY-MM-DD; correct them",
    MeasurementRefusal.SPAN_INVALID: (
        "days “{from}” to “{to}”; expected a last day on or after the first, at most a year later; correct them"
    ),
    MeasurementRefusal.KIND_UNKNOWN: "kind “{kind}”; expected one of {expected}; correct it",
    MeasurementRefusal.ITEM_UNKNOWN: "item “{item}” of {kind}; expected {expected}; correct it",
    MeasurementRefusal.QUANTITY_INVALID: (
        "quantity “{quantity}”; expected digits with at most one decimal point, at most 30 of them; correct it"
    ),
    MeasurementRefusal.UNIT_UNKNOWN: "unit “{unit}” of {kind}; expected {expected}; correct it or convert the quantity",
    MeasurementRefusal.TERM_NOT_FOR_KIND: (
        "{found}; expected it empty for {kind}; move it to the row that it belongs to, or take it out"
    ),
    MeasurementRefusal.TERM_INVALID: "{found}; expected {expected}; correct it",
    MeasurementRefusal.TERM_MISSING: "no {found} for {kind}; expected {expected}; add it",
    MeasurementRefusal.QUANTITY_IMPOSSIBLE: (
        "{found}, which no plant can have; expected {expected}; look at the measurement and its unit"
    ),
    MeasurementRefusal.REFERENCE_CONFLICT: (
        "reference “{reference}”{found}; expected a reference once; give the new row one of its own and name the old "
        "one in the column corrects"
    ),
    MeasurementRefusal.CORRECTS_UNKNOWN: (
        "corrects “{corrects}”{found}; expected the reference of a measurement of the organisation that is posted, or "
        "stands in the file and corrects nothing itself; correct it"
    ),
    MeasurementRefusal.ALREADY_CORRECTED: (
        "corrects “{corrects}”, which {found} corrects already; expected each row to be corrected once; correct the "
        "latest one"
    ),
    MeasurementRefusal.MEASUREMENT_OVERLAPS: (
        "{kind} on days that {found} covers already; expected one such rate for a line of a facility on a day; correct "
        "the days, or name the other row in the column corrects"
    ),
}


def measurement_message(code: MeasurementRefusal, words: dict[str, str], *, found: str, expected: str) -> str:
    """Return what was found, what was expected and what to do, for one refused row.

    Args:
        code: why the row is refused.
        words: the columns of the row.
        found: what is special to this row; empty where the code says all.
        expected: what this row should have said; empty where the code says all.
    """
    return "found " + MEASUREMENT_REFUSAL_TEXTS[code].format_map(
        {**words, "found": found, "expected": expected}
    )
