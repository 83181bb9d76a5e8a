"""Reading and appending what was recorded about the boundaries of scopes; keeping the days of facilities beside it."""

from collections import defaultdict
from collections.abc import Iterable

from casthouse.custody.boundary import Boundary, BoundaryFact, BoundarySite, ScopeKind
from casthouse.custody.scope import FacilityDays
from casthouse.parties.activity import Activity
from casthouse.storage.models import BoundaryRow, BoundarySiteRow, FacilityRow, ScopeFacilityRow, ScopeRow


def boundary_facts(scopes: Iterable[str] | None = None) -> dict[str, list[BoundaryFact]]:
    """Return the facts of scopes, or of all, in the order of recording, by scope."""
    rows = BoundaryRow.objects.select_related("scope").order_by("scope", "sequence")
    sites = BoundarySiteRow.objects.order_by("facility__code")
    if scopes is not None:
        codes = list(scopes)
        rows = rows.filter(scope__code__in=codes)
        sites = sites.filter(boundary__scope__code__in=codes)
    by_boundary: dict[int, list[BoundarySite]] = defaultdict(list)
    for boundary, facility, activities in sites.values_list("boundary_id", "facility__code", "activities"):
        by_boundary[boundary].append(
            BoundarySite(facility=facility, activities=frozenset(map(Activity, activities)))
        )
    facts: dict[str, list[BoundaryFact]] = defaultdict(list)
    for row in rows:
        facts[row.scope.code].append(_value(row, tuple(by_boundary[row.id])))
    return facts


def append_boundary(scope: str, fact: BoundaryFact) -> None:
    """Append one fact.

    Raises:
        django.db.IntegrityError: another fact with the same sequence came first.
    """
    held = fact.boundary
    row = BoundaryRow.objects.create(
        scope=ScopeRow.objects.get(code=scope),
        sequence=fact.sequence,
        effective=fact.effective,
        is_stated=fact.is_stated,
        kind=held.kind.value if held.kind else "",
        name=held.name,
        products=list(held.products),
        actor=fact.actor,
        reason=fact.reason,
        recorded_at=fact.recorded_at,
    )
    ids = dict(FacilityRow.objects.filter(code__in=held.facilities).values_list("code", "id"))
    BoundarySiteRow.objects.bulk_create(
        BoundarySiteRow(
            boundary=row,
            facility_id=ids[each.facility],
            activities=sorted(activity.value for activity in each.activities),
        )
        for each in held.sites
    )


def save_facility_days(scope: str, days: Iterable[FacilityDays]) -> None:
    """Put the days that follow from a boundary in the place of those that are stored."""
    row = ScopeRow.objects.get(code=scope)
    wanted = list(days)
    ids = dict(
        FacilityRow.objects.filter(code__in={each.facility for each in wanted}).values_list("code", "id")
    )
    ScopeFacilityRow.objects.filter(scope=row).delete()
    ScopeFacilityRow.objects.bulk_create(
        ScopeFacilityRow(scope=row, facility_id=ids[each.facility], first_day=each.first, last_day=each.last)
        for each in wanted
    )


def _value(row: BoundaryRow, sites: tuple[BoundarySite, ...]) -> BoundaryFact:
    return BoundaryFact(
        sequence=row.sequence,
        effective=row.effective,
        boundary=Boundary(
            sites=sites,
            kind=ScopeKind(row.kind) if row.kind else None,
            name=row.name,
            products=tuple(row.products),
        ),
        is_stated=row.is_stated,
        actor=row.actor,
        reason=row.reason,
        recorded_at=row.recorded_at,
    )
