"""Claims as they were recorded: versions, events, approvals and files, a fixed number of statements for any number."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from casthouse.assurance.certificate_history import CertificateLevel, CertifiedFacility
from casthouse.assurance.claim import ClaimAct, ClaimApproval, ClaimEvent
from casthouse.assurance.claim_ground import ClaimCertificate, ClaimGround
from casthouse.assurance.claim_wish import ClaimWish
from casthouse.assurance.claim_word import ClaimKind, EndCause, FilePurpose, MassDirection, TextForm
from casthouse.assurance.evidence import EvidenceFile
from casthouse.custody.stage import Stage
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.standard_name import StandardName
from casthouse.storage.evidence import file_of_row
from casthouse.storage.listed_text import among
from casthouse.storage.models import (
    CertificateRow,
    ClaimApprovalRow,
    ClaimCertificateRow,
    ClaimEventRow,
    ClaimFileRow,
    ClaimRow,
    ClaimVersionRow,
    EvidenceFileRow,
    OrganisationRow,
    ScopeRow,
)

NUMBER = re.compile(r"[A-Z0-9-]{1,100}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFile:
    """A file behind a claim, who put it there, and when."""

    file: EvidenceFile
    purpose: FilePurpose
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord:
    """A claim with everything that was recorded of it; `wish` is its last version."""

    number: str
    organisation: str
    kind: ClaimKind
    guide: str
    version: int
    wish: ClaimWish
    events: tuple[ClaimEvent, ...]
    approval: ClaimApproval | None
    files: tuple[ClaimFile, ...]

    def files_for(self, purpose: FilePurpose) -> tuple[ClaimFile, ...]:
        """Return its files of one purpose, in the order of adding."""
        return tuple(each for each in self.files if each.purpose is purpose)


def claims(
    *,
    organisations: Iterable[str] | None = None,
    numbers: Iterable[str] | None = None,
    approved_only: bool = False,
) -> list[ClaimRecord]:
    """Return the claims of organisations, those with the numbers, or all, newest first."""
    rows = ClaimRow.objects.select_related("organisation").order_by("-id")
    if organisations is not None:
        rows = rows.filter(organisation__code__in=among(organisations))
    if numbers is not None:
        rows = rows.filter(number__in=list(numbers))
    if approved_only:
        rows = rows.filter(claimapprovalrow__isnull=False)
    return _values(list(rows))


def submitted_claims() -> list[ClaimRecord]:
    """Return the claims whose last event is their submission, those that wait longest first."""
    last = ClaimEventRow.objects.filter(claim=models.OuterRef("pk")).order_by("-sequence").values("act")[:1]
    rows = ClaimRow.objects.annotate(last_act=models.Subquery(last)).filter(last_act=ClaimAct.SUBMITTED.value)
    return _values(list(rows.select_related("organisation").order_by("id")))


def claim(number: str) -> ClaimRecord | None:
    """Return the claim with the number, or None; what cannot be a number is not looked up."""
    return next(iter(claims(numbers=[number])), None) if NUMBER.fullmatch(number) else None


def claiming(organisations: Iterable[str]) -> list[str]:
    """Return those of some organisations that hold approved claims, by code."""
    rows = ClaimApprovalRow.objects.filter(claim__organisation__code__in=list(organisations))
    codes = rows.order_by("claim__organisation__code").values_list("claim__organisation__code", flat=True)
    return list(codes.distinct())


def append_claim(organisation: str, kind: ClaimKind, guide: str) -> str:
    """Add a claim of an organisation whose ledger is held; return its number."""
    count = ClaimRow.objects.filter(organisation__code=organisation).count()
    row = ClaimRow.objects.create(
        number=f"{organisation}-CLAIM-{count + 1}",
        organisation=OrganisationRow.objects.get(code=organisation),
        kind=kind.value,
        guide=guide,
    )
    return row.number


def append_version(number: str, version: int, wish: ClaimWish) -> None:
    """Append what a claim is to say from now on."""
    ClaimVersionRow.objects.create(
        claim=ClaimRow.objects.get(number=number),
        version=version,
        form=wish.form.value,
        scope=ScopeRow.objects.get(code=wish.scope) if wish.scope else None,
        facilities=list(wish.facilities),
        activities=[each.value for each in wish.activities],
        product=wish.product,
        mass_g=wish.mass_g,
        direction=wish.direction.value,
        stage=wish.stage.value,
        period_start=wish.period_start,
        own_words=wish.own_words,
        place=wish.place,
        use_from=wish.use_from,
        use_to=wish.use_to,
        renews=wish.renews,
    )


def append_event(number: str, event: ClaimEvent) -> None:
    """Append what happened to a claim."""
    row = ClaimRow.objects.get(number=number)
    ClaimEventRow.objects.create(
        claim=row,
        sequence=ClaimEventRow.objects.filter(claim=row).count() + 1,
        act=event.act.value,
        on=event.on,
        at=event.at,
        by=event.by,
        text=event.text,
        cause=event.cause.value if event.cause else "",
        certificate=event.certificate,
    )


def append_approval(number: str, approval: ClaimApproval) -> None:
    """Record what was approved, with the certificates that it rests on."""
    row = ClaimApprovalRow.objects.create(
        claim=ClaimRow.objects.get(number=number),
        text=approval.text,
        valid_from=approval.valid_from,
        valid_to=approval.valid_to,
        membership=approval.ground.membership.value,
    )
    held = approval.ground.certificates
    ids = dict(CertificateRow.objects.filter(number__in=[c.number for c in held]).values_list("number", "id"))
    ClaimCertificateRow.objects.bulk_create(
        ClaimCertificateRow(
            approval=row,
            certificate_id=ids[each.number],
            level=each.level.value,
            valid_to=each.valid_to,
            facilities={s.facility: sorted(a.value for a in s.activities) for s in each.facilities},
        )
        for each in held
    )


def append_file(number: str, digest: str, purpose: FilePurpose, *, by: str, at: datetime) -> None:
    """Put a file that the organisation keeps behind a claim; once is enough."""
    row = ClaimRow.objects.get(number=number)
    file = EvidenceFileRow.objects.get(organisation_id=row.organisation_id, digest=digest)
    ClaimFileRow.objects.get_or_create(
        claim=row, file=file, purpose=purpose.value, defaults={"by": by, "at": at}
    )


def claimed_masses(scope: str, period_start: date) -> list[ClaimRecord]:
    """Return the claims that ever named a mass of a scope and period, newest first."""
    named = ClaimVersionRow.objects.filter(
        scope__code=scope, period_start=period_start, mass_g__isnull=False
    ).values_list("claim__number", flat=True)
    return claims(numbers=set(named))


def _values(rows: Sequence[ClaimRow]) -> list[ClaimRecord]:
    if not rows:
        return []
    ids = [row.id for row in rows]
    versions, events, files = _versions(ids), _events(ids), _files(ids)
    approvals = _approvals(ids)
    return [
        ClaimRecord(
            number=row.number,
            organisation=row.organisation.code,
            kind=ClaimKind(row.kind),
            guide=row.guide,
            version=versions[row.id][0],
            wish=versions[row.id][1],
            events=tuple(events[row.id]),
            approval=approvals.get(row.id),
            files=tuple(files[row.id]),
        )
        for row in rows
    ]


def _versions(claim_ids: Sequence[int]) -> dict[int, tuple[int, ClaimWish]]:
    """Return the last version of each claim."""
    rows = ClaimVersionRow.objects.filter(claim__in=claim_ids).select_related("scope").order_by("version")
    return {row.claim_id: (row.version, _wish(row)) for row in rows}


def _wish(row: ClaimVersionRow) -> ClaimWish:
    return ClaimWish(
        form=TextForm(row.form),
        scope=row.scope.code if row.scope else "",
        facilities=tuple(row.facilities),
        activities=tuple(Activity(each) for each in row.activities),
        product=row.product,
        mass_g=row.mass_g,
        direction=MassDirection(row.direction),
        stage=Stage(row.stage),
        period_start=row.period_start,
        own_words=row.own_words,
        place=row.place,
        use_from=row.use_from,
        use_to=row.use_to,
        renews=row.renews,
    )


def _events(claim_ids: Sequence[int]) -> Mapping[int, list[ClaimEvent]]:
    events: dict[int, list[ClaimEvent]] = defaultdict(list)
    for row in ClaimEventRow.objects.filter(claim__in=claim_ids).order_by("sequence"):
        events[row.claim_id].append(
            ClaimEvent(
                act=ClaimAct(row.act),
                on=row.on,
                at=row.at,
                by=row.by,
                text=row.text,
                cause=EndCause(row.cause) if row.cause else None,
                certificate=row.certificate,
            )
        )
    return events


def _approvals(claim_ids: Sequence[int]) -> dict[int, ClaimApproval]:
    certificates: dict[int, list[ClaimCertificate]] = defaultdict(list)
    held = ClaimCertificateRow.objects.filter(approval__claim__in=claim_ids).select_related("certificate")
    for row in held.order_by("id"):
        certificates[row.approval_id].append(_certificate(row))
    return {
        row.claim_id: ClaimApproval(
            text=row.text,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            ground=ClaimGround(
                membership=Membership(row.membership), certificates=tuple(certificates[row.id])
            ),
        )
        for row in ClaimApprovalRow.objects.filter(claim__in=claim_ids)
    }


def _certificate(row: ClaimCertificateRow) -> ClaimCertificate:
    return ClaimCertificate(
        number=row.certificate.number,
        standard=StandardName(row.certificate.standard),
        edition=row.certificate.edition,
        level=CertificateLevel(row.level),
        valid_to=row.valid_to,
        facilities=tuple(
            CertifiedFacility(facility=code, activities=frozenset(Activity(each) for each in activities))
            for code, activities in sorted(row.facilities.items())
        ),
    )


def _files(claim_ids: Sequence[int]) -> Mapping[int, list[ClaimFile]]:
    files: dict[int, list[ClaimFile]] = defaultdict(list)
    for row in ClaimFileRow.objects.filter(claim__in=claim_ids).select_related("file").order_by("id"):
        files[row.claim_id].append(
            ClaimFile(file=file_of_row(row.file), purpose=FilePurpose(row.purpose), by=row.by, at=row.at)
        )
    return files
