"""The rule packs of a store: the use cases behind `casthouse rulepack load`, `list` and `show`.

A loaded pack can be named as a scope's edition. A new text under its name replaces the old one, unless a scope that
closed a period was judged by it: what was closed stays judged as it was.
"""

from hashlib import sha256

from django.db import transaction

from casthouse.exchange.rule_pack_file import built_in_rule_packs
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.edition_rules import rule_pack_of, users_rule_packs
from casthouse.service.permission import Act, Actor, authorise, authorise_anywhere
from casthouse.standard.rule_pack import RulePack, rule_pack_from_text
from casthouse.storage import organisation as organisation_store
from casthouse.storage import period as period_store
from casthouse.storage import rule_pack as rule_pack_store
from casthouse.storage import scope as scope_store
from casthouse.storage.dialect import lock_ledgers
from casthouse.storage.journal import append_journal


def load_rule_pack(actor: Actor, *, text: str) -> RulePack:
    """Put a user's rule pack in force under its name; the same text again changes nothing.

    Raises:
        Refusal: `not_permitted`, `rule_pack_invalid`, `rule_pack_name_taken`, `rule_pack_in_use`.
    """
    authorise(actor, Act.RULE_PACK_LOAD)
    pack = rule_pack_from_text(text, bases=built_in_rule_packs())
    at = clock.now()
    with transaction.atomic():
        lock_ledgers(sorted(organisation_store.organisation_ids().values()))
        if rule_pack_store.rule_pack_text(pack.code) == text:
            return pack
        _refuse_taken(pack)
        _refuse_in_use(pack)
        digest = sha256(text.encode()).hexdigest()
        rule_pack_store.save_rule_pack(name=pack.code, text=text, digest=digest, at=at, by=actor.name)
        append_journal(at=at, actor=actor.name, act=Act.RULE_PACK_LOAD, subject=pack.code, sha256=digest)
    return pack


def rule_packs(actor: Actor) -> list[RulePack]:
    """Return the built-in rule packs and those that users loaded.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise_anywhere(actor, Act.RULE_PACK_READ)
    built_in = {pack.code: pack for pack in built_in_rule_packs().values()}
    return [*built_in.values(), *users_rule_packs()]


def rule_pack(actor: Actor, *, name: str) -> RulePack:
    """Return a rule pack by its name or an alias.

    Raises:
        Refusal: `not_permitted`, `edition_unknown`.
    """
    authorise_anywhere(actor, Act.RULE_PACK_READ)
    return rule_pack_of(name)


def _refuse_taken(pack: RulePack) -> None:
    names = {pack.code, *pack.aliases}
    for other in users_rule_packs():
        taken = names & {other.code, *other.aliases}
        if other.code != pack.code and taken:
            raise Refusal(
                "rule_pack_name_taken",
                found=f"the name {min(taken)}",
                expected=f"a name that the pack {other.code} does not have",
                todo="choose another name or alias",
            )


def _refuse_in_use(pack: RulePack) -> None:
    before = next((each for each in users_rule_packs() if each.code == pack.code), None)
    if before is None:
        return
    kept = {pack.code, *pack.aliases}
    for scope in scope_store.scopes():
        if scope.edition not in {before.code, *before.aliases}:
            continue
        if scope.edition not in kept or period_store.statements(scope.code):
            raise Refusal(
                "rule_pack_in_use",
                found=f"another text of {scope.edition}, by which {scope.code} is judged",
                expected="a pack by which no period was closed, with every name that scopes use",
                todo="load the new rules under a new name, or reopen the closed periods first",
            )
