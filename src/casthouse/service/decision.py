"""Decisions: the system computes what the findings permit, a named person confirms it or is stricter.

The certificate follows from the decision in the same transaction, and from nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from casthouse.assurance.audit import AuditAct, AuditState
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_history import CertificateHistory
from casthouse.assurance.certificate_state import ENTITLING, PENDING, CertificateState
from casthouse.assurance.decision import (
    AuditResult,
    Decision,
    HeldCertificate,
    Outcome,
    confirmed,
    decide,
    open_choices,
)
from casthouse.assurance.maturity import Maturity, SurveillanceDue, overall_maturity, surveillance_due
from casthouse.assurance.rating import ItemRating, Rating
from casthouse.refusal import Refusal
from casthouse.service.accreditation import known_word
from casthouse.service.audit import HeldAudit, audit_held, audit_state, manual_of, readable_audit
from casthouse.service.audit_checklist import checklist_of, required_ratings
from casthouse.service.audit_end import close_if_done
from casthouse.service.audit_plan import refuse_own_work
from casthouse.service.certificate_book import load_book, local_today
from casthouse.service.decision_effect import move_certificate_by
from casthouse.service.non_conformance_standing import NonConformanceStanding, counting, succession_since
from casthouse.service.permission import Act, Actor
from casthouse.standard.standard_name import StandardName
from casthouse.storage import audit as audit_store
from casthouse.storage import audit_finding as finding_store
from casthouse.storage import audit_plan as plan_store
from casthouse.storage import decision as decision_store
from casthouse.storage.audit import AuditRecord
from casthouse.storage.certificate_transfer import successions
from casthouse.storage.decision import RecordedDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """What the findings permit today, what a person may choose, and what was decided before."""

    record: AuditRecord
    computed: Decision
    choices: tuple[Outcome, ...]
    maturity: Maturity | None
    certificate: HeldCertificate | None
    taken: tuple[RecordedDecision, ...]
    surveillance: tuple[SurveillanceDue, ...]

    @property
    def is_open(self) -> bool:
        """Say whether somebody may decide now."""
        return bool(self.choices) and may_be_decided(self.record, self.taken)


def decision_view(actor: Actor, *, audit: str) -> DecisionView:
    """Return what the findings of an audit permit today, and what was decided.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = readable_audit(actor, Act.AUDIT_READ, audit)
    today = deciding_day(record)
    result = audit_result(record, today)
    computed = decide(result, on=today, limits=manual_of(record).decision)
    taken = tuple(decision_store.decisions(audit))
    overall = maturity_of(record, today)
    issued = next((each.decision.valid_from for each in reversed(taken) if each.decision.valid_from), None)
    return DecisionView(
        record=record,
        computed=computed,
        choices=open_choices(computed, result, on=today),
        maturity=overall,
        certificate=result.certificate,
        taken=taken,
        surveillance=surveillance_due(overall, issued, manual_of(record).surveillance)
        if overall and issued
        else (),
    )


def may_be_decided(record: AuditRecord, taken: Sequence[RecordedDecision]) -> bool:
    """Say whether the state of an audit allows a decision: after the review, and again after a provisional one."""
    if record.state is AuditState.DECIDED:
        return bool(taken) and taken[-1].decision.outcome is Outcome.PROVISIONAL
    return record.state is AuditState.REVIEWED


def take_decision(actor: Actor, *, audit: str, outcome: str, reason: str = "") -> RecordedDecision:
    """Confirm the computed outcome, or overrule it in the stricter direction; the certificate follows.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `judged_by_auditor`, `word_unknown`,
            `decision_nothing`, `decision_milder`, `decision_senseless`, `reason_missing`; and whatever stands against
            the certificate itself, such as `membership_suspended`.
    """
    with audit_held(actor, Act.DECISION_TAKE, audit, act=AuditAct.DECIDED) as audited:
        refuse_own_work(audited)
        held = replace(audited, today=deciding_day(audited.record))
        before = decision_store.decisions(audit)
        if not may_be_decided(held.record, before):
            raise audit_state(held.record, "decide again")
        chosen = known_word(Outcome, outcome, "outcome")
        limits, result = manual_of(held.record).decision, audit_result(held.record, held.today)
        computed = decide(result, on=held.today, limits=limits)
        decision = confirmed(result, chosen, reason, on=held.today, limits=limits)
        _refuse_unchanged(before, decision)
        number = len(before) + 1
        certificate = move_certificate_by(
            actor,
            held.record,
            decision,
            held=result.certificate,
            is_new=not result.is_follow_up and held.record.audit_type.grants,
            reference=f"{audit}-D{number}",
            on=held.today,
            reason=reason,
        )
        return _append(held, decision, computed, number=number, reason=reason, certificate=certificate)


def _append(
    held: HeldAudit, decision: Decision, computed: Decision, *, number: int, reason: str, certificate: str
) -> RecordedDecision:
    overall = maturity_of(held.record, held.today)
    taken = RecordedDecision(
        number=number,
        computed=computed.outcome,
        decision=decision,
        overrule_reason=reason.strip() if decision.outcome is not computed.outcome else "",
        decided_on=held.today,
        certificate=certificate,
        maturity=overall.value if overall else "",
        at=held.at,
        by=held.actor.name,
    )
    decision_store.append_decision(held.audit_id, taken)
    held.append(AuditAct.DECIDED, decision.outcome.value)
    held.journal(Act.DECISION_TAKE, outcome=decision.outcome.value, computed=computed.outcome.value)
    close_if_done(held)
    return taken


def _refuse_unchanged(before: Sequence[RecordedDecision], decision: Decision) -> None:
    if before and decision.outcome is Outcome.PROVISIONAL:
        raise Refusal(
            "decision_unchanged",
            found="a provisional outcome after a provisional one",
            expected="something that changed: the major non-conformances closed, or more of them",
            todo="have them closed and verified first; the certificate runs to its last day meanwhile",
        )


def deciding_day(record: AuditRecord) -> date:
    """Return the day of a decision: today where the audited organisation is, or where the certificate passed to.

    A certificate that passed begins on the later of both todays; a decision about it holds from then on.
    """
    heirs = [each.organisation for each in succession_since(record)[-1:]]
    return max(local_today(each) for each in (record.organisation, *heirs))


def _counting(record: AuditRecord, today: date) -> list[NonConformanceStanding]:
    """Return what counts in the decision: what is open where the certificate is that it moves."""
    passed = succession_since(record)
    return counting(passed[-1].after if passed else record.scope, record.standard, today=today)


def audit_result(record: AuditRecord, today: date) -> AuditResult:
    """Return what an audit found, as the decision needs it."""
    lines, plan = checklist_of(record), plan_store.last_plan(record.reference)
    visits, reports = audit_store.visits(record.reference), audit_store.reports(record.reference)
    open_ones = _counting(record, today)
    taken = decision_store.decisions(record.reference)
    histories = _histories(record, today, passed_on=bool(taken))
    return AuditResult(
        audit_type=record.audit_type,
        is_plan_approved=record.day_of(AuditAct.PLAN_APPROVED) is not None,
        is_reviewed=record.state in {AuditState.REVIEWED, AuditState.DECIDED, AuditState.CLOSED},
        is_maturity_rated=bool(reports),
        is_remote=bool(visits) and all(each.is_remote for each in visits),
        is_site_visit_due=bool(reports) and reports[-1].is_site_visit_due,
        is_follow_up=bool(taken) and record.audit_type.grants,
        has_critical_breach=any(each.rules.is_critical for each in open_ones),
        required=required_ratings(lines),
        ratings=_ratings(record),
        non_conformances=tuple(each.graded for each in open_ones),
        sites_planned=frozenset(each.code for each in plan.sites if each.is_visited) if plan else frozenset(),
        sites_visited=frozenset(each.site for each in visits),
        certificate=_held_certificate(histories, today),
        was_provisional=_was_provisional(histories),
    )


def _ratings(record: AuditRecord) -> tuple[ItemRating, ...]:
    found = finding_store.current(finding_store.findings(record.reference))
    return tuple(
        ItemRating(
            item=each.finding.item,
            criterion=each.finding.criterion,
            site=each.finding.site,
            rating=Rating(each.finding.rating),
        )
        for each in found
    )


Phases = list[tuple[CertificateHistory, list[tuple[CertificateState, date, date, date | None]]]]


def _histories(record: AuditRecord, today: date, *, passed_on: bool) -> Phases:
    """Return the certificates of the scope that began, oldest first, each with its phases up to today.

    With `passed_on` those too that continue one of them elsewhere: what an audit decided goes on with the certificate.
    """
    found = _begun(load_book(record.organisation), record.scope, record.standard, today)
    number = found[-1][0].number if found and passed_on else ""
    for each in successions() if number else ():
        if each.certificate == number:
            heir = _begun(load_book(each.organisation), each.after, record.standard, today)
            found += [one for one in heir if one[0].number == each.successor]
            number = each.successor
    return sorted(found, key=lambda each: each[1][0][1])


def _begun(book: CertificateBook, scope: str, standard: StandardName, today: date) -> Phases:
    found: Phases = []
    for history in book.of_scope(scope, standard):
        phases = [
            (each.state, each.first, each.last, each.valid_to)
            for each in book.course(history).phases
            if each.state not in PENDING and each.first <= today
        ]
        if phases and history.first_day is not None:
            found.append((history, phases))
    return sorted(found, key=lambda each: each[1][0][1])


def _held_certificate(histories: Phases, today: date) -> HeldCertificate | None:
    for history, phases in reversed(histories):
        for state, first, last, valid_to in phases:
            if state in ENTITLING and first <= today <= last and history.first_day and valid_to:
                return HeldCertificate(
                    number=history.number,
                    is_provisional=state is CertificateState.PROVISIONAL,
                    issued_on=history.issued or history.first_day,
                    valid_to=valid_to,
                )
    return None


def _was_provisional(histories: Phases) -> bool:
    """Say whether the last certificate was provisional when it last entitled to anything."""
    if not histories:
        return False
    entitling = [state for state, *_ in histories[-1][1] if state in ENTITLING]
    return bool(entitling) and entitling[-1] is CertificateState.PROVISIONAL


def maturity_of(record: AuditRecord, today: date) -> Maturity | None:
    """Return the overall maturity rating of an audit, None before it has a report."""
    reports = audit_store.reports(record.reference)
    if not reports:
        return None
    open_ones = _counting(record, today)
    return overall_maturity(reports[-1].maturity, manual_of(record).maturity, non_conformances=len(open_ones))
