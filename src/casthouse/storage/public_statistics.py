"""What statistics are made of, in a fixed number of statements; and the figures that were published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from casthouse.assurance.certificate_state import ENTITLING, CertificateState
from casthouse.assurance.finding_statistics import RatingCount
from casthouse.assurance.public_register import REPORTED
from casthouse.assurance.rating import Rating
from casthouse.custody.stage import Stage
from casthouse.custody.volume_statistics import OrganisationVolume, VolumeFlow, flows_out
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName
from casthouse.storage.dialect import day_argument
from casthouse.storage.market_credit import allocated_in_periods
from casthouse.storage.models import CertificateSiteRow, FacilityRow, PublicReleaseRow, StatementRow

_REPORTED = ", ".join(f"'{each.value}'" for each in sorted(REPORTED))
_ENTITLING = ", ".join(f"'{each.value}'" for each in sorted(ENTITLING))
_RATINGS = (
    "SELECT o.code, a.edition, f.criterion, f.facility_id, f.rating, COUNT(*) FROM audit_finding f "
    "JOIN audit a ON a.id = f.audit_id JOIN scope s ON s.id = a.scope_id "
    "JOIN organisation o ON o.id = s.organisation_id "
    "LEFT JOIN audit_finding later ON later.supersedes_id = f.id "
    "WHERE later.id IS NULL AND a.id IN (SELECT d.audit_id FROM decision d GROUP BY d.audit_id "
    f"HAVING MIN(d.decided_on) BETWEEN %s AND %s AND MAX(CASE WHEN d.outcome IN ({_REPORTED}) THEN 1 ELSE 0 END) = 1) "
    "GROUP BY o.code, a.edition, f.criterion, f.facility_id, f.rating"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateCount:
    """How many certificates are alike on a day; `activity` None: counted whatever they cover."""

    standard: StandardName
    state: CertificateState
    country: str
    activity: Activity | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRelease:
    """The figures of a year as they were published, when and by whose act; `manual` gave the rules."""

    year: int
    manual: str
    content: dict[str, Any]
    at: datetime


def rating_counts(year: int) -> Iterator[RatingCount]:
    """Yield the ratings of the audits that were first decided in a year and whose reports are public."""
    activities = _first_activities()
    with connection.cursor() as cursor:
        cursor.execute(_RATINGS, [day_argument(date(year, 1, 1)), day_argument(date(year, 12, 31))])
        for organisation, edition, criterion, facility, rating, count in cursor.fetchall():
            yield RatingCount(
                organisation=organisation,
                edition=edition,
                principle=int(criterion.partition(".")[0]),
                activity=activities[facility],
                rating=Rating(rating),
                count=int(count),
            )


def _first_activities() -> dict[int, Activity]:
    """Return under which activity each facility counts: its first certified one, else its first."""
    order = {activity.value: place for place, activity in enumerate(Activity)}
    first = {
        identifier: min(held, key=order.__getitem__, default=Activity.OTHER_MANUFACTURING.value)
        for identifier, held in FacilityRow.objects.values_list("id", "activities")
    }
    certified: dict[int, str] = {}
    for identifier, activity in CertificateSiteRow.objects.values_list("facility_id", "activity").distinct():
        held = certified.setdefault(identifier, activity)
        certified[identifier] = min(held, activity, key=order.__getitem__)
    return {identifier: Activity(activity) for identifier, activity in (first | certified).items()}


def organisation_volumes(year: int) -> Iterator[OrganisationVolume]:
    """Yield what moved at each stage, from the statements in force of the periods that ended in a year."""
    rows = StatementRow.objects.filter(
        superseded_at=None, end__gt=date(year, 1, 1), end__lte=date(year + 1, 1, 1)
    )
    starts = rows.aggregate(first=Min("start"), last=Max("start"))
    credited = (
        allocated_in_periods(first=starts["first"], last=starts["last"])
        if starts["first"] is not None
        else {}
    )
    named = rows.values_list("scope__organisation__code", "scope_id", "start", "position")
    for organisation, scope, start, position in named:
        for name, figures in position["stages"].items():
            stage = Stage(name)
            yield OrganisationVolume(
                organisation=organisation,
                stage=stage,
                flows={
                    VolumeFlow.COC_IN: int(figures["coc_inflow_g"]),
                    VolumeFlow.OTHER_IN: int(figures["non_coc_inflow_g"]),
                    VolumeFlow.MADE: int(figures["production_g"]),
                    **flows_out(
                        outflow_g=int(figures["outflow_g"]),
                        claimed_g=int(figures["coc_outflow_g"]),
                        credited_g=credited.get((scope, start), 0) if stage is Stage.ALUMINIUM else 0,
                    ),
                },
            )


def certificate_counts(day: date, *, by_activity: bool) -> list[CertificateCount]:
    """Return how many certificates there are on a day by standard, state, country and, if wanted, activity.

    A certificate with several activities counts under each of them.
    """
    at = day_argument(day)
    activity, sites, arguments = "NULL", "", []
    if by_activity:
        activity = "cs.activity"
        sites = "JOIN certificate_site cs ON cs.certificate_id = c.id AND cs.first <= %s AND cs.last >= %s "
        arguments = [at, at]
    sql = (
        f"SELECT c.standard, p.state, o.country, {activity}, COUNT(DISTINCT c.id) FROM certificate c "
        "JOIN scope s ON s.id = c.scope_id JOIN organisation o ON o.id = s.organisation_id "
        f"JOIN certificate_phase p ON p.certificate_id = c.id AND p.first <= %s AND p.last >= %s {sites}"
        f"GROUP BY c.standard, p.state, o.country{', cs.activity' if by_activity else ''}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [at, at, *arguments])
        return [
            CertificateCount(
                standard=StandardName(standard),
                state=CertificateState(state),
                country=country,
                activity=Activity(what) if what else None,
                count=int(count),
            )
            for standard, state, country, what, count in cursor.fetchall()
        ]


def uptake(days: Sequence[date]) -> dict[StandardName, list[int]]:
    """Return how many certificates entitled on each of some days, under each standard."""
    columns = ", ".join(["SUM(CASE WHEN p.first <= %s AND p.last >= %s THEN 1 ELSE 0 END)"] * len(days))
    sql = (
        f"SELECT c.standard, {columns} FROM certificate c JOIN certificate_phase p ON p.certificate_id = c.id "
        f"WHERE p.state IN ({_ENTITLING}) GROUP BY c.standard"
    )
    arguments = [day_argument(day) for day in days for _ in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        held = {StandardName(row[0]): [int(each) for each in row[1:]] for row in cursor.fetchall()}
    return {standard: held.get(standard, [0] * len(days)) for standard in StandardName}


def release_years() -> list[int]:
    """Return the years that are published, the latest first."""
    return list(PublicReleaseRow.objects.order_by("-year").values_list("year", flat=True))


def release(year: int) -> StoredRelease | None:
    """Return what was published of a year, or None."""
    row = PublicReleaseRow.objects.filter(year=year).first()
    return None if row is None else _value(row)


def releases() -> list[StoredRelease]:
    """Return everything that was published, the earliest year first."""
    return [_value(row) for row in PublicReleaseRow.objects.order_by("year")]


def append_release(new: StoredRelease, *, by: str) -> bool:
    """Append the figures of a year; say whether they are new: of two who publish at once one is taken."""
    PublicReleaseRow.objects.bulk_create(
        [PublicReleaseRow(year=new.year, manual=new.manual, content=new.content, at=new.at, by=by)],
        ignore_conflicts=True,
    )
    return PublicReleaseRow.objects.filter(year=new.year, at=new.at, by=by).exists()


def _value(row: PublicReleaseRow) -> StoredRelease:
    return StoredRelease(year=row.year, manual=row.manual, content=row.content, at=row.at)
