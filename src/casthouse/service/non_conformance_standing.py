"""How the non-conformances of a scope stand on a day: grade, state, by when they are due, and whether they are late.

Deadlines run from the last day on site of the audit that raised them; a minor one is due when the
next audit leaves the sites, since that audit verifies it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.assurance.certificate_succession import Succession, scopes_before, site_after, succession_of
from casthouse.assurance.corrective_action import Timeliness, correction_due, plan_due, timeliness
from casthouse.assurance.non_conformance import Grade, GradedItem, NonConformance, NonConformanceState
from casthouse.assurance.performance_exemption import exempt_to, is_requested
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.standard.standard_name import StandardName
from casthouse.storage import audit as audit_store
from casthouse.storage import audit_plan as plan_store
from casthouse.storage import certificate_transfer as transfer_store
from casthouse.storage import non_conformance as non_conformance_store
from casthouse.storage.audit import AuditRecord
from casthouse.storage.non_conformance import RecordedNonConformance

NEXT_STEPS = {
    NonConformanceState.PLAN_DUE: "The member finds the root cause and submits a corrective action plan.",
    NonConformanceState.PLAN_SUBMITTED: "The lead auditor approves the plan, or sends it back.",
    NonConformanceState.IN_ACTION: "The member acts as planned, and reports the action as done.",
    NonConformanceState.TO_BE_VERIFIED: "The lead auditor verifies the action and closes it, or sends it back.",
    NonConformanceState.CLOSED: "Nothing here. Where a certificate waited for it, the secretariat decides anew.",
    NonConformanceState.RETRACTED: "Nothing: the finding was corrected.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NonConformanceStanding:
    """A non-conformance as it stands on a day; `grade` is the one that counts then.

    `exempt_to` is the last day of an exemption that holds on the day: up to then it is not counted as a major.
    `passed_to` is the organisation that answers for an open one since the certificate passed to it; empty otherwise.
    """

    recorded: RecordedNonConformance
    rules: NonConformance
    grade: Grade
    plan_due: date
    due: date
    timeliness: Timeliness
    exempt_to: date | None
    passed_to: str = ""

    @property
    def reference(self) -> str:
        """How it is called: the audit and its number there."""
        return f"{self.recorded.audit}/{self.recorded.number}"

    @property
    def next_step(self) -> str:
        """What comes next, and who does it."""
        step = NEXT_STEPS[self.rules.state]
        return (
            f"{self.passed_to} answers for it since the certificate passed. {step}"
            if self.passed_to
            else step
        )

    @property
    def is_exemption_requested(self) -> bool:
        """Say whether an exemption waits for the secretariat."""
        return self.rules.is_open and is_requested(self.rules.events)

    @property
    def is_escalated_by_time(self) -> bool:
        """Say whether it counts as major only since it is late."""
        return self.grade is not self.rules.grade

    @property
    def graded(self) -> GradedItem:
        """Return it as the decision counts it."""
        return GradedItem(
            item=self.rules.item, criterion=self.rules.criterion, grade=self.grade, exempt_to=self.exempt_to
        )


def standings(scope: str, standard: StandardName, *, today: date) -> list[NonConformanceStanding]:
    """Return every non-conformance of a scope under a standard, open or not, in their order.

    What was open elsewhere when a certificate was taken over for the scope comes first: it went along, at the sites as
    their present holder calls them.
    """
    successions = transfer_store.successions()
    return [
        *_taken_over(scope, standard, today, successions),
        *_own(scope, standard, today, successions=successions),
    ]


def counting(scope: str, standard: StandardName, *, today: date) -> list[NonConformanceStanding]:
    """Return what counts in an audit of a scope: what is open there and has not passed on with a certificate."""
    found = standings(scope, standard, today=today)
    return [each for each in found if each.rules.is_open and not each.passed_to]


def succession_since(record: AuditRecord) -> tuple[Succession, ...]:
    """Return how what an audit found passed on with the certificates of its scope, the present holder last."""
    passed = transfer_store.successions()
    end = audit_store.on_site_ends(record.scope, record.standard).get(record.reference) if passed else None
    if end is None:
        return ()
    return succession_of(passed, scope=record.scope, standard=record.standard, day=end)


def _taken_over(
    scope: str, standard: StandardName, today: date, successions: Sequence[Succession]
) -> Iterator[NonConformanceStanding]:
    planned = plan_store.planned_ends(scope, standard) if successions else {}
    for before in scopes_before(successions, scope, standard):
        ends = audit_store.on_site_ends(before, standard)
        for each in _own(before, standard, today, successions=successions, planned=planned):
            end = ends[each.recorded.audit]
            chain = succession_of(successions, scope=before, standard=standard, day=end)
            if each.rules.is_open and chain and chain[-1].after == scope:
                site = site_after(chain, each.rules.site)
                yield replace(
                    each,
                    recorded=replace(each.recorded, site=site),
                    rules=replace(each.rules, site=site),
                    passed_to="",
                )


def _own(
    scope: str,
    standard: StandardName,
    today: date,
    *,
    successions: Sequence[Succession],
    planned: Mapping[str, date] | None = None,
) -> list[NonConformanceStanding]:
    """Return the non-conformances raised in a scope; `planned` are last days of audits elsewhere."""
    manual = built_in_assurance_manual()
    ends = audit_store.on_site_ends(scope, standard)
    planned = {**plan_store.planned_ends(scope, standard), **(planned or {})}
    found = [
        _standing(
            each,
            ends[each.audit],
            manual,
            audit_ends=[
                end for audit, end in planned.items() if audit != each.audit and end > ends[each.audit]
            ],
            today=today,
        )
        for each in non_conformance_store.non_conformances(scope=scope, standard=standard)
    ]
    return [_passed(each, successions, scope, standard, ends[each.recorded.audit]) for each in found]


def _passed(
    each: NonConformanceStanding,
    successions: Sequence[Succession],
    scope: str,
    standard: StandardName,
    on_site_end: date,
) -> NonConformanceStanding:
    """Say of an open one who answers for it, where it passed on with a certificate of its scope."""
    chain = succession_of(successions, scope=scope, standard=standard, day=on_site_end)
    return replace(each, passed_to=chain[-1].organisation) if chain and each.rules.is_open else each


def _standing(
    recorded: RecordedNonConformance,
    on_site_end: date,
    manual: AssuranceManual,
    *,
    audit_ends: Sequence[date],
    today: date,
) -> NonConformanceStanding:
    limits, rules = manual.correction, recorded.counted_from(on_site_end)
    next_audit = min(audit_ends, default=None)
    exempt = exempt_to(rules.events, audit_ends=audit_ends, rules=manual.exemption) if rules.is_open else None
    if exempt is not None and exempt < today:
        exempt = None
    minor_due = correction_due(Grade.MINOR, on_site_end, limits, next_audit=next_audit)
    return NonConformanceStanding(
        recorded=recorded,
        rules=rules,
        grade=rules.grade_on(today, minor_due=minor_due),
        plan_due=plan_due(on_site_end, limits),
        due=max(correction_due(rules.grade, on_site_end, limits, next_audit=next_audit), exempt or date.min),
        exempt_to=exempt,
        timeliness=Timeliness.IN_TIME
        if exempt is not None
        else timeliness(rules.grade, on_site_end, limits, today=today, next_audit=next_audit),
    )


def open_major_sites(scope: str, standard: StandardName) -> frozenset[str]:
    """Return the sites with an open major non-conformance."""
    rules = [each.rules for each in counting(scope, standard, today=date.min)]
    return frozenset(each.site for each in rules if each.grade is Grade.MAJOR)
