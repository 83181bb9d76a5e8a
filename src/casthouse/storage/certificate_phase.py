"""The states and sites of certificates by their days, as the public register reads them: a cache of the moves.

Why a certificate is suspended stands beside the state for work lists; the public register does not read it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from casthouse.assurance.certificate_state import CertificateState
from casthouse.assurance.public_register import PublicPhase, PublicSite
from casthouse.parties.activity import Activity
from casthouse.storage.models import CertificatePhaseRow, CertificateSiteRow


def stored_phases(organisations: Sequence[str] | None = None) -> dict[str, tuple[PublicPhase, ...]]:
    """Return the kept states of the certificates of organisations, or of all, by number and day."""
    rows = CertificatePhaseRow.objects.order_by("first")
    if organisations is not None:
        rows = rows.filter(certificate__scope__organisation__code__in=organisations)
    held: dict[str, list[PublicPhase]] = defaultdict(list)
    named = ("certificate__number", "first", "last", "state", "since", "valid_to")
    for number, first, last, state, since, valid_to in rows.values_list(*named):
        held[number].append(
            PublicPhase(first=first, last=last, state=CertificateState(state), since=since, valid_to=valid_to)
        )
    return {number: tuple(phases) for number, phases in held.items()}


def stored_reasons(organisations: Sequence[str] | None = None) -> dict[str, tuple[tuple[date, str], ...]]:
    """Return why the certificates of organisations, or of all, are suspended, by number and first day; not public."""
    rows = CertificatePhaseRow.objects.exclude(reason="").order_by("first")
    if organisations is not None:
        rows = rows.filter(certificate__scope__organisation__code__in=organisations)
    held: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for number, first, reason in rows.values_list("certificate__number", "first", "reason"):
        held[number].append((first, reason))
    return {number: tuple(reasons) for number, reasons in held.items()}


def stored_sites(organisations: Sequence[str] | None = None) -> dict[str, tuple[PublicSite, ...]]:
    """Return the kept sites of the certificates of organisations, or of all, by number."""
    rows = CertificateSiteRow.objects.all()
    if organisations is not None:
        rows = rows.filter(certificate__scope__organisation__code__in=organisations)
    held: dict[str, list[PublicSite]] = defaultdict(list)
    named = ("certificate__number", "facility__code", "activity", "first", "last")
    for number, facility, activity, first, last in rows.values_list(*named):
        held[number].append(
            PublicSite(facility=facility, activity=Activity(activity), first=first, last=last)
        )
    return {number: tuple(sorted(sites)) for number, sites in held.items()}


def save_public_days(
    certificate: int,
    *,
    phases: Iterable[PublicPhase],
    reasons: Mapping[date, str],
    sites: Iterable[PublicSite],
    facilities: Mapping[str, int],
) -> None:
    """Put states and sites in the place of what is kept of a certificate, named by its identifier."""
    CertificatePhaseRow.objects.filter(certificate_id=certificate).delete()
    CertificatePhaseRow.objects.bulk_create(
        CertificatePhaseRow(
            certificate_id=certificate,
            first=each.first,
            last=each.last,
            state=each.state.value,
            since=each.since,
            valid_to=each.valid_to,
            reason=reasons.get(each.first, ""),
        )
        for each in phases
    )
    CertificateSiteRow.objects.filter(certificate_id=certificate).delete()
    CertificateSiteRow.objects.bulk_create(
        CertificateSiteRow(
            certificate_id=certificate,
            facility_id=facilities[each.facility],
            activity=each.activity.value,
            first=each.first,
            last=each.last,
        )
        for each in sites
    )
