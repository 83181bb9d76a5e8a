"""Carrying a self-assessment over to another edition, or to the next cycle, as a new draft."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from casthouse.assurance.assessed_item import AnswerRecord
from casthouse.assurance.assessment_carry_over import CarryOver, carried_over
from casthouse.assurance.self_assessment import SelfAssessment
from casthouse.service import clock
from casthouse.service.assessment_ground import AssessmentGround, found_edition, ground_of, next_cycle
from casthouse.service.certificate_book import local_today
from casthouse.service.lookup import found_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.recognised_scheme import flaws_at, sites_of
from casthouse.service.self_assessment import (
    found_head,
    journal_assessment,
    new_draft,
    require_items,
    view_of,
)
from casthouse.standard.applicability_row import Cycle
from casthouse.storage import evidence as evidence_store
from casthouse.storage import scheme_certificate as scheme_store
from casthouse.storage import self_assessment as assessment_store
from casthouse.storage.self_assessment import AssessmentHead


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedDraft:
    """The new draft: how many of its items have something carried, and what was left behind.

    `certificates_left` says in words which certificates of other schemes are not enough for a rating that was carried.
    """

    head: AssessmentHead
    carried: int
    left_behind: tuple[str, ...]
    certificates_left: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What was left behind, as a person reads it; empty where nothing was."""
        items = f" Left behind: {', '.join(self.left_behind)}." if self.left_behind else ""
        return items + "".join(f" {each}." for each in self.certificates_left)

    def as_json(self) -> dict[str, Any]:
        """Return the members of what was carried."""
        return {
            "carried": self.carried,
            "left_behind": list(self.left_behind),
            "certificates_left": list(self.certificates_left),
        }


def carry_assessment(
    actor: Actor, *, scope: str, number: int, edition: str, cycle: Cycle | None = None
) -> CarriedDraft:
    """Begin a new draft from a self-assessment; a draft it comes from is superseded, a submitted one stands on.

    Every carried answer waits for a person to look again.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`, `edition_unknown`, `editions_not_mapped`,
            `scope_without_activities`, `assessment_empty`, `assessment_open`.
    """
    with transaction.atomic():
        source = found_head(actor, scope, number, Act.ASSESSMENT_WRITE, is_held=True)
        chosen = found_edition(edition)
        ground = ground_of(found_scope(scope), chosen, cycle or next_cycle(scope, chosen.standard))
        require_items(ground)
        before = view_of(source).assessment
        made = _carry_over(source, before, ground)
        if before.is_draft:
            _supersede(source)
        head = new_draft(actor, scope=scope, edition=chosen, cycle=ground.cycle, carried_from=source.number)
        _append(actor, head, made)
        not_enough = _rest(actor, head, made, ground)
        journal_assessment(
            actor,
            head,
            Act.ASSESSMENT_WRITE,
            done="carried over",
            source=source.number,
            left=made.left_behind,
        )
    return CarriedDraft(
        head=head,
        carried=len(made.carried),
        left_behind=made.left_behind,
        certificates_left=not_enough,
    )


def _carry_over(source: AssessmentHead, before: SelfAssessment, ground: AssessmentGround) -> CarryOver:
    return carried_over(
        before,
        before=found_edition(source.edition),
        after=ground.edition,
        items=[number for number, each in ground.applicability.items() if each.rank],
    )


def _supersede(source: AssessmentHead) -> None:
    """Close the old draft with what it was judged by until now."""
    kept = ground_of(found_scope(source.scope), found_edition(source.edition), source.cycle)
    assessment_store.save_frozen(source.identifier, kept.as_json())
    assessment_store.supersede([source.identifier])


def _append(actor: Actor, head: AssessmentHead, made: CarryOver) -> None:
    at = clock.now()
    records = {
        each.item: AnswerRecord(answer=each.answer, version=1, by=actor.name, at=at, origin=each.origin)
        for each in made.carried
    }
    assessment_store.append_records(head.identifier, records)
    links = [
        (each.item, link.file.digest, link.valid_until) for each in made.carried for link in each.evidence
    ]
    evidence_store.append_links(head.identifier, head.organisation, links, by=actor.name, at=at)


def _rest(actor: Actor, head: AssessmentHead, made: CarryOver, ground: AssessmentGround) -> tuple[str, ...]:
    """Let carried ratings rest on the certificates that are enough for them here; return why the others are not."""
    at, today, sites = clock.now(), local_today(head.organisation), sites_of(head.scope)
    left = []
    for item, held in ((each.item, held) for each in made.carried for held in each.certificates):
        flaws = flaws_at(held, ground.edition, item=item, first=today, last=today, sites=sites)
        if flaws:
            why = "; ".join(each.detail for each in flaws)
            left.append(f"{item} rests no more on certificate {held.certificate}: {why}")
        else:
            scheme_store.append_reliance(head.identifier, item, held, rests=True, by=actor.name, at=at)
    return tuple(left)
