"""Rule packs in use: from the rules of an edition to what custody is handed.

Custody and standard are siblings that do not know each other; this is the one place where a rule's name meets
the field that it fills. `ALLOWANCE_RULE_IDS` is what the reference page lists as applied by the accounts.
"""

from casthouse.custody.allowance_rules import AllowanceRules, OverdraftBase
from casthouse.custody.market_credit import MarketCreditRules
from casthouse.standard.rule_pack import RulePack

ALLOWANCE_RULE_IDS = (
    "overdraft.limit",
    "overdraft.base",
    "overdraft.needs_force_majeure",
    "overdraft.within_affected_mass",
    "balance.carry_periods",
    "receipt.tolerance",
    "contractor.difference",
    "reconciliation.tolerance",
    "due_diligence.renewal_months",
    "cash.cap",
    "cash.linked_days",
)


def allowance_rules(pack: RulePack) -> AllowanceRules:
    """Return the rules of a pack that the accounts of a scope are judged by."""
    return AllowanceRules(
        overdraft_limit=pack.overdraft_limit,
        overdraft_base=OverdraftBase(pack.word("overdraft.base")),
        overdraft_needs_force_majeure=pack.flag("overdraft.needs_force_majeure"),
        overdraft_within_affected_mass=pack.flag("overdraft.within_affected_mass"),
        balance_carries=pack.balance_carries,
        receipt_tolerance=pack.share("receipt.tolerance"),
        contractor_difference=pack.share("contractor.difference"),
        reconciliation_tolerance=pack.share("reconciliation.tolerance"),
        due_diligence_months=pack.count("due_diligence.renewal_months"),
        cash_cap=pack.count("cash.cap"),
        cash_linked_days=pack.count("cash.linked_days"),
    )


def market_credit_rules(pack: RulePack) -> MarketCreditRules | None:
    """Return the rules of market credits, or None for an edition without them."""
    if not pack.market_credits_allowed:
        return None
    return MarketCreditRules(
        unit_g=pack.count("market_credit.unit_g"),
        allocated_by=pack.activities("market_credit.allocated_by"),
        bought_by=pack.activities("market_credit.bought_by"),
    )
