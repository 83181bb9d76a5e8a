"""Audits: opened by an accredited firm, listed for whoever may read them, withdrawn.

What the team may do lasts as long as the audit runs (`audit_team`). Whatever happens to an audit goes through
`audit_held`: it holds the audit, checks that the act is allowed in its state, and appends.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from casthouse.assurance.accreditation import AuditedScope, AuditTeam, TeamReason, reasons_against
from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.assurance.audit import AuditAct, AuditState, AuditType, is_allowed
from casthouse.assurance.certificate_state import MoveKind
from casthouse.custody.scope import Scope
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.parties.facility import Facility
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.accreditation import auditor_id, found_firm, known_word, require_reason
from casthouse.service.certificate_book import local_today
from casthouse.service.certificate_follow import application_follows
from casthouse.service.edition import edition_of
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.lookup import found_organisation, found_organisation_id, found_scope
from casthouse.service.permission import STORE_WIDE, Act, Actor, authorise, may
from casthouse.standard.edition import Edition
from casthouse.standard.standard_name import StandardName
from casthouse.storage import accreditation as accreditation_store
from casthouse.storage import audit as audit_store
from casthouse.storage import facility as facility_store
from casthouse.storage.audit import AuditEvent, AuditRecord, NewAudit
from casthouse.storage.journal import append_journal

SEED_BYTES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAudit:
    """An audit that is held until the transaction ends: who writes, and when."""

    actor: Actor
    record: AuditRecord
    audit_id: int
    at: datetime
    today: date

    def append(self, act: AuditAct, text: str = "") -> None:
        """Append what happens to the audit."""
        event = AuditEvent(act=act, on=self.today, at=self.at, by=self.actor.name, text=text)
        audit_store.append_event(self.audit_id, event)

    def application(self, step: MoveKind, reason: str = "") -> None:
        """Let the application that led to the audit take the same step."""
        application_follows(
            self.actor,
            organisation=self.record.organisation,
            scope=self.record.scope,
            standard=self.record.standard,
            edition=self.record.edition,
            audit_type=self.record.audit_type,
            step=step,
            on=self.today,
            reference=self.record.reference,
            reason=reason,
        )

    def journal(self, act: Act, **detail: object) -> None:
        """Say in the journal what was done."""
        append_journal(
            at=self.at,
            actor=self.actor.name,
            act=act,
            organisation_id=found_organisation_id(self.record.organisation),
            subject=self.record.reference,
            **detail,
        )


@contextmanager
def audit_held(
    actor: Actor, permission: Act, reference: str, *, act: AuditAct | None = None
) -> Iterator[HeldAudit]:
    """Hold an audit: nothing else happens to it until the block ends.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state` where `act` is not allowed now.
    """
    readable_audit(actor, permission, reference)
    with transaction.atomic():
        audit_id = audit_store.hold_audit(reference)
        record = audit_store.audit(reference)
        assert record is not None
        if act is not None and not is_allowed(act, record.state):
            raise audit_state(record, act.value)
        today = local_today(record.organisation)
        yield HeldAudit(actor=actor, record=record, audit_id=audit_id, at=clock.now(), today=today)


def readable_audit(actor: Actor, permission: Act, reference: str) -> AuditRecord:
    """Return an audit to somebody who may do something about it; who may not learns not even that it is there.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = audit_store.audit(reference)
    authorise(actor, permission, record.organisation if record else None, audit=reference)
    if record is None:
        raise Refusal(
            "audit_unknown",
            found=f"audit “{reference[:80]}”",
            expected="the reference of an audit",
            todo="correct the reference; the audits stand in the list",
        )
    return record


def audit_state(record: AuditRecord, what: str) -> Refusal:
    """Return the refusal of what the state of an audit does not allow."""
    return Refusal(
        "audit_state",
        found=f"{record.reference}, which is “{record.state.value}”",
        expected=f"a state in which “{what}” is allowed",
        todo="look at the audit: its page says what comes next",
    )


def audits(actor: Actor) -> list[AuditRecord]:
    """Return the audits that somebody may read, newest first."""
    if actor.store_roles & STORE_WIDE:
        return audit_store.audits()
    organisations = [code for code in actor.organisation_roles if may(actor, Act.AUDIT_READ, code)]
    found = [
        *(audit_store.audits(organisations=organisations) if organisations else []),
        *(audit_store.audits(references=actor.audit_roles) if actor.audit_roles else []),
    ]
    by_reference = {each.reference: each for each in found}
    return sorted(by_reference.values(), key=lambda each: each.events[0].at, reverse=True)


def manual_of(record: AuditRecord) -> AssuranceManual:
    """Return the assurance manual by which an audit is run."""
    return manual_coded(record.manual)


def manual_coded(code: str) -> AssuranceManual:
    """Return the assurance manual with a code, by which audits are run."""
    manual = built_in_assurance_manual()
    assert code == manual.code
    return manual


def open_audit(
    actor: Actor,
    *,
    scope: str,
    standard: str,
    edition: str,
    audit_type: str,
    firm: str,
    lead: str,
    members: Sequence[str],
    first_day: date,
    last_day: date,
) -> AuditRecord:
    """Open an audit of a scope by an accredited firm.

    Args:
        actor: an auditor of the firm.
        scope: code of the scope.
        standard: `performance` or `chain_of_custody`.
        edition: code of an edition of the standard.
        audit_type: `certification`, `surveillance`, `recertification` or `scope_change`.
        firm: code of the audit firm.
        lead: who leads the team.
        members: everybody else of the team.
        first_day: the first day on which the audit may be on site.
        last_day: the last day on which it may be, inclusive.

    Raises:
        Refusal: `not_permitted`, `firm_unknown`, `scope_unknown`, `word_unknown`, `edition_unknown`,
            `edition_not_auditable`, `auditor_unknown`, `audit_dates_invalid`, `audit_running`,
            `audit_team_refused` with every reason.
    """
    authorise(actor, Act.AUDIT_OPEN, firm=firm)
    found_firm(firm)
    held = found_scope(scope)
    new = NewAudit(
        scope=scope,
        standard=known_word(StandardName, standard, "standard"),
        edition=edition,
        audit_type=known_word(AuditType, audit_type, "audit type"),
        firm=firm,
        first_day=first_day,
        last_day=last_day,
        seed=secrets.token_hex(SEED_BYTES),
        manual=built_in_assurance_manual().code,
    )
    _refuse_dates(new)
    _refuse_edition(new, edition_of(edition))
    team = {name: auditor_id(firm, name) for name in {lead, *members}}
    with ledger_held(actor, held.organisation) as hold:
        before = [each for each in audit_store.audits(scope=scope) if each.standard is new.standard]
        _refuse_running(before)
        _refuse_team(new, held, AuditTeam(firm=firm, lead=lead, members=frozenset(team)), before)
        reference = audit_store.append_audit(
            new,
            lead=team[lead],
            members=team.values(),
            by=actor.name,
            on=local_today(held.organisation),
            at=hold.at,
        )
        hold.journal(Act.AUDIT_OPEN, reference, firm=firm, lead=lead, audit_type=new.audit_type.value)
        _follow(actor, held.organisation, new, reference)
    record = audit_store.audit(reference)
    assert record is not None
    return record


def _follow(actor: Actor, organisation: str, new: NewAudit, reference: str) -> None:
    """Let the application of the scope, if there is one, be in audit from today on."""
    application_follows(
        actor,
        organisation=organisation,
        scope=new.scope,
        standard=new.standard,
        edition=new.edition,
        audit_type=new.audit_type,
        step=MoveKind.OPEN_AUDIT,
        on=local_today(organisation),
        reference=reference,
    )


def _refuse_dates(new: NewAudit) -> None:
    if new.last_day < new.first_day:
        raise Refusal(
            "audit_dates_invalid",
            found=f"{new.first_day} to {new.last_day}",
            expected="a last day not before the first",
            todo="correct the days",
        )


def _refuse_edition(new: NewAudit, edition: Edition) -> None:
    fits = edition.standard is new.standard and not edition.is_draft
    if not fits or (new.audit_type.grants and not edition.may_audit_on(new.first_day)):
        raise Refusal(
            "edition_not_auditable",
            found=f"{edition.code} for a {new.audit_type.value} audit of {new.standard.value} on {new.first_day}",
            expected="an edition of the standard, no draft, that audits of this type may follow on that day",
            todo="name another edition",
        )


def _refuse_running(before: Sequence[AuditRecord]) -> None:
    follow_up = {AuditState.DECIDED, AuditState.CLOSED, AuditState.WITHDRAWN}
    running = next((each for each in before if each.state not in follow_up), None)
    if running is not None:
        raise Refusal(
            "audit_running",
            found=f"{running.reference}, which is “{running.state.value}”",
            expected="no other audit of the scope under this standard that is not decided",
            todo="finish or withdraw it first",
        )


def _refuse_team(new: NewAudit, held: Scope, team: AuditTeam, before: Sequence[AuditRecord]) -> None:
    reasons = _reasons(new, held, team, before)
    if reasons:
        raise Refusal(
            "audit_team_refused",
            found="; ".join(f"{each.code.value}: {each.detail}" for each in reasons),
            expected="a team accredited for the whole scope, free of conflicts, whose lead has not led too long",
            todo="change the team, or have the secretariat extend the accreditation",
        )


def _reasons(
    new: NewAudit, held: Scope, team: AuditTeam, before: Sequence[AuditRecord]
) -> tuple[TeamReason, ...]:
    sites = facilities_of_scope(held)
    cycles = [each.lead for each in before if each.audit_type.grants and each.day_of(AuditAct.DECIDED)]
    return reasons_against(
        team,
        AuditedScope(
            organisation=held.organisation,
            standard=new.standard,
            country=found_organisation(held.organisation).country,
            activities=frozenset(activity for site in sites for activity in site.activities),
            sites=len(sites),
        ),
        accreditations=[each.accreditation for each in accreditation_store.accreditations(new.firm)],
        relations=accreditation_store.relations(organisation=held.organisation),
        led_before=cycles if new.audit_type.grants else cycles[1:],  # the present cycle is not one before
        first_day=new.first_day,
        last_day=new.last_day,
        limits=built_in_assurance_manual().team,
    )


def facilities_of_scope(scope: Scope) -> list[Facility]:
    """Return the sites of a scope today or later, by code."""
    inside = scope.facilities_between(local_today(scope.organisation), date.max)
    return [each for each in facility_store.facilities(scope.organisation) if each.code in inside]


def withdraw_audit(actor: Actor, *, audit: str, reason: str) -> None:
    """Withdraw an audit before it is decided; what was found stays on record.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `reason_missing`.
    """
    with audit_held(actor, Act.AUDIT_WITHDRAW, audit, act=AuditAct.WITHDRAWN) as held:
        require_reason(reason)
        held.append(AuditAct.WITHDRAWN, reason)
        held.journal(Act.AUDIT_WITHDRAW, reason=reason)
