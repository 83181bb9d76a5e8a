"""The checklist of an audit: what applies at each site that the plan goes to, with what was found so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casthouse.assurance.assessed_item import AnswerRecord
from casthouse.assurance.audit import AuditType
from casthouse.assurance.decision import RequiredRating
from casthouse.assurance.self_assessment import AssessmentState
from casthouse.parties.facility import Facility
from casthouse.service.audit import facilities_of_scope, readable_audit
from casthouse.service.edition import edition_of
from casthouse.service.lookup import found_organisation, found_scope
from casthouse.service.permission import Act, Actor
from casthouse.standard.applicability import applicable
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.criterion import RateableItem
from casthouse.standard.edition import Edition
from casthouse.storage import audit as audit_store
from casthouse.storage import audit_finding as finding_store
from casthouse.storage import audit_plan as plan_store
from casthouse.storage import certificate as certificate_store
from casthouse.storage import self_assessment as assessment_store
from casthouse.storage.audit import AuditRecord
from casthouse.storage.audit_finding import AuditFinding

CERTIFICATES_OF_FIRST_CYCLE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistLine:
    """One item at one site: whether it must be rated, and what was found."""

    item: RateableItem
    site: str
    applicability: Applicability
    finding: AuditFinding | None

    @property
    def is_missing(self) -> bool:
        """Say whether it must still be rated."""
        return self.applicability is Applicability.MANDATORY and self.finding is None


def checklist(actor: Actor, *, audit: str) -> list[ChecklistLine]:
    """Return the checklist of an audit, by site and in the order of the text; none before there is a plan.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    return checklist_of(readable_audit(actor, Act.AUDIT_READ, audit))


def members_answers(actor: Actor, *, audit: str) -> Mapping[str, AnswerRecord]:
    """Return what the member said of each item in the self-assessment of the scope that it submitted last.

    Only one under the edition of the audit counts; drafts are the member's own. The team reads it as long as the audit
    runs.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = readable_audit(actor, Act.AUDIT_READ, audit)
    for head in assessment_store.assessment_heads(record.scope):
        if head.edition == record.edition and head.state is AssessmentState.SUBMITTED:
            return assessment_store.latest_records(head.identifier)
    return {}


def checklist_of(record: AuditRecord) -> list[ChecklistLine]:
    """Return the checklist of an audit."""
    plan = plan_store.last_plan(record.reference)
    visited = {each.code for each in plan.sites if each.is_visited} if plan else set()
    scope_sites = facilities_of_scope(found_scope(record.scope))
    edition = edition_of(record.edition)
    found = {
        (each.finding.item, each.finding.site): each.finding
        for each in finding_store.current(finding_store.findings(record.reference))
    }
    return [
        ChecklistLine(
            item=item,
            site=site.code,
            applicability=applicability,
            finding=found.get((item.number, site.code)),
        )
        for site in scope_sites
        if site.code in visited and site.activities
        for item, applicability in _items(record, edition, site, scope_sites)
    ]


def _items(
    record: AuditRecord, edition: Edition, site: Facility, scope_sites: Sequence[Facility]
) -> list[tuple[RateableItem, Applicability]]:
    of_scope = {activity for each in scope_sites for activity in each.activities}
    cycle = Cycle.LATER if of_scope & edition.transition_ended_by else cycle_of(record)
    held = applicable(
        edition,
        activities=site.activities,
        membership=found_organisation(record.organisation).membership,
        cycle=cycle,
    )
    return [
        (item, held[item.number])
        for item in edition.rateable_items
        if held[item.number] is not Applicability.NOT_APPLICABLE
    ]


def cycle_of(record: AuditRecord) -> Cycle:
    """Return the cycle of certification that an audit belongs to: the first until a second certificate is sought."""
    if record.audit_type is AuditType.RECERTIFICATION:
        return Cycle.LATER
    held = certificate_store.certificates([record.scope]).get(record.scope, [])
    of_standard = [each for each in held if each.standard is record.standard]
    if record.audit_type is AuditType.CERTIFICATION:
        return Cycle.LATER if of_standard else Cycle.FIRST
    return Cycle.LATER if len(of_standard) > CERTIFICATES_OF_FIRST_CYCLE else Cycle.FIRST


def required_ratings(lines: Sequence[ChecklistLine]) -> frozenset[RequiredRating]:
    """Return what must be rated before anything can be decided."""
    return frozenset(
        RequiredRating(item=each.item.number, site=each.site)
        for each in lines
        if each.applicability is Applicability.MANDATORY
    )


def report_gaps(record: AuditRecord) -> list[str]:
    """Return what is missing for a report in words: sites not visited, communities not heard, items not rated."""
    plan = plan_store.last_plan(record.reference)
    planned = {each.code for each in plan.sites if each.is_visited} if plan else set()
    visits = audit_store.visits(record.reference)
    visited = {each.site for each in visits}
    affected = (
        {each.code for each in plan.sites if each.is_visited and each.has_communities} if plan else set()
    )
    heard = {each.site for each in visits if each.community_interviews}
    lines = checklist_of(record)
    gaps = [f"{code} was not visited" for code in sorted(planned - visited)]
    gaps += [
        f"nobody of the affected communities at {code} was interviewed" for code in sorted(affected - heard)
    ]
    gaps += [f"{each.item.number} at {each.site} is not rated" for each in lines if each.is_missing]
    return gaps if lines else [*gaps, "nothing applies to the sites of the plan"]
