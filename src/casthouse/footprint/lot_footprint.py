"""The footprint of one lot: per tonne, by step, by what the lot was made of, and how each of it is known.

It is under the same named methods as the footprint of a period and is never mixed with that of another. Where the graph
of lots ends, what counts for the period counts: the supplier's account, its declaration, or a recorded stand-in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.stage import Material, Stage
from casthouse.footprint.chain_value import ChainValue
from casthouse.footprint.data_quality import DataRating, QualityScheme, rating_of
from casthouse.footprint.factor import Fallback
from casthouse.footprint.footprint_method import FootprintMethod
from casthouse.footprint.product_footprint import FootprintStep
from casthouse.footprint.stage_account import AccountKey, Basis
from casthouse.provenance.lot_graph import LotName

ZERO = Fraction(0)


class LotBasis(StrEnum):
    """How the footprint of what is in a lot is known."""

    LOTS = "lots"  # the supplier's lot was followed
    COMPUTED = Basis.COMPUTED.value
    DECLARED = Basis.DECLARED.value
    STAND_IN = Basis.STAND_IN.value
    OWN_STAGE = Basis.OWN_STAGE.value
    EXTRACTED = Basis.EXTRACTED.value
    SCRAP = Basis.SCRAP.value
    ACCOUNT = "account"  # nothing on record brought it in: the mean of the period
    UNRECORDED = "unrecorded"  # nothing on record brought it in: a stand-in


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSource:
    """What is in a lot, as it came to the organisation: tonnes and t CO2e per tonne of the lot.

    `entries` are references of its receipts, productions and extractions.
    """

    basis: LotBasis
    material: Material
    shipper: str
    told: str
    mass_t: Fraction
    co2e_t: Fraction
    entries: tuple[str, ...]
    rating: DataRating | None = None

    @property
    def per_t(self) -> Fraction:
        """Tonnes of CO2e per tonne of it."""
        return self.co2e_t / self.mass_t

    @property
    def is_stand_in(self) -> bool:
        """Whether nobody told what it carries."""
        return self.basis in {LotBasis.STAND_IN, LotBasis.UNRECORDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class LotStage:
    """What a stage of the organisation itself emitted for a lot: `mass_t` went through it per tonne of the lot."""

    account: AccountKey
    mass_t: Fraction
    per_t: Fraction
    entries: tuple[str, ...]

    @property
    def co2e_t(self) -> Fraction:
        """Tonnes of CO2e per tonne of the lot."""
        return self.mass_t * self.per_t


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFigure:
    """The figure, with what it is made of; all per tonne of the lot."""

    value: ChainValue
    stages: tuple[LotStage, ...]
    sources: tuple[LotSource, ...]
    ends: Mapping[LotBasis, Fraction]
    """Tonnes of what came in where lots end, along the whole chain, by how it is known."""

    steps: tuple[FootprintStep, ...]
    scheme: QualityScheme | None = None

    @property
    def data_rating(self) -> DataRating | None:
        """How good the data behind the figure is; None where nothing is rated."""
        return rating_of(self.value.ratings, self.scheme)

    @property
    def primary_share(self) -> Fraction | None:
        """The share of primary data; None over nothing."""
        return self.value.primary / self.value.total if self.value.total else None

    @property
    def unstated_share(self) -> Fraction | None:
        """The share of the figure that comes from what has an input without a stated uncertainty."""
        return min(Fraction(1), self.value.unstated / self.value.total) if self.value.total else None

    @property
    def uncertainty(self) -> float | None:
        """One standard fraction of the figure, as far as it was stated; None where nobody stated one."""
        total = float(self.value.total)
        return self.value.variance**0.5 / total if total and self.value.variance else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """From the figure less one standard uncertainty to the figure and one; None where nobody stated one."""
        if self.uncertainty is None:
            return None
        total = float(self.value.total)
        return max(0.0, total * (1 - self.uncertainty)), total * (1 + self.uncertainty)

    @property
    def shares(self) -> Sequence[tuple[LotBasis, Fraction]]:
        """How the footprint of what came in is known, along the whole chain, in shares of mass."""
        whole = sum(self.ends.values(), ZERO)
        return [(basis, self.ends[basis] / whole) for basis in LotBasis if self.ends.get(basis)]

    @property
    def percents(self) -> Sequence[tuple[LotBasis, Fraction]]:
        """The same in percent."""
        return [(basis, share * 100) for basis, share in self.shares]

    @property
    def primary_percent(self) -> Fraction:
        """The share of primary data, in percent."""
        return (self.primary_share or ZERO) * 100

    @property
    def unstated_percent(self) -> Fraction:
        """What comes from an input without a stated uncertainty, in percent."""
        return (self.unstated_share or ZERO) * 100

    @property
    def uncertainty_percent(self) -> float:
        """The uncertainty, in percent."""
        return (self.uncertainty or 0.0) * 100


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFootprint:
    """The answer, per tonne of the lot.

    Attributes:
        subject: the lot; `mass_g` is what was asked about.
        stage: the stage that it is of.
        day: on which it came into being, or left where nothing brought it in.
        leaves: whether it carries the emissions of its stage: it was made there or left. Else it is as it came.
        lots, processes: through how many lots the figure goes, and which own processes made it.
        is_verified: whether somebody read every factor of the method's tables in its source.
    """

    subject: LotName
    mass_g: int
    stage: Stage
    day: date
    method: FootprintMethod
    leaves: bool
    figure: LotFigure
    lots: int
    processes: tuple[str, ...]
    fallbacks: tuple[Fallback, ...]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    is_verified: bool

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing: else the figure is a lower bound."""
        return not self.missing

    @property
    def co2e_t(self) -> Fraction:
        """Tonnes of CO2e of all that was asked about."""
        return self.figure.value.total * Fraction(self.mass_g, 1_000_000)
