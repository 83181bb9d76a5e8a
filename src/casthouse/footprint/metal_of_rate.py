"""The liquid metal that a rate holds for: that of its facility, its line and its days, each tonne once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from casthouse.footprint.covered_days import days_in_words, days_left_out, days_of
from casthouse.footprint.emission_line import EmissionSheet, Reckoning, references, shown
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import KIND_RULES
from casthouse.footprint.measurement_kind import MeasurementKind as Kind

FAMILY_WORDS = {"carbon": "carbon consumption", "pfc": "anode effects"}


@dataclass(slots=True)
class MetalOfRate:
    """Finds metal for rates, and remembers which metal which family of rates covered.

    Where no liquid metal was measured at a facility, what the ledger says was made stands in, as much on each day of
    the period; days without a rate are missing, and so is the metal of each line where there are several.
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
        self.covered.setdefault(_family(rate), set()).update(each.reference for each in inside)
        return inside

    def _from_ledger(self, rate: Measurement) -> Fraction:
        made_t = self.reckoning.produced.get(rate.facility, Fraction(0))
        if not made_t:
            self.sheet.lack(f"liquid metal of {rate.facility}")
            return Fraction(0)
        if not self._is_of_the_whole(rate):
            self.sheet.lack(
                f"liquid metal of {rate.facility} by line: what the ledger says was made names none"
            )
            return Fraction(0)
        period = self.reckoning.period
        self.sheet.fall_back(
            f"liquid metal of {rate.facility}",
            shown(made_t, "t of the ledger, as much on each day"),
            "it was not measured",
        )
        return made_t * len(days_of([rate], period)) / (period.end - period.start).days

    def _is_of_the_whole(self, rate: Measurement) -> bool:
        """Say whether the rates of its family are of one line, and no other line of its facility is known."""
        here = [each for each in self.reckoning.measured if each.facility == rate.facility and _family(each)]
        alike = {each.line for each in here if _family(each) == _family(rate)}
        return alike == {""} or len(alike | {each.line for each in here if each.line}) == 1

    def lack_uncovered(self, families: Iterable[str]) -> None:
        """Record liquid metal, or days of what the ledger says was made, for which no rate of a family was told."""
        for family in families:
            for each in self.reckoning.of(Kind.LIQUID_METAL):
                if each.reference not in self.covered.get(family, set()):
                    words = f"{FAMILY_WORDS[family]} for the liquid metal {each.reference} of {each.facility}"
                    self.sheet.lack(words)
            for facility in self.reckoning.produced:
                if not self.reckoning.of(Kind.LIQUID_METAL, facility=facility):
                    self._lack_days(facility, family)

    def _lack_days(self, facility: str, family: str) -> None:
        told: defaultdict[str, list[Measurement]] = defaultdict(list)
        for each in self.reckoning.measured:
            if each.facility == facility and _family(each) == family:
                told[each.line].append(each)
        for line, rates in sorted(told.items()):
            left_out = days_left_out(rates, self.reckoning.period)
            if left_out:
                where = f"{facility}, line {line}," if line else facility
                self.sheet.lack(f"{FAMILY_WORDS[family]} of {where} {days_in_words(left_out)}")


def _family(each: Measurement) -> str:
    return KIND_RULES[each.kind].family
