"""Reading certificates with the days on which they entitle, and keeping those days beside the moves.

`certificate_span` holds, for each facility, the runs of days on which a certificate entitles it; beside it stand the
states and sites that the public register reads. All are written in the transaction of each move and recomputed by
`casthouse check`; all SQL that asks for a certificate on a day reads them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import connection
from django.db.models import F

from casthouse.assurance.certificate import Certificate, EntitledSpan
from casthouse.assurance.public_register import PublicPhase, PublicSite
from casthouse.assurance.running_certificate import RunningFacts
from casthouse.standard.standard_name import StandardName
from casthouse.storage.certificate_phase import save_public_days, stored_phases, stored_reasons, stored_sites
from casthouse.storage.models import CertificateRow, CertificateSpanRow, FacilityRow, LedgerRow

K = TypeVar("K", int, str)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSpans:
    """What follows from the moves of a certificate and is kept beside them; no dates before the grant."""

    valid_from: date | None
    valid_to: date | None
    spans: tuple[EntitledSpan, ...]
    phases: tuple[PublicPhase, ...]
    sites: tuple[PublicSite, ...]
    running: RunningFacts

    def __str__(self) -> str:
        """Name the dates, the days of each facility, what the public register reads, and what work lists read."""
        days = "; ".join(f"{each.facility} {each.first} to {each.last}" for each in self.spans)
        states = "; ".join(f"{each.state.value} from {each.first}" for each in self.phases)
        sites = "; ".join(
            f"{each.facility} for {each.activity.value} from {each.first}" for each in self.sites
        )
        told = f"{self.running.moves} moves, {self.running.surveillances} surveillances"
        reasons = "".join(f", suspended on {first}: {why}" for first, why in self.running.reasons)
        book = ", with its book" if self.running.needs_book else ""
        return (
            f"{self.valid_from} to {self.valid_to}: {days or 'no day'} "
            f"({states}; {sites}; {told}{reasons}{book})"
        )


def certificates(scopes: Iterable[str] | None = None) -> dict[str, list[Certificate]]:
    """Return the certificates of scopes, by scope code; all when no scope is named."""
    rows = CertificateRow.objects.select_related("scope").exclude(valid_from=None)
    spans = CertificateSpanRow.objects.all()
    if scopes is not None:
        codes = list(scopes)
        rows = rows.filter(scope__code__in=codes)
        spans = spans.filter(certificate__scope__code__in=codes)
    entitled = _by_certificate(
        spans.values_list("certificate_id", "facility__code", "valid_from", "valid_to")
    )
    held: dict[str, list[Certificate]] = defaultdict(list)
    for row in rows.order_by("valid_from", "number"):
        held[row.scope.code].append(_value(row, entitled.get(row.id, ())))
    return held


def certificate(number: str) -> Certificate | None:
    """Return the certificate with the number and its dates, or None; one only applied for has none."""
    row = (
        CertificateRow.objects.select_related("scope").exclude(valid_from=None).filter(number=number).first()
    )
    return None if row is None else _value(row, None)


def stored_spans(organisations: Sequence[str] | None = None) -> dict[str, KeptSpans]:
    """Return what is kept of the certificates of organisations, or of all, by number."""
    rows = CertificateRow.objects.order_by("number")
    spans = CertificateSpanRow.objects.all()
    if organisations is not None:
        rows = rows.filter(scope__organisation__code__in=organisations)
        spans = spans.filter(certificate__scope__organisation__code__in=organisations)
    held = _by_certificate(
        spans.values_list("certificate__number", "facility__code", "valid_from", "valid_to")
    )
    phases, sites = stored_phases(organisations), stored_sites(organisations)
    reasons = stored_reasons(organisations)
    named = ("number", "valid_from", "valid_to", "moves", "surveillances", "needs_book")
    return {
        number: KeptSpans(
            valid_from=valid_from,
            valid_to=valid_to,
            spans=held.get(number, ()),
            phases=phases.get(number, ()),
            sites=sites.get(number, ()),
            running=RunningFacts(
                moves=moves,
                surveillances=surveillances,
                reasons=reasons.get(number, ()),
                needs_book=needs_book,
            ),
        )
        for number, valid_from, valid_to, moves, surveillances, needs_book in rows.values_list(*named)
    }


def save_spans(number: str, kept: KeptSpans) -> None:
    """Put what follows from the moves in the place of what is stored; a document drafted before is read anew."""
    identifier = CertificateRow.objects.values_list("id", flat=True).get(number=number)
    codes = {each.facility for each in kept.spans} | {each.facility for each in kept.sites}
    facilities = dict(FacilityRow.objects.filter(code__in=codes).values_list("code", "id"))
    CertificateSpanRow.objects.filter(certificate_id=identifier).delete()
    CertificateSpanRow.objects.bulk_create(
        CertificateSpanRow(
            certificate_id=identifier,
            facility_id=facilities[each.facility],
            valid_from=each.first,
            valid_to=each.last,
        )
        for each in kept.spans
    )
    save_public_days(
        identifier,
        phases=kept.phases,
        reasons=dict(kept.running.reasons),
        sites=kept.sites,
        facilities=facilities,
    )
    rows = CertificateRow.objects.filter(id=identifier)
    rows.update(
        valid_from=kept.valid_from,
        valid_to=kept.valid_to,
        moves=kept.running.moves,
        surveillances=kept.running.surveillances,
        needs_book=kept.running.needs_book,
    )
    holder = rows.values("scope__organisation")
    LedgerRow.objects.filter(organisation__in=holder).update(certificate_changes=F("certificate_changes") + 1)


def holders_not_kept() -> set[str]:
    """Return the organisations with a certificate of which nothing is kept: each has a move, and none is counted."""
    rows = CertificateRow.objects.filter(moves=0)
    return set(rows.values_list("scope__organisation__code", flat=True))


def next_number(standard: StandardName) -> str:
    """Return the next number of Casthouse's own series that no certificate has; serialised by its counter."""
    prefix = "CH-COC-" if standard is StandardName.CHAIN_OF_CUSTODY else "CH-PS-"
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO certificate_counter (standard, last_number) VALUES (%s, 1) "
                "ON CONFLICT (standard) DO UPDATE SET last_number = certificate_counter.last_number + 1 "
                "RETURNING last_number",
                [standard.value],
            )
            (last,) = cursor.fetchone()
        number = f"{prefix}{last:05d}"
        if not CertificateRow.objects.filter(number=number).exists():
            return number


def _by_certificate(rows: Iterable[tuple[K, str, date, date]]) -> dict[K, tuple[EntitledSpan, ...]]:
    found: dict[K, list[EntitledSpan]] = defaultdict(list)
    for key, facility, first, last in rows:
        found[key].append(EntitledSpan(facility=facility, first=first, last=last))
    return {key: tuple(sorted(spans, key=lambda s: (s.facility, s.first))) for key, spans in found.items()}


def _value(row: CertificateRow, entitled: tuple[EntitledSpan, ...] | None) -> Certificate:
    assert row.valid_from is not None
    assert row.valid_to is not None
    return Certificate(
        number=row.number,
        scope=row.scope.code,
        standard=StandardName(row.standard),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        entitled=entitled,
    )
