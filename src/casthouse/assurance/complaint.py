"""Complaints: what they are about, their states, and one table of who may do what in which state (fact sheet 5.10).

Anyone complains, in any language, with a name or without one. What happens to a complaint is a list of events that only
grows; its state and who handles it follow from them. The table also says who reads what is said: the party complained
about reads nothing but what the handler decided to share with it.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casthouse.refusal import Refusal


class ComplaintTopic(StrEnum):
    """What somebody who complains asks for."""

    ENGAGEMENT = "engagement"  # to be heard and answered by the party
    IMPROVEMENT = "improvement"  # that something is done better from now on
    REMEDY = "remedy"  # that harm is made good


class PartyKind(StrEnum):
    """Whom or what a complaint is about."""

    ORGANISATION = "organisation"
    FACILITY = "facility"
    AUDIT_FIRM = "audit_firm"
    SECRETARIAT = "secretariat"
    DECISION = "decision"  # on a certificate
    CLAIM = "claim"
    OTHER = "other"


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    SCREENED = "screened"
    INVESTIGATED = "investigated"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    APPEALED = "appealed"

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to do something."""
        return self not in {ComplaintState.RESOLVED, ComplaintState.REJECTED}


class ComplaintSide(StrEnum):
    """In which part somebody acts."""

    COMPLAINANT = "complainant"
    RECEIVER = "receiver"  # whoever may give a complaint to a handler
    HANDLER = "handler"
    PARTY = "party"  # the one complained about, once something was shared with it


class ComplaintAct(StrEnum):
    """What happens to a complaint."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    RECUSED = "recused"
    PARTY_NAMED = "party_named"
    ADDED = "added"
    ANSWERED = "answered"
    NOTED = "noted"
    SHARED = "shared"
    PARTY_ANSWERED = "party_answered"
    SCREENED = "screened"
    INVESTIGATED = "investigated"
    RESOLVED = "resolved"
    REJECTED = "rejected"
    SENT_TO_AUDIT = "sent_to_audit"
    APPEALED = "appealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRef:
    """A party as the register knows it; a decision without a code is one that nobody has named yet."""

    kind: PartyKind
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintEvent:
    """One thing that happened: `handler` is named where somebody gets the complaint or steps back from it."""

    act: ComplaintAct
    at: datetime
    by: str
    text: str = ""
    handler: str = ""
    party: PartyRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRule:
    """One line of the table; `target` None: the state stays."""

    act: ComplaintAct
    side: ComplaintSide
    sources: frozenset[ComplaintState | None]
    target: ComplaintState | None
    readers: frozenset[ComplaintSide]


S, A, W = ComplaintState, ComplaintAct, ComplaintSide
OPEN = frozenset(each for each in S if each.is_open)
CLOSED = frozenset(S) - OPEN
LOOKED_AT = frozenset(S) - {S.RECEIVED}
_TOLD, _BOTH = {W.COMPLAINANT}, {W.COMPLAINANT, W.PARTY}


def _rule(
    act: ComplaintAct,
    side: ComplaintSide,
    sources: frozenset[ComplaintState] | set[ComplaintState | None],
    target: ComplaintState | None,
    readers: set[ComplaintSide],
) -> ComplaintRule:
    return ComplaintRule(
        act=act, side=side, sources=frozenset(sources), target=target, readers=frozenset(readers)
    )


COMPLAINT_RULES = (
    _rule(A.RECEIVED, W.COMPLAINANT, {None}, S.RECEIVED, _TOLD),
    _rule(A.ASSIGNED, W.RECEIVER, OPEN, None, _TOLD),
    _rule(A.RECUSED, W.RECEIVER, OPEN, None, set()),
    _rule(A.PARTY_NAMED, W.HANDLER, OPEN, None, set()),
    _rule(A.ADDED, W.COMPLAINANT, OPEN, None, _TOLD),
    _rule(A.ANSWERED, W.HANDLER, frozenset(S), None, _TOLD),
    _rule(A.NOTED, W.HANDLER, frozenset(S), None, set()),
    _rule(A.SHARED, W.HANDLER, LOOKED_AT, None, _BOTH),
    _rule(A.PARTY_ANSWERED, W.PARTY, OPEN, None, {W.PARTY}),
    _rule(A.SCREENED, W.HANDLER, {S.RECEIVED}, S.SCREENED, _TOLD),
    _rule(A.INVESTIGATED, W.HANDLER, {S.SCREENED}, S.INVESTIGATED, _TOLD),
    _rule(A.RESOLVED, W.HANDLER, {S.INVESTIGATED, S.APPEALED}, S.RESOLVED, _TOLD),
    _rule(A.REJECTED, W.HANDLER, OPEN, S.REJECTED, _TOLD),
    _rule(A.SENT_TO_AUDIT, W.HANDLER, {S.INVESTIGATED, S.RESOLVED, S.APPEALED}, None, set()),
    _rule(A.APPEALED, W.COMPLAINANT, CLOSED, S.APPEALED, _TOLD),
)
"""What the table does not name does not happen. Whoever handles a complaint reads everything."""

RULES = {each.act: each for each in COMPLAINT_RULES}
MOVES = tuple(each.act for each in COMPLAINT_RULES if each.side is W.HANDLER and each.target is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintCourse:
    """What follows from the events of a complaint, oldest first; there is at least its receipt."""

    events: tuple[ComplaintEvent, ...]

    @property
    def state(self) -> ComplaintState:
        """Where it stands."""
        targets = [RULES[each.act].target for each in self.events]
        return next(each for each in reversed(targets) if each is not None)

    @property
    def handler(self) -> str:
        """Who handles it; nobody before it was given to somebody, after they stepped back, or after an appeal."""
        for each in reversed(self.events):
            if each.act is A.ASSIGNED:
                return "" if each.handler in self.recused else each.handler
            if each.act is A.APPEALED:
                return ""
        return ""

    @property
    def recused(self) -> frozenset[str]:
        """Who stepped back because of a tie with the party; for good."""
        return frozenset(each.handler for each in self.events if each.act is A.RECUSED)

    @property
    def is_appealed(self) -> bool:
        """Say whether there was an appeal; there is one at most."""
        return any(each.act is A.APPEALED for each in self.events)

    @property
    def first_handlers(self) -> frozenset[str]:
        """Who had it before the appeal, and so may not hear the appeal; nobody where there was none."""
        appeals = [place for place, each in enumerate(self.events) if each.act is A.APPEALED]
        before = self.events[: appeals[0]] if appeals else ()
        named = {each.handler for each in before if each.act is A.ASSIGNED}
        return frozenset(named | {each.by for each in before if RULES[each.act].side is W.HANDLER})

    @property
    def shared_with(self) -> frozenset[PartyRef]:
        """The parties that were told something."""
        return frozenset(each.party for each in self.events if each.act is A.SHARED and each.party)

    def read_by(self, side: ComplaintSide, party: PartyRef | None = None) -> tuple[ComplaintEvent, ...]:
        """Return what one side reads; a party what was shared with it and what it answered itself."""
        return tuple(
            each
            for each in self.events
            if side in RULES[each.act].readers and (side is not W.PARTY or each.party == party)
        )

    def may(self, act: ComplaintAct) -> bool:
        """Say whether the table lets something happen now; a second appeal never."""
        return self.state in RULES[act].sources and not (act is A.APPEALED and self.is_appealed)


def require_move(reference: str, course: ComplaintCourse, act: ComplaintAct) -> None:
    """Let pass what the table of states lets happen.

    Raises:
        Refusal: `complaint_move_not_allowed`.
    """
    if not course.may(act):
        allowed = ", ".join(each.value for each in A if course.may(each))
        raise Refusal(
            "complaint_move_not_allowed",
            found=f"“{act.value}” for {reference}, which is “{course.state.value}”",
            expected=f"what this state lets happen: {allowed}; an appeal once",
            todo="look at the complaint: its page says what comes next",
        )


def require_text(text: str, what: str, *, length_max: int) -> str:
    """Return a text exactly as it was given, in whatever script; it says something and holds no control characters.

    Raises:
        Refusal: `complaint_text_invalid`.
    """
    wrong = ""
    if not text.strip():
        wrong = f"no {what}"
    elif len(text) > length_max:
        wrong = f"{what} of {len(text)} characters"
    elif any(_is_control(sign) for sign in text):
        wrong = f"{what} with a control character"
    if wrong:
        raise Refusal(
            "complaint_text_invalid",
            found=wrong,
            expected=f"{what} in any language, of 1 to {length_max} characters",
            todo=f"correct the {what} and send it again",
        )
    return text


def _is_control(sign: str) -> bool:
    """Say whether a sign is no text; those that join or turn letters in some scripts are text."""
    return unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\r\t"
