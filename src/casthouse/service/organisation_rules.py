"""The rules of an organisation as a whole: of several scopes under several editions, the strictest number of each."""

from dataclasses import replace

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.exchange.rule_pack_file import DEFAULT_CODE
from casthouse.service.edition_rules import rules_of_edition
from casthouse.storage import scope as scope_store


def organisation_rules(organisation: str) -> AllowanceRules:
    """Return the rules by which an organisation's suppliers are judged; those in force where it has no scope."""
    editions = {scope.edition for scope in scope_store.scopes(organisation=organisation)} or {DEFAULT_CODE}
    rules = [rules_of_edition(edition) for edition in sorted(editions)]
    return replace(
        rules[0],
        due_diligence_months=min(each.due_diligence_months for each in rules),
        cash_cap=min(each.cash_cap for each in rules),
        cash_linked_days=max(each.cash_linked_days for each in rules),
    )
