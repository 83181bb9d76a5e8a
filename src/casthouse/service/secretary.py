"""The secretariat itself: who is of it, and how somebody joins: proposed by one person, confirmed by another.

The operator adds people directly (`person add`): on the command line nobody acts under somebody else's name.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from casthouse.parties.role import Role
from casthouse.parties.secretary import ProposalOutcome, SecretaryProposal, require_other
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.person import account_named
from casthouse.storage import person as person_store
from casthouse.storage import secretary as store
from casthouse.storage.journal import append_journal
from casthouse.storage.person import PersonRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Secretariat:
    """Who holds a role for the whole store, and who was proposed, newest first."""

    people: tuple[PersonRole, ...]
    proposals: tuple[SecretaryProposal, ...]

    @property
    def secretaries(self) -> int:
        """How many are of the secretariat: what two pairs of eyes are asked for needs two."""
        return sum(each.is_of_the_secretariat for each in self.people)

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "people": [{"username": each.username, "role": each.role.value} for each in self.people],
            "proposals": [proposal_json(each) for each in self.proposals],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSecretary:
    """A proposal that stands; `password` is set once, for a person who is new."""

    proposal: SecretaryProposal
    password: str | None = None


def secretariat(actor: Actor) -> Secretariat:
    """Return who is of the secretariat, and who is proposed.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.SECRETARY_APPOINT)
    return Secretariat(people=tuple(person_store.roles_in(None)), proposals=tuple(store.proposals()))


def propose_secretary(actor: Actor, *, username: str) -> ProposedSecretary:
    """Propose somebody for the secretariat; who is new gets an account that opens nothing yet. Twice is once.

    Raises:
        Refusal: `not_permitted`, `username_invalid`, `secretary_already`.
    """
    authorise(actor, Act.SECRETARY_APPOINT)
    with transaction.atomic():
        account = account_named(actor, username=username, password=None)
        person_store.hold_person(account.user_id)
        if any(each.is_of_the_secretariat for each in person_store.roles_of(account.user_id)):
            raise Refusal(
                "secretary_already",
                found=f"{username}, who is of the secretariat",
                expected="somebody who is not",
                todo="nothing is to be done",
            )
        if store.open_proposal(account.user_id) is None:
            store.append_proposal(account.user_id, by=actor.name, at=clock.now())
            _journal(actor, username, "proposed")
        made = store.open_proposal(account.user_id)
        assert made is not None
        return ProposedSecretary(proposal=made, password=account.password)


def confirm_secretary(actor: Actor, *, username: str) -> SecretaryProposal:
    """Confirm somebody whom another person proposed: the role begins.

    Raises:
        Refusal: `not_permitted`, `secretary_proposal_unknown`, `secretary_not_independent`.
    """
    authorise(actor, Act.SECRETARY_APPOINT)
    with transaction.atomic():
        user_id, proposal = _open(username)
        require_other(proposal, actor.name)
        person_store.add_role(user_id, role=Role.SECRETARIAT, organisation=None)
        return _ended(actor, proposal, ProposalOutcome.CONFIRMED)


def decline_secretary(actor: Actor, *, username: str) -> SecretaryProposal:
    """Decline a proposal, or take the own one back; the account stays and opens nothing.

    Raises:
        Refusal: `not_permitted`, `secretary_proposal_unknown`.
    """
    authorise(actor, Act.SECRETARY_APPOINT)
    with transaction.atomic():
        _, proposal = _open(username)
        return _ended(actor, proposal, ProposalOutcome.DECLINED)


def _open(username: str) -> tuple[int, SecretaryProposal]:
    user_id, proposal = person_store.person_id(username), None
    if user_id is not None:
        person_store.hold_person(user_id)
        proposal = store.open_proposal(user_id)
    if user_id is None or proposal is None:
        raise Refusal(
            "secretary_proposal_unknown",
            found=f"no open proposal of {username[:60]}",
            expected="somebody who is proposed and about whom nobody has decided",
            todo="look at the list: a colleague may have decided meanwhile",
        )
    return user_id, proposal


def _ended(actor: Actor, proposal: SecretaryProposal, outcome: ProposalOutcome) -> SecretaryProposal:
    store.append_end(proposal.number, outcome, by=actor.name, at=clock.now())
    _journal(actor, proposal.username, outcome.value)
    return next(each for each in store.proposals() if each.number == proposal.number)


def _journal(actor: Actor, username: str, what: str) -> None:
    append_journal(
        at=clock.now(),
        actor=actor.name,
        act=Act.SECRETARY_APPOINT,
        subject=username,
        role=Role.SECRETARIAT.value,
        what=what,
    )


def proposal_json(each: SecretaryProposal) -> dict[str, Any]:
    """Return the members of a proposal."""
    return {
        "username": each.username,
        "proposed_by": each.proposed_by,
        "proposed_at": each.proposed_at.isoformat().replace("+00:00", "Z"),
        "outcome": each.outcome.value if each.outcome else None,
        "ended_by": each.ended_by or None,
        "ended_at": each.ended_at.isoformat().replace("+00:00", "Z") if each.ended_at else None,
    }
