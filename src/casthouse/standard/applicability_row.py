"""One row of applicability: an item of an edition, an activity, perhaps a class and a cycle, and what holds."""

from dataclasses import dataclass
from enum import StrEnum

from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.standing import Standing


class Applicability(StrEnum):
    """Whether an item holds for a scope; `rank` grows with what is demanded."""

    MANDATORY = "mandatory"
    CONTEXTUAL = "contextual"
    NOT_APPLICABLE = "not_applicable"

    @property
    def rank(self) -> int:
        """0 for not applicable, 1 for contextual, 2 for mandatory."""
        return (Applicability.NOT_APPLICABLE, Applicability.CONTEXTUAL, Applicability.MANDATORY).index(self)


class Cycle(StrEnum):
    """A scope's first span of certification, or any after it."""

    FIRST = "first"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicabilityRow(Standing):
    """One row; `membership` None stands for any class, `cycle` None for any cycle."""

    item: str
    activity: Activity
    applicability: Applicability
    membership: Membership | None = None
    cycle: Cycle | None = None

    def fits(self, *, membership: Membership | None, cycle: Cycle) -> bool:
        """Say whether the row holds for a member of a class in a cycle."""
        return self.membership in {None, membership} and self.cycle in {None, cycle}

    @property
    def particularity(self) -> tuple[bool, bool]:
        """What makes one fitting row prevail over another."""
        return self.membership is not None, self.cycle is not None
