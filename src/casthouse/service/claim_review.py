"""What the secretariat does with claims: approve, reject, revoke; never those of the people who requested them."""

from casthouse.assurance.claim import REQUESTING, ClaimAct
from casthouse.refusal import Refusal
from casthouse.service.claim import HeldClaim, claim_held, recorded_claim, require_preconditions
from casthouse.service.entered import entered_text
from casthouse.service.notice import send_notices
from casthouse.service.permission import Act, Actor
from casthouse.storage import claim as claim_store
from casthouse.storage.claim import ClaimRecord
from casthouse.storage.notice import NewNotice

REASON_MAX = 2_000


def approve_claim(actor: Actor, *, number: str) -> ClaimRecord:
    """Approve a claim whose preconditions all hold today; its text, its days and its ground are kept as they are now.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`, `claim_state`, `claim_not_independent`, `claims_guide_unknown`,
            `claim_wording_refused`, `claim_precondition_missing`.
    """
    with claim_held(actor, Act.CLAIM_APPROVE, number, act=ClaimAct.APPROVED) as held:
        _refuse_own(actor, held)
        found = require_preconditions(held)
        assert found.approval is not None, "whoever misses nothing has a ground and days"
        claim_store.append_approval(number, found.approval)
        held.append(ClaimAct.APPROVED)
        held.hold.journal(Act.CLAIM_APPROVE, number, valid_to=found.approval.valid_to.isoformat())
        days = f"from {found.approval.valid_from} to {found.approval.valid_to}"
        _tell(held, "approved", f"It may be made {days}, word for word as it was approved.")
    return recorded_claim(number)


def reject_claim(actor: Actor, *, number: str, reason: str) -> ClaimRecord:
    """Reject a claim that was submitted, with a reason that its holder reads.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`, `claim_state`, `text_invalid`.
    """
    with claim_held(actor, Act.CLAIM_APPROVE, number, act=ClaimAct.REJECTED) as held:
        why = entered_text(reason, "reason", length_max=REASON_MAX)
        held.append(ClaimAct.REJECTED, why)
        held.hold.journal(Act.CLAIM_APPROVE, number, rejected=why)
        _tell(held, "rejected", f"{why} What was asked for may be requested anew.")
    return recorded_claim(number)


def revoke_claim(actor: Actor, *, number: str, reason: str) -> ClaimRecord:
    """Take an approval back from today on, as for a claim that is used otherwise than approved.

    Raises:
        Refusal: `not_permitted`, `claim_unknown`, `claim_state`, `text_invalid`.
    """
    with claim_held(actor, Act.CLAIM_APPROVE, number, act=ClaimAct.REVOKED) as held:
        why = entered_text(reason, "reason", length_max=REASON_MAX)
        held.append(ClaimAct.REVOKED, why)
        held.hold.journal(Act.CLAIM_APPROVE, number, revoked=why)
        _tell(held, "revoked", f"{why} It may not be made from today on: take it down wherever it stands.")
    return recorded_claim(number)


def _refuse_own(actor: Actor, held: HeldClaim) -> None:
    names = {each.casefold() for each in held.course.names_of(*REQUESTING)}
    is_of_holder = bool(actor.organisation_roles.get(held.record.organisation))
    if actor.name.casefold() in names or is_of_holder:
        raise Refusal(
            "claim_not_independent",
            found=f"{actor.name}, who requested {held.record.number} or is one of its holder's people",
            expected="somebody of the secretariat who did neither",
            todo="ask another person of the secretariat to approve it",
        )


def _tell(held: HeldClaim, what: str, text: str) -> None:
    number = held.record.number
    notice = NewNotice(
        reader=held.record.organisation,
        reference=f"claim:{number}:{what}",
        subject=f"Claim {number} is {what}",
        text=text,
        link=f"/claims/{number}/",
    )
    send_notices([notice], at=held.hold.at, sender=held.hold.actor.name)
