"""Evidence of an organisation: taken in once by its content, put behind items, withdrawn, handed out as a file.

Adding is one step for whoever does it and three inside: the content is received and looked at, then put in its place
whole, then made visible by rows in one transaction. Killed in between, a content without rows may remain, which nobody
sees and the next one reuses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from casthouse.assurance.evidence import NAME_MAX, EvidenceFile, EvidenceLink, EvidenceType, clean_name
from casthouse.assurance.self_assessment import AssessmentState, SelfAssessment, require_draft
from casthouse.exchange.evidence_refusal import EVIDENCE_BYTES_MAX
from casthouse.exchange.evidence_type import evidence_type
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.entered import entered_text
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.self_assessment import AssessmentView, found_head, journal_assessment, view_of
from casthouse.storage import evidence as evidence_store
from casthouse.storage import evidence_file as content_store
from casthouse.storage.evidence import EvidenceUse
from casthouse.storage.self_assessment import AssessmentHead

EXPIRING_DAYS = 90
REASON_MAX = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file that comes in: the name it was sent under, and its bytes piece by piece."""

    name: str
    pieces: Iterator[bytes]


def file_pieces(path: Path) -> Iterator[bytes]:
    """Yield the content of a file piece by piece.

    Raises:
        Refusal: `evidence_unreadable`.
    """
    try:
        with path.open("rb") as file:
            while piece := file.read(content_store.CHUNK_BYTES):
                yield piece
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        raise Refusal(
            "evidence_unreadable",
            found=f"{path.name}: {type(error).__name__}",
            expected="a file that can be read",
            todo="check the path",
        ) from None


def add_evidence(
    actor: Actor,
    *,
    scope: str,
    number: int,
    item: str,
    incoming: Incoming,
    valid_until: date | None = None,
) -> AssessmentView:
    """Take a file in and put it behind an item; a content that the organisation has already is used again.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`, `assessment_frozen`,
            `assessment_item_unknown`, `evidence_empty`, `evidence_too_large`, `evidence_type_refused`,
            `evidence_hostile`, `evidence_damaged`, `evidence_unreadable`.
    """
    _require_writable(actor, scope, number, item)
    file = taken_in(actor, incoming)
    with transaction.atomic():
        head = found_head(actor, scope, number, Act.ASSESSMENT_WRITE, is_held=True)
        return _linked(actor, head, item, recorded_file(head.organisation, file), valid_until)


def use_evidence(
    actor: Actor, *, scope: str, number: int, item: str, digest: str, valid_until: date | None = None
) -> AssessmentView:
    """Put a file that the organisation keeps already behind an item.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`, `assessment_frozen`,
            `assessment_item_unknown`, `evidence_unknown`.
    """
    with transaction.atomic():
        head = found_head(actor, scope, number, Act.ASSESSMENT_WRITE, is_held=True)
        file = evidence_store.evidence_file(head.organisation, digest)
        if file is None:
            raise _unknown(digest)
        return _linked(actor, head, item, file, valid_until)


def _require_writable(actor: Actor, scope: str, number: int, item: str) -> None:
    """Refuse before anything is received."""
    assessment = view_of(found_head(actor, scope, number, Act.ASSESSMENT_WRITE)).assessment
    require_draft(assessment)
    assessment.item(item)


def taken_in(
    actor: Actor, incoming: Incoming, *, only: frozenset[EvidenceType] = frozenset(EvidenceType)
) -> EvidenceFile:
    """Receive a file, look at it, and put its content in its place; nobody sees it before rows name it.

    Raises:
        Refusal: `evidence_empty`, `evidence_too_large`, `evidence_type_refused`, `evidence_hostile`,
            `evidence_damaged`, `evidence_unreadable`.
    """
    with content_store.received_content(incoming.pieces, bytes_max=EVIDENCE_BYTES_MAX) as (path, digest):
        kind = evidence_type(path)
        if kind not in only:
            raise Refusal(
                "evidence_type_refused",
                found=f"{incoming.name[:NAME_MAX]}, which is {kind.value}",
                expected="here a file that is " + ", ".join(sorted(only)),
                todo="save it as one of these and add that",
            )
        file = EvidenceFile(
            digest=digest,
            name=clean_name(incoming.name, kind),
            type=kind,
            size_bytes=path.stat().st_size,
            added_by=actor.name,
            added_at=clock.now(),
        )
        content_store.keep_content(path, digest)
    return file


def recorded_file(organisation: str, file: EvidenceFile) -> EvidenceFile:
    """Return the file as the organisation has it; the first name that a content came under stays."""
    held = evidence_store.evidence_file(organisation, file.digest)
    if held is not None:
        return held
    evidence_store.append_file(organisation, file)
    return file


def _linked(
    actor: Actor, head: AssessmentHead, item: str, file: EvidenceFile, valid_until: date | None
) -> AssessmentView:
    """Put a file behind an item inside a transaction that holds the assessment; once is enough."""
    assessment = view_of(head).assessment
    require_draft(assessment)
    standing = [link for link in assessment.item(item).evidence if link.stands]
    if any(link.file.digest == file.digest and link.valid_until == valid_until for link in standing):
        return view_of(head)
    at = clock.now()
    evidence_store.append_links(
        head.identifier, head.organisation, [(item, file.digest, valid_until)], by=actor.name, at=at
    )
    for link in standing:
        if link.file.digest == file.digest:
            evidence_store.append_withdrawal(
                link.number, by=actor.name, at=at, reason="another last day was given"
            )
    journal_assessment(actor, head, Act.ASSESSMENT_WRITE, item=item, evidence=file.name, sha256=file.digest)
    return view_of(head)


def withdraw_evidence(actor: Actor, *, scope: str, number: int, link: int, reason: str) -> AssessmentView:
    """Say that a file stands behind an item no more; the file, and that it stood there, stay on record.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`, `assessment_frozen`,
            `evidence_link_unknown`, `text_invalid`.
    """
    with transaction.atomic():
        head = found_head(actor, scope, number, Act.ASSESSMENT_WRITE, is_held=True)
        why = entered_text(reason, "reason", length_max=REASON_MAX)
        assessment = view_of(head).assessment
        require_draft(assessment)
        found = _standing_link(assessment, link)
        evidence_store.append_withdrawal(found.number, by=actor.name, at=clock.now(), reason=why)
        journal_assessment(
            actor, head, Act.ASSESSMENT_WRITE, item=found.item, withdrawn=found.file.name, reason=why
        )
        return view_of(head)


def _standing_link(assessment: SelfAssessment, number: int) -> EvidenceLink:
    for item in assessment.items:
        for link in item.evidence:
            if link.number == number and link.stands:
                return link
    raise Refusal(
        "evidence_link_unknown",
        found=f"no evidence with the number {number} that stands in this self-assessment",
        expected="the number of one that stands",
        todo="look at the item again: somebody may have withdrawn it",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEntry:
    """A file of an organisation with everything it stands or stood behind."""

    file: EvidenceFile
    uses: tuple[EvidenceUse, ...]

    @property
    def valid_until(self) -> date | None:
        """The first day on which one of its uses that still matters runs out; None without one."""
        days = [
            each.link.valid_until
            for each in self.uses
            if each.link.stands and each.state is not AssessmentState.SUPERSEDED and each.link.valid_until
        ]
        return min(days, default=None)


def evidence_of(actor: Actor, *, organisation: str) -> list[EvidenceEntry]:
    """Return the files of an organisation: those that run out first, then by name.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.ASSESSMENT_READ, organisation)
    found_organisation_id(organisation)
    by_digest: dict[str, list[EvidenceUse]] = {}
    for use in evidence_store.uses(organisation):
        by_digest.setdefault(use.link.file.digest, []).append(use)
    entries = [
        EvidenceEntry(file=file, uses=tuple(by_digest.get(file.digest, ())))
        for file in evidence_store.evidence_files(organisation)
    ]
    return sorted(entries, key=lambda each: (each.valid_until or date.max, each.file.name))


def is_expiring(entry: EvidenceEntry, *, on: date) -> bool:
    """Say whether a file runs out within `EXPIRING_DAYS` of a day, or has run out."""
    return entry.valid_until is not None and entry.valid_until <= on + timedelta(days=EXPIRING_DAYS)


def evidence_json(entry: EvidenceEntry, *, on: date) -> dict[str, Any]:
    """Return the members of a file, and whether it runs out soon after a day."""
    file = entry.file
    return {
        "name": file.name,
        "sha256": file.digest,
        "type": file.type.value,
        "size_bytes": file.size_bytes,
        "added_by": file.added_by,
        "added_at": file.added_at.isoformat().replace("+00:00", "Z"),
        "valid_until": entry.valid_until.isoformat() if entry.valid_until else None,
        "is_expiring": is_expiring(entry, on=on),
        "uses": [
            {
                "scope": each.scope,
                "number": each.assessment,
                "item": each.link.item,
                "stands": each.link.stands,
            }
            for each in entry.uses
        ],
    }


def read_evidence(actor: Actor, *, organisation: str, digest: str) -> tuple[EvidenceFile, IO[bytes]]:
    """Return a file of an organisation, and its content open to be read.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `evidence_unknown`, `evidence_lost`.
    """
    authorise(actor, Act.ASSESSMENT_READ, organisation)
    found_organisation_id(organisation)
    file = evidence_store.evidence_file(organisation, digest)
    if file is None:
        raise _unknown(digest)
    return file, opened_content(file)


def opened_content(file: EvidenceFile) -> IO[bytes]:
    """Return the content of a file, open to be read, after its digest was compared.

    Raises:
        Refusal: `evidence_lost`.
    """
    return kept_content(file).open("rb")


def kept_content(file: EvidenceFile) -> Path:
    """Return where the content of a file lies, after its digest was compared.

    Raises:
        Refusal: `evidence_lost`.
    """
    if content_store.stored_digest(file.digest) != file.digest:
        raise Refusal(
            "evidence_lost",
            found=f"the content of {file.name} missing or altered",
            expected=f"content with the digest {file.digest}",
            todo="ask the operator to bring the folder of files back from the backup",
        )
    return content_store.content_path(file.digest)


def _unknown(digest: str) -> Refusal:
    return Refusal(
        "evidence_unknown",
        found=f"a file “{digest[:64]}”",
        expected="the digest of a file that the organisation keeps",
        todo="look at the list of evidence, or add the file",
    )
