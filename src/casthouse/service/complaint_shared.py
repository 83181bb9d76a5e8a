"""What a party reads of a complaint about it: what the handler shared, and its own answers; nothing else.

Managers of an organisation and people of an audit firm answer for it. They learn neither who complained nor in which
words. The team of a running audit reads what handlers passed on for the organisation that it audits.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from casthouse.assurance.complaint import (
    ComplaintAct,
    ComplaintEvent,
    ComplaintSide,
    ComplaintState,
    ComplaintTopic,
    PartyKind,
    PartyRef,
    require_move,
    require_text,
)
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.audit import readable_audit
from casthouse.service.complaint import TEXT_MAX
from casthouse.service.complaint_independence import concerned_parties
from casthouse.service.permission import Act, Actor, authorise_anywhere, may
from casthouse.storage import complaint as complaint_store
from casthouse.storage.complaint import ComplaintRecord
from casthouse.storage.journal import append_journal


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedComplaint:
    """A complaint as one party sees it."""

    reference: str
    party: PartyRef
    topic: ComplaintTopic
    criterion: str
    state: ComplaintState
    events: tuple[ComplaintEvent, ...]
    may_answer: bool


def shared_complaints(actor: Actor) -> list[SharedComplaint]:
    """Return what was shared with the parties for whom somebody answers, newest first.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise_anywhere(actor, Act.COMPLAINT_ANSWER)
    parties = _answers_for(actor)
    return [
        _shared(each, party)
        for each in (complaint_store.complaints(shared_with=parties) if parties else [])
        for party in sorted(each.course.shared_with & set(parties), key=lambda ref: ref.code)
    ]


def shared_complaint(actor: Actor, *, reference: str) -> list[SharedComplaint]:
    """Return one complaint as it was shared; more than one where somebody answers for several parties of it.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`.
    """
    found = [each for each in shared_complaints(actor) if each.reference == reference]
    if not found:
        raise Refusal(
            "complaint_unknown",
            found=f"complaint “{reference[:40]}”",
            expected="the reference of a complaint that was shared with you",
            todo="look at the list of what was shared",
        )
    return found


def answer_shared(actor: Actor, *, reference: str, text: str, party: str = "") -> None:
    """Answer a complaint for the party with which it was shared.

    Args:
        actor: a manager of the organisation, or somebody of the audit firm.
        reference: of the complaint.
        text: what the handler is to know.
        party: code of the party, where somebody answers for several.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`, `complaint_move_not_allowed`, `complaint_text_invalid`.
    """
    found = [each for each in shared_complaint(actor, reference=reference) if party in {"", each.party.code}]
    require_text(text, "text", length_max=TEXT_MAX)
    before = complaint_store.complaint(reference)
    assert before is not None
    with transaction.atomic():
        complaint_store.hold_complaint(before.identifier)
        record = complaint_store.complaint(reference)
        assert record is not None
        require_move(reference, record.course, ComplaintAct.PARTY_ANSWERED)
        at = clock.now()
        for each in found[:1]:
            event = ComplaintEvent(
                act=ComplaintAct.PARTY_ANSWERED, at=at, by=actor.name, text=text, party=each.party
            )
            complaint_store.append_event(record.identifier, event)
            append_journal(at=at, actor=actor.name, act=Act.COMPLAINT_ANSWER, subject=reference)


def audit_inputs(actor: Actor, *, audit: str) -> list[tuple[str, ComplaintEvent]]:
    """Return what handlers of complaints passed on to the team of an audit; nothing to anybody else.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = readable_audit(actor, Act.AUDIT_READ, audit)
    if not may(actor, Act.COMPLAINT_AUDIT_READ, record.organisation, audit=audit):
        return []
    passed_on = complaint_store.sent_to_audit(record.organisation)
    complaints = {each.reference: each for each in complaint_store.complaints(references=_names(passed_on))}
    parties = concerned_parties(ref for each in complaints.values() for ref in each.parties)
    return [
        (reference, event)
        for reference, event in passed_on
        if not any(record.firm in parties[ref].firms for ref in complaints[reference].parties)
    ]


def _names(passed_on: Iterable[tuple[str, ComplaintEvent]]) -> set[str]:
    return {reference for reference, _ in passed_on}


def _answers_for(actor: Actor) -> list[PartyRef]:
    organisations = [
        PartyRef(kind=PartyKind.ORGANISATION, code=code)
        for code in actor.organisation_roles
        if may(actor, Act.COMPLAINT_ANSWER, code)
    ]
    firms = [
        PartyRef(kind=PartyKind.AUDIT_FIRM, code=code)
        for code in actor.firm_roles
        if may(actor, Act.COMPLAINT_ANSWER, firm=code)
    ]
    return [*organisations, *firms]


def _shared(record: ComplaintRecord, party: PartyRef) -> SharedComplaint:
    return SharedComplaint(
        reference=record.reference,
        party=party,
        topic=record.given.topic,
        criterion=record.given.criterion,
        state=record.course.state,
        events=record.course.read_by(ComplaintSide.PARTY, party),
        may_answer=record.course.may(ComplaintAct.PARTY_ANSWERED),
    )
