"""Reading and writing certification scopes."""

from collections import defaultdict
from collections.abc import Iterable

from casthouse.custody.position import Carried
from casthouse.custody.scope import FacilityDays, Scope
from casthouse.custody.stage import Stage
from casthouse.storage.listed_text import among
from casthouse.storage.models import OpeningRow, OrganisationRow, ScopeFacilityRow, ScopeRow


def scopes(*, organisation: str | None = None, codes: Iterable[str] | None = None) -> list[Scope]:
    """Return the scopes of an organisation, or those with the codes, or all, by code."""
    rows = ScopeRow.objects.select_related("organisation").order_by("code")
    if organisation is not None:
        rows = rows.filter(organisation__code=organisation)
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    found = list(rows)
    return [_value(row, facilities, openings) for row, facilities, openings in _with_parts(found)]


def scopes_of(organisations: Iterable[str]) -> list[Scope]:
    """Return the scopes of several organisations, by code."""
    rows = ScopeRow.objects.select_related("organisation").filter(organisation__code__in=among(organisations))
    return [_value(*parts) for parts in _with_parts(list(rows.order_by("code")))]


def scope_codes(organisation: str) -> list[str]:
    """Return the codes of the scopes of an organisation, in order."""
    rows = ScopeRow.objects.filter(organisation__code=organisation)
    return list(rows.order_by("code").values_list("code", flat=True))


def scope(code: str) -> Scope | None:
    """Return the scope with the code, or None."""
    return next(iter(scopes(codes=[code])), None)


def _with_parts(
    rows: list[ScopeRow],
) -> Iterable[tuple[ScopeRow, list[FacilityDays], dict[Stage, Carried]]]:
    facilities: dict[int, list[FacilityDays]] = defaultdict(list)
    openings: dict[int, dict[Stage, Carried]] = defaultdict(dict)
    ids = [row.id for row in rows]
    for scope_id, code, first, last in (
        ScopeFacilityRow.objects.filter(scope__in=ids)
        .order_by("facility__code", "first_day")
        .values_list("scope_id", "facility__code", "first_day", "last_day")
    ):
        facilities[scope_id].append(FacilityDays(facility=code, first=first, last=last))
    for opening in OpeningRow.objects.filter(scope__in=ids):
        openings[opening.scope_id][Stage(opening.stage)] = Carried(
            positive_balance_g=opening.positive_balance_g, overdraft_g=opening.overdraft_g
        )
    return [(row, facilities[row.id], openings[row.id]) for row in rows]


def _value(row: ScopeRow, facilities: list[FacilityDays], openings: dict[Stage, Carried]) -> Scope:
    return Scope(
        code=row.code,
        organisation=row.organisation.code,
        facilities=tuple(dict.fromkeys(each.facility for each in facilities)),
        edition=row.edition,
        first_period_start=row.first_period_start,
        period_months=row.period_months,
        last_day=row.last_day,
        opening=openings,
        joined_or_left=tuple(each for each in facilities if not each.is_always),
    )


def save_scope(value: Scope) -> None:
    """Create a scope, or make it what the register says; its facilities and opening balances are left alone."""
    ScopeRow.objects.update_or_create(
        code=value.code,
        defaults={
            "organisation": OrganisationRow.objects.get(code=value.organisation),
            "edition": value.edition,
            "first_period_start": value.first_period_start,
            "period_months": value.period_months,
            "last_day": value.last_day,
        },
    )


def save_opening(scope_code: str, stage: Stage, carried: Carried) -> None:
    """Record what the accounts before Casthouse hand over at one stage."""
    OpeningRow.objects.update_or_create(
        scope=ScopeRow.objects.get(code=scope_code),
        stage=stage.value,
        defaults={"positive_balance_g": carried.positive_balance_g, "overdraft_g": carried.overdraft_g},
    )
