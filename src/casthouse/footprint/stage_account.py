"""The account of one stage of a scope in a period: what it emitted itself, what came in from whom, what went out.

What left is attributed to what came in, in proportion to mass: the rule of the mass-balance accounts. All masses are
tonnes, all emissions tonnes of CO2e.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.stage import Material, Stage
from casthouse.footprint.emission_line import EmissionLine, EmissionSheet


@dataclass(frozen=True, slots=True, order=True)
class AccountKey:
    """Which account: a scope, the first day of its period, and a stage."""

    scope: str
    start: date
    stage: Stage


class Basis(StrEnum):
    """Where the footprint of what came in is from."""

    COMPUTED = "computed"  # from the supplier's own data, which it discloses
    DECLARED = "declared"  # by the supplier
    STAND_IN = "stand_in"  # nobody told: a recorded fallback
    OWN_STAGE = "own_stage"  # from the stage before, in the same scope
    EXTRACTED = "extracted"  # mined here: no burden before it
    SCRAP = "scrap"  # by the scrap rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflow:
    """What came in of one material from one source.

    Attributes:
        mass_t: as consumed.
        source: the account that it is from, for what is computed.
        value: t CO2e per t, for what is declared or stands in; None where it is computed.
        primary: how much of a value is primary data.
        entries: references of the declaration, and of the first receipts.
        receipt_references: of all of them.
        shipper: who delivered it.
    """

    material: Material
    mass_t: Fraction
    basis: Basis
    source: AccountKey | None = None
    value: Fraction | None = None
    primary: Fraction = Fraction(0)
    uncertainty: float | None = None
    shipper: str = ""
    told: str = ""
    entries: tuple[str, ...] = ()
    receipts: int = 0
    receipt_references: tuple[str, ...] = ()

    @property
    def is_scrap(self) -> bool:
        """Whether the scrap rule decides what it carries."""
        return self.material in {Material.PRE_CONSUMER_SCRAP, Material.POST_CONSUMER_SCRAP, Material.DROSS}


@dataclass(frozen=True, slots=True, kw_only=True)
class StageAccount:
    """One account; `outputs` are products by group, `scrap_t` pre-consumer scrap that left."""

    key: AccountKey
    organisation: str
    sheet: EmissionSheet
    inflows: tuple[Inflow, ...]
    outputs: Mapping[str, Fraction]
    scrap_t: Fraction = Fraction(0)
    output_entries: tuple[str, ...] = ()
    output_told: str = ""
    is_pool: bool = False  # of what was bought only: no plant of the scope works at the stage

    @property
    def output_t(self) -> Fraction:
        """What the footprint is per tonne of."""
        return sum(self.outputs.values(), Fraction(0))

    @property
    def lines(self) -> list[EmissionLine]:
        """Its own emissions."""
        return self.sheet.lines

    @property
    def is_known(self) -> bool:
        """Whether a footprint can be told from it: something went out and something was measured."""
        return self.output_t > 0 and (bool(self.lines) or self.is_pool)

    @property
    def is_complete(self) -> bool:
        """Whether nothing that belongs to it is missing: only then does it tell others anything."""
        return self.is_known and not self.sheet.missing
