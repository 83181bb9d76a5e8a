"""Membership: class, joining date and standing of an organisation, with their history.

Class and joining date come with the register; the secretariat changes the standing. When it is lost, the member's
certificates are to be suspended: they are listed, and each is suspended by a move of its own.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.assurance.certificate_state import ENTITLING
from casthouse.parties.membership import MembershipFact, MemberState, Standing, member_state
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import load_book, local_today
from casthouse.service.claim_lapse import record_lapses
from casthouse.service.entered import entered_text
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import membership as membership_store


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipStory:
    """A membership with its history.

    Attributes:
        organisation: code of the organisation.
        now: its state today.
        facts: what was recorded, in order.
        to_suspend: certificates that still entitle although the standing is lost.
    """

    organisation: str
    now: MemberState
    facts: tuple[MembershipFact, ...]
    to_suspend: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        now = self.now
        return {
            "organisation": self.organisation,
            "membership": now.membership.value if now.membership else None,
            "joined": now.joined.isoformat() if now.joined else None,
            "standing": now.standing.value,
            "reason": now.reason or None,
            "certificates_to_suspend": list(self.to_suspend),
            "history": [
                {
                    "recorded_at": each.recorded_at.isoformat(),
                    "actor": each.actor,
                    "effective": each.effective.isoformat(),
                    "standing": each.standing.value if each.standing else None,
                    "membership": each.membership.value if each.membership else None,
                    "joined": each.joined.isoformat() if each.joined else None,
                    "reason": each.reason or None,
                }
                for each in self.facts
            ],
        }


def membership(actor: Actor, *, organisation: str) -> MembershipStory:
    """Return the membership of an organisation.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.MEMBERSHIP_READ, organisation)
    found_organisation(organisation)
    return _story(organisation)


def change_standing(
    actor: Actor, *, organisation: str, standing: Standing, reason: str, effective: date | None = None
) -> MembershipStory:
    """Suspend a membership or restore it; list the certificates that are then to be suspended.

    Args:
        actor: the secretariat.
        organisation: code of the member.
        standing: the new one; the same again is refused.
        reason: why, as the member reads it.
        effective: the first day on which it holds, today or later where the organisation is; None: today.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `text_invalid`, `standing_unchanged`,
            `standing_backdated`, `membership_missing`.
    """
    authorise(actor, Act.MEMBERSHIP_CHANGE, organisation)
    found_organisation(organisation)
    why = entered_text(reason, "reason", length_max=2_000)
    with ledger_held(actor, organisation) as hold:
        today = local_today(organisation)
        day = effective or today
        _refuse_standing(organisation, standing, day, today)
        fact = MembershipFact(
            recorded_at=hold.at, actor=actor.name, effective=day, reason=why, standing=standing
        )
        membership_store.append_membership_fact(organisation, fact)
        hold.journal(
            Act.MEMBERSHIP_CHANGE,
            organisation,
            standing=standing.value,
            effective=day.isoformat(),
            reason=why,
        )
        record_lapses(hold, organisation)
    return _story(organisation)


def _refuse_standing(organisation: str, standing: Standing, day: date, today: date) -> None:
    facts = membership_store.membership_facts([organisation]).get(organisation, [])
    state = member_state(facts, day)
    last = max((each.effective for each in facts if each.standing is not None), default=today)
    if state.membership is None:
        raise Refusal(
            "membership_missing",
            found=f"{organisation}, which is not a member",
            expected="a member",
            todo="register the membership first",
        )
    if state.standing is standing:
        raise Refusal(
            "standing_unchanged",
            found=f"{organisation}, {standing.value} already",
            expected="a change of standing",
            todo="nothing is to be done",
        )
    if day < max(today, last):
        raise Refusal(
            "standing_backdated",
            found=f"{standing.value} from {day} on",
            expected=f"{max(today, last)} or later",
            todo="choose a later day",
        )


def _story(organisation: str) -> MembershipStory:
    today = local_today(organisation)
    facts = membership_store.membership_facts([organisation]).get(organisation, [])
    now = member_state(facts, today)
    to_suspend: tuple[str, ...] = ()
    if now.standing is Standing.SUSPENDED:
        book = load_book(organisation)
        phases = ((each.number, book.course(each).on(today)) for each in book.histories)
        to_suspend = tuple(number for number, phase in phases if phase and phase.state in ENTITLING)
    return MembershipStory(organisation=organisation, now=now, facts=tuple(facts), to_suspend=to_suspend)
