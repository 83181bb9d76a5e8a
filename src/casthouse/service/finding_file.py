"""Files behind findings: attached and withdrawn by the team of a running audit, read by whoever may.

The team and the secretariat read all of them, the team for as long as the audit runs for it. The audited member reads
those that the team shares. Their names stay out of the journal, which the member reads.
"""

from typing import IO, Any

from casthouse.assurance.audit import AuditState
from casthouse.assurance.finding_file import FILES_OF_FINDING_MAX, FindingFile, standing_files
from casthouse.refusal import Refusal
from casthouse.service.audit import HeldAudit, audit_held, audit_state, readable_audit
from casthouse.service.audit_finding import standing_finding
from casthouse.service.entered import entered_text
from casthouse.service.evidence import REASON_MAX, Incoming, opened_content, taken_in
from casthouse.service.permission import Act, Actor, may
from casthouse.storage import finding_file as file_store
from casthouse.storage.audit import AuditRecord


def attach_file(
    actor: Actor, *, audit: str, item: str, site: str, incoming: Incoming, is_shared: bool = False
) -> FindingFile:
    """Take a file in and put it behind the finding of an item at a site; the same content stands there once.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `finding_unknown`, `finding_files_too_many`, and what
            evidence is refused with.
    """
    record = readable_audit(actor, Act.AUDIT_FIND, audit)
    _require_open(record)
    standing_finding(audit, item=item, site=site)
    file = taken_in(actor, incoming)
    with audit_held(actor, Act.AUDIT_FIND, audit) as held:
        _require_open(held.record)
        finding_id = standing_finding(audit, item=item, site=site)
        standing = standing_files(file_store.finding_files(audit), item=item, site=site)
        for each in standing:
            if (each.file.digest, each.is_shared) == (file.digest, is_shared):
                return each
        if len(standing) >= FILES_OF_FINDING_MAX:
            raise _too_many(len(standing))
        number = file_store.append_finding_file(held.audit_id, finding_id, file, is_shared=is_shared)
        held.journal(Act.AUDIT_FIND, item=item, site=site, file=number, shared=is_shared)
        return FindingFile(number=number, item=item, site=site, file=file, is_shared=is_shared)


def withdraw_file(actor: Actor, *, audit: str, number: int, reason: str) -> FindingFile:
    """Say that a file stands behind its finding no more; it stays on record, and the member reads it no longer.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `finding_file_unknown`, `text_invalid`.
    """
    with audit_held(actor, Act.AUDIT_FIND, audit) as held:
        _require_open(held.record)
        why = entered_text(reason, "reason", length_max=REASON_MAX)
        standing = [each for each in file_store.finding_files(audit) if each.stands]
        found = _numbered(standing, number)
        _withdraw(held, found, why)
        return _numbered(file_store.finding_files(audit), number)


def _withdraw(held: HeldAudit, found: FindingFile, why: str) -> None:
    file_store.append_withdrawal(held.audit_id, found.number, by=held.actor.name, at=held.at, reason=why)
    held.journal(Act.AUDIT_FIND, item=found.item, site=found.site, withdrawn_file=found.number)


def finding_files(actor: Actor, *, audit: str) -> list[FindingFile]:
    """Return the files behind the findings of an audit that somebody may read, in the order in which they came.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = readable_audit(actor, Act.AUDIT_READ, audit)
    every = file_store.finding_files(audit)
    if may(actor, Act.FINDING_FILE_READ, record.organisation, audit=audit):
        return every
    return [each for each in every if each.is_for_member]


def read_finding_file(actor: Actor, *, audit: str, number: int) -> tuple[FindingFile, IO[bytes]]:
    """Return a file behind a finding, and its content open to be read.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `finding_file_unknown`, the same for one that may not be read,
            `evidence_lost`.
    """
    found = _numbered(finding_files(actor, audit=audit), number)
    return found, opened_content(found.file)


def finding_file_json(each: FindingFile) -> dict[str, Any]:
    """Return the members of a file behind a finding."""
    return {
        "number": each.number,
        "item": each.item,
        "site": each.site,
        "name": each.file.name,
        "sha256": each.file.digest,
        "type": each.file.type.value,
        "size_bytes": each.file.size_bytes,
        "added_by": each.file.added_by,
        "added_at": each.file.added_at.isoformat().replace("+00:00", "Z"),
        "is_shared": each.is_shared,
        "stands": each.stands,
        "withdrawn_by": each.withdrawn_by or None,
        "withdrawn_why": each.withdrawn_why or None,
    }


def _require_open(record: AuditRecord) -> None:
    if record.state is not AuditState.IN_AUDIT:
        raise audit_state(record, "attach or withdraw a file")


def _numbered(files: list[FindingFile], number: int) -> FindingFile:
    for each in files:
        if each.number == number:
            return each
    raise Refusal(
        "finding_file_unknown",
        found=f"no file {number}",
        expected="the number of a file behind a finding of the audit",
        todo="look at the checklist again: somebody may have withdrawn it",
    )


def _too_many(found: int) -> Refusal:
    return Refusal(
        "finding_files_too_many",
        found=f"{found} files behind the finding",
        expected=f"at most {FILES_OF_FINDING_MAX}",
        todo="put several pages into one PDF, or withdraw what is not needed",
    )
