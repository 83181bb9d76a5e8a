"""Claims: what an organisation says in public of its membership, its certificates or its metal (fact sheet, 9).

A claim is requested, approved by somebody else, used and ended. What happens to it is a list of events that only
grows. Where it stands on a day is computed from the events, from the approval and from the ground it rests on: a claim
lapses with its certificate, whether or not somebody recorded it, and does not come back with it; after a
reinstatement a new one is approved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from casthouse.assurance.claim_ground import ClaimGround, GroundGap
from casthouse.assurance.claim_word import EndCause

DAY = timedelta(days=1)


class ClaimAct(StrEnum):
    """What happens to a claim."""

    DRAFTED = "drafted"
    REVISED = "revised"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    PUT_IN_USE = "put_in_use"
    ENDED = "ended"
    REVOKED = "revoked"
    LAPSED = "lapsed"


class ClaimState(StrEnum):
    """Where a claim stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    IN_USE = "in_use"
    ENDED = "ended"


STATE_AFTER: Mapping[ClaimAct, ClaimState] = MappingProxyType(
    {
        ClaimAct.DRAFTED: ClaimState.DRAFT,
        ClaimAct.REVISED: ClaimState.DRAFT,
        ClaimAct.SUBMITTED: ClaimState.SUBMITTED,
        ClaimAct.APPROVED: ClaimState.APPROVED,
        ClaimAct.REJECTED: ClaimState.REJECTED,
        ClaimAct.PUT_IN_USE: ClaimState.IN_USE,
        ClaimAct.ENDED: ClaimState.ENDED,
        ClaimAct.REVOKED: ClaimState.ENDED,
        ClaimAct.LAPSED: ClaimState.ENDED,
    }
)
GIVEN = frozenset({ClaimState.APPROVED, ClaimState.IN_USE})
"""The states in which a claim may be made, on its days."""
CLAIM_MOVES: Mapping[ClaimAct, frozenset[ClaimState]] = MappingProxyType(
    {
        ClaimAct.REVISED: frozenset({ClaimState.DRAFT}),
        ClaimAct.SUBMITTED: frozenset({ClaimState.DRAFT}),
        ClaimAct.APPROVED: frozenset({ClaimState.SUBMITTED}),
        ClaimAct.REJECTED: frozenset({ClaimState.SUBMITTED}),
        ClaimAct.PUT_IN_USE: GIVEN,
        ClaimAct.ENDED: GIVEN | {ClaimState.DRAFT, ClaimState.SUBMITTED},
        ClaimAct.REVOKED: GIVEN,
        ClaimAct.LAPSED: GIVEN,
    }
)
"""Each act with the states in which it is allowed; what the table does not name does not happen."""
CLOSING: Mapping[ClaimAct, EndCause] = MappingProxyType(
    {ClaimAct.ENDED: EndCause.HOLDER, ClaimAct.REVOKED: EndCause.SECRETARIAT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEvent:
    """One thing that happened; `on` is the first day on which it holds, `cause` and `certificate` are of a lapse."""

    act: ClaimAct
    on: date
    at: datetime
    by: str
    text: str = ""
    cause: EndCause | None = None
    certificate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimApproval:
    """What was approved: the text, its days, both included, and the ground that it rests on."""

    text: str
    valid_from: date
    valid_to: date
    ground: ClaimGround


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEnd:
    """Why a claim is over: `day` is the first one on which it may not be made any more."""

    cause: EndCause
    day: date
    why: str
    certificate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCourse:
    """A claim through the days: its events, oldest first, its approval, and where its ground first fails."""

    events: tuple[ClaimEvent, ...]
    approval: ClaimApproval | None
    gap: GroundGap | None = None

    @property
    def end(self) -> ClaimEnd | None:
        """Why and when it is over, as things stand; of several reasons the first to come. None before an approval."""
        return min(self._ends(), key=lambda each: each.day, default=None)

    def _ends(self) -> Iterator[ClaimEnd]:
        """Yield what ends it; on the same day a recorded reason goes before the date, and that before a gap."""
        for each in self.events:
            if each.act in CLOSING:
                yield ClaimEnd(cause=CLOSING[each.act], day=each.on, why=each.text)
            elif each.act is ClaimAct.LAPSED and each.cause is not None:
                yield ClaimEnd(cause=each.cause, day=each.on, why=each.text, certificate=each.certificate)
        if self.approval is not None:
            last = self.approval.valid_to
            yield ClaimEnd(cause=EndCause.DATE, day=last + DAY, why=f"it was approved up to {last}")
        if self.gap is not None:
            yield ClaimEnd(
                cause=self.gap.cause, day=self.gap.day, why=self.gap.why, certificate=self.gap.certificate
            )

    def state_on(self, day: date) -> ClaimState:
        """Return where it stands on a day, given everything that is known of it."""
        end = self.end
        if end is not None and end.day <= day:
            return ClaimState.ENDED
        open_acts = [each.act for each in self.events if STATE_AFTER[each.act] is not ClaimState.ENDED]
        return STATE_AFTER[open_acts[-1]]

    def may_be_made_on(self, day: date) -> bool:
        """Say whether the claim may be made on a day: approved, within its days, and its ground holds."""
        return self.approval is not None and self.approval.valid_from <= day and self.state_on(day) in GIVEN

    def day_of(self, act: ClaimAct) -> date | None:
        """Return the day of the last event of an act, or None."""
        return next((each.on for each in reversed(self.events) if each.act is act), None)

    def names_of(self, *acts: ClaimAct) -> frozenset[str]:
        """Return who did one of these acts."""
        return frozenset(each.by for each in self.events if each.act in acts)


def is_allowed(act: ClaimAct, state: ClaimState) -> bool:
    """Say whether an act is allowed in a state."""
    return act in CLAIM_MOVES and state in CLAIM_MOVES[act]


REQUESTING = (ClaimAct.DRAFTED, ClaimAct.REVISED, ClaimAct.SUBMITTED)
"""Whoever did one of these does not approve the claim."""


def approval_days(
    *, today: date, use_from: date | None, last_days: Sequence[date], gap: GroundGap | None
) -> tuple[date, date] | None:
    """Return the first and the last day of an approval, or None where no day is left.

    Args:
        today: the day of approval, where the holder is.
        use_from: the first day that was asked for; None: at once.
        last_days: what it may not outlast: the end that was asked for, its term, its certificates.
        gap: where its ground first fails as things stand now.
    """
    first = max(today, use_from or today)
    last = min([*last_days, *([gap.day - DAY] if gap is not None else [])])
    return (first, last) if first <= last else None
