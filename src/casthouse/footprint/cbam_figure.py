"""What an importer is told of a scope's product under the CBAM: with its own data, and with defaults beside it."""

from dataclasses import dataclass
from fractions import Fraction

from casthouse.footprint.cbam import CbamDefault, CertificatesDue, Route
from casthouse.footprint.cbam_chain import CbamInflow
from casthouse.footprint.emission_line import EmissionLine, Reckoning, references
from casthouse.footprint.factor import FactorTable
from casthouse.footprint.measurement_kind import MeasurementKind
from casthouse.measure.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherElements:
    """The share of other elements than aluminium in a product, which is declared where it is above a limit.

    `share` is None where nobody measured it: then nobody knows whether it is to be declared.
    """

    share: Fraction | None
    above: Fraction
    entries: tuple[str, ...] = ()

    @property
    def is_declared(self) -> bool | None:
        """Whether the share is to be declared; None where it is not known."""
        return None if self.share is None else self.share > self.above


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamFigure:
    """Embedded emissions, free allocation and certificates of one good.

    Attributes:
        own: t CO2e per t of the process itself.
        actual: with actual data; `by_default` with the printed default, None where there is none.
        scrap_t_per_t: scrap charged per tonne of product; `pre_consumer` of it, None over nothing.
        elements: what of the product is another element than aluminium.
        missing: what is missing: while something is, the figure is a lower bound and may not be declared.
    """

    scope: str
    organisation: str
    country: str
    period: Period
    cn: str
    year: int
    route: Route
    route_told: str
    output_t: Fraction
    own: Fraction
    benchmark: Fraction
    factor: Fraction
    actual: CertificatesDue
    by_default: CertificatesDue | None
    default: CbamDefault | None
    scrap_t_per_t: Fraction
    pre_consumer: Fraction | None
    elements: OtherElements
    inflows: tuple[CbamInflow, ...]
    lines: tuple[EmissionLine, ...]
    missing: tuple[str, ...]
    threshold_t: Fraction
    is_of_eu: bool

    @property
    def is_below_threshold(self) -> bool:
        """Whether the mass alone is not above what an importer may bring in a year without certificates."""
        return self.actual.mass_t <= self.threshold_t


def other_elements(reckoning: Reckoning, output_t: Fraction, factors: FactorTable) -> OtherElements:
    """Return which share of an output is other elements than aluminium, as far as they were measured."""
    measured = reckoning.of(MeasurementKind.OTHER_ELEMENTS)
    mass_t = sum((reckoning.counted(each) for each in measured), Fraction(0))
    return OtherElements(
        share=mass_t / output_t if measured else None,
        above=factors.factor("cbam.other_elements_above").value,
        entries=references(measured),
    )
