"""Lines of emissions: what was measured, by which factor, gives how many tonnes; what stood in or is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from casthouse.footprint.factor import FactorTable, Fallback
from casthouse.footprint.footprint_method import ElectricityRule, FootprintMethod, Part
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import MeasurementKind
from casthouse.measure.period import Period

LARGE = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """How uncertain a figure is as far as it was stated: from how many inputs it came, and of how many nobody said.

    `fraction` is one standard fraction of the figure from the inputs whose uncertainty is stated; None without any. It
    is the least that the figure is uncertain by where another input has none stated: no factor is exact.
    """

    fraction: float | None = None
    inputs: int = 1
    unstated: int = 1

    @classmethod
    def of(cls, *inputs: Fraction | float | None) -> "Uncertainty":
        """Return the uncertainty of a product, from the independent ones of its factors."""
        known = [float(each) for each in inputs if each is not None]
        fraction = sum(each * each for each in known) ** 0.5 if known else None
        return cls(fraction=fraction, inputs=len(inputs), unstated=len(inputs) - len(known))


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionLine:
    """One line: `co2e_t` in the method, from an activity and a factor, and the measurements behind it.

    Attributes:
        part: which unit process it is of.
        activity, factor: in words, with their units and the factor's source.
        entries: references of measurements.
        group: the product group that it is of alone; empty for all.
        uncertainty: of the line, from its activity and its factor.
        is_primary: whether the activity was measured at the plant and no factor stood in for another.
    """

    part: Part
    label: str
    facility: str
    co2e_t: Fraction
    activity: str
    factor: str
    entries: tuple[str, ...]
    group: str = ""
    uncertainty: Uncertainty = Uncertainty()
    is_primary: bool = True


@dataclass(slots=True)
class EmissionSheet:
    """All lines of a plant in a period, with the fallbacks and what is missing; filled while it is reckoned."""

    lines: list[EmissionLine] = field(default_factory=list)
    fallbacks: list[Fallback] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def fall_back(self, wanted: str, used: str, reason: str) -> None:
        """Record that something stood in for another, once."""
        fallback = Fallback(wanted=wanted, used=used, reason=reason)
        if fallback not in self.fallbacks:
            self.fallbacks.append(fallback)

    def lack(self, words: str) -> None:
        """Record that something is missing, once."""
        if words not in self.missing:
            self.missing.append(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """What a plant's emissions are reckoned with: the method, its tables, the days and what was measured in them.

    `produced` is metal made by electrolysis as the ledger has it, by facility, in tonnes.
    """

    method: FootprintMethod
    factors: FactorTable
    gwp: FactorTable
    period: Period
    measured: tuple[Measurement, ...]
    produced: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def rule(self) -> ElectricityRule:
        """How electricity counts."""
        return self.method.electricity_rule

    def of(self, *kinds: MeasurementKind, facility: str = "") -> list[Measurement]:
        """Return the measurements of some kinds, at one facility or all."""
        return [each for each in self.measured if each.kind in kinds and facility in {"", each.facility}]

    def counted(self, each: Measurement) -> Fraction:
        """Return the amount of a measurement that falls into the period, by days."""
        return each.amount * days_inside(each.first, each.last, self.period)


def days_inside(first: date, last: date, period: Period) -> Fraction:
    """Return which part of a run of days lies in a period."""
    inside = (min(last, period.last_day) - max(first, period.start)).days + 1
    return Fraction(max(0, inside), (last - first).days + 1)


def references(measured: Iterable[Measurement]) -> tuple[str, ...]:
    """Return the references of measurements, each once."""
    return tuple(dict.fromkeys(each.reference for each in measured))


def shown(value: Fraction, unit: str) -> str:
    """Return a figure as a line shows it: rounded to six significant digits, or to whole ones where it is large."""
    figure = float(value)
    return f"{figure:,.0f} {unit}" if abs(figure) >= LARGE else f"{figure:,.6g} {unit}"
