"""Where duties come from: facts of all organisations in reach, read at once, handed to the rules.

The number of statements does not depend on how many organisations, certificates or audits there are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from casthouse.assurance.assessment_duty import (
    accreditation_duties,
    action_duty,
    assessment_duty,
    evidence_duty,
)
from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.assurance.audit import AuditAct
from casthouse.assurance.audit_duty import AuditFacts, NonConformanceFacts, duties_of_audits
from casthouse.assurance.certificate_duty import CertificateDuties, certify_duty
from casthouse.assurance.certificate_succession import Succession, scopes_before, succession_of
from casthouse.assurance.running_certificate import RunningCertificate, running_certificates
from casthouse.assurance.scheme_certificate_duty import scheme_certificate_duties
from casthouse.assurance.transfer_duty import transfer_duty
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.parties.activity import Activity
from casthouse.parties.duty import Basis, Duty, DutyKind
from casthouse.parties.membership import member_state
from casthouse.parties.organisation import Organisation
from casthouse.parties.secretary import secretary_duty
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.certificate_book import load_books
from casthouse.service.duty import DUTY_REACH
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.permission import PERMISSIONS, STORE_WIDE, Actor, may
from casthouse.service.recognised_scheme import known_schemes
from casthouse.storage import accreditation as accreditation_store
from casthouse.storage import audit as audit_store
from casthouse.storage import certificate_transfer as transfer_store
from casthouse.storage import membership as membership_store
from casthouse.storage import non_conformance as non_conformance_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import running_certificate as running_store
from casthouse.storage import scheme_certificate as scheme_store
from casthouse.storage import secretary as secretary_store
from casthouse.storage import worklist as worklist_store
from casthouse.storage.audit import AuditRecord

YEAR_DAYS = 365
Source = Callable[["Reach"], Iterator[Duty]]


@dataclass(frozen=True)
class Reach:
    """As far as an actor sees: organisations by code; with `is_mine` only what the actor may do.

    `is_whole` says that the organisations are all that there are.
    What is due after `until`, or without it after a year from the day where an organisation is, need not be yielded.
    """

    actor: Actor
    organisations: Mapping[str, Organisation]
    is_mine: bool
    until: date | None = None
    is_whole: bool = False

    def codes(self, *kinds: DutyKind) -> list[str]:
        """Return the organisations in which the actor may have, or may know of, duties of some kinds."""
        acts = {DUTY_REACH[kind].does if self.is_mine else DUTY_REACH[kind].reads for kind in kinds}
        if any(self.actor.store_roles & PERMISSIONS[act] for act in acts):
            return list(self.organisations)
        own = [code for code in self.organisations if code in self.actor.organisation_roles]
        return [code for code in own if any(may(self.actor, act, code) for act in acts)]

    def is_everywhere(self, codes: Sequence[str]) -> bool:
        """Say whether codes are those of all organisations, so that nothing need be asked for by its organisation."""
        return self.is_whole and len(codes) == len(self.organisations)

    def today(self, organisation: str) -> date:
        """Return the day where an organisation is; of what is of none, the day in UTC."""
        held = self.organisations.get(organisation)
        return self._day_in(held.timezone if held else "")

    def last_due(self, organisation: str) -> date:
        """Return the last due day that is asked for."""
        return self.until or self.today(organisation) + timedelta(days=YEAR_DAYS)

    @cached_property
    def _day_in(self) -> Callable[[str], date]:
        return cache(lambda zone: self.now.astimezone(ZoneInfo(zone) if zone else UTC).date())

    @cached_property
    def now(self) -> datetime:
        """The instant at which is looked, the same for everybody."""
        return clock.now()

    @cached_property
    def manual(self) -> AssuranceManual:
        """The numbers of assurance."""
        return built_in_assurance_manual()


K = DutyKind
OF_CERTIFICATES = (
    K.CERTIFY,
    K.PERFORMANCE_FIRST,
    K.RENEW_CERTIFICATE,
    K.MAKE_FULL,
    K.CURE_SUSPENSION,
    K.SURVEILLANCE,
)
OF_AUDITS = (
    K.AUDIT_PLAN,
    K.AUDIT_PLAN_APPROVAL,
    K.AUDIT_REPORT,
    K.REPORT_REVIEW,
    K.DECISION,
    K.CORRECTION_PLAN,
    K.CORRECTION_PLAN_JUDGEMENT,
    K.CORRECTION,
    K.CORRECTION_VERIFICATION,
    K.EXEMPTION_DECISION,
)
OF_ASSESSMENTS = (K.SUBMIT_ASSESSMENT, K.ASSESSMENT_ACTION, K.EVIDENCE)


def certificate_source(reach: Reach) -> Iterator[Duty]:
    """Yield what follows from memberships and certificates."""
    days = {code: reach.today(code) for code in reach.codes(*OF_CERTIFICATES)}
    if not days:
        return
    running, maturity = running_by_holder(days), worklist_store.maturities(days)
    precondition = {
        edition: pack_basis(edition, "certification.performance_months_after_joining")
        for edition in {each.edition for held in running.values() for each in held if each.performance_by}
    }
    for code, held in running.items():
        yield from CertificateDuties(
            organisation=code,
            running=held,
            today=days[code],
            until=reach.last_due(code),
            manual=reach.manual,
            maturity=maturity,
            precondition=precondition,
        ).all()
    yield from _certify_duties(reach, days)


def _certify_duties(reach: Reach, days: Mapping[str, date]) -> Iterator[Duty]:
    """Yield who has to certify; what is read of whoever is certified on each of the days would change nothing."""
    certified = running_store.surely_certified(days, min(days.values()), max(days.values()))
    asked = {code: day for code, day in days.items() if code not in certified}
    if not asked:
        return
    facts, performance = membership_store.membership_facts(asked), running_store.performance_days(asked)
    counts = running_store.certificate_counts(asked)
    for code, today in asked.items():
        stated = facts.get(code, [])
        certify = certify_duty(
            code,
            member_state(stated, today),
            performance.get(code, ()),
            today=today,
            manual=reach.manual,
            facts=len(stated) + counts.get(code, 0),
        )
        if certify is not None:
            yield certify


def transfer_source(reach: Reach) -> Iterator[Duty]:
    """Yield transfers of certificates to answer, and to confirm."""
    codes = reach.codes(K.ACCEPT_TRANSFER, K.CONFIRM_TRANSFER)
    asked = None if reach.is_everywhere(codes) else codes
    for each in transfer_store.transfers(organisations=asked, is_open=True) if codes else ():
        duty = transfer_duty(each, moved_on=worklist_store.day_of(each.steps[-1].at))
        if duty is not None:
            yield duty


def running_by_holder(days: Mapping[str, date]) -> dict[str, Sequence[RunningCertificate]]:
    """Return the certificates that run at organisations, each on its own day, by organisation.

    They are read from what is kept beside the moves. Only of holders of one that was taken over, or waits for a
    performance certificate, are the books folded: by when it is due and what was brought along are kept nowhere.
    """
    kept, with_book = running_store.kept_running(days)
    folded = {
        code: running_certificates(book, days[code])
        for code, book in (load_books(sorted(with_book)) if with_book else {}).items()
    }
    return {**kept, **folded}


def pack_basis(edition: str, rule_id: str) -> Basis:
    """Return where a day that rests on a rule of an edition comes from; nowhere known where it has no such rule."""
    try:
        rule = rule_pack_of(edition).rule(rule_id)
    except Refusal:  # an edition of the other standard
        rule = None
    if rule is None:
        return Basis(verified=False)
    return Basis(rule=f"{edition} {rule.id}", clause=rule.clause, verified=rule.verified)


def audit_source(reach: Reach) -> Iterator[Duty]:
    """Yield what audits and their non-conformances wait for."""
    codes, references = reach.codes(*OF_AUDITS), list(reach.actor.audit_roles)
    if not codes and not references:
        return
    running = worklist_store.running_audits(organisations=codes, references=references)
    successions = transfer_store.successions()
    running += _audits_passed_on(successions, codes, running)
    records = {each.reference: each for each in audit_store.audits(references=running)}
    scopes = sorted({each.scope for each in records.values()})
    activities = worklist_store.activities_of(scopes)
    planned = worklist_store.planned_days(scopes)
    visits = worklist_store.last_visits(running)
    audits = {
        reference: _audit_facts(record, activities, planned, visits.get(reference))
        for reference, record in records.items()
    }
    heirs = {reference: _heir(successions, records[reference], end) for reference, end in visits.items()}
    found = [
        NonConformanceFacts(
            audit=replace(audits[each.audit], organisation=heirs[each.audit]),
            number=each.number,
            rules=each.counted_from(visits[each.audit]),
            promised=each.action.deadline if each.action else None,
            audit_ends=_later_ends(records[each.audit], visits[each.audit], planned),
        )
        for each in (non_conformance_store.non_conformances(audits=visits) if visits else ())
    ]
    yield from duties_of_audits(list(audits.values()), found, reach.manual)


def _audits_passed_on(
    successions: Sequence[Succession], organisations: Sequence[str], known: Sequence[str]
) -> list[str]:
    """Return the running audits from which something may have passed to one of the organisations."""
    here = {each.after for each in successions if each.organisation in set(organisations)}
    before = {
        code
        for each in successions
        if each.after in here
        for code in scopes_before(successions, each.after, each.standard)
    }
    found = worklist_store.running_audits_of(before) if before else []
    return [each for each in found if each not in set(known)]


def _heir(successions: Sequence[Succession], record: AuditRecord, on_site_end: date) -> str:
    """Return who answers for what an audit found: the audited organisation, or the present holder after a transfer."""
    chain = succession_of(successions, scope=record.scope, standard=record.standard, day=on_site_end)
    return chain[-1].organisation if chain else record.organisation


Planned = Mapping[tuple[str, str], Mapping[str, tuple[date, date]]]


def _audit_facts(
    record: AuditRecord,
    activities: Mapping[str, frozenset[Activity]],
    planned: Planned,
    last_visit: date | None,
) -> AuditFacts:
    own = planned.get((record.scope, record.standard.value), {}).get(record.reference)
    return AuditFacts(
        reference=record.reference,
        organisation=record.organisation,
        scope=record.scope,
        firm=record.firm,
        audit_type=record.audit_type,
        activities=activities.get(record.scope, frozenset()),
        state=record.state,
        first_day=record.first_day,
        on_site_from=own[0] if own else None,
        on_site_to=own[1] if own else None,
        last_visit=last_visit,
        reported_on=record.day_of(AuditAct.REPORTED),
        moved_on=record.events[-1].on,
        facts=len(record.events),
    )


def _later_ends(record: AuditRecord, on_site_end: date, planned: Planned) -> tuple[date, ...]:
    """Return the last days on site of the audits of the scope that come later, soonest first."""
    others = planned.get((record.scope, record.standard.value), {})
    ends = (last for reference, (_, last) in others.items() if reference != record.reference)
    return tuple(sorted(last for last in ends if last > on_site_end))


def assessment_source(reach: Reach) -> Iterator[Duty]:
    """Yield drafts to submit, actions that were promised, and evidence that runs out."""
    codes = reach.codes(*OF_ASSESSMENTS)
    held = worklist_store.open_assessments(codes) if codes else {}
    if not held:
        return
    yield from (duty for each in held.values() if (duty := assessment_duty(each)) is not None)
    yield from (action_duty(each) for each in worklist_store.promised_actions(held))
    yield from (evidence_duty(each, reach.manual) for each in worklist_store.ending_evidence(held))


def scheme_source(reach: Reach) -> Iterator[Duty]:
    """Yield the certificates of recognised schemes that run out."""
    codes = reach.codes(K.SCHEME_CERTIFICATE)
    held = scheme_store.scheme_certificates(codes) if codes else []
    names = {code: each.name for code, each in known_schemes().items()}
    yield from scheme_certificate_duties(held, names=names, manual=reach.manual)


def secretary_source(reach: Reach) -> Iterator[Duty]:
    """Yield the people who are proposed for the secretariat."""
    if not may(reach.actor, DUTY_REACH[K.CONFIRM_SECRETARY].reads):
        return
    for each in secretary_store.proposals():
        if each.is_open:
            yield secretary_duty(each, since=worklist_store.day_of(each.proposed_at))


def accreditation_source(reach: Reach) -> Iterator[Duty]:
    """Yield the accreditations of auditors that end."""
    reads = DUTY_REACH[K.ACCREDITATION].does if reach.is_mine else DUTY_REACH[K.ACCREDITATION].reads
    everywhere = bool(reach.actor.store_roles & PERMISSIONS[reads])
    firms = [code for code in reach.actor.firm_roles if may(reach.actor, reads, firm=code)]
    if not everywhere and not firms:
        return
    held = accreditation_store.accreditations(None if everywhere or len(firms) > 1 else firms[0])
    yield from accreditation_duties(
        [each.accreditation for each in held if everywhere or each.accreditation.firm in firms],
        today=reach.today(""),
        manual=reach.manual,
    )


def organisations_in_reach(actor: Actor) -> dict[str, Organisation]:
    """Return the organisations that an actor may have something to do with, by code."""
    if actor.store_roles & STORE_WIDE:
        return {each.code: each for each in organisation_store.organisations()}
    audited = worklist_store.audited_organisations(actor.audit_roles) if actor.audit_roles else []
    codes = sorted({*actor.organisation_roles, *audited})
    return {each.code: each for each in organisation_store.organisations(codes)}
