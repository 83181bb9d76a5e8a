"""Which rules of attribution were chosen for scopes, in the order in which they were."""

from collections import defaultdict
from collections.abc import Iterable

from casthouse.provenance.attribution_choice import AttributionChoice
from casthouse.provenance.pool import AttributionRule
from casthouse.storage.models import AttributionChoiceRow, ScopeRow
from casthouse.storage.prepared_query import Argument, PreparedQuery


def choices_of(scopes: Iterable[str]) -> dict[str, list[AttributionChoice]]:
    """Return the choices of scopes by their codes, the earliest first; in one look."""
    found: dict[str, list[AttributionChoice]] = defaultdict(list)
    for scope, rule, first_day, at, by in _CHOICES.rows(list(scopes)):
        found[scope].append(AttributionChoice(rule=AttributionRule(rule), first_day=first_day, at=at, by=by))
    return found


_CHOICES = PreparedQuery(
    lambda scopes: (
        AttributionChoiceRow.objects.filter(scope__code__in=scopes)
        .order_by("id")
        .values_list("scope__code", "rule", "first_day", "at", "actor")
    ),
    Argument.TEXTS,
)


def append_choice(scope: str, choice: AttributionChoice) -> None:
    """Record a choice."""
    AttributionChoiceRow.objects.create(
        scope=ScopeRow.objects.get(code=scope),
        rule=choice.rule.value,
        first_day=choice.first_day,
        at=choice.at,
        actor=choice.by,
    )
