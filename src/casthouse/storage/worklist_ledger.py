"""What duties of the accounts follow from, read for many organisations at once: one statement a kind of fact."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, Min, OuterRef
from django.db.models.functions import TruncMonth

from casthouse.custody.contractor_listing import ContractorRisk, ListingRecord
from casthouse.custody.document_state import DocumentState
from casthouse.custody.due_diligence import Assessment, DueDiligenceResult
from casthouse.storage.dialect import integer_list, stored_day
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
    StatementRow,
    StockCountRow,
)
from casthouse.storage.models.document import IN_FORCE
from casthouse.storage.movement_key import ORGANISATION_SHIFT
from casthouse.storage.worklist import Waiting, day_of

OF_ORGANISATION = "m.id BETWEEN listed.value * %s AND (listed.value + 1) * %s - 1"
"""The movements of a listed organisation: its range of keys."""
KEYS_OF_ONE = 1 << ORGANISATION_SHIFT
_NOT_REVERSED = "NOT EXISTS (SELECT 1 FROM movement v WHERE v.reverses_id = m.id)"
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


def closed_periods(scopes: Collection[str]) -> dict[str, int]:
    """Return how many periods of scopes are closed."""
    rows = StatementRow.objects.filter(scope__code__in=scopes, superseded_at=None).values_list("scope__code")
    return dict(rows.annotate(count=Count("id")))


def months_moved(organisations: Collection[str]) -> dict[str, set[date]]:
    """Return by facility the first days of the months in which something moved."""
    rows = (
        MovementTotalRow.objects.filter(organisation__code__in=organisations, quantity_g__gt=0)
        .annotate(month=TruncMonth("date"))
        .values_list("facility__code", "month")
        .distinct()
    )
    moved: dict[str, set[date]] = defaultdict(set)
    for facility, month in rows:
        moved[facility].add(month)
    return moved


def months_seen(scopes: Collection[str]) -> dict[str, set[date]]:
    """Return by scope the first days of the months of which something was counted or declared."""
    seen: dict[str, set[date]] = defaultdict(set)
    declared = DeclaredFlowRow.objects.filter(scope__code__in=scopes, flow__in=("inflow", "outflow"))
    counted = StockCountRow.objects.filter(scope__code__in=scopes)
    for scope, day in [
        *declared.values_list("scope__code", "month").distinct(),
        *counted.values_list("scope__code", "date").distinct(),
    ]:
        seen[scope].add(day.replace(day=1))
    return seen


def assessments_of(organisations: Collection[str]) -> dict[str, list[Assessment]]:
    """Return the assessments of suppliers, by organisation, in the order of recording."""
    held: dict[str, list[Assessment]] = defaultdict(list)
    rows = DueDiligenceRow.objects.filter(organisation__code__in=organisations).order_by("id")
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
        contractor__scope__organisation__code__in=organisations
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
    codes = dict(OrganisationRow.objects.filter(code__in=organisations).values_list("id", "code"))
    listed, argument = integer_list(sorted(codes))
    sql = (
        f"SELECT listed.value, COUNT(*), MIN(m.date) FROM {listed} JOIN movement m ON {OF_ORGANISATION} "
        f"WHERE {condition} GROUP BY listed.value ORDER BY listed.value"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [argument, KEYS_OF_ONE, KEYS_OF_ONE])
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    return [
        Waiting(organisation=codes[number], count=int(count), since=stored_day(since))
        for number, count, since in rows
    ]


def inbox(organisations: Collection[str]) -> list[Waiting]:
    """Return how many documents made out to organisations are to be booked."""
    booked = ReceivedDocumentRow.objects.filter(document=OuterRef("pk"), withdrawn_at=None)
    rows = DocumentRow.objects.filter(
        ~Exists(booked), recipient__code__in=organisations, state=DocumentState.ISSUED.value
    ).values_list("recipient__code")
    counted = rows.annotate(count=Count("id"), since=Min("issue_date"))
    return [Waiting(organisation=code, count=count, since=since) for code, count, since in counted]


def disputed(organisations: Collection[str]) -> list[Waiting]:
    """Return how many documents that organisations issued are disputed by their recipients."""
    rows = DocumentRow.objects.filter(
        issuer__code__in=organisations, state=DocumentState.DISPUTED.value
    ).values_list("issuer__code")
    counted = rows.annotate(count=Count("id"), since=Min("issue_date"))
    return [Waiting(organisation=code, count=count, since=since) for code, count, since in counted]


def proposed_plans(organisations: Collection[str]) -> list[Waiting]:
    """Return how many plans of scopes wait for approval, by who proposed them."""
    rows = PlanRow.objects.filter(
        scope__organisation__code__in=organisations, approved_at=None, superseded_at=None, withdrawn_by=""
    )
    return _asked(rows.annotate(by=F("proposed_by"), at=F("proposed_at")))


def proposed_reservations(organisations: Collection[str]) -> list[Waiting]:
    """Return how many reservations of scopes wait for approval, by who proposed them."""
    rows = ReservationRow.objects.filter(
        scope__organisation__code__in=organisations, approved_at=None, released_at=None
    )
    return _asked(rows.annotate(by=F("proposed_by"), at=F("proposed_at")))


def requested_reopenings(organisations: Collection[str]) -> list[Waiting]:
    """Return how many requests to reopen a period wait for a decision, by who asked."""
    rows = ReopeningRow.objects.filter(scope__organisation__code__in=organisations, decided_at=None)
    return _asked(rows.annotate(by=F("requested_by"), at=F("requested_at")))


def _asked(rows: Any) -> list[Waiting]:  # noqa: ANN401 - rows of three tables, alike in what is read
    counted = rows.values_list("scope__organisation__code", "scope__code", "by").annotate(
        count=Count("id"), since=Min("at")
    )
    return [
        Waiting(organisation=code, scope=scope, asked_by=by, count=count, since=day_of(since))
        for code, scope, by, count, since in counted.order_by("scope__code", "by")
    ]
