"""The service hands custody the numbers of the pack, each in its own field."""

from fractions import Fraction

import pytest

from casthouse.custody.allowance_rules import AllowanceRules, OverdraftBase
from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.parties.activity import Activity
from casthouse.service.rule_pack import ALLOWANCE_RULE_IDS, allowance_rules, market_credit_rules
from tests.unit.custody.allowance_samples import RULES
from tests.unit.standard.pack_samples import override, own_pack

CHANGES = [
    ("overdraft.limit", "0.10", "overdraft_limit", Fraction(1, 10)),
    ("overdraft.base", '"coc_output"', "overdraft_base", OverdraftBase.COC_OUTPUT),
    ("overdraft.needs_force_majeure", "false", "overdraft_needs_force_majeure", False),
    ("overdraft.within_affected_mass", "false", "overdraft_within_affected_mass", False),
    ("balance.carry_periods", "0", "balance_carries", False),
    ("receipt.tolerance", "0.002", "receipt_tolerance", Fraction(2, 1000)),
    ("contractor.difference", "0.03", "contractor_difference", Fraction(3, 100)),
    ("reconciliation.tolerance", "0.04", "reconciliation_tolerance", Fraction(4, 100)),
    ("due_diligence.renewal_months", "6", "due_diligence_months", 6),
    ("cash.cap", "3000", "cash_cap", 3000),
    ("cash.linked_days", "14", "cash_linked_days", 14),
]


def test_the_rules_of_the_second_edition() -> None:
    assert allowance_rules(built_in_rule_packs()["coc-v2"]) == RULES


@pytest.mark.parametrize(("rule_id", "text", "field", "value"), CHANGES)
def test_a_rule_that_is_set_anew_changes_its_field_and_no_other(
    rule_id: str, text: str, field: str, value: object
) -> None:
    rules = allowance_rules(own_pack(override(rule_id, text)))
    changed = [name for name in AllowanceRules.__slots__ if getattr(rules, name) != getattr(RULES, name)]
    assert changed == [field]
    assert getattr(rules, field) == value


def test_every_field_is_fed_by_one_rule_that_the_reference_lists() -> None:
    assert {rule_id for rule_id, *_ in CHANGES} == set(ALLOWANCE_RULE_IDS)
    assert sorted(field for _, _, field, _ in CHANGES) == sorted(AllowanceRules.__slots__)


def test_market_credits_of_the_first_edition_only() -> None:
    packs = built_in_rule_packs()
    rules = market_credit_rules(packs["coc-v1"])
    assert rules is not None
    assert rules.unit_g == 1_000_000
    assert rules.allocated_by == {Activity.CASTHOUSE}
    assert Activity.SEMI_FABRICATION in rules.bought_by
    assert market_credit_rules(packs["coc-v2"]) is None
