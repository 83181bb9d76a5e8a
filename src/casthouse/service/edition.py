"""The rules of an edition by its name: a built-in rule pack, or one that a user loaded."""

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.refusal import Refusal
from casthouse.service.rule_pack import allowance_rules
from casthouse.standard.rule_pack import RulePack, rule_pack_from_text
from casthouse.storage import rule_pack as rule_pack_store


def rule_pack_of(edition: str) -> RulePack:
    """Return the rule pack of an edition.

    Raises:
        Refusal: `edition_unknown`.
    """
    built_in = built_in_rule_packs()
    if edition in built_in:
        return built_in[edition]
    text = rule_pack_store.rule_pack_text(edition)
    if text is None:
        raise Refusal(
            "edition_unknown",
            found=f"edition “{edition}”",
            expected="one of " + ", ".join([*sorted(built_in), *rule_pack_store.rule_pack_names()]),
            todo="correct the edition, or load its rule pack first",
        )
    return rule_pack_from_text(text, bases=built_in)


def rules_of_edition(edition: str) -> AllowanceRules:
    """Return the numbers that custody judges by; refuses as `rule_pack_of` does."""
    return allowance_rules(rule_pack_of(edition))
