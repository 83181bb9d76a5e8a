"""The liquid metal that a rate holds for: that of its facility, its line and its days, each tonne once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from casthouse.footprint.emission_line import EmissionSheet, Reckoning, references, shown
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import KIND_RULES
from casthouse.footprint.measurement_kind import MeasurementKind as Kind


@dataclass(slots=True)
class MetalOfRate:
    """Finds metal for rates, and remembers which metal which family of rates covered.

    Where no liquid metal was measured at a facility, what the ledger says was made stands in, shared over the days of
    the rates.
    """

    reckoning: Reckoning
    sheet: EmissionSheet
    covered: dict[str, set[str]] = field(default_factory=dict)

    def of(self, rate: Measurement) -> tuple[Fraction, tuple[str, ...]]:
        """Return the tonnes of liquid metal that a rate holds for, and the measurements behind them."""
        metals = self.reckoning.of(Kind.LIQUID_METAL, facility=rate.facility)
        if not metals:
            return self._from_ledger(rate), ()
        inside = self.cover(rate)
        return sum((self.reckoning.counted(each) for each in inside), Fraction(0)), references(inside)

    def cover(self, rate: Measurement) -> list[Measurement]:
        """Return the liquid metal that a rate tells something of, and remember it."""
        metals = self.reckoning.of(Kind.LIQUID_METAL, facility=rate.facility)
        inside = [each for each in metals if each.line == rate.line and each.lies_in(rate.first, rate.last)]
        family = KIND_RULES[rate.kind].family
        self.covered.setdefault(family, set()).update(each.reference for each in inside)
        return inside

    def _from_ledger(self, rate: Measurement) -> Fraction:
        made_t = self.reckoning.produced.get(rate.facility, Fraction(0))
        family = KIND_RULES[rate.kind].family
        period = self.reckoning.period
        alike = [
            each
            for each in self.reckoning.measured
            if KIND_RULES[each.kind].family == family and each.facility == rate.facility
        ]
        days = sum(_days(each, period.start.toordinal(), period.end.toordinal()) for each in alike)
        if not made_t or not days:
            self.sheet.lack(f"liquid metal of {rate.facility}")
            return Fraction(0)
        part_t = made_t * _days(rate, period.start.toordinal(), period.end.toordinal()) / days
        self.sheet.fall_back(
            f"liquid metal of {rate.facility}", shown(made_t, "t of the ledger"), "it was not measured"
        )
        return part_t

    def lack_uncovered(self, families: Iterable[str]) -> None:
        """Record liquid metal for which no rate of a family was told."""
        for each in self.reckoning.of(Kind.LIQUID_METAL):
            for family in families:
                if each.reference not in self.covered.get(family, set()):
                    words = {"carbon": "carbon consumption", "pfc": "anode effects"}[family]
                    self.sheet.lack(f"{words} for the liquid metal {each.reference} of {each.facility}")


def _days(each: Measurement, start: int, end: int) -> int:
    return max(0, min(each.last.toordinal() + 1, end) - max(each.first.toordinal(), start))
