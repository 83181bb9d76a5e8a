"""What duties of the accounts follow from, read for many organisations at once: one statement a kind of fact."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from casthouse.custody.contractor_listing import ContractorRisk, ListingRecord
from casthouse.custody.document_state import DocumentState
from casthouse.custody.due_diligence import Assessment, DueDiligenceResult
from casthouse.measure.period import PeriodCalendar
from casthouse.storage.dialect import day_of_text, integer_list, pair_list, prepared_rows, stored_day
from casthouse.storage.listed_text import among
from casthouse.storage.models import (
    ContractorListingRow,
    DeclaredFlowRow,
    DocumentRow,
    DueDiligenceRow,
    MovementTotalRow,
    OrganisationRow,
    PlanRow,
    ReceivedDocumentRow,
    ReopeningRow,
    ReservationRow,
    ScopeRow,
    StatementRow,
    StockCountRow,
)
from casthouse.storage.models.document import IN_FORCE
from casthouse.storage.movement import NOT_REVERSED
from casthouse.storage.movement_key import ORGANISATION_SHIFT
from casthouse.storage.prepared_query import PreparedQuery
from casthouse.storage.worklist import TEXTS, Waiting, day_of

OF_ORGANISATION = "m.id BETWEEN listed.value * %s AND (listed.value + 1) * %s - 1"
"""The movements of a listed organisation: its range of keys."""
KEYS_OF_ONE = 1 << ORGANISATION_SHIFT
_NOT_REVERSED = NOT_REVERSED.format("m")
SHIPMENTS_DUE = (
    f"m.kind = 4 AND m.coc = 1 AND {_NOT_REVERSED} "
    f"AND NOT EXISTS (SELECT 1 FROM document d WHERE d.shipment_id = m.id AND d.state IN {IN_FORCE})"
)
RECEIPTS_WAITING = (
    f"m.kind = 2 AND {_NOT_REVERSED} AND ((m.coc = 0 AND m.document IS NULL AND EXISTS ("
    "SELECT 1 FROM counterparty c JOIN organisation o ON o.code = c.name JOIN scope s ON s.organisation_id = o.id "
    "JOIN certificate t ON t.scope_id = s.id JOIN certificate_span e ON e.certificate_id = t.id "
    "WHERE c.id = m.counterparty_id AND t.standard = 'chain_of_custody' "
    "AND e.valid_from <= m.date AND m.date <= e.valid_to)) "
    "OR (m.coc = 1 AND m.document IS NOT NULL AND NOT EXISTS ("
    "SELECT 1 FROM received_document x JOIN counterparty c ON c.id = m.counterparty_id "
    "WHERE x.recipient_id = m.organisation_id AND x.number = m.document AND x.issuer_name = c.name "
    "AND x.withdrawn_at IS NULL)))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAccount:
    """The accounts of a scope: how many of its periods are closed, and whether anything moved since the first began."""

    identifier: int
    scope: str
    organisation: str
    edition: str
    calendar: PeriodCalendar
    last_day: date | None
    closed: int
    has_moved: bool


def kept_accounts(organisations: Collection[str]) -> list[KeptAccount]:
    """Return the accounts of all scopes of organisations, by code."""
    return [
        KeptAccount(
            identifier=identifier,
            scope=code,
            organisation=organisation,
            edition=edition,
            calendar=PeriodCalendar(first_start=start, months=months),
            last_day=last_day,
            closed=closed or 0,
            has_moved=has_moved,
        )
        for start, months, identifier, code, organisation, edition, last_day, closed, has_moved in (
            _KEPT_ACCOUNTS.rows(list(organisations))
        )
    ]


def _accounts(codes: RawSQL) -> "QuerySet[ScopeRow, tuple[Any, ...]]":
    closed = StatementRow.objects.filter(scope=OuterRef("pk"), superseded_at=None).order_by().values("scope")
    moved = MovementTotalRow.objects.filter(
        organisation=OuterRef("organisation"),
        date__gte=OuterRef("first_period_start"),
        quantity_g__gt=0,
        facility__scopefacilityrow__scope=OuterRef("pk"),
    )
    rows = ScopeRow.objects.filter(organisation__code__in=codes).annotate(
        closed=Subquery(closed.annotate(count=Count("id")).values("count")), has_moved=Exists(moved)
    )
    named = ("id", "code", "organisation__code", "edition", "last_day", "closed", "has_moved")
    return rows.order_by("code").values_list("first_period_start", "period_months", *named)


_KEPT_ACCOUNTS = PreparedQuery(_accounts, TEXTS)


def months_moved(begun: Mapping[int, date], months: Mapping[date, date]) -> dict[int, set[date]]:
    """Return by scope the months in which something moved; the day after a month stands beside its first day.

    A scope is asked for the months from its own first one on. The store looks for one movement a scope and month, not
    at all of them.
    """
    scopes, asked = pair_list("begun", begun)
    spans, listed = pair_list("span", months)
    sql = (
        f"SELECT s.id, span.key FROM {scopes} JOIN scope s ON s.id = CAST(begun.key AS bigint) "
        f"JOIN {spans} ON span.key >= begun.value WHERE EXISTS (SELECT 1 FROM movement_total t "
        "JOIN scope_facility f ON f.scope_id = s.id AND f.facility_id = t.facility_id "
        "WHERE t.organisation_id = s.organisation_id AND t.quantity_g > 0 "
        f"AND t.date >= {day_of_text('span.key')} AND t.date < {day_of_text('span.value')})"
    )
    moved: dict[int, set[date]] = defaultdict(set)
    for scope, month in prepared_rows(sql, [asked, listed]):
        moved[scope].add(date.fromisoformat(month))
    return moved


def months_seen(scopes: Collection[str]) -> dict[str, set[date]]:
    """Return by scope the first days of the months of which something was counted or declared."""
    seen: dict[str, set[date]] = defaultdict(set)
    for scope, day in [*_DECLARED_MONTHS.rows(list(scopes)), *_COUNTED_DAYS.rows(list(scopes))]:
        seen[scope].add(day.replace(day=1))
    return seen


_DECLARED_MONTHS = PreparedQuery(
    lambda scopes: (
        DeclaredFlowRow.objects.filter(scope__code__in=scopes, flow__in=("inflow", "outflow"))
        .values_list("scope__code", "month")
        .distinct()
    ),
    TEXTS,
)
_COUNTED_DAYS = PreparedQuery(
    lambda scopes: (
        StockCountRow.objects.filter(scope__code__in=scopes).values_list("scope__code", "date").distinct()
    ),
    TEXTS,
)


def assessments_of(organisations: Collection[str]) -> dict[str, list[Assessment]]:
    """Return the assessments of suppliers, by organisation, in the order of recording."""
    held: dict[str, list[Assessment]] = defaultdict(list)
    rows = DueDiligenceRow.objects.filter(organisation__code__in=among(organisations)).order_by("id")
    for row in rows.annotate(code=F("organisation__code")):
        held[row.code].append(
            Assessment(
                supplier=row.supplier,
                assessed_on=row.assessed_on,
                result=DueDiligenceResult.PASSED if row.passed else DueDiligenceResult.FAILED,
                evidence=tuple(row.evidence.splitlines()),
                expires_on=row.expires_on,
            )
        )
    return held


def listings_of(organisations: Collection[str]) -> dict[tuple[str, str], list[ListingRecord]]:
    """Return the listings of contractors by organisation and scope, in the order of recording."""
    held: dict[tuple[str, str], list[ListingRecord]] = defaultdict(list)
    rows = ContractorListingRow.objects.select_related("contractor__scope__organisation").filter(
        contractor__scope__organisation__code__in=among(organisations)
    )
    for row in rows.order_by("id"):
        scope = row.contractor.scope
        held[scope.organisation.code, scope.code].append(
            ListingRecord(
                contractor=row.contractor.name,
                listed_from=row.listed_from,
                listed_to=row.listed_to,
                risk=ContractorRisk(row.risk),
                risk_assessed_on=row.risk_assessed_on,
                evidence=row.evidence,
            )
        )
    return held


def shipments_due(organisations: Collection[str]) -> list[Waiting]:
    """Return how many CoC shipments of organisations have no document in force."""
    return _movements(organisations, SHIPMENTS_DUE)


def receipts_waiting(organisations: Collection[str]) -> list[Waiting]:
    """Return how many receipts of organisations wait for their CoC Document or for what it says."""
    return _movements(organisations, RECEIPTS_WAITING)


def _movements(organisations: Collection[str], condition: str) -> list[Waiting]:
    codes = dict(_NUMBERS.rows(list(organisations)))
    listed, argument = integer_list(sorted(codes))
    sql = (
        f"SELECT listed.value, COUNT(*), MIN(m.date) FROM {listed} JOIN movement m ON {OF_ORGANISATION} "
        f"WHERE {condition} GROUP BY listed.value ORDER BY listed.value"
    )
    return [
        Waiting(organisation=codes[number], count=int(count), since=stored_day(since))
        for number, count, since in prepared_rows(sql, [argument, KEYS_OF_ONE, KEYS_OF_ONE])
    ]


_NUMBERS = PreparedQuery(
    lambda codes: OrganisationRow.objects.filter(code__in=codes).values_list("id", "code"), TEXTS
)


def inbox(organisations: Collection[str]) -> list[Waiting]:
    """Return how many documents made out to organisations are to be booked."""
    counted = _INBOX.rows(list(organisations))
    return [Waiting(organisation=code, count=count, since=since) for code, count, since in counted]


_INBOX = PreparedQuery(
    lambda codes: (
        DocumentRow.objects.filter(
            ~Exists(ReceivedDocumentRow.objects.filter(document=OuterRef("pk"), withdrawn_at=None)),
            recipient__code__in=codes,
            state=DocumentState.ISSUED.value,
        )
        .values_list("recipient__code")
        .annotate(count=Count("id"), since=Min("issue_date"))
    ),
    TEXTS,
)


def disputed(organisations: Collection[str]) -> list[Waiting]:
    """Return how many documents that organisations issued are disputed by their recipients."""
    counted = _DISPUTED.rows(list(organisations))
    return [Waiting(organisation=code, count=count, since=since) for code, count, since in counted]


_DISPUTED = PreparedQuery(
    lambda codes: (
        DocumentRow.objects.filter(issuer__code__in=codes, state=DocumentState.DISPUTED.value)
        .values_list("issuer__code")
        .annotate(count=Count("id"), since=Min("issue_date"))
    ),
    TEXTS,
)


def proposed_plans(organisations: Collection[str]) -> list[Waiting]:
    """Return how many plans of scopes wait for approval, by who proposed them."""
    return _asked(_PLANS, organisations)


def proposed_reservations(organisations: Collection[str]) -> list[Waiting]:
    """Return how many reservations of scopes wait for approval, by who proposed them."""
    return _asked(_RESERVATIONS, organisations)


def requested_reopenings(organisations: Collection[str]) -> list[Waiting]:
    """Return how many requests to reopen a period wait for a decision, by who asked."""
    return _asked(_REOPENINGS, organisations)


def _asked(query: PreparedQuery, organisations: Collection[str]) -> list[Waiting]:
    return [
        Waiting(organisation=code, scope=scope, asked_by=by, count=count, since=day_of(since))
        for code, scope, by, count, since in query.rows(list(organisations))
    ]


def _by_who_asked(rows: Any, by: str, at: str) -> Any:  # noqa: ANN401 - rows of three tables, alike in what is read
    named = rows.annotate(by=F(by)).values_list("scope__organisation__code", "scope__code", "by")
    return named.annotate(count=Count("id"), since=Min(at)).order_by("scope__code", "by")


_PLANS = PreparedQuery(
    lambda codes: _by_who_asked(
        PlanRow.objects.filter(
            scope__organisation__code__in=codes, approved_at=None, superseded_at=None, withdrawn_by=""
        ),
        "proposed_by",
        "proposed_at",
    ),
    TEXTS,
)
_RESERVATIONS = PreparedQuery(
    lambda codes: _by_who_asked(
        ReservationRow.objects.filter(
            scope__organisation__code__in=codes, approved_at=None, released_at=None
        ),
        "proposed_by",
        "proposed_at",
    ),
    TEXTS,
)
_REOPENINGS = PreparedQuery(
    lambda codes: _by_who_asked(
        ReopeningRow.objects.filter(scope__organisation__code__in=codes, decided_at=None),
        "requested_by",
        "requested_at",
    ),
    TEXTS,
)
