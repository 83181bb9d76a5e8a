"""Attribution: what the mass-balance accounts say of a delivery's origin, by a stated rule.

Mass balance does not follow metal: what left a scope in a period is attributed to what came in, in proportion. The
answer is a book-keeping one and never mixed with the physical one. Beside each attributed share stands the interval
that is physically possible: never more than the inflow's own mass, and nothing at least, since metal in stock from
before the period may have left in its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.stage import STAGES, Stage


class AttributionRule(StrEnum):
    """How outflow is attributed to inflow."""

    PROPORTIONAL = "proportional"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolInflow:
    """A receipt or extraction of a period at a stage; `counterparty` is empty for an extraction."""

    organisation: str
    counterparty: str
    lot: str
    reference: str
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePool:
    """What came into one stage of a scope in a period: over its boundary, and from the stage before."""

    inflows: tuple[PoolInflow, ...]
    production_g: int

    @property
    def mass_g(self) -> int:
        """All that came in."""
        return self.production_g + sum(each.mass_g for each in self.inflows)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributedShare:
    """An inflow's share of the subject by the rule, and what is physically possible at least and at most."""

    inflow: PoolInflow
    share: Fraction
    share_min: Fraction
    share_max: Fraction


def attributed_shares(
    pools: Mapping[Stage, StagePool], stage: Stage, mass_g: int
) -> tuple[AttributedShare, ...]:
    """Attribute a mass that left at a stage to the inflows of the period, in proportion to their masses.

    Production of a stage was made from the stage before: its part goes on to that stage's inflows.

    Args:
        pools: the stages of the scope in the period.
        stage: where the mass left.
        mass_g: the mass.
    """
    found: list[AttributedShare] = []
    part = Fraction(1)
    for here in reversed(STAGES[: STAGES.index(stage) + 1]):
        pool = pools.get(here)
        if pool is None or not pool.mass_g or not part:
            break
        is_own_stage = here is stage
        found += [
            AttributedShare(
                inflow=each,
                share=part * Fraction(each.mass_g, pool.mass_g),
                share_min=Fraction(0),
                share_max=min(Fraction(1), Fraction(each.mass_g, mass_g)) if is_own_stage else Fraction(1),
            )
            for each in pool.inflows
        ]
        part *= Fraction(pool.production_g, pool.mass_g)
    return tuple(sorted(found, key=_by_share))


def _by_share(each: AttributedShare) -> tuple[Fraction, str, str]:
    return (-each.share, each.inflow.counterparty, each.inflow.reference)


def unattributed(shares: Sequence[AttributedShare]) -> Fraction:
    """Return the share that no inflow of the period stands behind: it was there before, or nobody booked it."""
    return 1 - sum((each.share for each in shares), Fraction(0))
