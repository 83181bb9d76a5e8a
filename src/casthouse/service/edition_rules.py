"""The rules of an edition by its name: a built-in rule pack, or one that a user loaded."""

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.market_credit import MarketCreditRules
from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.refusal import Refusal
from casthouse.service.rule_pack import allowance_rules, market_credit_rules
from casthouse.standard.rule_pack import RulePack, rule_pack_from_text
from casthouse.storage import rule_pack as rule_pack_store


def rule_pack_of(edition: str) -> RulePack:
    """Return the rule pack of an edition, by its name or an alias.

    Raises:
        Refusal: `edition_unknown`.
    """
    built_in = built_in_rule_packs()
    if edition in built_in:
        return built_in[edition]
    text = rule_pack_store.rule_pack_text(edition)
    if text is not None:
        return rule_pack_from_text(text, bases=built_in)
    loaded = users_rule_packs()
    for pack in loaded:
        if edition in pack.aliases:
            return pack
    raise Refusal(
        "edition_unknown",
        found=f"edition “{edition}”",
        expected="one of " + ", ".join([*sorted(built_in), *(pack.code for pack in loaded)]),
        todo="correct the edition, or load its rule pack first",
    )


def users_rule_packs() -> list[RulePack]:
    """Return the rule packs in force that users loaded, by name."""
    built_in = built_in_rule_packs()
    return [rule_pack_from_text(each.text, bases=built_in) for each in rule_pack_store.loaded_packs()]


def rules_of_edition(edition: str) -> AllowanceRules:
    """Return the numbers that custody judges by; refuses as `rule_pack_of` does."""
    return allowance_rules(rule_pack_of(edition))


def credit_rules_of_edition(edition: str) -> MarketCreditRules | None:
    """Return the rules of market credits, None where the edition has none; refuses as `rule_pack_of` does."""
    return market_credit_rules(rule_pack_of(edition))
