"""Certificates that run, read from the days kept beside their moves: one statement a kind of fact, for all holders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db import connection
from django.db.models import Count

from casthouse.assurance.certificate_state import RUNNING, CertificateState
from casthouse.assurance.running_certificate import RunningCertificate
from casthouse.standard.standard_name import StandardName
from casthouse.storage.dialect import day_argument, stored_day, text_list
from casthouse.storage.listed_text import among
from casthouse.storage.models import (
    CertificateRow,
    CertificateSpanRow,
)

PERFORMANCE = StandardName.PERFORMANCE.value
CUSTODY = StandardName.CHAIN_OF_CUSTODY.value
HOLDER = "certificate__scope__organisation__code"


def kept_running(days: Mapping[str, date]) -> tuple[dict[str, list[RunningCertificate]], set[str]]:
    """Return what runs at organisations, each on its own day, by organisation and number, and whose books say more.

    By when a performance certificate is due and what one brought along from before a transfer is not kept: whoever
    holds such a certificate is among those whose books have to be asked.
    """
    listed, codes = text_list(list(days))
    sql = (
        "SELECT o.code, p.first, p.last, c.needs_book, c.number, s.code, c.standard, c.edition, c.valid_from, "
        f"p.state, p.since, p.valid_to, p.reason, c.moves, c.surveillances FROM {listed} "
        "JOIN organisation o ON o.code = listed.value "
        "JOIN scope s ON s.organisation_id = o.id JOIN certificate c ON c.scope_id = s.id "
        "JOIN certificate_phase p ON p.certificate_id = c.id "
        f"WHERE p.first <= %s AND p.last >= %s AND p.state IN ({_texts(RUNNING)}) ORDER BY c.number"
    )
    found: dict[str, list[RunningCertificate]] = defaultdict(list)
    with_book = set()
    with connection.cursor() as cursor:
        cursor.execute(sql, [codes, day_argument(max(days.values())), day_argument(min(days.values()))])
        for code, first, last, needs_book, *kept in cursor.fetchall():
            if stored_day(first) <= days[code] <= stored_day(last):
                found[code].append(_running(*kept))
                if needs_book:
                    with_book.add(code)
    return found, with_book


def _texts(words: Iterable[str]) -> str:
    """Return words of ours as they stand in SQL."""
    return ", ".join(f"'{each}'" for each in words)


def _running(  # noqa: PLR0917 - a row, as `kept_running` reads it
    number: str,
    scope: str,
    standard: str,
    edition: str,
    first_day: date,
    state: str,
    since: date,
    valid_to: date,
    reason: str,
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
        reason=reason,
        moves=moves,
        surveillances=surveillances,
    )


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
