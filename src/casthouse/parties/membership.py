"""Membership of an organisation: since when, in which class, and in which standing; a history that is never rewritten.

Standing is kept apart from class and joining date: it holds from a day on, while class and joining date are what the
register last stated. Certificates are granted only to members in good standing of a class that certifies (fact sheet
on the performance standard, 5.1; chain of custody, 3.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership

CERTIFYING = frozenset({Membership.PRODUCTION_AND_TRANSFORMATION, Membership.INDUSTRIAL_USERS})
"""The classes that certify, and must."""
PRIMARY = frozenset(
    {
        Activity.BAUXITE_MINING,
        Activity.BAUXITE_DEVELOPMENT,
        Activity.ALUMINA_REFINING,
        Activity.HIGH_PURITY_ALUMINA,
        Activity.ALUMINIUM_SMELTING,
    }
)
"""Whoever does one of these must be a member of the class Production and Transformation."""


class Standing(StrEnum):
    """Whether a member keeps its duties."""

    GOOD = "good"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipFact:
    """What was recorded about a membership at an instant.

    Attributes:
        recorded_at: when.
        actor: by whom.
        effective: the first day of a change of standing; for what the register states, the day of recording.
        reason: why the standing changed; empty for what the register states.
        standing: the new standing, None where the register was loaded.
        membership: the class that the register states; None for no member.
        joined: the joining date that the register states, None when it says none.
    """

    recorded_at: datetime
    actor: str
    effective: date
    reason: str = ""
    standing: Standing | None = None
    membership: Membership | None = None
    joined: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberState:
    """A membership on a day, as known at an instant."""

    membership: Membership | None
    joined: date | None
    standing: Standing
    reason: str = ""


def member_state(
    facts: Sequence[MembershipFact], day: date, *, known_at: datetime | None = None
) -> MemberState:
    """Fold facts, in the order of recording, into the state on a day; who was never suspended stands well."""
    known = [each for each in facts if known_at is None or each.recorded_at <= known_at]
    stated = next((each for each in reversed(known) if each.standing is None), None)
    changes = [each for each in known if each.standing is not None and each.effective <= day]
    standing = changes[-1] if changes else None
    return MemberState(
        membership=stated.membership if stated else None,
        joined=stated.joined if stated else None,
        standing=Standing.GOOD if standing is None or standing.standing is None else standing.standing,
        reason=standing.reason if standing else "",
    )


def may_certify(membership: Membership | None, activities: frozenset[Activity]) -> bool:
    """Say whether a member of the class may hold a certificate for these activities."""
    if activities & PRIMARY:
        return membership is Membership.PRODUCTION_AND_TRANSFORMATION
    return membership in CERTIFYING
