"""Certificates that run, read from the days kept beside their moves: one statement a kind of fact, for all holders."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from casthouse.assurance.certificate_state import RUNNING, CertificateState
from casthouse.assurance.running_certificate import RunningCertificate
from casthouse.standard.standard_name import StandardName
from casthouse.storage.dialect import day_argument, prepared_rows, stored_day, text_list
from casthouse.storage.models import CertificateRow, CertificateSpanRow
from casthouse.storage.prepared_query import Argument, PreparedQuery

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
        f"SELECT o.code, {_days('p.first', 'p.last')}, c.needs_book, c.number, s.code, c.standard, c.edition, "
        f"{_days('c.valid_from')}, p.state, {_days('p.since', 'p.valid_to')}, p.reason, c.moves, c.surveillances "
        f"FROM {listed} "
        "JOIN organisation o ON o.code = listed.value "
        "JOIN scope s ON s.organisation_id = o.id JOIN certificate c ON c.scope_id = s.id "
        "JOIN certificate_phase p ON p.certificate_id = c.id "
        f"WHERE p.first <= %s AND p.last >= %s AND p.state IN ({_texts(RUNNING)}) ORDER BY c.number"
    )
    found: dict[str, list[RunningCertificate]] = defaultdict(list)
    with_book = set()
    asked = [codes, day_argument(max(days.values())), day_argument(min(days.values()))]
    for code, first, last, needs_book, *kept in prepared_rows(sql, asked):
        if stored_day(first) <= days[code] <= stored_day(last):
            found[code].append(_running(*kept))
            if needs_book:
                with_book.add(code)
    return found, with_book


def _days(*columns: str) -> str:
    """Return columns of days as texts, which are read in a fifth of the time that SQLite's own days take."""
    return ", ".join(f"CAST({each} AS text)" for each in columns)


def _texts(words: Iterable[str]) -> str:
    """Return words of ours as they stand in SQL."""
    return ", ".join(f"'{each}'" for each in words)


def _running(  # noqa: PLR0917 - a row, as `kept_running` reads it
    number: str,
    scope: str,
    standard: str,
    edition: str,
    first_day: str,
    state: str,
    since: str,
    valid_to: str,
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
    return {code for (code,) in _CERTIFIED.rows(list(organisations), first, last)}


def performance_days(organisations: Collection[str]) -> dict[str, list[tuple[date, date]]]:
    """Return the runs of days on which some site of an organisation holds a performance certificate."""
    found: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for code, first, last in _PERFORMANCE_DAYS.rows(list(organisations)):
        found[code].append((first, last))
    return found


def certificate_counts(organisations: Collection[str]) -> dict[str, int]:
    """Return how many certificates organisations hold or applied for, in any state."""
    return dict(_COUNTS.rows(list(organisations)))


def _performance(codes: RawSQL) -> "QuerySet[CertificateSpanRow]":
    return CertificateSpanRow.objects.filter(
        certificate__scope__organisation__code__in=codes, certificate__standard=PERFORMANCE
    )


_CERTIFIED = PreparedQuery(
    lambda codes, first, last: (
        _performance(codes).filter(valid_from__lte=first, valid_to__gte=last).values_list(HOLDER).distinct()
    ),
    Argument.TEXTS,
    Argument.ONE,
    Argument.ONE,
)
_PERFORMANCE_DAYS = PreparedQuery(
    lambda codes: _performance(codes).values_list(HOLDER, "valid_from", "valid_to").distinct(), Argument.TEXTS
)
_COUNTS = PreparedQuery(
    lambda codes: (
        CertificateRow.objects.filter(scope__organisation__code__in=codes)
        .values_list("scope__organisation__code")
        .annotate(count=Count("id"))
    ),
    Argument.TEXTS,
)
