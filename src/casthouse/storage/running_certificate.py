"""Certificates that run, read from the days kept beside their moves: one statement a kind of fact, for all holders."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from casthouse.assurance.certificate_history import SURVEILLED
from casthouse.assurance.certificate_state import ENTITLING, RUNNING, CertificateState, MoveKind
from casthouse.assurance.running_certificate import RunningCertificate
from casthouse.standard.standard_name import StandardName
from casthouse.storage.models import (
    CertificateFacilityRow,
    CertificateInheritanceRow,
    CertificateMoveRow,
    CertificatePhaseRow,
    CertificateRow,
    CertificateSpanRow,
)

PERFORMANCE = StandardName.PERFORMANCE.value
CUSTODY = StandardName.CHAIN_OF_CUSTODY.value
HOLDER = "certificate__scope__organisation__code"
KEPT = (
    "certificate__number",
    "certificate__scope__code",
    "certificate__standard",
    "certificate__edition",
    "certificate__valid_from",
    "first",
    "last",
    "state",
    "since",
    "valid_to",
)


def kept_running(days: Mapping[str, date]) -> dict[str, list[RunningCertificate]]:
    """Return what runs at organisations, each on its own day, by organisation and number.

    Why one is suspended, by when a performance certificate is due and what one brought along from before a transfer is
    not kept and so not said.
    """
    moves = _moves(days)
    found: dict[str, list[RunningCertificate]] = defaultdict(list)
    rows = _phases(days, RUNNING).order_by("certificate__number")
    for row in rows.values(*KEPT, code=F(HOLDER), identifier=F("certificate_id")):
        if row["first"] <= days[row["code"]] <= row["last"]:
            found[row["code"]].append(_running(row, *moves[row["identifier"]]))
    return found


def _running(row: Mapping[str, Any], moves: int, surveillances: int) -> RunningCertificate:
    return RunningCertificate(
        number=row["certificate__number"],
        scope=row["certificate__scope__code"],
        standard=StandardName(row["certificate__standard"]),
        edition=row["certificate__edition"],
        state=CertificateState(row["state"]),
        since=row["since"],
        first_day=row["certificate__valid_from"],
        issued=row["certificate__valid_from"],
        valid_to=row["valid_to"],
        moves=moves,
        surveillances=surveillances,
    )


def lacking_performance(days: Mapping[str, date]) -> set[str]:
    """Return the organisations with a custody certificate in force one site of which never held a performance one.

    Only there may a deadline be running. What a register file brought stands without that precondition.
    """
    held = CertificateSpanRow.objects.filter(
        facility=OuterRef("facility"),
        certificate__standard=PERFORMANCE,
        certificate__scope__organisation=OuterRef("move__certificate__scope__organisation"),
    )
    bare = CertificateFacilityRow.objects.filter(~Exists(held), move__certificate=OuterRef("certificate"))
    brought = CertificateMoveRow.objects.filter(
        certificate=OuterRef("certificate"), sequence=1, kind=MoveKind.REGISTER.value
    )
    rows = _phases(days, ENTITLING).filter(~Exists(brought), Exists(bare), certificate__standard=CUSTODY)
    return {
        code for code, first, last in rows.values_list(HOLDER, "first", "last") if first <= days[code] <= last
    }


def holders_by_transfer(organisations: Collection[str]) -> set[str]:
    """Return the organisations that took a certificate over: what it brought along stands with the move."""
    rows = CertificateInheritanceRow.objects.filter(
        move__certificate__scope__organisation__code__in=organisations
    )
    return set(rows.values_list("move__certificate__scope__organisation__code", flat=True))


def performance_days(organisations: Collection[str]) -> dict[str, list[tuple[date, date]]]:
    """Return the runs of days on which some site of an organisation holds a performance certificate."""
    rows = CertificateSpanRow.objects.filter(
        certificate__scope__organisation__code__in=organisations, certificate__standard=PERFORMANCE
    )
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for code, first, last in rows.values_list(HOLDER, "valid_from", "valid_to").distinct():
        found[code].append((first, last))
    return found


def certificate_counts(organisations: Collection[str]) -> dict[str, int]:
    """Return how many certificates organisations hold or applied for, in any state."""
    rows = CertificateRow.objects.filter(scope__organisation__code__in=organisations)
    return dict(rows.values_list("scope__organisation__code").annotate(count=Count("id")))


def _phases(days: Mapping[str, date], states: Collection[CertificateState]) -> QuerySet[CertificatePhaseRow]:
    """Return the kept phases in some states that any of the days may fall into."""
    return CertificatePhaseRow.objects.filter(
        certificate__scope__organisation__code__in=list(days),
        first__lte=max(days.values()),
        last__gte=min(days.values()),
        state__in=[each.value for each in states],
    )


def _moves(days: Mapping[str, date]) -> dict[int, tuple[int, int]]:
    """Return how many moves a certificate has, and how many of them a surveillance left behind, by identifier."""
    rows = CertificateMoveRow.objects.filter(certificate__scope__organisation__code__in=list(days))
    surveilled = Count("id", filter=Q(kind__in=[each.value for each in SURVEILLED]))
    counted = rows.values_list("certificate_id").annotate(count=Count("id"), surveilled=surveilled)
    return {identifier: (count, done) for identifier, count, done in counted}
