"""Using claims: where one stands from which day on, the files behind it, and its end by the holder."""

from datetime import date
from typing import IO

from casthouse.assurance.claim import ClaimAct, ClaimState
from casthouse.assurance.claim_word import FilePurpose
from casthouse.assurance.evidence import EvidenceFile, EvidenceType
from casthouse.refusal import Refusal
from casthouse.service.accreditation import known_word
from casthouse.service.claim import HeldClaim, claim_held, claim_state, readable_claim, recorded_claim
from casthouse.service.claim_review import REASON_MAX
from casthouse.service.entered import entered_text
from casthouse.service.evidence import Incoming, opened_content, recorded_file, taken_in
from casthouse.service.permission import Act, Actor
from casthouse.storage import claim as claim_store
from casthouse.storage.claim import ClaimRecord

SHOWING = frozenset({EvidenceType.PNG, EvidenceType.JPEG, EvidenceType.PDF})
"""What artwork and proofs of use are."""
FILES_MAX = 50


def put_in_use(actor: Actor, *, number: str, place: str, on: date | None = None) -> ClaimRecord:
    """Say where an approved claim stands, from a day of its approval on; again for another place.

    Args:
        actor: a manager of the holder.
        number: of the claim.
        place: where it stands.
        on: the first day; None: today where the holder is. No later day: what is not yet done is not recorded.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`, `claim_state`, `claim_day_invalid`, `text_invalid`.
    """
    with claim_held(actor, Act.CLAIM_SUBMIT, number, act=ClaimAct.PUT_IN_USE) as held:
        where = entered_text(place, "place of use", length_max=REASON_MAX)
        day = on or held.today
        approval = held.record.approval
        assert approval is not None
        if not approval.valid_from <= day <= held.today:
            raise Refusal(
                "claim_day_invalid",
                found=f"use from {day} on",
                expected=f"a day from {approval.valid_from} to today, {held.today}",
                todo="correct the day",
            )
        held.append(ClaimAct.PUT_IN_USE, where, on=day)
        held.hold.journal(Act.CLAIM_SUBMIT, number, used_from=day.isoformat(), place=where)
    return recorded_claim(number)


def end_claim(actor: Actor, *, number: str, reason: str) -> ClaimRecord:
    """End a claim from today on, or take a request back; it stays on record.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`, `claim_state`, `text_invalid`.
    """
    with claim_held(actor, Act.CLAIM_SUBMIT, number, act=ClaimAct.ENDED) as held:
        why = entered_text(reason, "reason", length_max=REASON_MAX)
        held.append(ClaimAct.ENDED, why)
        held.hold.journal(Act.CLAIM_SUBMIT, number, ended=why)
    return recorded_claim(number)


def add_claim_file(actor: Actor, *, number: str, purpose: str, incoming: Incoming) -> ClaimRecord:
    """Put a file behind a claim: its artwork while it is a draft, a proof of use once it was in use.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`, `claim_state`, `claim_files_too_many`, `word_unknown`, and those of
            `taken_in`.
    """
    wanted = known_word(FilePurpose, purpose, "purpose")
    with claim_held(actor, Act.CLAIM_WRITE, number, act=None) as held:
        _require_taking(held, wanted)
    file = taken_in(actor, incoming, only=SHOWING)
    with claim_held(actor, Act.CLAIM_WRITE, number, act=None) as held:
        _require_taking(held, wanted)
        kept = recorded_file(held.record.organisation, file)
        claim_store.append_file(number, kept.digest, wanted, by=actor.name, at=held.hold.at)
        held.hold.journal(Act.CLAIM_WRITE, number, file=kept.name, purpose=wanted.value, sha256=kept.digest)
    return recorded_claim(number)


def read_claim_file(actor: Actor, *, number: str, digest: str) -> tuple[EvidenceFile, IO[bytes]]:
    """Return a file behind a claim, and its content open to be read.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`, `evidence_unknown`, `evidence_lost`.
    """
    record = readable_claim(actor, Act.CLAIM_SUBMITTED_READ, number)
    file = next((each.file for each in record.files if each.file.digest == digest), None)
    if file is None:
        raise Refusal(
            "evidence_unknown",
            found=f"a file “{digest[:64]}”",
            expected="the digest of a file behind the claim",
            todo="look at the page of the claim",
        )
    return file, opened_content(file)


def _require_taking(held: HeldClaim, purpose: FilePurpose) -> None:
    state = held.course.state_on(held.today)
    was_used = held.course.day_of(ClaimAct.PUT_IN_USE) is not None
    takes = state is ClaimState.DRAFT if purpose is FilePurpose.ARTWORK else was_used
    if not takes:
        what = "add artwork" if purpose is FilePurpose.ARTWORK else "add a proof of use"
        raise claim_state(held.record, held.course, what, held.today)
    if len(held.record.files) >= FILES_MAX:
        raise Refusal(
            "claim_files_too_many",
            found=f"{len(held.record.files)} files behind {held.record.number}",
            expected=f"at most {FILES_MAX}",
            todo="request another claim for other artwork",
        )
