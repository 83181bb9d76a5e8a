"""Reading and writing certification scopes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from casthouse.custody.position import Carried
from casthouse.custody.scope import FacilityDays, Scope
from casthouse.custody.stage import Stage
from casthouse.storage.models import OpeningRow, OrganisationRow, ScopeFacilityRow, ScopeRow
from casthouse.storage.prepared_query import Argument, PreparedQuery

if TYPE_CHECKING:
    from django.db.models import QuerySet


def scopes(*, organisation: str | None = None) -> list[Scope]:
    """Return the scopes of an organisation, or all, by code."""
    return _values(_ALL.rows()) if organisation is None else scopes_of([organisation])


def scopes_of(organisations: Iterable[str]) -> list[Scope]:
    """Return the scopes of several organisations, by code."""
    return _values(_OF_ORGANISATIONS.rows(list(organisations)))


def scope_codes(organisation: str) -> list[str]:
    """Return the codes of the scopes of an organisation, in order."""
    rows = ScopeRow.objects.filter(organisation__code=organisation)
    return list(rows.order_by("code").values_list("code", flat=True))


def scope(code: str) -> Scope | None:
    """Return the scope with the code, or None."""
    return next(iter(_values(_NAMED.rows([code]))), None)


def _selected() -> "QuerySet[ScopeRow, tuple[Any, ...]]":
    return ScopeRow.objects.order_by("code").values_list(
        *("id", "code", "organisation__code", "edition", "first_period_start", "period_months", "last_day")
    )


_ALL = PreparedQuery(_selected)
_OF_ORGANISATIONS = PreparedQuery(
    lambda codes: _selected().filter(organisation__code__in=codes), Argument.TEXTS
)
_NAMED = PreparedQuery(lambda codes: _selected().filter(code__in=codes), Argument.TEXTS)
_FACILITIES = PreparedQuery(
    lambda scopes: (
        ScopeFacilityRow.objects.filter(scope__in=scopes)
        .order_by("facility__code", "first_day")
        .values_list("scope_id", "facility__code", "first_day", "last_day")
    ),
    Argument.KEYS,
)
_OPENINGS = PreparedQuery(
    lambda scopes: OpeningRow.objects.filter(scope__in=scopes).values_list(
        "scope_id", "stage", "positive_balance_g", "overdraft_g"
    ),
    Argument.KEYS,
)


def _values(rows: Sequence[tuple[Any, ...]]) -> list[Scope]:
    facilities: dict[int, list[FacilityDays]] = defaultdict(list)
    openings: dict[int, dict[Stage, Carried]] = defaultdict(dict)
    if keys := [row[0] for row in rows]:
        for scope, code, first, last in _FACILITIES.rows(keys):
            facilities[scope].append(FacilityDays(facility=code, first=first, last=last))
        for scope, stage, positive_g, overdraft_g in _OPENINGS.rows(keys):
            openings[scope][Stage(stage)] = Carried(positive_balance_g=positive_g, overdraft_g=overdraft_g)
    return [_value(row, facilities[row[0]], openings[row[0]]) for row in rows]


def _value(row: tuple[Any, ...], facilities: list[FacilityDays], openings: dict[Stage, Carried]) -> Scope:
    _, code, organisation, edition, first_period_start, period_months, last_day = row
    return Scope(
        code=code,
        organisation=organisation,
        facilities=tuple(dict.fromkeys(each.facility for each in facilities)),
        edition=edition,
        first_period_start=first_period_start,
        period_months=period_months,
        last_day=last_day,
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
