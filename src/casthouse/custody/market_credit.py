"""Market credits of the first edition (CoC Standard V1, part 11): claims sold apart from the metal.

A casthouse allocates whole credits of its aluminium allowance instead of selling CoC Material; a
post-casthouse company buys them from it. Guarantees: what is allocated is drawn from the allowance to the
gram; a credit is bought once, from the casthouse that allocated it, within the period of its allocation;
what is not bought by then lapses. Later editions have no market credits: their rules are None, and every
use is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_text
from casthouse.measure.period import Period
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketCreditRules:
    """Mass behind one credit in grams, and whose activities allocate and buy."""

    unit_g: int
    allocated_by: frozenset[Activity]
    bought_by: frozenset[Activity]

    def __post_init__(self) -> None:
        assert self.unit_g > 0
        assert self.allocated_by
        assert self.bought_by


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditParty:
    """A company as seller or buyer of credits: its code, and what its facilities do."""

    code: str
    activities: frozenset[Activity]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditAllocation:
    """Whole credits that a casthouse set aside of its allowance in one period."""

    reference: str
    casthouse: str
    period: Period
    credit_count: int
    unit_g: int

    @property
    def mass_g(self) -> int:
        """What the allocation draws from the allowance."""
        return self.credit_count * self.unit_g


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditPurchase:
    """Credits of one allocation, bought on a day."""

    reference: str
    allocation: str
    buyer: str
    on: date
    credit_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditOffer:
    """What is asked for: so many credits, from a seller to a buyer, on a day."""

    reference: str
    seller: CreditParty
    buyer: CreditParty
    on: date
    credit_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditStanding:
    """Where an allocation stands on a day: every credit is sold, open or lapsed."""

    sold_count: int
    open_count: int
    lapsed_count: int


def allocate_credits(
    rules: MarketCreditRules | None,
    *,
    reference: str,
    casthouse: CreditParty,
    period: Period,
    mass_g: int,
    available_g: int,
) -> CreditAllocation:
    """Set credits aside of what may still be claimed at the aluminium stage.

    Args:
        rules: the rules of the edition, None where it has no market credits.
        reference: the casthouse's own key.
        casthouse: who allocates.
        period: the material accounting period in which the credits may be sold.
        mass_g: the mass to set aside, a whole number of units.
        available_g: what may still be claimed, of which earlier allocations are already taken off.

    Raises:
        Refusal: `market_credits_not_in_edition`, `market_credit_party_wrong`, `market_credit_not_whole`,
            `market_credit_not_available`, in this order.
    """
    known = _require_rules(rules)
    _require_party(casthouse, known.allocated_by, "allocates credits")
    if mass_g <= 0 or mass_g % known.unit_g:
        raise Refusal(
            "market_credit_not_whole",
            found=f"{tonnes_text(mass_g)} t",
            expected=f"a whole number of credits of {tonnes_text(known.unit_g)} t, at least one",
            todo="round the mass down to whole credits",
        )
    if mass_g > available_g:
        raise Refusal(
            "market_credit_not_available",
            found=f"{tonnes_text(mass_g)} t to allocate",
            expected=f"at most {tonnes_text(max(0, available_g))} t still to be claimed",
            todo="allocate fewer credits",
        )
    return CreditAllocation(
        reference=reference,
        casthouse=casthouse.code,
        period=period,
        credit_count=mass_g // known.unit_g,
        unit_g=known.unit_g,
    )


def buy_credits(
    rules: MarketCreditRules | None,
    *,
    allocation: CreditAllocation,
    offer: CreditOffer,
    bought: Iterable[CreditPurchase],
) -> CreditPurchase:
    """Sell credits of an allocation to a buyer.

    Args:
        rules: the rules of the edition, None where it has no market credits.
        allocation: where the credits come from.
        offer: who buys how many from whom, and when.
        bought: every purchase so far; those of other allocations do not count.

    Raises:
        Refusal: `market_credits_not_in_edition`, `market_credit_resold`, `market_credit_party_wrong`,
            `market_credit_lapsed`, `market_credit_not_whole`, `market_credit_sold_out`, in this order.
    """
    known = _require_rules(rules)
    if offer.seller.code != allocation.casthouse or offer.buyer.code == allocation.casthouse:
        raise Refusal(
            "market_credit_resold",
            found=f"{offer.seller.code} sells credits of {allocation.casthouse} to {offer.buyer.code}",
            expected="a sale by the casthouse that allocated them, to another company",
            todo="buy from the casthouse; credits are not sold on",
        )
    _require_party(offer.buyer, known.bought_by, "buys credits")
    if offer.on not in allocation.period:
        raise Refusal(
            "market_credit_lapsed",
            found=f"a sale on {offer.on}",
            expected=f"from {allocation.period.start} to {allocation.period.last_day}",
            todo="buy credits of the current period; they are not carried over",
        )
    open_count = credit_standing(allocation, bought, on=offer.on).open_count
    if offer.credit_count <= 0:
        raise Refusal(
            "market_credit_not_whole",
            found=counted(offer.credit_count, "credit"),
            expected="at least one credit",
            todo="correct the number",
        )
    if offer.credit_count > open_count:
        raise Refusal(
            "market_credit_sold_out",
            found=counted(offer.credit_count, "credit"),
            expected=f"at most the {open_count} that are not sold yet",
            todo="buy fewer credits",
        )
    return CreditPurchase(
        reference=offer.reference,
        allocation=allocation.reference,
        buyer=offer.buyer.code,
        on=offer.on,
        credit_count=offer.credit_count,
    )


def credit_standing(
    allocation: CreditAllocation, bought: Iterable[CreditPurchase], *, on: date
) -> CreditStanding:
    """Return how many credits of an allocation are sold, open and lapsed on a day."""
    sold_count = sum(each.credit_count for each in bought if each.allocation == allocation.reference)
    rest_count = allocation.credit_count - sold_count
    assert rest_count >= 0
    has_lapsed = on >= allocation.period.end
    return CreditStanding(
        sold_count=sold_count,
        open_count=0 if has_lapsed else rest_count,
        lapsed_count=rest_count if has_lapsed else 0,
    )


def allocated_mass_g(allocations: Iterable[CreditAllocation], *, casthouse: str, period: Period) -> int:
    """Return what a casthouse's allocations of a period draw from its allowance, in grams.

    Credits that lapse unsold stay drawn: they are not carried over, so they do not flow back either.
    """
    return sum(each.mass_g for each in allocations if each.casthouse == casthouse and each.period == period)


def _require_rules(rules: MarketCreditRules | None) -> MarketCreditRules:
    if rules is None:
        raise Refusal(
            "market_credits_not_in_edition",
            found="an edition without market credits",
            expected="edition coc-v1, part 11",
            todo="sell CoC Material with a CoC Document instead",
        )
    return rules


def _require_party(party: CreditParty, allowed: frozenset[Activity], what: str) -> None:
    if not party.activities & allowed:
        raise Refusal(
            "market_credit_party_wrong",
            found=f"{party.code}: {', '.join(sorted(party.activities)) or 'no activity'}",
            expected=f"one of {', '.join(sorted(allowed))}",
            todo=f"correct who {what}, or the activities of its facilities in the register",
        )
