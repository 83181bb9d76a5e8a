"""Requesting claims: drafted and submitted by the holder's people, with four eyes approved by the secretariat.

Whatever happens to a claim goes through `claim_held`: it holds the holder's ledger, so that no certificate, membership
or movement changes meanwhile and no mass is claimed twice, checks that the act is allowed in its state, and appends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.claim import ClaimAct, ClaimCourse, ClaimEvent, is_allowed
from casthouse.assurance.claim_wish import ClaimWish
from casthouse.assurance.claim_word import ClaimKind
from casthouse.assurance.claim_wording import refuse_wording, wording_hits
from casthouse.refusal import Refusal
from casthouse.service.accreditation import known_word
from casthouse.service.certificate_book import local_today
from casthouse.service.claim_assessment import ClaimAssessment, assessed
from casthouse.service.claim_holder import courses_of
from casthouse.service.claim_wanted import WantedClaim, followed_guide, guide_of, read_wish
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise, may, not_permitted
from casthouse.storage import claim as claim_store
from casthouse.storage.claim import ClaimRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldClaim:
    """A claim that is held until the transaction ends: who writes, when, and how it stands."""

    hold: LedgerHold
    record: ClaimRecord
    course: ClaimCourse
    today: date

    def append(self, act: ClaimAct, text: str = "", *, on: date | None = None) -> None:
        """Append what happens to the claim, today or from another day on."""
        event = ClaimEvent(act=act, on=on or self.today, at=self.hold.at, by=self.hold.actor.name, text=text)
        claim_store.append_event(self.record.number, event)


@contextmanager
def claim_held(actor: Actor, permission: Act, number: str, *, act: ClaimAct | None) -> Iterator[HeldClaim]:
    """Hold a claim and its holder's ledger until the block ends.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`, `claim_state` where `act` is not allowed now.
    """
    organisation = readable_claim(actor, permission, number).organisation
    with ledger_held(actor, organisation) as hold:
        record = readable_claim(actor, permission, number)
        course = courses_of([record])[number]
        today = local_today(organisation)
        if act is not None and not is_allowed(act, course.state_on(today)):
            raise claim_state(record, course, act.value, today)
        yield HeldClaim(hold=hold, record=record, course=course, today=today)


def readable_claim(actor: Actor, permission: Act, number: str) -> ClaimRecord:
    """Return a claim to somebody who may do something about it; who may not learns not even that it is there.

    What was never submitted is there for the holder's own people only.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`.
    """
    record = claim_store.claim(number)
    if not may(actor, permission, record.organisation if record else None):
        raise not_permitted(actor, permission, number[:100])
    if record is None or not is_open_to(actor, record):
        raise claim_unknown(number)
    return record


def is_open_to(actor: Actor, record: ClaimRecord) -> bool:
    """Say whether somebody may see a claim: from its submission on, before that only with the holder's drafts."""
    was_submitted = any(each.act is ClaimAct.SUBMITTED for each in record.events)
    return was_submitted or may(actor, Act.CLAIM_READ, record.organisation)


def claim_unknown(number: str) -> Refusal:
    """Return the refusal of a number that no claim has, and of a claim that is nobody else's business."""
    return Refusal(
        "claim_unknown",
        found=f"claim “{number[:100]}”",
        expected="the number of a claim",
        todo="correct the number; it stands beside the claim",
    )


def claim_state(record: ClaimRecord, course: ClaimCourse, what: str, today: date) -> Refusal:
    """Return the refusal of what the state of a claim does not allow."""
    end = course.end
    state = course.state_on(today).value
    why = f" since {end.day}: {end.why or end.cause.value}" if end and end.day <= today else ""
    return Refusal(
        "claim_state",
        found=f"{record.number}, which is {state}{why}",
        expected=f"a state in which “{what}” is allowed",
        todo="look at the claim: its page says what comes next; what ended does not come back, request a new one",
    )


def request_claim(
    actor: Actor, *, organisation: str, kind: str, wanted: WantedClaim, guide: str = ""
) -> ClaimRecord:
    """Draft a claim under the guide that is in force, or another that still is.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `word_unknown`, `claims_guide_unknown`,
            `claim_wording_refused`, and those of `read_wish`.
    """
    authorise(actor, Act.CLAIM_WRITE, organisation)
    found_organisation(organisation)
    claim_kind = known_word(ClaimKind, kind, "kind of claim")
    wish = read_wish(organisation, claim_kind, wanted)
    with ledger_held(actor, organisation) as hold:
        today = local_today(organisation)
        code = followed_guide(guide, today).code
        _refuse_words(code, claim_kind, wish)
        number = claim_store.append_claim(organisation, claim_kind, code)
        claim_store.append_version(number, 1, wish)
        event = ClaimEvent(act=ClaimAct.DRAFTED, on=today, at=hold.at, by=actor.name)
        claim_store.append_event(number, event)
        hold.journal(Act.CLAIM_WRITE, number, kind=claim_kind.value, guide=code)
    return recorded_claim(number)


def revise_claim(actor: Actor, *, number: str, wanted: WantedClaim) -> ClaimRecord:
    """Write a draft anew; what it said before stays on record.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`, `claim_state`, `claim_wording_refused`, and those of `read_wish`.
    """
    with claim_held(actor, Act.CLAIM_WRITE, number, act=ClaimAct.REVISED) as held:
        wish = read_wish(held.record.organisation, held.record.kind, wanted)
        _refuse_words(held.record.guide, held.record.kind, wish)
        if wish != held.record.wish:
            claim_store.append_version(number, held.record.version + 1, wish)
            held.append(ClaimAct.REVISED)
            held.hold.journal(Act.CLAIM_WRITE, number, version=held.record.version + 1)
    return recorded_claim(number)


def submit_claim(actor: Actor, *, number: str) -> ClaimRecord:
    """Hand a draft to the secretariat; it must meet every precondition today, and its mass is held from now on.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`, `claim_state`, `claim_precondition_missing`,
            `claim_wording_refused`, `claims_guide_unknown`.
    """
    with claim_held(actor, Act.CLAIM_SUBMIT, number, act=ClaimAct.SUBMITTED) as held:
        require_preconditions(held)
        held.append(ClaimAct.SUBMITTED)
        held.hold.journal(Act.CLAIM_SUBMIT, number)
    return recorded_claim(number)


def require_preconditions(held: HeldClaim) -> ClaimAssessment:
    """Return what was found of a claim that meets every precondition today.

    Raises:
        Refusal: `claims_guide_unknown`, `claim_wording_refused`, `claim_precondition_missing`.
    """
    followed_guide(held.record.guide, held.today)
    found = assessed(held.record)
    refuse_wording(found.hits)
    found.require()
    return found


def _refuse_words(guide: str, kind: ClaimKind, wish: ClaimWish) -> None:
    refuse_wording(wording_hits(guide_of(guide), kind, wish.free_texts))


def recorded_claim(number: str) -> ClaimRecord:
    """Return a claim that is there, as it was recorded."""
    record = claim_store.claim(number)
    assert record is not None
    return record
