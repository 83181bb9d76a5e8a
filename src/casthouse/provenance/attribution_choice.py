"""Which rule the accounts of a scope are attributed by: a choice that holds from the first day of a period on.

A choice is never changed; a later one for the same or a later day stands in its place. Where nothing was chosen, what
left is attributed in proportion.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from casthouse.provenance.pool import AttributionRule

USUAL_RULE = AttributionRule.PROPORTIONAL


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionChoice:
    """A rule that holds from a day on; who chose it, and when."""

    rule: AttributionRule
    first_day: date
    at: datetime
    by: str


def rule_from(choices: Iterable[AttributionChoice], start: date) -> AttributionRule:
    """Return the rule of a period.

    Args:
        choices: of the scope, in the order in which they were made.
        start: the first day of the period.
    """
    rule, since = USUAL_RULE, date.min
    for each in choices:
        if since <= each.first_day <= start:
            rule, since = each.rule, each.first_day
    return rule
