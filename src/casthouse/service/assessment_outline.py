"""What a self-assessment will ask, said before anybody begins: items by principle, and about how long it takes."""

from dataclasses import dataclass

from casthouse.service.assessment_ground import assessable_editions, found_edition, ground_of, next_cycle
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.criterion import Principle
from casthouse.standard.edition import Edition

MINUTES_PER_ITEM = 2
"""What Casthouse reckons with where the papers lie on the table; nobody has measured it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipleOutline:
    """How many items of a principle will be asked, and how many of them only where the thing is there."""

    principle: Principle
    mandatory: int
    contextual: int

    @property
    def total(self) -> int:
        """All items that will be asked."""
        return self.mandatory + self.contextual


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentOutline:
    """What would be asked of a scope under an edition in a cycle."""

    edition: Edition
    cycle: Cycle
    principles: tuple[PrincipleOutline, ...]

    @property
    def total(self) -> int:
        """All items."""
        return sum(each.total for each in self.principles)

    @property
    def minutes(self) -> int:
        """About how long it takes, in minutes, rounded up to a quarter of an hour."""
        return -(-self.total * MINUTES_PER_ITEM // 15) * 15


def editions_to_choose(actor: Actor, *, scope: str) -> list[Edition]:
    """Return the editions that a scope may be assessed by: those for audits first, drafts last.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    permitted_scope(actor, Act.ASSESSMENT_READ, scope)
    return sorted(
        assessable_editions().values(), key=lambda each: (each.is_draft, each.audits_to is not None)
    )


def editions_to_carry_to(actor: Actor, *, scope: str, edition: str) -> list[Edition]:
    """Return the editions that a self-assessment against one can be carried over to: itself, and its descendants.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    return [
        each
        for each in editions_to_choose(actor, scope=scope)
        if each.code == edition or any(line.before_edition == edition for line in each.lineage)
    ]


def assessment_outline(
    actor: Actor, *, scope: str, edition: str, cycle: Cycle | None = None
) -> AssessmentOutline:
    """Return what a self-assessment of a scope would ask today.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `edition_unknown`, `scope_without_activities`.
    """
    held = permitted_scope(actor, Act.ASSESSMENT_READ, scope)
    chosen = found_edition(edition)
    ground = ground_of(held, chosen, cycle or next_cycle(scope, chosen.standard))
    counts = {each.number: [0, 0] for each in chosen.principles}
    for item in chosen.rateable_items:
        holds = ground.applicability[item.number]
        counts[item.criterion.principle][0] += holds is Applicability.MANDATORY
        counts[item.criterion.principle][1] += holds is Applicability.CONTEXTUAL
    return AssessmentOutline(
        edition=chosen,
        cycle=ground.cycle,
        principles=tuple(
            PrincipleOutline(
                principle=each, mandatory=counts[each.number][0], contextual=counts[each.number][1]
            )
            for each in chosen.principles
            if any(counts[each.number])
        ),
    )
