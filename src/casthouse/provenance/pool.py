"""Pools: what came into and left a stage of a scope in a period, over all companies.

A pool is what mass balance knows where lots are not known. Metal comes into it by receipts, extractions and what was
made of the stage before; a receipt leads on to the supplier's pool where the CoC Document tells the shipment. All else
ends there. What was in stock before the period comes, first in first out, from the pool of the period before, as far
back as that was attributed so too; else the trail ends there as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.stage import STAGES, Material, Stage
from casthouse.measure.period import Period
from casthouse.provenance.lot_process import METAL_PARTS_BY_MATERIAL

METAL_MATERIAL: dict[Stage, Material] = {
    Stage.BAUXITE: Material.BAUXITE,
    Stage.ALUMINA: Material.ALUMINA,
    Stage.ALUMINIUM: Material.ALUMINIUM,
}


class AttributionRule(StrEnum):
    """How what left a pool is attributed to what came in."""

    PROPORTIONAL = "proportional"
    FIFO = "fifo"


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """The accounts of a scope in a period."""

    organisation: str
    scope: str
    period: Period

    def __hash__(self) -> int:
        """Return what equal accounts have in common: they are looked up for every movement."""
        return hash((self.scope, self.period.start))


@dataclass(frozen=True, slots=True, order=True)
class Pool:
    """A stage of an account."""

    account: Account
    stage: Stage

    def __hash__(self) -> int:
        """Return what equal pools have in common, as an account does."""
        return hash((self.account.scope, self.account.period.start, self.stage))

    @property
    def before(self) -> "Pool | None":
        """The stage that this one is made from, in the same account."""
        place = STAGES.index(self.stage)
        return Pool(self.account, STAGES[place - 1]) if place else None


class EntryKind(StrEnum):
    """How metal came into a pool."""

    RECEIPT = "receipt"
    EXTRACTION = "extraction"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolEntry:
    """A movement that brought something into a pool.

    `source` is the pool that it left, `drawn_on` the day on which it left; without one the trail ends here.
    """

    pool: Pool
    day: date
    kind: EntryKind
    mass_g: int
    reference: str
    counterparty: str = ""
    lot: str = ""
    facility: str = ""
    source: Pool | None = None
    drawn_on: date | None = None

    @property
    def organisation(self) -> str:
        """Whose movement it is."""
        return self.pool.account.organisation

    @property
    def is_made(self) -> bool:
        """Say whether it was made in the account, from the stage before."""
        return self.kind is EntryKind.PRODUCTION

    @property
    def metal(self) -> int:
        """The most metal that it can hold, in parts of a gram (contract section 5)."""
        return self.mass_g * metal_parts(self.pool.stage)


def metal_parts(stage: Stage) -> int:
    """Return the most metal that a gram of a stage can hold, in parts."""
    return METAL_PARTS_BY_MATERIAL[METAL_MATERIAL[stage]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSubject:
    """What is asked about: a mass that left a pool on a day; `kept_g` of it never did, and lies there as it came."""

    pool: Pool
    day: date
    mass_g: int
    kept_g: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolBooks:
    """What the accounts of some periods say.

    Attributes:
        entries: what came into each pool.
        shipped: what left each pool over the boundary, by day, in grams.
        rules: by which rule each account attributes; proportional where nothing was chosen.
        earlier: the accounts of the period before, where both attribute first in first out: what was not drawn in the
            one is there in the other.
        stock_g: what was in a pool before the period, where it was counted; absent: not known.
    """

    entries: Mapping[Pool, tuple[PoolEntry, ...]]
    shipped: Mapping[Pool, Mapping[date, int]] = field(default_factory=dict)
    rules: Mapping[Account, AttributionRule] = field(default_factory=dict)
    earlier: Mapping[Account, Account] = field(default_factory=dict)
    stock_g: Mapping[Pool, int] = field(default_factory=dict)

    def into(self, pool: Pool) -> tuple[PoolEntry, ...]:
        """Return what came into a pool."""
        return self.entries.get(pool, ())

    def inflow_g(self, pool: Pool) -> int:
        """Return all that came in."""
        return sum(each.mass_g for each in self.into(pool))

    def rule(self, pool: Pool) -> AttributionRule:
        """Return the rule of a pool's account."""
        return self.rules.get(pool.account, AttributionRule.PROPORTIONAL)

    def carried_from(self, pool: Pool) -> Pool | None:
        """Return the pool that this one carries on from, in the period before."""
        account = self.earlier.get(pool.account)
        return Pool(account, pool.stage) if account else None

    def run(self, pool: Pool) -> tuple[Pool, ...]:
        """Return the pool and those that it carries on from, the earliest first."""
        found, before = [pool], self.carried_from(pool)
        while before is not None:
            found.append(before)
            before = self.carried_from(before)
        return tuple(found[::-1])

    def sources(self, pool: Pool) -> set[Pool]:
        """Return the pools that metal came from into a pool."""
        before = self.carried_from(pool)
        came = {each.source for each in self.into(pool) if each.source is not None}
        return came if before is None else came | {before}

    def drawn(self, pool: Pool) -> dict[date, Fraction]:
        """Return what left a pool by day: shipped, or taken by what was made of it.

        How much a production took is in no account: each takes its part of what came in and was not shipped.
        """
        drawn = {day: Fraction(mass_g) for day, mass_g in self.shipped.get(pool, {}).items()}
        place = STAGES.index(pool.stage) + 1
        if place == len(STAGES):
            return drawn
        made = [each for each in self.into(Pool(pool.account, STAGES[place])) if each.is_made]
        made_g = sum(each.mass_g for each in made)
        rest_g = max(0, self.inflow_g(pool) - sum(self.shipped.get(pool, {}).values()))
        for each in made:
            drawn[each.day] = drawn.get(each.day, Fraction(0)) + Fraction(each.mass_g * rest_g, made_g)
        return drawn
