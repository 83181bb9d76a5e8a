"""Findings: what was found about an item at a site, with objective evidence; non-conformances come of them.

A finding is never rewritten: a correction is a new one in its place. The grade of a non-conformance follows from its
grounds; a rating that disagrees with them is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.assurance.audit import AuditState
from casthouse.assurance.non_conformance import Grade, Ground, NonConformanceAct, grade_of
from casthouse.assurance.rating import Rating
from casthouse.refusal import Refusal
from casthouse.service.accreditation import known_word
from casthouse.service.audit import HeldAudit, audit_held, audit_state
from casthouse.service.audit_checklist import checklist_of
from casthouse.service.finding_certificate import named_certificates
from casthouse.service.permission import Act, Actor
from casthouse.standard.criterion import RateableItem
from casthouse.storage import audit as audit_store
from casthouse.storage import audit_finding as finding_store
from casthouse.storage import non_conformance as non_conformance_store
from casthouse.storage.audit_finding import AuditFinding
from casthouse.storage.non_conformance import RecordedEvent

TEXT_MAX = 8_000
GRADES = {Rating.MINOR: Grade.MINOR, Rating.MAJOR: Grade.MAJOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFinding:
    """What an auditor records; `evidence` are references to what was seen, `grounds` grade a non-conformance.

    `certificates` are numbers of the member's scheme certificates: a conformance rests on them, a non-conformance
    contradicts them.
    """

    item: str
    site: str
    rating: str
    statement: str
    evidence: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    certificates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingAnswer:
    """A finding that was recorded, and the number of the non-conformance that it raised, if it did."""

    finding: AuditFinding
    non_conformance: int | None
    is_correction: bool


def record_finding(actor: Actor, *, audit: str, wanted: WantedFinding) -> FindingAnswer:
    """Record a finding; one of the same item and site that stands already is corrected by it.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `audit_state`, `word_unknown`, `finding_invalid`, `item_not_listed`,
            `site_not_visited`, `ground_missing`, `grading_rule`, `scheme_certificate_unknown`,
            `scheme_certificate_not_enough`.
    """
    with audit_held(actor, Act.AUDIT_FIND, audit) as held:
        if held.record.state is not AuditState.IN_AUDIT:
            raise audit_state(held.record, "record a finding")
        rating = known_word(Rating, wanted.rating, "rating")
        grounds = frozenset(known_word(Ground, each, "ground") for each in wanted.grounds)
        _refuse_thin(wanted, rating)
        _refuse_grading(rating, grounds)
        criterion = _listed(held, wanted).criterion.number
        named = named_certificates(
            held.record, wanted.certificates, item=wanted.item, site=wanted.site, rating=rating
        )
        finding = AuditFinding(
            item=wanted.item,
            criterion=criterion,
            site=wanted.site,
            rating=rating,
            statement=wanted.statement.strip(),
            evidence=tuple(each.strip() for each in wanted.evidence if each.strip()),
            at=held.at,
            by=actor.name,
            certificates=named,
        )
        return _append(held, finding, grounds)


def standing_finding(audit: str, *, item: str, site: str) -> int:
    """Return the identifier of the finding that counts for an item at a site.

    Raises:
        Refusal: `finding_unknown`.
    """
    for each in finding_store.current(finding_store.findings(audit)):
        if (each.finding.item, each.finding.site) == (item, site):
            return each.identifier
    raise Refusal(
        "finding_unknown",
        found=f"“{item[:40]}” at “{site[:64]}”",
        expected="an item that is rated at that site",
        todo="record the finding in the checklist first",
    )


def _append(held: HeldAudit, finding: AuditFinding, grounds: frozenset[Ground]) -> FindingAnswer:
    standing = [
        each
        for each in finding_store.current(finding_store.findings(held.record.reference))
        if (each.finding.item, each.finding.site) == (finding.item, finding.site)
    ]
    supersedes = standing[0].identifier if standing else None
    identifier = finding_store.append_finding(held.audit_id, finding, supersedes=supersedes)
    number = _raise(held, finding, identifier, grounds)
    held.journal(Act.AUDIT_FIND, item=finding.item, site=finding.site, rating=finding.rating.value)
    return FindingAnswer(finding=finding, non_conformance=number, is_correction=bool(standing))


def _raise(held: HeldAudit, finding: AuditFinding, identifier: int, grounds: frozenset[Ground]) -> int | None:
    """Retract what an earlier finding of the item raised, and raise what this one does."""
    for each in non_conformance_store.non_conformances(audits=[held.record.reference]):
        is_open = each.counted_from(held.today).is_open
        if is_open and (each.item, each.site) == (finding.item, finding.site):
            event = _event(held, NonConformanceAct.RETRACTED, "the finding was corrected")
            non_conformance_store.append_event(each.identifier, event)
    if not finding.rating.is_non_conformance:
        return None
    return non_conformance_store.append_non_conformance(
        held.audit_id,
        finding_id=identifier,
        grade=GRADES[finding.rating],
        grounds=grounds,
        event=_event(held, NonConformanceAct.RAISED, finding.statement),
    )


def _event(held: HeldAudit, act: NonConformanceAct, text: str) -> RecordedEvent:
    return RecordedEvent(act=act, on=held.today, at=held.at, by=held.actor.name, text=text)


def _refuse_thin(wanted: WantedFinding, rating: Rating) -> None:
    """Refuse a finding without a statement, or one that rates on no evidence; what does not apply needs a reason."""
    has_evidence = any(each.strip() for each in wanted.evidence)
    rates = rating not in {Rating.NOT_APPLICABLE, Rating.UNABLE_TO_RATE}
    if not wanted.statement.strip() or (rates and not has_evidence):
        raise Refusal(
            "finding_invalid",
            found=f"{rating.value} for {wanted.item} at {wanted.site}, "
            + ("without evidence" if wanted.statement.strip() else "without a statement"),
            expected="what was found, in a sentence, and for a rating at least one reference to what was seen",
            todo="say what was found and name the records, interviews or observations behind it",
        )


def _refuse_grading(rating: Rating, grounds: Sequence[Ground] | frozenset[Ground]) -> None:
    grade = grade_of(grounds)
    if rating.is_non_conformance and grade is None:
        raise Refusal(
            "ground_missing",
            found=f"“{rating.value}” without a ground",
            expected="one or more of " + ", ".join(Ground),
            todo="say why it is graded so",
        )
    if GRADES.get(rating) is not grade:
        permitted = "no non-conformance" if grade is None else f"a {grade.value} non-conformance"
        raise Refusal(
            "grading_rule",
            found=f"“{rating.value}” with the grounds {', '.join(sorted(grounds)) or 'none'}",
            expected=f"{permitted}, which is what these grounds give",
            todo="correct the rating or the grounds",
        )


def _listed(held: HeldAudit, wanted: WantedFinding) -> RateableItem:
    """Return the item of the checklist that a finding is about, at a site that was visited."""
    lines = {(each.item.number, each.site): each for each in checklist_of(held.record)}
    line = lines.get((wanted.item, wanted.site))
    if line is None:
        raise Refusal(
            "item_not_listed",
            found=f"“{wanted.item[:40]}” at “{wanted.site[:64]}”",
            expected="an item that applies at a site of the plan",
            todo="look it up in the checklist of the audit",
        )
    if wanted.site not in {each.site for each in audit_store.visits(held.record.reference)}:
        raise Refusal(
            "site_not_visited",
            found=f"no visit to {wanted.site}",
            expected="a visit, on site or from afar, before anything is found there",
            todo="record the visit first",
        )
    return line.item
