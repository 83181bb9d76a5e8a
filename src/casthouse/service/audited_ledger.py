"""The part of a ledger that an audit covers: the sites of its scope, and the days since the audit before.

Only an audit under the Chain of Custody Standard covers material accounts. Whoever audits reads them through here, for
as long as the audit runs; the roles come with the team (`audit_team`), never with the organisation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.assurance.audit import AuditAct
from casthouse.assurance.audited_span import AuditedSpan, audited_periods, audited_span
from casthouse.custody.position import Flow, StagePosition
from casthouse.custody.scope import FacilityDays
from casthouse.custody.stage import Stage
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service.audit import manual_of, readable_audit
from casthouse.service.lookup import found_scope
from casthouse.service.permission import Act, Actor, may
from casthouse.service.position import live_position
from casthouse.service.scope_ledger import ScopeFile, load_ledger, load_scope_file
from casthouse.service.statement import frozen_stages
from casthouse.standard.standard_name import StandardName
from casthouse.storage import audit as audit_store
from casthouse.storage import flow as flow_store
from casthouse.storage.audit import AuditRecord
from casthouse.storage.ledger_population import LedgerPart


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedLedger:
    """What an audit covers of a ledger: the audit, the scope with its accounts, and the days."""

    record: AuditRecord
    file: ScopeFile
    span: AuditedSpan

    @property
    def organisation(self) -> str:
        """Code of the organisation whose ledger it is."""
        return self.record.organisation

    @property
    def manual(self) -> AssuranceManual:
        """The manual by whose numbers the audit is run."""
        return manual_of(self.record)

    @property
    def periods(self) -> Sequence[Period]:
        """The accounting periods that have a day in the span."""
        return audited_periods(self.file.scope.calendar, self.span)

    @property
    def part(self) -> LedgerPart:
        """The sites and days in the words of the store."""
        return LedgerPart(
            organisation_id=self.file.organisation_id,
            facilities=self.file.facility_ids,
            sites=self.file.sites,
            first=self.span.first,
            last=max(self.span.first, self.span.last),
        )

    def stages_in(self, number: int) -> Mapping[Stage, StagePosition]:
        """Return the figures of a period by stage: the frozen ones where it is closed."""
        if number < self.file.first_open:
            return frozen_stages(self.file.statements[number].position)
        return live_position(self.file, number).stages

    def recomputed_in(self, number: int) -> Mapping[Stage, Flow]:
        """Return the flows of a period by stage, summed from the movements; certification as closing saw it."""
        first = min(number, self.file.first_open)
        periods = load_ledger(
            self.file, through=number, first=first, as_closed=True, flows_of=flow_store.recomputed_flows
        ).periods
        return periods[number].flows

    @property
    def sites(self) -> tuple[FacilityDays, ...]:
        """The sites that are looked at, with the days on which each stands in the scope."""
        scope = self.file.scope
        codes = scope.facilities_between(self.span.first, self.span.last)
        return tuple(each for code in codes for each in scope.days_of(code))

    def covers(self, facility: str, day: date) -> bool:
        """Say whether what happened at a site on a day is looked at."""
        return self.file.scope.holds(facility, day) and day in self.span


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditHead:
    """What names an audit on the pages of its ledger; `is_auditor` says whether the reader is of its team."""

    reference: str
    organisation: str
    scope: str
    covers_accounts: bool
    is_auditor: bool


def audit_head(actor: Actor, act: Act, audit: str) -> AuditHead:
    """Return what names an audit, to somebody who may do something about it.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = readable_audit(actor, act, audit)
    return AuditHead(
        reference=record.reference,
        organisation=record.organisation,
        scope=record.scope,
        covers_accounts=record.standard is StandardName.CHAIN_OF_CUSTODY,
        is_auditor=may(actor, Act.WORKBENCH_READ, record.organisation, audit=audit),
    )


def audited_ledger(actor: Actor, act: Act, audit: str) -> AuditedLedger:
    """Return what an audit covers of a ledger, to somebody who may do something about it.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `ledger_not_audited`.
    """
    record = readable_audit(actor, act, audit)
    return ledger_of(record)


def ledger_of(record: AuditRecord) -> AuditedLedger:
    """Return what an audit covers of a ledger.

    Raises:
        Refusal: `ledger_not_audited`.
    """
    scope = found_scope(record.scope)
    span = audited_span(scope.calendar, audit_before=_audit_before(record), last_day=record.last_day)
    if record.standard is not StandardName.CHAIN_OF_CUSTODY or span.is_empty:
        raise Refusal(
            "ledger_not_audited",
            found=f"{record.reference}, an audit under {record.edition} that ends on {record.last_day}",
            expected="an audit under the Chain of Custody Standard that ends within the accounts of the scope",
            todo="open an audit under that standard; this one covers no material accounts",
        )
    return AuditedLedger(record=record, file=load_scope_file(scope), span=span)


def _audit_before(record: AuditRecord) -> date | None:
    """Return the last day on site of the audit before that was decided, or None."""
    ends = audit_store.on_site_ends(record.scope, record.standard)
    before = [
        ends.get(each.reference, each.last_day)
        for each in audit_store.audits(scope=record.scope)
        if each.standard is record.standard
        and each.events[0].at < record.events[0].at
        and each.day_of(AuditAct.DECIDED)
    ]
    return max(before, default=None)
