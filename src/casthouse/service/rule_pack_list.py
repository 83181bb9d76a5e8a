"""The rule packs that a scope can be accounted under: the built-in ones and those that users loaded."""

from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.service.edition import rule_pack_of
from casthouse.service.permission import Act, Actor, authorise_anywhere
from casthouse.standard.rule_pack import RulePack
from casthouse.storage import rule_pack as rule_pack_store


def rule_packs(actor: Actor) -> list[RulePack]:
    """Return all rule packs in force, by code.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise_anywhere(actor, Act.RULE_PACK_READ)
    names = {*built_in_rule_packs(), *rule_pack_store.rule_pack_names()}
    packs = {pack.code: pack for pack in map(rule_pack_of, names)}
    return [packs[code] for code in sorted(packs)]


def rule_pack(actor: Actor, *, name: str) -> RulePack:
    """Return one rule pack.

    Raises:
        Refusal: `not_permitted`, `edition_unknown`.
    """
    authorise_anywhere(actor, Act.RULE_PACK_READ)
    return rule_pack_of(name)
