"""The rules of an organisation as a whole: of several scopes under several editions, the strictest number of each."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.exchange.rule_pack_file import DEFAULT_CODE
from casthouse.service.edition_rules import rules_of_edition
from casthouse.storage import scope as scope_store


def organisation_rules(organisation: str) -> AllowanceRules:
    """Return the rules by which what an organisation buys is judged; those in force where it has no scope."""
    return rules_of_organisations([organisation])[organisation]


def rules_of_organisations(organisations: Collection[str]) -> Mapping[str, AllowanceRules]:
    """Return the same for each of several organisations, with one look at their scopes."""
    editions: dict[str, set[str]] = {each: set() for each in organisations}
    for scope in scope_store.scopes_of(editions):
        editions[scope.organisation].add(scope.edition)
    held = {each: sorted(names or {DEFAULT_CODE}) for each, names in editions.items()}
    rules = {each: rules_of_edition(each) for each in {name for names in held.values() for name in names}}
    return {each: _strictest([rules[name] for name in names]) for each, names in held.items()}


def _strictest(rules: list[AllowanceRules]) -> AllowanceRules:
    return replace(
        rules[0],
        receipt_tolerance=min(each.receipt_tolerance for each in rules),
        due_diligence_months=min(each.due_diligence_months for each in rules),
        cash_cap=min(each.cash_cap for each in rules),
        cash_linked_days=max(each.cash_linked_days for each in rules),
    )
