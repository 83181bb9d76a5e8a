"""What is asked for in a claim: its content as the holder wrote it, and what of it is still missing.

The checks are those of the claims guide for the kind; what the certificates and the accounts say is handed in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.claim_word import MassDirection, TextForm
from casthouse.assurance.claims_guide import KindRules
from casthouse.custody.stage import Stage
from casthouse.parties.activity import Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimWish:
    """What a claim is to say, and where.

    Attributes:
        form: how much its text says.
        scope: the certification scope that it is about; empty for a membership.
        facilities: the sites that it names; none: all that the certificate covers.
        activities: the activities that it names; none: all that the certificate covers there.
        product: the product that it stands on; empty without.
        mass_g: the mass that it states, in grams; None without.
        direction: whether that was sold or bought.
        stage: the stage of material that was.
        period_start: the first day of the accounting period in which it was.
        own_words: what the holder adds; checked against what may not be said.
        place: where it will stand.
        use_from: the first day of use; None: as soon as it is approved.
        use_to: the last day of use, inclusive; None: as long as the approval runs.
        renews: the number of an ended claim that this one takes the place of; empty without.
    """

    form: TextForm = TextForm.FULL
    scope: str = ""
    facilities: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    product: str = ""
    mass_g: int | None = None
    direction: MassDirection = MassDirection.OUTPUT
    stage: Stage = Stage.ALUMINIUM
    period_start: date | None = None
    own_words: str = ""
    place: str = ""
    use_from: date | None = None
    use_to: date | None = None
    renews: str = ""

    @property
    def free_texts(self) -> tuple[str, ...]:
        """What the holder wrote by itself and others will read."""
        return tuple(each for each in (self.product, self.own_words) if each)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCheck:
    """One thing that a claim needs: whether it is there, and what was found."""

    code: str
    holds: bool
    detail: str


def wish_checks(wish: ClaimWish, rules: KindRules, *, has_artwork: bool, today: date) -> Iterator[ClaimCheck]:
    """Yield what the guide asks of a claim of this kind beside its certificates and its wording."""
    yield ClaimCheck(
        code="place", holds=bool(wish.place), detail=wish.place or "where the claim will stand is not said"
    )
    yield _days_check(wish, today)
    if rules.needs_product:
        yield ClaimCheck(
            code="product", holds=bool(wish.product), detail=wish.product or "no product is named"
        )
    if rules.needs_artwork:
        said = "the artwork is there" if has_artwork else "no artwork is attached (PNG, JPEG or PDF)"
        yield ClaimCheck(code="artwork", holds=has_artwork, detail=said)


def _days_check(wish: ClaimWish, today: date) -> ClaimCheck:
    first = wish.use_from or today
    if wish.use_to is not None and wish.use_to < max(first, today):
        return ClaimCheck(
            code="days", holds=False, detail=f"use would end on {wish.use_to}, before it begins"
        )
    return ClaimCheck(
        code="days", holds=True, detail=f"{first} to {wish.use_to or 'the end of the approval'}"
    )
