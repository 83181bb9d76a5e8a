"""Certificates that run, read from the days kept beside their moves: one statement a kind of fact, for all holders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from casthouse.assurance.certificate_history import SURVEILLED
from casthouse.assurance.certificate_state import ENTITLING, RUNNING, CertificateState, MoveKind
from casthouse.assurance.running_certificate import RunningCertificate
from casthouse.standard.standard_name import StandardName
from casthouse.storage.dialect import day_argument, stored_day, text_list
from casthouse.storage.listed_text import among
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


def kept_running(days: Mapping[str, date]) -> dict[str, list[RunningCertificate]]:
    """Return what runs at organisations, each on its own day, by organisation and number.

    Why one is suspended, by when a performance certificate is due and what one brought along from before a transfer is
    not kept and so not said.
    """
    listed, codes = text_list(list(days))
    sql = (
        "SELECT o.code, p.first, p.last, c.number, s.code, c.standard, c.edition, c.valid_from, p.state, p.since, "
        f"p.valid_to, {_COUNTED}, {_SURVEILLED} FROM {listed} JOIN organisation o ON o.code = listed.value "
        "JOIN scope s ON s.organisation_id = o.id JOIN certificate c ON c.scope_id = s.id "
        "JOIN certificate_phase p ON p.certificate_id = c.id "
        f"WHERE p.first <= %s AND p.last >= %s AND p.state IN ({_texts(RUNNING)}) ORDER BY c.number"
    )
    found: dict[str, list[RunningCertificate]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, [codes, day_argument(max(days.values())), day_argument(min(days.values()))])
        for code, first, last, *kept in cursor.fetchall():
            if stored_day(first) <= days[code] <= stored_day(last):
                found[code].append(_running(*kept))
    return found


def _texts(words: Iterable[str]) -> str:
    """Return words of ours as they stand in SQL."""
    return ", ".join(f"'{each}'" for each in words)


_COUNTED = "(SELECT COUNT(*) FROM certificate_move m WHERE m.certificate_id = c.id)"
_SURVEILLED = f"{_COUNTED[:-1]} AND m.kind IN ({_texts(SURVEILLED)}))"


def _running(  # noqa: PLR0917 - a row, as `kept_running` reads it
    number: str,
    scope: str,
    standard: str,
    edition: str,
    first_day: date,
    state: str,
    since: date,
    valid_to: date,
    moves: int,
    surveillances: int,
) -> RunningCertificate:
    return RunningCertificate(
        number=number,
        scope=scope,
        standard=StandardName(standard),
        edition=edition,
        state=CertificateState(state),
        since=stored_day(since),
        first_day=stored_day(first_day),
        issued=stored_day(first_day),
        valid_to=stored_day(valid_to),
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
        move__certificate__scope__organisation__code__in=among(organisations)
    )
    return set(rows.values_list("move__certificate__scope__organisation__code", flat=True))


def surely_certified(organisations: Collection[str], first: date, last: date) -> set[str]:
    """Return the organisations one site of which holds a performance certificate on every day of a span."""
    rows = CertificateSpanRow.objects.filter(
        certificate__scope__organisation__code__in=among(organisations),
        certificate__standard=PERFORMANCE,
        valid_from__lte=first,
        valid_to__gte=last,
    )
    return set(rows.values_list(HOLDER, flat=True).distinct())


def performance_days(organisations: Collection[str]) -> dict[str, list[tuple[date, date]]]:
    """Return the runs of days on which some site of an organisation holds a performance certificate."""
    rows = CertificateSpanRow.objects.filter(
        certificate__scope__organisation__code__in=among(organisations), certificate__standard=PERFORMANCE
    )
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for code, first, last in rows.values_list(HOLDER, "valid_from", "valid_to").distinct():
        found[code].append((first, last))
    return found


def certificate_counts(organisations: Collection[str]) -> dict[str, int]:
    """Return how many certificates organisations hold or applied for, in any state."""
    rows = CertificateRow.objects.filter(scope__organisation__code__in=among(organisations))
    return dict(rows.values_list("scope__organisation__code").annotate(count=Count("id")))


def _phases(days: Mapping[str, date], states: Collection[CertificateState]) -> QuerySet[CertificatePhaseRow]:
    """Return the kept phases in some states that any of the days may fall into."""
    return CertificatePhaseRow.objects.filter(
        certificate__scope__organisation__code__in=among(days),
        first__lte=max(days.values()),
        last__gte=min(days.values()),
        state__in=[each.value for each in states],
    )
