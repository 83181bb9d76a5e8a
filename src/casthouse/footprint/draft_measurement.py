"""A row of an activity-data file while it is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import NUMBER_TERMS, TERMS, MeasurementKind
from casthouse.footprint.measurement_refusal import MeasurementRefusal, measurement_message

REQUIRED: tuple[str, ...] = ("reference", "facility", "from", "to", "kind", "item", "quantity", "unit")
OPTIONAL: tuple[str, ...] = (*TERMS, "corrects")
MEASUREMENT_COLUMNS: tuple[str, ...] = (*REQUIRED, *OPTIONAL)
"""The columns of an activity-data file; the optional ones may be left out."""


@dataclass(slots=True, kw_only=True)
class DraftMeasurement:
    """A row with its texts, and what the checks made of them; `code` is the first check that refused it."""

    row: int
    words: Mapping[str, str]
    facility_id: int | None = None
    first: date | None = None
    last: date | None = None
    kind: MeasurementKind | None = None
    code: MeasurementRefusal | None = None
    found: str = ""
    expected: str = ""
    warnings: list[str] = field(default_factory=list)
    is_unchanged: bool = False

    @property
    def reference(self) -> str:
        """The plant's own key."""
        return self.words["reference"]

    @property
    def corrects(self) -> str:
        """The reference of the row that this one takes the place of; empty for none."""
        return self.words["corrects"]

    @property
    def stands(self) -> bool:
        """Whether no check refused the row so far."""
        return self.code is None

    @property
    def message(self) -> str:
        """What was found, what was expected and what to do, for a refused row."""
        assert self.code is not None
        shown = {
            name: word if len(word) <= SHOWN_MAX else word[:SHOWN_MAX] + "…"
            for name, word in self.words.items()
        }
        return measurement_message(self.code, shown, found=self.found, expected=self.expected)

    def refuse(self, code: MeasurementRefusal, found: str = "", *, expected: str = "") -> None:
        """Refuse the row, unless an earlier check did."""
        if self.code is None:
            self.code, self.found, self.expected = code, found, expected

    @property
    def terms(self) -> dict[str, str]:
        """The terms that were told, by name."""
        return {name: self.words[name] for name in TERMS if self.words[name]}

    @property
    def content(self) -> object:
        """What two rows of one reference must have alike to be the same one; numbers count, not their writing."""
        assert self.kind is not None
        if self.kind is MeasurementKind.WITHDRAWAL:
            return (self.kind.value, self.corrects)
        return content_of(self.value(""), self.facility_id, self.corrects)

    def value(self, organisation: str) -> Measurement:
        """Return the measurement that a row tells which passed the checks of its shape."""
        assert self.kind is not None
        assert self.first is not None
        assert self.last is not None
        return Measurement(
            organisation=organisation,
            reference=self.reference,
            facility=self.words["facility"],
            first=self.first,
            last=self.last,
            kind=self.kind,
            item=self.words["item"],
            quantity=Fraction(self.words["quantity"]),
            unit=self.words["unit"],
            terms=self.terms,
            corrects=self.corrects,
        )


SHOWN_MAX = 200


def content_of(measurement: Measurement, facility_id: int | None, corrects: str) -> object:
    """Return what a measurement tells, whatever way its numbers are written."""
    terms = sorted(measurement.terms.items())
    return (
        measurement.kind.value,
        facility_id,
        str(measurement.first),
        str(measurement.last),
        measurement.item,
        measurement.amount,
        measurement.unit in UNLIKE,
        corrects,
        tuple((name, _plain(name, text)) for name, text in terms),
    )


UNLIKE = frozenset(("min/effect", "tkm"))
"""Units that tell another thing than the first one of their kind."""


def _plain(name: str, text: str) -> object:
    return Fraction(text) if name in NUMBER_TERMS else text
