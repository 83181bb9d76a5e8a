"""Coming back to a complaint with its key: read how it stands, add words and files, appeal, take a file out again.

The key is all that is asked for. It opens its complaint and no other, and nothing else opens it from this side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.db import transaction

from casthouse.assurance.complaint import (
    ComplaintAct,
    ComplaintEvent,
    ComplaintSide,
    require_move,
    require_text,
)
from casthouse.assurance.complaint_deadline import ComplaintDue, complaint_due, require_appeal_in_time
from casthouse.assurance.evidence import EvidenceFile
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.complaint import FILES_OF_COMPLAINT_MAX, TEXT_MAX, files_too_many, received_files
from casthouse.service.complaint_key import opened
from casthouse.service.evidence import Incoming
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import complaint as complaint_store
from casthouse.storage import evidence_file as content_store
from casthouse.storage.complaint import COMPLAINANT, ComplaintRecord
from casthouse.storage.journal import append_journal

ADDED_MAX = 200
"""So many times something may be added to a complaint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnView:
    """A complaint as whoever holds the key sees it."""

    record: ComplaintRecord
    events: tuple[ComplaintEvent, ...]
    due: ComplaintDue
    files: tuple[EvidenceFile, ...]
    may_add: bool
    may_appeal: bool


def own_complaint(actor: Actor, *, key: str, address: str | None = None) -> ReturnView:
    """Return the complaint that a key opens.

    Raises:
        Refusal: `attempts_too_many`, `complaint_key_unknown`.
    """
    authorise(actor, Act.COMPLAINT_RETURN)
    return _view(opened(key, address=address))


def add_words(
    actor: Actor,
    *,
    key: str,
    text: str,
    files: Sequence[Incoming] = (),
    once: str | None = None,
    address: str | None = None,
) -> ReturnView:
    """Add words, and files if there are any; under the same mark they are added once.

    Raises:
        Refusal: as `own_complaint`; `complaint_move_not_allowed`, `complaint_text_invalid`,
            `complaint_files_too_many`, and what evidence is refused with.
    """
    return _said(actor, ComplaintAct.ADDED, key=key, text=text, files=files, once=once, address=address)


def appeal(
    actor: Actor, *, key: str, text: str, once: str | None = None, address: str | None = None
) -> ReturnView:
    """Appeal against how a complaint ended, once; somebody else hears the appeal.

    Raises:
        Refusal: as `own_complaint`; `complaint_move_not_allowed`, `complaint_appeal_late`,
            `complaint_text_invalid`.
    """
    return _said(actor, ComplaintAct.APPEALED, key=key, text=text, files=(), once=once, address=address)


def _said(
    actor: Actor,
    act: ComplaintAct,
    *,
    key: str,
    text: str,
    files: Sequence[Incoming],
    once: str | None,
    address: str | None,
) -> ReturnView:
    authorise(actor, Act.COMPLAINT_RETURN)
    identifier = opened(key, address=address).identifier
    require_text(text, "text", length_max=TEXT_MAX)
    received = received_files(files)
    with transaction.atomic():
        complaint_store.hold_complaint(identifier)
        record = opened(key, address=address)
        if once is None or not complaint_store.is_said(identifier, once):
            _require(record, act, received)
            at = clock.now()
            event = ComplaintEvent(act=act, at=at, by=COMPLAINANT, text=text)
            complaint_store.append_event(identifier, event, once=once)
            for file in received:
                complaint_store.append_file(identifier, file)
            append_journal(
                at=at,
                actor=COMPLAINANT,
                act=Act.COMPLAINT_RETURN,
                subject=record.reference,
                what=act.value,
            )
        return _view(opened(key, address=address))


def _require(record: ComplaintRecord, act: ComplaintAct, received: Sequence[EvidenceFile]) -> None:
    require_move(record.reference, record.course, act)
    if act is ComplaintAct.APPEALED:
        require_appeal_in_time(record.course, built_in_assurance_manual().complaint, clock.today())
    added = sum(each.act is ComplaintAct.ADDED for each in record.course.events)
    if act is ComplaintAct.ADDED and added >= ADDED_MAX:
        raise Refusal(
            "complaint_full",
            found=f"{added} additions to {record.reference}",
            expected=f"at most {ADDED_MAX}",
            todo="wait for the answer, or send a new complaint",
        )
    held = {each.digest for each in complaint_store.files(record.identifier)}
    new = {each.digest for each in received} - held
    if new and len(held) + len(new) > FILES_OF_COMPLAINT_MAX:
        raise files_too_many(len(held) + len(new), max(FILES_OF_COMPLAINT_MAX - len(held), 0))


def own_file(
    actor: Actor, *, key: str, number: int, address: str | None = None
) -> tuple[EvidenceFile, IO[bytes]]:
    """Return a file of the complaint that a key opens, by its number from 1 on, open to be read.

    Raises:
        Refusal: as `own_complaint`; `complaint_file_unknown`, `evidence_lost`.
    """
    return file_of(own_complaint(actor, key=key, address=address).record, number)


def file_of(record: ComplaintRecord, number: int) -> tuple[EvidenceFile, IO[bytes]]:
    """Return a file of a complaint to whoever may read it.

    Raises:
        Refusal: `complaint_file_unknown`, `evidence_lost`.
    """
    found = complaint_store.files(record.identifier)
    if not 1 <= number <= len(found):
        raise Refusal(
            "complaint_file_unknown",
            found=f"file {number} of {len(found)}",
            expected="the number of a file of the complaint",
            todo="look at the complaint: its files are listed with their numbers",
        )
    file = found[number - 1]
    if content_store.stored_digest(file.digest) != file.digest:
        raise Refusal(
            "evidence_lost",
            found=f"the content of {file.name} missing or altered",
            expected=f"content with the digest {file.digest}",
            todo="ask the operator to bring the folder of files back from the backup",
        )
    return file, content_store.open_content(file.digest)


def _view(record: ComplaintRecord) -> ReturnView:
    course = record.course
    due = complaint_due(course, built_in_assurance_manual().complaint)
    return ReturnView(
        record=record,
        events=course.read_by(ComplaintSide.COMPLAINANT),
        due=due,
        files=tuple(complaint_store.files(record.identifier)),
        may_add=course.may(ComplaintAct.ADDED),
        may_appeal=course.may(ComplaintAct.APPEALED)
        and due.appeal_until is not None
        and clock.today() <= due.appeal_until,
    )
