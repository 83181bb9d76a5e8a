"""Texts of rule packs for the tests."""

from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.standard.rule_pack import RulePack, rule_pack_from_text

HEADER = """
[pack]
code = "own"
name = "Our own"
extends = "coc-v2"
"""


def own_pack(rules: str, *, header: str = HEADER) -> RulePack:
    """Return a user's pack that may extend the built-in ones."""
    return rule_pack_from_text(header + rules, bases=built_in_rule_packs())


def override(rule_id: str, value: str, more: str = "") -> str:
    """Return one rule as a user writes it."""
    return f'[[rule]]\nid = "{rule_id}"\nvalue = {value}\n{more}\n'
