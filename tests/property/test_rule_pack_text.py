"""Whatever a text holds, it is a rule pack or one refusal; a pack that is written out reads as it was."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.refusal import Refusal
from casthouse.standard.rule import Rule
from casthouse.standard.rule_catalogue import RULE_KINDS
from casthouse.standard.rule_pack import RulePack, rule_differences, rule_pack_from_text
from casthouse.standard.rule_value import RuleValue, value_text
from tests.property.effort import examples

pytestmark = pytest.mark.one_store

PACKS = built_in_rule_packs()
V2 = PACKS["coc-v2"]
HEADER = '[pack]\ncode = "own"\nname = "Own"\nextends = "coc-v2"\n'
FRAGMENTS = [
    "[[rule]]",
    "[pack]",
    "\n",
    " = ",
    '"',
    "[",
    "]",
    "{",
    "}",
    "0.2",
    "true",
    "code",
    "id",
    "value",
    "=",
]

words = st.lists(st.sampled_from([*FRAGMENTS, *RULE_KINDS]) | st.text(max_size=4), max_size=30).map("".join)
toml_values = st.one_of(
    st.booleans().map(lambda flag: str(flag).lower()),
    st.integers(-(2**70), 2**70).map(str),
    st.decimals(allow_nan=True, allow_infinity=True).map(lambda number: f"{number}".lower()),
    st.text(max_size=20).map(json.dumps),
    st.just('["casthouse"]'),
    st.just("2024-01-01"),
    st.just("{}"),
)


def pack_or_refusal(text: str) -> RulePack | None:
    try:
        return rule_pack_from_text(text, bases=PACKS)
    except Refusal as refusal:
        assert refusal.code == "rule_pack_invalid"  # noqa: PT017 - either way is fine, nothing else is
        return None


@examples(300)
@given(words)
def test_any_text_is_a_pack_or_a_refusal(text: str) -> None:
    pack_or_refusal(text)
    pack_or_refusal(HEADER + text)


@examples(300)
@given(st.sampled_from(sorted(RULE_KINDS)), toml_values)
def test_any_value_changes_its_own_rule_only_or_is_refused(rule_id: str, value: str) -> None:
    pack = pack_or_refusal(f"{HEADER}[[rule]]\nid = {json.dumps(rule_id)}\nvalue = {value}\n")
    if pack is not None:
        assert {each.id for each in rule_differences(V2, pack)} <= {rule_id}
        rule = pack.rule(rule_id)
        assert rule is not None
        assert rule.value == RULE_KINDS[rule_id].read(as_toml_gives_it(rule.value))


@examples(100)
@given(st.permutations(V2.rules), st.integers(0, len(V2.rules)))
def test_the_order_of_rules_in_a_file_is_irrelevant(rules: list[Rule], count: int) -> None:
    chosen = rules[:count]
    pack = rule_pack_from_text(HEADER + text_of(chosen), bases=PACKS)
    assert pack == rule_pack_from_text(HEADER + text_of(chosen[::-1]), bases=PACKS)
    assert rule_differences(V2, pack) == ()  # what is written out reads as it was


def text_of(rules: list[Rule]) -> str:
    return "".join(f"[[rule]]\nid = {json.dumps(rule.id)}\nvalue = {written(rule.value)}\n" for rule in rules)


def as_toml_gives_it(value: RuleValue) -> object:
    """Return a value in the form in which the reader hands it on."""
    if isinstance(value, Fraction):
        return Decimal(value_text(value))
    return list(value) if isinstance(value, tuple) else value


def written(value: RuleValue) -> str:
    """Return a value as TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return json.dumps(list(value))
    return json.dumps(value) if isinstance(value, str) else value_text(value)
