"""Cash purchases of scrap: blocked above a cap, alone or linked (CoC Standard part 4).

The cap is the lower of the edition's amount and the legal limit. Purchases are linked when they are of the
same supplier or the same owner and so many days apart at most; linked purchases count together. Guarantee:
whatever the order in which purchases are booked, no accepted set holds one whose linked total exceeds the
cap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.finding import Finding, FindingCode
from casthouse.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class CashPurchase:
    """Scrap paid in cash: amount in USD; `owner` is who stands behind the supplier, empty where unknown."""

    reference: str
    supplier: str
    owner: str
    on: date
    amount: Decimal

    def __post_init__(self) -> None:
        assert self.amount.is_finite()
        assert self.amount > 0


def cash_cap(rules: AllowanceRules, *, legal_limit: Decimal | None) -> Decimal:
    """Return the cap in USD: the edition's or the legal limit of the country, whichever is lower."""
    edition_cap = Decimal(rules.cash_cap)
    return edition_cap if legal_limit is None else min(edition_cap, legal_limit)


def are_linked(one: CashPurchase, other: CashPurchase, *, days: int) -> bool:
    """Say whether two purchases count together: one supplier or known owner, at most so many days apart."""
    same = one.supplier == other.supplier or (one.owner != "" and one.owner == other.owner)
    return same and abs((one.on - other.on).days) <= days


def linked_total(purchase: CashPurchase, booked: Iterable[CashPurchase], *, days: int) -> Decimal:
    """Return the amount of a purchase and of all that are linked to it; it may itself be among the booked."""
    others = (
        each
        for each in booked
        if each.reference != purchase.reference and are_linked(purchase, each, days=days)
    )
    return purchase.amount + sum((each.amount for each in others), Decimal(0))


def refuse_cash_above_cap(
    purchase: CashPurchase,
    booked: Sequence[CashPurchase],
    *,
    rules: AllowanceRules,
    legal_limit: Decimal | None,
) -> None:
    """Let a purchase pass that keeps every linked total within the cap.

    Raises:
        Refusal: `cash_purchase_above_cap`.
    """
    days, cap = rules.cash_linked_days, cash_cap(rules, legal_limit=legal_limit)
    together = [*(each for each in booked if each.reference != purchase.reference), purchase]
    touched = [each for each in together if are_linked(purchase, each, days=days)]  # itself too
    total = max(linked_total(each, together, days=days) for each in touched)
    if total > cap:
        raise Refusal(
            "cash_purchase_above_cap",
            found=f"USD {total} in cash to {purchase.supplier} within {days} days",
            expected=f"at most USD {cap}, alone or linked",
            todo="pay by bank transfer",
        )


def cash_findings(
    purchases: Sequence[CashPurchase], *, rules: AllowanceRules, legal_limit: Decimal | None
) -> list[Finding]:
    """Return a finding for each purchase whose linked total exceeds the cap, in the order of days."""
    days, cap = rules.cash_linked_days, cash_cap(rules, legal_limit=legal_limit)
    ordered = sorted(purchases, key=lambda each: (each.on, each.reference))
    totals = ((each, linked_total(each, ordered, days=days)) for each in ordered)
    return [
        Finding(
            code=FindingCode.CASH_PURCHASE_ABOVE_CAP,
            subject=f"{each.supplier} {each.reference}",
            detail=f"USD {total} in cash with linked purchases around {each.on}, cap USD {cap}",
        )
        for each, total in totals
        if total > cap
    ]
