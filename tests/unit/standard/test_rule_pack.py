"""The built-in packs say what the fact sheet says, and packs of users are completed or refused."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.standard.rule import Tag
from casthouse.standard.rule_catalogue import MARKET_CREDIT_DETAILS, RULE_KINDS
from casthouse.standard.rule_pack import (
    RulePack,
    refuse_certification,
    rule_differences,
    rule_pack_from_text,
)
from tests.unit.refusing import refused
from tests.unit.standard.pack_samples import HEADER, override, own_pack

PACKS = built_in_rule_packs()
V1, V2, V3 = PACKS["coc-v1"], PACKS["coc-v2"], PACKS["coc-v3-draft"]
EVERY_PACK = pytest.mark.parametrize("pack", [V1, V2, V3], ids=lambda pack: pack.code)


def mistakes(rules: str, *, header: str = HEADER) -> str:
    with pytest.raises(Refusal) as caught:
        own_pack(rules, header=header)
    assert caught.value.code == "rule_pack_invalid"
    return caught.value.text.found


def test_the_numbers_of_the_second_edition() -> None:
    assert V2.overdraft_limit == Fraction(1, 5)
    assert V2.word("overdraft.base") == "coc_input"
    assert V2.flag("overdraft.needs_force_majeure")
    assert V2.count("overdraft.repay_periods") == 1
    assert V2.period_months_max == 12
    assert V2.balance_carries
    assert V2.count("balance.carry_periods") == 1
    assert V2.retention_years == 5
    assert V2.report_due_on(2024) == date(2025, 3, 31)
    assert V2.counts("report.reminder_days") == (60, 30, 7)
    assert V2.share("report.change_to_explain") == Fraction(1, 2)
    assert V2.share("receipt.tolerance") == Fraction(5, 1000)
    assert V2.share("contractor.difference") == Fraction(1, 100)
    assert V2.count("due_diligence.renewal_months") == 12
    assert V2.count("cash.cap") == 10_000
    assert V2.count("cash.linked_days") == 30
    assert V2.performance_first == frozenset(
        {
            Activity.BAUXITE_MINING,
            Activity.BAUXITE_DEVELOPMENT,
            Activity.ALUMINA_REFINING,
            Activity.HIGH_PURITY_ALUMINA,
            Activity.ALUMINIUM_SMELTING,
            Activity.REMELTING_REFINING,
            Activity.CASTHOUSE,
        }
    )
    assert not V2.market_credits_allowed


def test_market_credits_are_of_the_first_edition_only() -> None:
    assert V1.market_credits_allowed
    assert not V1.flag("market_credit.usual")
    assert V1.count("market_credit.unit_g") == 1_000_000
    assert V1.activities("market_credit.allocated_by") == {Activity.CASTHOUSE}
    assert V1.activities("market_credit.bought_by") == {
        Activity.SEMI_FABRICATION,
        Activity.MATERIAL_CONVERSION,
        Activity.OTHER_MANUFACTURING,
    }
    assert not V1.flag("market_credit.resale")
    assert not V1.flag("market_credit.carry_over")
    ids = set(MARKET_CREDIT_DETAILS)
    assert {"market_credit.unit_g", "market_credit.resale"} <= ids
    assert ids <= {rule.id for rule in V1.rules}
    assert not ids & {rule.id for rule in V2.rules}


def test_the_first_edition_is_silent_where_a_rule_came_with_the_second() -> None:
    assert V1.performance_first is None
    silent = {each.id for each in rule_differences(V1, V2) if each.left is None}
    assert silent == {
        "certification.performance_first",
        "certification.performance_months_after_joining",
        "certification.performance_months_after_grant",
        "reconciliation.months",
    }


def test_the_draft_of_the_third_edition_is_a_flagged_copy_of_the_second() -> None:
    assert V3.draft
    assert not V2.draft
    assert rule_differences(V2, V3) == ()
    assert V3.rules == V2.rules


@EVERY_PACK
def test_nothing_is_called_verified_that_nobody_read_in_the_official_text(pack: RulePack) -> None:
    assert pack.rules
    assert pack.unverified == pack.rules


@EVERY_PACK
def test_every_rule_says_where_it_stands_and_how_it_is_known(pack: RulePack) -> None:
    for rule in pack.rules:
        assert rule.clause
        assert rule.unit == RULE_KINDS[rule.id].unit
        assert rule.tag is not Tag.USER
        assert rule.tag is not Tag.PUBLISHED or rule.source.startswith("http")
        assert rule.tag is not Tag.DERIVED or not rule.source


def test_a_pack_has_its_rules_in_the_order_of_the_catalogue() -> None:
    order = list(RULE_KINDS)
    assert [rule.id for rule in V2.rules] == sorted((rule.id for rule in V2.rules), key=order.index)


def test_certificates_are_granted_under_the_edition_in_force_only() -> None:
    refuse_certification(V2, granted_on=date(2026, 1, 1))
    refuse_certification(V1, granted_on=date(2023, 6, 1))
    with refused("edition_not_certifiable"):
        refuse_certification(V1, granted_on=date(2023, 6, 2))
    with refused("edition_not_certifiable"):
        refuse_certification(V3, granted_on=date(2026, 1, 1))
    with refused("edition_not_certifiable"):
        refuse_certification(own_pack(""), granted_on=date(2026, 1, 1))


def test_the_refusal_of_a_certificate_says_why() -> None:
    with pytest.raises(Refusal, match="coc-v1, open until 2023-06-01, for"):
        refuse_certification(V1, granted_on=date(2024, 1, 1))
    with pytest.raises(Refusal, match="own, a user's pack, for"):
        refuse_certification(own_pack(""), granted_on=date(2024, 1, 1))
    with pytest.raises(Refusal, match="coc-v3-draft, a draft, for"):
        refuse_certification(V3, granted_on=date(2024, 1, 1))


def test_a_user_sets_single_rules_of_an_edition_anew() -> None:
    pack = own_pack(override("overdraft.limit", "0.10") + override("balance.carry_periods", "0"))
    assert [each.id for each in rule_differences(V2, pack)] == ["balance.carry_periods", "overdraft.limit"]
    assert pack.overdraft_limit == Fraction(1, 10)
    assert not pack.balance_carries
    assert (pack.extends, pack.built_in, pack.draft) == ("coc-v2", False, False)


def test_a_rule_that_a_user_set_is_marked_as_theirs() -> None:
    rule = own_pack(override("records.retention_years", "10")).rule("records.retention_years")
    before = V2.rule("records.retention_years")
    assert rule is not None
    assert before is not None
    assert rule == replace(before, value=10, tag=Tag.USER, source="", verified=False, edition="own", note="")


def test_a_pack_that_extends_a_draft_is_a_draft() -> None:
    header = HEADER.replace("coc-v2", "coc-v3-draft")
    assert own_pack("", header=header).draft


def test_an_alias_may_be_extended() -> None:
    assert own_pack("", header=HEADER.replace("coc-v2", "coc-v2.1")).rules == V2.rules


def test_a_user_may_not_take_the_name_of_another_pack() -> None:
    assert "the name coc-v1 belongs" in mistakes("", header=HEADER.replace('"own"', '"coc-v1"'))
    assert "the name coc-v2.1 belongs" in mistakes("", header=HEADER + 'aliases = ["coc-v2.1"]\n')


def test_a_base_that_is_not_there_is_named() -> None:
    found = mistakes("", header=HEADER.replace("coc-v2", "coc-v9"))
    assert found == "[pack] extends: there is no pack 'coc-v9' among coc-v1, coc-v2, coc-v2.1, coc-v3-draft"


def test_a_value_that_casthouse_does_not_follow_is_refused_and_not_ignored() -> None:
    found = mistakes(override("balance.drawn_first", "false"))
    assert found == (
        "line 8, rule balance.drawn_first, value: found False, expected yes, the only value that Casthouse follows"
    )


def test_every_mistake_is_named_with_its_line() -> None:
    rules = (
        override("overdraft.limit", "1.5", 'tag = "guessed"')
        + override("nonsense", "1")
        + override("cash.cap", "5000", 'unit = "EUR"\ncolour = "red"')
    )
    assert mistakes(rules).split("; ") == [
        "line 8, rule overdraft.limit, value: found 1.5, expected a number from 0 to 1 with at most 9 decimals",
        "line 9, rule overdraft.limit, tag: found 'guessed', expected one of published, recollected, derived, user",
        "line 11, rule 2, id: there is no rule 'nonsense'",
        "line 17, rule cash.cap, unit: found 'EUR', expected 'USD'",
        "line 18, rule cash.cap, colour: this key is unknown",
    ]


def test_a_rule_stands_once() -> None:
    twice = override("cash.cap", "1") + override("cash.cap", "1")
    assert mistakes(twice) == "line 11, rule cash.cap, id: this rule stands twice"


def test_only_a_published_rule_with_a_source_can_be_verified() -> None:
    published = 'verified = true\ntag = "published"\n'
    assert "only a published rule" in mistakes(override("cash.cap", "1", "verified = true"))
    assert "only a published rule" in mistakes(override("cash.cap", "1", published))
    recollected = 'verified = true\ntag = "recollected"\nsource = "page 12"'
    assert "only a published rule" in mistakes(override("cash.cap", "1", recollected))
    rule = own_pack(override("cash.cap", "1", published + 'source = "page 12"')).rule("cash.cap")
    assert rule is not None
    assert rule.verified


def test_a_pack_without_a_base_must_say_everything() -> None:
    header = HEADER.replace('extends = "coc-v2"', "")
    found = mistakes(override("cash.cap", "1"), header=header)
    assert "line 7, rule cash.cap, id: unit, clause, tag, verified is missing" in found
    assert "the rule membership.classes is missing" in found
    assert "the rule cash.cap is missing" not in found
    assert "the rule certification.performance_first is missing" not in found  # an edition may be silent


def test_an_edition_with_market_credits_must_say_all_of_them() -> None:
    found = mistakes(override("market_credit.allowed", "true"))
    assert found.split("; ") == [f"the rule {rule_id} is missing" for rule_id in MARKET_CREDIT_DETAILS]


def test_a_built_in_pack_has_no_rule_of_a_user() -> None:
    with refused("rule_pack_invalid"):
        rule_pack_from_text(HEADER + override("cash.cap", "1"), bases=PACKS, built_in=True)


def test_many_mistakes_are_counted_after_the_first_twenty() -> None:
    found = mistakes("".join(override(f"nonsense-{number}", "1") for number in range(30)))
    assert found.endswith("; and 10 more")
    assert found.count("there is no rule") == 20
    twenty = mistakes("".join(override(f"nonsense-{number}", "1") for number in range(20)))
    assert twenty.count("; ") == 19
