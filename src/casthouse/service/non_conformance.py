"""Non-conformances after they were raised: the member plans and acts, the lead auditor approves, verifies and closes.

The lead of the audit that raised one judges it while that audit runs; so does the lead of a later audit of the scope.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from casthouse.assurance.certificate_succession import Succession
from casthouse.assurance.corrective_action import CorrectiveAction, deadline_flaw
from casthouse.assurance.non_conformance import NonConformanceAct, state_after
from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service.accreditation import known_word, require_reason
from casthouse.service.audit import HeldAudit, audit_held, audits, manual_of, readable_audit
from casthouse.service.audit_end import close_if_done
from casthouse.service.certificate_book import local_today
from casthouse.service.non_conformance_standing import NonConformanceStanding, standings, succession_since
from casthouse.service.permission import Act, Actor, may
from casthouse.storage import audit as audit_store
from casthouse.storage import non_conformance as non_conformance_store
from casthouse.storage.audit import AuditRecord
from casthouse.storage.non_conformance import RecordedEvent

JUDGEMENTS = (
    NonConformanceAct.PLAN_APPROVED,
    NonConformanceAct.PLAN_SENT_BACK,
    NonConformanceAct.ACTION_SENT_BACK,
    NonConformanceAct.CLOSED,
    NonConformanceAct.DOWNGRADED,
    NonConformanceAct.ESCALATED,
)
"""What the lead auditor does; each but the approval of a plan says why."""

ACTS = {
    **dict.fromkeys(JUDGEMENTS, Act.CORRECTION_JUDGE),
    NonConformanceAct.EXEMPTED: Act.EXEMPTION_DECIDE,
    NonConformanceAct.EXEMPTION_DECLINED: Act.EXEMPTION_DECIDE,
}
"""Under which permission an act is done; all others are the member's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedAction:
    """What a member promises; the deadline is inclusive."""

    root_cause: str
    action: str
    responsible: str
    deadline: date


def non_conformances(actor: Actor, *, audit: str) -> list[NonConformanceStanding]:
    """Return the non-conformances of an audit as they stand today.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = readable_audit(actor, Act.AUDIT_READ, audit)
    today = local_today(record.organisation)
    return [
        each for each in standings(record.scope, record.standard, today=today) if each.recorded.audit == audit
    ]


def non_conformance(actor: Actor, *, audit: str, number: int) -> NonConformanceStanding:
    """Return one non-conformance of an audit; also to the lead of a later audit of the scope, and to its heir.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `non_conformance_unknown`.
    """
    record = readable_audit(_as_heir(_as_later_team(actor, audit), audit), Act.AUDIT_READ, audit)
    return _found(record, number, local_today(record.organisation))


def submit_plan(actor: Actor, *, audit: str, number: int, wanted: WantedAction) -> None:
    """Submit the corrective action plan of a non-conformance.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `non_conformance_unknown`, `non_conformance_state`,
            `corrective_action_invalid`.
    """
    planning = NonConformanceAct.PLAN_SUBMITTED
    with one_held(actor, Act.CORRECTION_WRITE, audit, number, planning) as (held, found):
        _refuse_thin(wanted)
        flaw = deadline_flaw(
            wanted.deadline,
            found.grade,
            found.rules.counted_from,
            manual_of(held.record).correction,
            next_audit=found.due,
        )
        if flaw:
            raise _action_invalid(flaw)
        action = CorrectiveAction(
            root_cause=wanted.root_cause.strip(),
            action=wanted.action.strip(),
            responsible=wanted.responsible.strip(),
            deadline=wanted.deadline,
        )
        append_act(held, found, planning, "", action)


def report_action(actor: Actor, *, audit: str, number: int, text: str) -> None:
    """Report that the action is done, and where that can be seen.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `non_conformance_unknown`, `non_conformance_state`,
            `reason_missing`.
    """
    with one_held(actor, Act.CORRECTION_WRITE, audit, number, NonConformanceAct.ACTION_REPORTED) as (
        held,
        found,
    ):
        require_reason(text)
        append_act(held, found, NonConformanceAct.ACTION_REPORTED, text)


def judge(actor: Actor, *, audit: str, number: int, judgement: str, text: str = "") -> None:
    """Approve or send back a plan, send back or verify and close an action, downgrade or escalate.

    Args:
        actor: the lead of the audit, or of a later one of the scope.
        audit: reference of the audit that raised it.
        number: its number there.
        judgement: one of `JUDGEMENTS`.
        text: why, or how it was verified; only the approval of a plan needs none.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `word_unknown`, `non_conformance_unknown`, `non_conformance_state`,
            `reason_missing`.
    """
    act = known_word(NonConformanceAct, judgement, "judgement")
    acting = _as_later_team(actor, audit)
    with one_held(acting, Act.CORRECTION_JUDGE, audit, number, act) as (held, found):
        if act not in JUDGEMENTS:
            raise _state(found, act)
        if act is not NonConformanceAct.PLAN_APPROVED:
            require_reason(text)
        append_act(held, found, act, text)
        close_if_done(held)


def may_judge(actor: Actor, audit: str) -> bool:
    """Say whether somebody leads the audit, or a later one of the scope."""
    record = audit_store.audit(audit)
    acting = _as_later_team(actor, audit)
    return record is not None and may(acting, Act.CORRECTION_JUDGE, record.organisation, audit=audit)


def may_correct(actor: Actor, audit: str) -> bool:
    """Say whether somebody plans and acts about what an audit found: of the audited organisation, or of its heir."""
    record = audit_store.audit(audit)
    acting = _as_heir(actor, audit)
    return record is not None and may(acting, Act.CORRECTION_WRITE, record.organisation, audit=audit)


def _as_heir(actor: Actor, audit: str) -> Actor:
    """Return the actor with the roles that somebody of the present holder has in what an audit found there before."""
    chain = _succession(audit)
    roles = actor.organisation_roles.get(chain[-1].organisation, frozenset()) if chain else frozenset()
    return _with_roles(actor, audit, roles)


def _succession(audit: str) -> tuple[Succession, ...]:
    """Return how what an audit found passed on with the certificates of its scope."""
    record = audit_store.audit(audit)
    return succession_since(record) if record is not None else ()


def _with_roles(actor: Actor, audit: str, roles: frozenset[Role]) -> Actor:
    held = actor.audit_roles.get(audit, frozenset()) | roles
    return replace(actor, audit_roles={**actor.audit_roles, audit: held}) if roles else actor


def _as_later_team(actor: Actor, audit: str) -> Actor:
    """Return the actor with the roles that a later audit of the same scope, or of its heir's, gives in this one."""
    mine = [each for each in audits(actor) if each.reference in actor.audit_roles]
    same_scope = non_conformance_store.audits_of_same_scope(audit)
    heirs = {(each.after, each.standard) for each in _succession(audit)}
    roles = frozenset[Role]().union(
        *(
            actor.audit_roles[each.reference]
            for each in mine
            if each.reference in same_scope or (each.scope, each.standard) in heirs
        )
    )
    return _with_roles(actor, audit, roles)


@contextmanager
def one_held(
    actor: Actor, permission: Act, audit: str, number: int, act: NonConformanceAct
) -> Iterator[tuple[HeldAudit, NonConformanceStanding]]:
    """Hold the audit of a non-conformance to which an act is allowed as it stands.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `non_conformance_unknown`, `non_conformance_state`.
    """
    with audit_held(_as_heir(actor, audit), permission, audit) as held:
        found = _found(held.record, number, held.today)
        if state_after(found.rules.state, act) is None:
            raise _state(found, act)
        yield held, found


def _found(record: AuditRecord, number: int, today: date) -> NonConformanceStanding:
    for each in standings(record.scope, record.standard, today=today):
        if (each.recorded.audit, each.recorded.number) == (record.reference, number):
            return each
    raise Refusal(
        "non_conformance_unknown",
        found=f"non-conformance {number} of {record.reference}",
        expected="the number of a non-conformance of the audit",
        todo="look it up on the page of the audit",
    )


def append_act(
    held: HeldAudit,
    found: NonConformanceStanding,
    act: NonConformanceAct,
    text: str,
    action: CorrectiveAction | None = None,
) -> None:
    """Append what happens to a non-conformance, and say so in the journal."""
    permission = ACTS.get(act, Act.CORRECTION_WRITE)
    event = RecordedEvent(
        act=act, on=held.today, at=held.at, by=held.actor.name, text=text.strip(), action=action
    )
    non_conformance_store.append_event(found.recorded.identifier, event)
    held.journal(permission, number=found.recorded.number, what=act.value)


def _state(found: NonConformanceStanding, act: NonConformanceAct) -> Refusal:
    return Refusal(
        "non_conformance_state",
        found=f"“{act.value}” for {found.reference}, which is “{found.rules.state.value}”",
        expected="what may happen next to it",
        todo="look at the non-conformance: its page says what comes next",
    )


def _refuse_thin(wanted: WantedAction) -> None:
    named = {
        "root cause": wanted.root_cause,
        "action": wanted.action,
        "who is responsible": wanted.responsible,
    }
    missing = [name for name, text in named.items() if not text.strip()]
    if missing:
        raise _action_invalid(f"nothing about {', '.join(missing)}")


def _action_invalid(found: str) -> Refusal:
    return Refusal(
        "corrective_action_invalid",
        found=found,
        expected="the root cause, the action, who is responsible, and a deadline within the limit",
        todo="complete the plan",
    )
