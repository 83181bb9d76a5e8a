"""A measurement of a plant: a quantity over a span of days, with where it is from (activity data of a footprint)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.footprint.measurement_kind import KIND_RULES, MeasurementKind
from casthouse.standard.threshold import number_text

PER_EFFECT = "min/effect"
PER_DISTANCE = "tkm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measurement in force; `quantity` and `unit` as they were sent, `terms` as texts by name.

    Attributes:
        number: its place among the measurements of its organisation, in the order of posting.
        first, last: the days that it covers, both inclusive.
    """

    organisation: str
    reference: str
    facility: str
    first: date
    last: date
    kind: MeasurementKind
    item: str
    quantity: Fraction
    unit: str
    terms: Mapping[str, str]
    number: int = 0
    corrects: str = ""

    @property
    def amount(self) -> Fraction:
        """The quantity in the unit that its kind is reckoned in."""
        return self.quantity * KIND_RULES[self.kind].units[self.unit]

    @property
    def minutes(self) -> Fraction:
        """Minutes of anode effect per cell-day: as told, or the duration of one times how often there is one."""
        frequency = self.term("frequency")
        if self.unit == PER_EFFECT and frequency is not None:
            return self.quantity * frequency
        return self.quantity

    def term(self, name: str) -> Fraction | None:
        """Return a term that is a number, or None where it was not told."""
        told = self.terms.get(name, "")
        return Fraction(told) if told else None

    def text(self, name: str) -> str:
        """Return a term that is text; empty where it was not told."""
        return self.terms.get(name, "")

    @property
    def shown(self) -> str:
        """The quantity as it was sent, with its unit."""
        return f"{number_text(self.quantity)} {self.unit}"

    @property
    def line(self) -> str:
        """The line of the plant that it is about; empty for the whole facility."""
        return self.text("line")

    def lies_in(self, first: date, last: date) -> bool:
        """Say whether it is of these days and of no others."""
        return first <= self.first and self.last <= last

    def overlaps(self, first: date, last: date) -> bool:
        """Say whether it covers some of these days."""
        return self.first <= last and first <= self.last
