"""The reference page lists what the packs say, and its example is a pack."""

import re
from fractions import Fraction

from casthouse.exchange.rule_pack_file import FILE_SIZE_MAX, built_in_rule_packs
from casthouse.standard.rule import Tag
from casthouse.standard.rule_catalogue import RULE_KINDS
from casthouse.standard.rule_pack import rule_differences, rule_pack_from_text
from casthouse.standard.rule_pack_text import PACK_KEYS, RULE_KEYS
from tests.unit.standard.rule_pack_page import PAGE, page_with_tables

TEXT = PAGE.read_text(encoding="utf-8")
CONCEPT = (PAGE.parents[1] / "concepts" / "rule-packs.md").read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_packs() -> None:
    assert page_with_tables(TEXT) == TEXT


def test_every_rule_stands_in_both_tables() -> None:
    for rule_id in RULE_KINDS:
        assert TEXT.count(f"| `{rule_id}` |") == 2


def test_every_key_and_tag_is_explained() -> None:
    explained = set(re.findall(r"^\| `([a-z_]+)` \|", TEXT, flags=re.MULTILINE))
    assert {*PACK_KEYS, *RULE_KEYS, "id", "value", *Tag} <= explained


def test_the_limit_of_a_file_is_the_one_in_force() -> None:
    assert f"{FILE_SIZE_MAX // 1024} KiB" in TEXT


def test_the_example_of_the_concept_is_a_pack_with_two_differences() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", CONCEPT, flags=re.DOTALL)
    packs = built_in_rule_packs()
    pack = rule_pack_from_text(example, bases=packs)
    changed = [(each.id, each.right) for each in rule_differences(packs["coc-v2"], pack)]
    assert changed == [("balance.carry_periods", 0), ("overdraft.limit", Fraction(1, 10))]
