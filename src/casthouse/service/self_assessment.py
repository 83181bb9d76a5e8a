"""Self-assessments: start one, read it, submit it.

A scope has one draft under a standard at a time. Drafts are for the organisation and its auditors; what was submitted
the secretariat reads too.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from casthouse.assurance.self_assessment import AssessmentState, SelfAssessment, require_complete
from casthouse.parties.organisation import Organisation
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.assessment_ground import (
    AssessmentGround,
    assembled,
    found_edition,
    ground_of,
    ground_of_head,
    next_cycle,
)
from casthouse.service.lookup import found_organisation, found_organisation_id, permitted_scope
from casthouse.service.permission import Act, Actor, may
from casthouse.service.recognised_scheme import require_certificates
from casthouse.standard.applicability_row import Cycle
from casthouse.standard.edition import Edition
from casthouse.storage import evidence as evidence_store
from casthouse.storage import scheme_certificate as scheme_store
from casthouse.storage import self_assessment as assessment_store
from casthouse.storage.journal import append_journal
from casthouse.storage.self_assessment import AssessmentHead


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentView:
    """A self-assessment with the edition it follows and who holds the scope."""

    head: AssessmentHead
    assessment: SelfAssessment
    edition: Edition
    organisation: Organisation


def start_assessment(actor: Actor, *, scope: str, edition: str, cycle: Cycle | None = None) -> AssessmentHead:
    """Begin a self-assessment of a scope against an edition.

    Args:
        actor: who begins.
        scope: its code.
        edition: the code of the edition.
        cycle: the first certification of the scope or a later one; told from its certificates when left out.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `edition_unknown`, `scope_without_activities`, `assessment_empty`,
            `assessment_open`.
    """
    held = permitted_scope(actor, Act.ASSESSMENT_WRITE, scope)
    chosen = found_edition(edition)
    counted = cycle or next_cycle(scope, chosen.standard)
    require_items(ground_of(held, chosen, counted))
    with transaction.atomic():
        return new_draft(actor, scope=scope, edition=chosen, cycle=counted, carried_from=None)


def require_items(ground: AssessmentGround) -> None:
    """Let an assessment pass for which something holds: one over nothing would be conformant.

    Raises:
        Refusal: `assessment_empty`.
    """
    if not any(each.rank for each in ground.applicability.values()):
        raise Refusal(
            "assessment_empty",
            found=f"no item of {ground.edition.code} that holds for this scope",
            expected="an edition that asks something of its activities",
            todo="choose another edition, or correct the activities in the register",
        )


def new_draft(
    actor: Actor, *, scope: str, edition: Edition, cycle: Cycle, carried_from: int | None
) -> AssessmentHead:
    """Begin a draft inside a transaction.

    Raises:
        Refusal: `assessment_open`.
    """
    number = assessment_store.hold_scope(scope)
    open_one = assessment_store.draft_number(scope, edition.standard)
    if open_one is not None:
        raise Refusal(
            "assessment_open",
            found=f"self-assessment {open_one} of {scope}, still a draft",
            expected="no other draft of the scope under this standard",
            todo="go on with that one, or carry it over",
        )
    at = clock.now()
    assessment_store.save_assessment(
        scope=scope,
        number=number,
        standard=edition.standard,
        edition=edition.code,
        cycle=cycle,
        by=actor.name,
        at=at,
        carried_from=carried_from,
    )
    head = assessment_store.assessment_head(scope, number)
    assert head is not None
    journal_assessment(actor, head, Act.ASSESSMENT_WRITE, done="started", edition=edition.code)
    return head


def journal_assessment(actor: Actor, head: AssessmentHead, act: Act, **detail: object) -> None:
    """Say in the journal what was done to a self-assessment."""
    append_journal(
        at=clock.now(),
        actor=actor.name,
        act=act,
        organisation_id=found_organisation_id(head.organisation),
        subject=f"self-assessment {head.scope} {head.number}",
        **detail,
    )


def found_head(actor: Actor, scope: str, number: int, act: Act, *, is_held: bool = False) -> AssessmentHead:
    """Return a self-assessment that the actor may do something with.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`.
    """
    head = assessment_store.assessment_head(scope, number, is_held=is_held)
    wanted = act
    if act is Act.ASSESSMENT_READ and (head is None or head.state is not AssessmentState.DRAFT):
        wanted = Act.ASSESSMENT_SUBMITTED_READ
    held = permitted_scope(actor, wanted, scope)
    if head is None or (head.submitted_at is None and not _reads_drafts(actor, held.organisation)):
        raise Refusal(
            "assessment_unknown",
            found=f"self-assessment {number} of {scope}",
            expected="the number of one of its self-assessments",
            todo="look at the list of the scope's self-assessments",
        )
    return head


def _reads_drafts(actor: Actor, organisation: str) -> bool:
    return may(actor, Act.ASSESSMENT_READ, organisation)


def assessments(actor: Actor, *, scope: str) -> list[AssessmentHead]:
    """Return the self-assessments of a scope that the actor may read, newest first.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    held = permitted_scope(actor, Act.ASSESSMENT_SUBMITTED_READ, scope)
    heads = assessment_store.assessment_heads(scope)
    if _reads_drafts(actor, held.organisation):
        return heads
    return [each for each in heads if each.submitted_at is not None]


def head_json(head: AssessmentHead) -> dict[str, Any]:
    """Return the members of a self-assessment without its items."""
    return {
        "scope": head.scope,
        "number": head.number,
        "edition": head.edition,
        "cycle": head.cycle.value,
        "state": head.state.value,
        "started_by": head.started_by,
        "started_at": head.started_at.isoformat().replace("+00:00", "Z"),
        "submitted_by": head.submitted_by or None,
        "submitted_at": head.submitted_at.isoformat().replace("+00:00", "Z") if head.submitted_at else None,
        "carried_from": head.carried_from,
    }


def self_assessment(actor: Actor, *, scope: str, number: int) -> AssessmentView:
    """Return a self-assessment with everything in it.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`.
    """
    return view_of(found_head(actor, scope, number, Act.ASSESSMENT_READ))


def view_of(head: AssessmentHead) -> AssessmentView:
    """Return everything that is in a self-assessment."""
    ground = ground_of_head(head)
    records = assessment_store.latest_records(head.identifier)
    links = evidence_store.links_of(head.identifier)
    relied_on = scheme_store.relied_on(head.identifier)
    return AssessmentView(
        head=head,
        assessment=assembled(head, ground, records, links, relied_on),
        edition=ground.edition,
        organisation=found_organisation(head.organisation),
    )


def submit_assessment(actor: Actor, *, scope: str, number: int) -> AssessmentView:
    """Submit a complete draft: it is frozen, and supersedes the one submitted before.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`, `assessment_frozen`, `assessment_incomplete`,
            `scheme_certificate_not_enough`.
    """
    with transaction.atomic():
        head = found_head(actor, scope, number, Act.ASSESSMENT_SUBMIT, is_held=True)
        assessment = view_of(head).assessment
        require_complete(assessment)
        require_certificates(assessment)
        frozen = ground_of_head(head).as_json()
        assessment_store.save_submission(head.identifier, by=actor.name, at=clock.now(), frozen=frozen)
        journal_assessment(actor, head, Act.ASSESSMENT_SUBMIT)
        return view_of(found_head(actor, scope, number, Act.ASSESSMENT_SUBMIT))
