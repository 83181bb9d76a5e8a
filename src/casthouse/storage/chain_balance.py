"""What organisations carry into a span of days: Positive Balances of closed periods, and of the accounts before."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from casthouse.custody.stage import Stage
from casthouse.storage.chain_anomaly import FactPart
from casthouse.storage.models import OpeningRow, ScopeFacilityRow, ScopeRow, StatementRow


class CarriedBalance(NamedTuple):
    """What an organisation carries at a stage, under an edition of the standard."""

    organisation: str
    edition: str
    stage: Stage
    mass_g: int


def carried_balances(first: date, last: date, part: FactPart | None = None) -> list[CarriedBalance]:
    """Return what was handed on by periods closed up to the first day, and by accounts before those that begin here."""
    held: dict[tuple[str, str, Stage], int] = defaultdict(int)
    scopes = _scopes(part)
    closed = StatementRow.objects.filter(scope__in=scopes, superseded_at=None, end=first)
    for organisation, edition, position in closed.values_list(
        "scope__organisation__code", "scope__edition", "position"
    ):
        for stage, figures in position["stages"].items():
            held[organisation, edition, Stage(stage)] += int(figures["positive_balance_g"])
    opened = OpeningRow.objects.filter(
        scope__in=scopes, scope__first_period_start__gte=first, scope__first_period_start__lte=last
    )
    for organisation, edition, stage, mass_g in opened.values_list(
        "scope__organisation__code", "scope__edition", "stage", "positive_balance_g"
    ):
        held[organisation, edition, Stage(stage)] += mass_g
    return [CarriedBalance(*named, mass_g) for named, mass_g in sorted(held.items()) if mass_g > 0]


def _scopes(part: FactPart | None) -> QuerySet[ScopeRow]:
    scopes = ScopeRow.objects.all()
    if part is None:
        return scopes
    scopes = scopes.filter(organisation__code=part.organisation)
    if part.sites is None:
        return scopes
    sites = {each.facility_id for each in part.sites}
    return scopes.filter(id__in=ScopeFacilityRow.objects.filter(facility__in=sites).values("scope_id"))
