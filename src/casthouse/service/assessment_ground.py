"""What a self-assessment stands on: the scope's activities, the member's class, the edition and which items hold.

A draft follows the register and the edition as they are today; what was submitted keeps what it was judged by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.assurance.assessed_item import AnswerRecord, AssessedItem
from casthouse.assurance.evidence import EvidenceLink
from casthouse.assurance.scheme_certificate import SchemeCertificate
from casthouse.assurance.self_assessment import SelfAssessment
from casthouse.custody.scope import Scope
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.service import clock
from casthouse.service.edition import edition_of, editions_in_use
from casthouse.service.lookup import found_organisation, found_scope
from casthouse.standard.applicability import applicable
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.edition import Edition
from casthouse.standard.standard_name import StandardName
from casthouse.storage import certificate as certificate_store
from casthouse.storage import facility as facility_store
from casthouse.storage.self_assessment import AssessmentHead


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentGround:
    """What a scope does, of which class its member is, and which items of an edition hold for it."""

    edition: Edition
    activities: tuple[Activity, ...]
    membership: Membership | None
    cycle: Cycle
    applicability: Mapping[str, Applicability]

    def as_json(self) -> dict[str, Any]:
        """Return what is kept when an assessment is frozen."""
        return {
            "activities": [each.value for each in self.activities],
            "membership": self.membership.value if self.membership else None,
            "applicability": {number: each.value for number, each in self.applicability.items()},
        }


def assessable_editions() -> dict[str, Edition]:
    """Return the editions that a scope may be assessed by, by code: those that have criteria."""
    return {code: each for code, each in editions_in_use().items() if each.criteria}


def found_edition(code: str) -> Edition:
    """Return an edition by its code.

    Raises:
        Refusal: `edition_unknown`.
    """
    return edition_of(code)


def scope_activities(scope: Scope) -> tuple[Activity, ...]:
    """Return what the facilities of a scope do today or later, in the order of the value chain."""
    inside = scope.facilities_between(clock.today(), date.max)
    held = {
        activity
        for facility in facility_store.facilities(scope.organisation)
        if facility.code in inside
        for activity in facility.activities
    }
    return tuple(each for each in Activity if each in held)


def next_cycle(scope: str, standard: StandardName) -> Cycle:
    """Return the cycle that an assessment of a scope begins: a later one where it was certified before."""
    held = certificate_store.certificates([scope]).get(scope, ())
    return Cycle.LATER if any(each.standard is standard for each in held) else Cycle.FIRST


def ground_of(scope: Scope, edition: Edition, cycle: Cycle) -> AssessmentGround:
    """Return what an assessment of a scope stands on today.

    Raises:
        Refusal: `scope_without_activities`.
    """
    activities = scope_activities(scope)
    membership = found_organisation(scope.organisation).membership
    return AssessmentGround(
        edition=edition,
        activities=activities,
        membership=membership,
        cycle=cycle,
        applicability=applicable(edition, activities=activities, membership=membership, cycle=cycle),
    )


def ground_of_head(head: AssessmentHead) -> AssessmentGround:
    """Return what a self-assessment stands on: kept where it is frozen, of today where it is a draft."""
    edition = found_edition(head.edition)
    if head.frozen is None:
        return ground_of(found_scope(head.scope), edition, head.cycle)
    kept = head.frozen
    return AssessmentGround(
        edition=edition,
        activities=tuple(Activity(each) for each in kept["activities"]),
        membership=Membership(kept["membership"]) if kept["membership"] else None,
        cycle=head.cycle,
        applicability={number: Applicability(each) for number, each in kept["applicability"].items()},
    )


def assembled(
    head: AssessmentHead,
    ground: AssessmentGround,
    records: Mapping[str, AnswerRecord],
    links: Mapping[str, list[EvidenceLink]],
    relied_on: Mapping[str, list[SchemeCertificate]],
) -> SelfAssessment:
    """Return a self-assessment with the items that hold, in the order of the text."""
    items = tuple(
        AssessedItem(
            number=item.number,
            criterion=item.criterion.number,
            principle=item.criterion.principle,
            applicability=ground.applicability[item.number],
            record=records.get(item.number),
            evidence=tuple(links.get(item.number, ())),
            certificates=tuple(relied_on.get(item.number, ())),
        )
        for item in ground.edition.rateable_items
        if ground.applicability.get(item.number, Applicability.NOT_APPLICABLE).rank
    )
    return SelfAssessment(
        scope=head.scope,
        number=head.number,
        edition=head.edition,
        cycle=head.cycle,
        state=head.state,
        activities=ground.activities,
        items=items,
        started_by=head.started_by,
        started_at=head.started_at,
        submitted_by=head.submitted_by,
        submitted_at=head.submitted_at,
        carried_from=head.carried_from,
    )
