"""Handling complaints: whoever has no tie with the party reads them, gives them to somebody, and moves them on.

Each act asks again whether whoever acts may: the role, no tie with any party, and, for what the handler alone does,
that the complaint is in their hands. An act that the table of states does not name is refused.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.db import transaction

from casthouse.assurance.complaint import (
    RULES,
    ComplaintAct,
    ComplaintEvent,
    ComplaintSide,
    PartyKind,
    PartyRef,
    require_move,
    require_text,
)
from casthouse.assurance.complaint_deadline import ComplaintDue, complaint_due
from casthouse.assurance.complaint_independence import is_named
from casthouse.assurance.evidence import EvidenceFile
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.accreditation import known_word
from casthouse.service.complaint import PARTY_MAX, TEXT_MAX
from casthouse.service.complaint_independence import (
    concerned_parties,
    handlers_without_tie,
    reasons_against,
    standing_relations,
    ties_of,
    ties_of_name,
)
from casthouse.service.complaint_return import file_of
from casthouse.service.notice import send_notices
from casthouse.service.permission import OPERATOR, Act, Actor, authorise
from casthouse.storage import complaint as complaint_store
from casthouse.storage import complaint_party as party_store
from casthouse.storage.complaint import ComplaintRecord
from casthouse.storage.journal import append_journal
from casthouse.storage.notice import NewNotice

SAID = (
    ComplaintAct.SCREENED,
    ComplaintAct.INVESTIGATED,
    ComplaintAct.RESOLVED,
    ComplaintAct.REJECTED,
    ComplaintAct.ANSWERED,
    ComplaintAct.NOTED,
)
"""What the handler does with words alone."""
TOLD = (ComplaintAct.SHARED, ComplaintAct.SENT_TO_AUDIT)
"""What the handler tells somebody else."""
TELLABLE = frozenset({PartyKind.ORGANISATION, PartyKind.AUDIT_FIRM})


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlingView:
    """A complaint as its handlers see it."""

    record: ComplaintRecord
    due: ComplaintDue
    files: tuple[EvidenceFile, ...]
    is_mine: bool
    handlers: tuple[str, ...]
    organisations: tuple[str, ...]


def readable_complaints(actor: Actor) -> list[ComplaintRecord]:
    """Return the complaints that somebody may handle, newest first; those with a tie are not there for them.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.COMPLAINT_HANDLE)
    found = complaint_store.complaints()
    if not found:
        return []
    ties, parties = ties_of(actor), concerned_parties(ref for each in found for ref in each.parties)
    return [each for each in found if not reasons_against(ties, each, parties)]


def readable_complaint(actor: Actor, reference: str) -> ComplaintRecord:
    """Return one complaint to somebody who may handle it.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`, the same for one with a tie as for none.
    """
    authorise(actor, Act.COMPLAINT_HANDLE)
    record = complaint_store.complaint(reference)
    if record is None or reasons_against(ties_of(actor), record, concerned_parties(record.parties)):
        raise Refusal(
            "complaint_unknown",
            found=f"complaint “{reference[:40]}”",
            expected="the reference of a complaint that you may handle",
            todo="look at the list of complaints; one about a party that you have a tie with is not in yours",
        )
    return record


def complaint_view(actor: Actor, *, reference: str) -> HandlingView:
    """Return everything about a complaint.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`.
    """
    record = readable_complaint(actor, reference)
    concerned = concerned_parties(record.parties).values()
    return HandlingView(
        record=record,
        due=complaint_due(record.course, built_in_assurance_manual().complaint),
        files=tuple(complaint_store.files(record.identifier)),
        is_mine=is_named(actor.name, [record.course.handler]),
        handlers=tuple(handlers_without_tie(record)),
        organisations=tuple(sorted({code for each in concerned for code in each.organisations})),
    )


def complaint_file(actor: Actor, *, reference: str, number: int) -> tuple[EvidenceFile, IO[bytes]]:
    """Return a file of a complaint by its number from 1 on, open to be read.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`, `complaint_file_unknown`, `evidence_lost`.
    """
    return file_of(readable_complaint(actor, reference), number)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldComplaint:
    """A complaint that is held until the transaction ends: who writes, and when."""

    actor: Actor
    record: ComplaintRecord
    at: datetime

    def append(
        self, act: ComplaintAct, text: str = "", *, handler: str = "", party: PartyRef | None = None
    ) -> None:
        """Append what happens, and say in the journal that it did; what was said stays out of it."""
        event = ComplaintEvent(
            act=act, at=self.at, by=self.actor.name, text=text, handler=handler, party=party
        )
        complaint_store.append_event(self.record.identifier, event)
        append_journal(
            at=self.at,
            actor=self.actor.name,
            act=Act.COMPLAINT_HANDLE,
            subject=self.record.reference,
            what=act.value,
        )


@contextmanager
def complaint_held(actor: Actor, reference: str, act: ComplaintAct) -> Iterator[HeldComplaint]:
    """Hold a complaint for an act that is allowed now, to this person.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`, `complaint_not_yours`, `complaint_move_not_allowed`.
    """
    identifier = readable_complaint(actor, reference).identifier
    with transaction.atomic():
        complaint_store.hold_complaint(identifier)
        record = readable_complaint(actor, reference)
        if RULES[act].side is ComplaintSide.HANDLER and not is_named(actor.name, [record.course.handler]):
            raise Refusal(
                "complaint_not_yours",
                found=f"{reference} in the hands of {record.course.handler or 'nobody'}",
                expected=f"a complaint that was given to {actor.name}",
                todo="have it given to you first",
            )
        require_move(reference, record.course, act)
        yield HeldComplaint(actor=actor, record=record, at=clock.now())


def assign_complaint(actor: Actor, *, reference: str, handler: str) -> None:
    """Give a complaint to somebody who has no tie with the party; to oneself too.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`, `complaint_move_not_allowed`, `complaint_handler_refused`.
    """
    with complaint_held(actor, reference, ComplaintAct.ASSIGNED) as held:
        named = next((each for each in _candidates(actor) if is_named(handler, [each])), None)
        if named is None:
            reasons = [f"{handler[:64]} handles no complaints"]
        else:
            against = reasons_against(
                ties_of(OPERATOR) if named == OPERATOR.name else ties_of_name(named, standing_relations()),
                held.record,
                concerned_parties(held.record.parties),
            )
            reasons = [each.detail for each in against]
        if named is None or reasons:
            raise Refusal(
                "complaint_handler_refused",
                found="; ".join(reasons),
                expected="somebody of the secretariat, or an independent person, without a tie with the party",
                todo="give it to somebody else; the operator appoints independent people",
            )
        held.append(ComplaintAct.ASSIGNED, handler=named)


def _candidates(actor: Actor) -> list[str]:
    operator = [OPERATOR.name] if actor == OPERATOR else []
    return [*operator, *party_store.possible_handlers().values()]


def recuse(actor: Actor, *, reference: str, reason: str) -> None:
    """Step back from a complaint because of a tie that the store does not know; for good.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`, `complaint_move_not_allowed`, `complaint_text_invalid`.
    """
    with complaint_held(actor, reference, ComplaintAct.RECUSED) as held:
        why = require_text(reason, "reason", length_max=TEXT_MAX)
        held.append(ComplaintAct.RECUSED, why, handler=actor.name)


def name_party(actor: Actor, *, reference: str, kind: str, code: str) -> None:
    """Say whom of the register a complaint concerns; whoever has a tie with them reads it no more.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`, `complaint_not_yours`, `complaint_move_not_allowed`,
            `word_unknown`, `complaint_party_unknown`.
    """
    with complaint_held(actor, reference, ComplaintAct.PARTY_NAMED) as held:
        ref = _known_party(kind, code)
        complaint_store.append_parties(held.record.identifier, [ref], by=actor.name, at=held.at)
        held.append(ComplaintAct.PARTY_NAMED, party=ref)


def _known_party(kind: str, code: str) -> PartyRef:
    known = known_word(PartyKind, kind, "party")
    ref = PartyRef(kind=known, code="" if known is PartyKind.SECRETARIAT else code.strip())
    is_named_well = known is PartyKind.SECRETARIAT or 0 < len(ref.code) <= PARTY_MAX
    if not is_named_well or not party_store.is_registered(ref):
        raise Refusal(
            "complaint_party_unknown",
            found=f"{kind} “{code[:64]}”",
            expected="an organisation, facility or audit firm by its code, a decision by the audit's reference, "
            "a claim by its number, the secretariat, or other with a word who it is",
            todo="correct the code",
        )
    return ref


def say(actor: Actor, *, reference: str, act: str, text: str) -> None:
    """Move a complaint on, answer the person, or note something, with a reason in words.

    Args:
        actor: its handler.
        reference: of the complaint.
        act: `screened`, `investigated`, `resolved`, `rejected`, `answered` or `noted`.
        text: what the person who complains is told; of a note, what only handlers read.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`, `complaint_not_yours`, `complaint_move_not_allowed`,
            `word_unknown`, `complaint_text_invalid`, `complaint_party_missing`.
    """
    known = _known_act(act, SAID)
    with complaint_held(actor, reference, known) as held:
        require_text(text, "text", length_max=TEXT_MAX)
        if known is ComplaintAct.SCREENED and not held.record.parties:
            raise Refusal(
                "complaint_party_missing",
                found=f"{reference} without a party of the register",
                expected="whom it concerns, so that nobody with a tie handles it",
                todo="name the party first, or say that it is another",
            )
        held.append(known, text)


def tell(actor: Actor, *, reference: str, act: str, kind: str, code: str, text: str) -> None:
    """Share something with a party, or pass it on to the next audit of an organisation.

    The party reads these words and nothing else: not the complaint, not its key, not who sent it.

    Raises:
        Refusal: `not_permitted`, `complaint_unknown`, `complaint_not_yours`, `complaint_move_not_allowed`,
            `word_unknown`, `complaint_text_invalid`, `complaint_party_unknown`, `complaint_party_other`.
    """
    known = _known_act(act, TOLD)
    with complaint_held(actor, reference, known) as held:
        require_text(text, "text", length_max=TEXT_MAX)
        ref = _known_party(kind, code)
        is_audit = known is ComplaintAct.SENT_TO_AUDIT
        if not _is_concerned(held.record, ref, is_audit=is_audit):
            raise Refusal(
                "complaint_party_other",
                found=f"{kind} {ref.code}",
                expected="an organisation or audit firm that the complaint concerns",
                todo="name it as a party first, or choose one that is named",
            )
        held.append(known, text, party=ref)
        if not is_audit and ref.kind is PartyKind.ORGANISATION:
            _notify(held, ref)


def _is_concerned(record: ComplaintRecord, ref: PartyRef, *, is_audit: bool) -> bool:
    concerned = concerned_parties(record.parties).values()
    if ref.kind is PartyKind.ORGANISATION:
        return any(
            ref.code in each.organisations for each in concerned if each.ref.kind is not PartyKind.AUDIT_FIRM
        )
    return (
        ref.kind is PartyKind.AUDIT_FIRM
        and not is_audit
        and any(ref.code in each.firms for each in concerned)
    )


def _notify(held: HeldComplaint, ref: PartyRef) -> None:
    number = sum(each.act is ComplaintAct.SHARED for each in held.record.course.events) + 1
    notice = NewNotice(
        reader=ref.code,
        reference=f"complaint {held.record.reference} {number}",
        subject="A complaint that concerns you",
        text="The handler of a complaint shares something with you, and you may answer. Nobody who complains, or is "
        "thought to have complained, may suffer for it.",
        link=f"/complaints/shared/{held.record.reference}/",
    )
    send_notices([notice], at=held.at, sender="complaints")


def _known_act(act: str, among: tuple[ComplaintAct, ...]) -> ComplaintAct:
    known = known_word(ComplaintAct, act, "act")
    if known not in among:
        raise Refusal(
            "word_unknown",
            found=f"act “{act[:64]}”",
            expected="one of " + ", ".join(each.value for each in among),
            todo="correct the word",
        )
    return known
