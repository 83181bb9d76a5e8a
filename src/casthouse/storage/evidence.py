"""Evidence as it was recorded: files of an organisation, links to items, withdrawals; all appended only."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from casthouse.assurance.evidence import EvidenceFile, EvidenceLink, EvidenceType
from casthouse.assurance.self_assessment import AssessmentState
from casthouse.storage.models import (
    EvidenceFileRow,
    EvidenceLinkRow,
    EvidenceWithdrawalRow,
    OrganisationRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceUse:
    """A link with the self-assessment that it belongs to."""

    scope: str
    assessment: int
    edition: str
    state: AssessmentState
    link: EvidenceLink


def evidence_file(organisation: str, digest: str) -> EvidenceFile | None:
    """Return a file that an organisation keeps, or None."""
    row = EvidenceFileRow.objects.filter(organisation__code=organisation, digest=digest).first()
    return None if row is None else file_of_row(row)


def evidence_files(organisation: str) -> list[EvidenceFile]:
    """Return the files that an organisation keeps, by name."""
    rows = EvidenceFileRow.objects.filter(organisation__code=organisation)
    return [file_of_row(row) for row in rows.order_by("name", "id")]


def all_digests() -> dict[str, int]:
    """Return the digest of every file that is kept, with its size in bytes."""
    return dict(EvidenceFileRow.objects.order_by("digest").values_list("digest", "size_bytes"))


def append_file(organisation: str, file: EvidenceFile) -> None:
    """Record a file of an organisation."""
    EvidenceFileRow.objects.create(
        organisation=OrganisationRow.objects.get(code=organisation),
        digest=file.digest,
        name=file.name,
        kind=file.type.value,
        size_bytes=file.size_bytes,
        added_at=file.added_at,
        added_by=file.added_by,
    )


def links_of(assessment: int) -> dict[str, list[EvidenceLink]]:
    """Return what stands or stood behind the items of a self-assessment, by item, in the order of linking."""
    held: dict[str, list[EvidenceLink]] = defaultdict(list)
    for row in _links().filter(assessment_id=assessment):
        held[row.item].append(_link(row))
    return held


def uses(organisation: str) -> list[EvidenceUse]:
    """Return everything that an organisation's files stand or stood behind, newest assessment first."""
    rows = _links().filter(file__organisation__code=organisation).select_related("assessment__scope")
    return [
        EvidenceUse(
            scope=row.assessment.scope.code,
            assessment=row.assessment.number,
            edition=row.assessment.edition,
            state=AssessmentState(row.assessment.state),
            link=_link(row),
        )
        for row in rows.order_by("-assessment_id", "item", "id")
    ]


def append_links(
    assessment: int, organisation: str, links: list[tuple[str, str, date | None]], *, by: str, at: datetime
) -> None:
    """Put files behind items: item, digest, and the last day on which the file is good."""
    ids = dict(
        EvidenceFileRow.objects.filter(
            organisation__code=organisation, digest__in=[digest for _, digest, _ in links]
        ).values_list("digest", "id")
    )
    EvidenceLinkRow.objects.bulk_create(
        EvidenceLinkRow(
            assessment_id=assessment,
            item=item,
            file_id=ids[digest],
            valid_until=valid_until,
            linked_at=at,
            linked_by=by,
        )
        for item, digest, valid_until in links
    )


def append_withdrawal(link: int, *, by: str, at: datetime, reason: str) -> None:
    """Record that a link stands no more."""
    EvidenceWithdrawalRow.objects.create(link_id=link, at=at, by=by, reason=reason)


def _links() -> models.QuerySet[EvidenceLinkRow]:
    return EvidenceLinkRow.objects.select_related("file", "withdrawal").order_by("id")


def _link(row: EvidenceLinkRow) -> EvidenceLink:
    withdrawal: EvidenceWithdrawalRow | None = getattr(row, "withdrawal", None)
    return EvidenceLink(
        number=row.id,
        item=row.item,
        file=file_of_row(row.file),
        linked_by=row.linked_by,
        linked_at=row.linked_at,
        valid_until=row.valid_until,
        withdrawn_by=withdrawal.by if withdrawal else "",
        withdrawn_at=withdrawal.at if withdrawal else None,
        withdrawn_why=withdrawal.reason if withdrawal else "",
    )


def file_of_row(row: EvidenceFileRow) -> EvidenceFile:
    """Return the file that a row records."""
    return EvidenceFile(
        digest=row.digest,
        name=row.name,
        type=EvidenceType(row.kind),
        size_bytes=row.size_bytes,
        added_by=row.added_by,
        added_at=row.added_at,
    )
