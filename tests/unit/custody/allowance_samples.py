"""The rules that the tests of custody are judged by, written out: those of coc-v2."""

from dataclasses import replace
from fractions import Fraction

from casthouse.custody.allowance_rules import AllowanceRules, OverdraftBase

RULES = AllowanceRules(
    overdraft_limit=Fraction(1, 5),
    overdraft_base=OverdraftBase.COC_INPUT,
    overdraft_needs_force_majeure=True,
    overdraft_within_affected_mass=True,
    balance_carries=True,
    receipt_tolerance=Fraction(1, 200),
    contractor_difference=Fraction(1, 100),
    reconciliation_tolerance=Fraction(1, 200),
    due_diligence_months=12,
    cash_cap=10_000,
    cash_linked_days=30,
)

RULES_BY_OUTPUT = replace(RULES, overdraft_base=OverdraftBase.COC_OUTPUT)

T = 1_000_000  # grams in a tonne
