"""Joint ventures: which organisation holds a share in a facility of another, recorded by the secretariat.

The facility stays in the scope of the organisation that controls it, and in its accounts. What the share permits the
partner, and what it must hold itself, is looked at in `joint_venture_finding`.
"""

from datetime import date
from typing import Any

from casthouse.measure.share import share_text
from casthouse.parties.joint_venture import LegalInterest, refuse_beyond_whole, whole_share
from casthouse.parties.membership import may_certify, member_state
from casthouse.refusal import Refusal
from casthouse.service.entered import entered_text
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.lookup import found_organisation, found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import facility as facility_store
from casthouse.storage import joint_venture as joint_venture_store
from casthouse.storage import membership as membership_store
from casthouse.storage.joint_venture import RecordedInterest

REASON_MAX = 2_000


def joint_ventures(actor: Actor, *, organisation: str) -> list[RecordedInterest]:
    """Return the shares that an organisation holds, and those that others hold in its facilities.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.JOINT_VENTURE_READ, organisation)
    found_organisation(organisation)
    return joint_venture_store.interests([organisation])


def record_interest(
    actor: Actor, *, facility: str, holder: str, share: str, first: date, reason: str
) -> RecordedInterest:
    """Record that an organisation holds a share in a facility of another from a day on.

    Args:
        actor: the secretariat or the operator.
        facility: code of the facility.
        holder: code of the organisation that holds the share.
        share: as 1/3 or 0.25.
        first: the first day.
        reason: what it rests on, such as the deed.

    Raises:
        Refusal: `not_permitted`, `facility_unknown`, `organisation_unknown`, `share_invalid`, `text_invalid`,
            `interest_in_own_facility`, `membership_not_certifiable`, `interest_twice`, `interest_beyond_whole`.
    """
    authorise(actor, Act.JOINT_VENTURE_RECORD)
    held = facility_store.facility(facility)
    if held is None:
        raise Refusal(
            "facility_unknown",
            found=f"facility “{facility[:80]}”",
            expected="the code of a registered facility",
            todo="correct the code",
        )
    partner = found_organisation_id(holder)
    wanted = LegalInterest(facility=facility, holder=holder, share=whole_share(share), first=first)
    why = entered_text(reason, "reason", length_max=REASON_MAX)
    _refuse_partner(held.organisation, wanted)
    with ledger_held(actor, held.organisation, beside=[partner]) as hold:
        known = joint_venture_store.interests([held.organisation])
        refuse_beyond_whole([each.interest for each in known], wanted)
        number = joint_venture_store.append_interest(wanted, reason=why, at=hold.at, by=actor.name)
        hold.journal(
            Act.JOINT_VENTURE_RECORD,
            facility,
            holder=holder,
            share=share_text(wanted.share),
            first=first.isoformat(),
        )
    made = joint_venture_store.interest(number)
    assert made is not None
    return made


def _refuse_partner(owner: str, wanted: LegalInterest) -> None:
    if owner == wanted.holder:
        raise Refusal(
            "interest_in_own_facility",
            found=f"a share of {owner} in its own facility {wanted.facility}",
            expected="an organisation other than the one that controls it",
            todo="record the shares of the others",
        )
    facts = membership_store.membership_facts([wanted.holder]).get(wanted.holder, [])
    held = facility_store.facility(wanted.facility)
    assert held is not None
    state = member_state(facts, wanted.first)
    if not may_certify(state.membership, frozenset(held.activities)):
        raise Refusal(
            "membership_not_certifiable",
            found=f"{wanted.holder}, {state.membership.value if state.membership else 'not a member'}",
            expected="a member of a class that certifies; mining, refining and smelting: production_and_transformation",
            todo="register the membership first",
        )


def end_interest(actor: Actor, *, number: int, last: date, reason: str) -> RecordedInterest:
    """Record the last day of a share, inclusive.

    Raises:
        Refusal: `not_permitted`, `interest_unknown`, `interest_ended`, `interest_dates_invalid`, `text_invalid`.
    """
    authorise(actor, Act.JOINT_VENTURE_RECORD)
    why = entered_text(reason, "reason", length_max=REASON_MAX)
    found = joint_venture_store.interest(number)
    if found is None:
        raise Refusal(
            "interest_unknown",
            found=f"share {number}",
            expected="the number of a recorded share",
            todo="look it up in the list of joint ventures",
        )
    with ledger_held(actor, found.owner, beside=[found_organisation_id(found.interest.holder)]) as hold:
        found = joint_venture_store.interest(number)
        assert found is not None
        _refuse_end(found, last)
        joint_venture_store.append_end(number, last=last, reason=why, at=hold.at, by=actor.name)
        hold.journal(Act.JOINT_VENTURE_RECORD, found.interest.facility, ends=number, last=last.isoformat())
    ended = joint_venture_store.interest(number)
    assert ended is not None
    return ended


def _refuse_end(found: RecordedInterest, last: date) -> None:
    if found.interest.last != date.max:
        raise Refusal(
            "interest_ended",
            found=f"share {found.number}, which ends on {found.interest.last}",
            expected="a share without an end",
            todo="nothing is to be done; a later share is recorded anew",
        )
    if last < found.interest.first:
        raise Refusal(
            "interest_dates_invalid",
            found=f"a last day {last} of a share from {found.interest.first} on",
            expected="a last day not before the first",
            todo="correct the day",
        )


def interest_json(each: RecordedInterest) -> dict[str, Any]:
    """Return the members of a recorded share."""
    held = each.interest
    return {
        "number": each.number,
        "facility": held.facility,
        "controlled_by": each.owner,
        "holder": held.holder,
        "share": share_text(held.share),
        "first": held.first.isoformat(),
        "last": None if held.last == date.max else held.last.isoformat(),
        "reason": each.reason,
        "end_reason": each.end_reason or None,
        "recorded_at": each.recorded_at.isoformat(),
        "actor": each.actor,
    }
