"""The mass that a claim states: covered by the accounts of its period, and claimed once.

What was sold beyond the allowance covers nothing. A mass is held by claims that wait, are approved or in use, and by
those that ended after they were in use: it was said in public. One that ended and is renewed hands its mass on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casthouse.assurance.claim_wish import ClaimCheck, ClaimWish
from casthouse.assurance.claim_word import MassDirection, MassNeed
from casthouse.assurance.claims_guide import KindRules
from casthouse.custody.stage import Stage
from casthouse.measure.mass import tonnes_text


class MassHold(StrEnum):
    """Whether a claim holds the mass that it states."""

    OPEN = "open"  # it waits, or may be made
    USED = "used"  # it ended after it was in use
    FREE = "free"  # a draft, or it ended unused


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedMass:
    """A mass that a claim states, and which ended claim it renews."""

    number: str
    hold: MassHold
    mass_g: int
    scope: str
    period_start: date | None
    stage: Stage
    direction: MassDirection
    renews: str = ""

    def is_of(self, wish: ClaimWish) -> bool:
        """Say whether it is of the same account and side as what another claim states."""
        return (self.scope, self.period_start, self.stage, self.direction) == (
            wish.scope,
            wish.period_start,
            wish.stage,
            wish.direction,
        )


def claimed_elsewhere_g(number: str, wish: ClaimWish, claimed: Iterable[ClaimedMass]) -> int:
    """Return what other claims than the one with the number hold of the same account, in grams."""
    others = [each for each in claimed if each.number != number and each.is_of(wish)]
    renewed = {each.renews for each in others if each.hold is not MassHold.FREE} | {wish.renews}
    return sum(
        each.mass_g
        for each in others
        if each.hold is MassHold.OPEN or (each.hold is MassHold.USED and each.number not in renewed)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MassCover:
    """What the accounts of the period say of a claimed mass, in grams.

    Attributes:
        moved_g: the CoC Material sold, or bought, of the stage in the period.
        overdrawn_g: what of the sold was sold beyond the allowance; nothing of it may be claimed.
        claimed_g: what other claims hold of it already.
    """

    moved_g: int
    overdrawn_g: int
    claimed_g: int

    @property
    def left_g(self) -> int:
        """What may still be claimed."""
        return max(0, self.moved_g - self.overdrawn_g - self.claimed_g)


def mass_checks(wish: ClaimWish, rules: KindRules, cover: MassCover | None) -> Iterator[ClaimCheck]:
    """Yield what the guide asks of a stated mass; `cover` is None where no mass with its period is stated."""
    if rules.mass is MassNeed.NONE:
        if wish.mass_g is not None:
            yield ClaimCheck(code="mass", holds=False, detail="a claim of this kind states no mass")
        return
    if wish.mass_g is None and wish.period_start is None:
        if rules.mass is MassNeed.REQUIRED:
            yield ClaimCheck(code="mass", holds=False, detail="no mass and no period are stated")
        return
    if wish.mass_g is None or cover is None:
        yield ClaimCheck(code="mass", holds=False, detail="a mass needs its period, and a period its mass")
        return
    moved = "sold" if wish.direction is MassDirection.OUTPUT else "bought"
    yield ClaimCheck(
        code="mass",
        holds=wish.mass_g <= cover.left_g,
        detail=(
            f"{tonnes_text(wish.mass_g)} t claimed; {tonnes_text(cover.moved_g)} t {moved} as certified in the period, "
            f"{tonnes_text(cover.overdrawn_g)} t of it overdrawn, {tonnes_text(cover.claimed_g)} t in other claims: "
            f"{tonnes_text(cover.left_g)} t left"
        ),
    )


def renewal_check(wish: ClaimWish, renewed: ClaimedMass | None) -> ClaimCheck:
    """Return whether a claim may renew another: one that ended and states the same mass of the same account."""
    fits = (
        renewed is not None
        and renewed.hold is not MassHold.OPEN
        and renewed.is_of(wish)
        and renewed.mass_g == wish.mass_g
    )
    said = (
        "takes its place" if fits else "is no ended claim of the holder with the same mass of the same period"
    )
    return ClaimCheck(code="renewal", holds=fits, detail=f"{wish.renews} {said}")
