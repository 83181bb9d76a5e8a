"""The states of a certificate and the moves between them: one table (fact sheet on the performance standard, 5.8).

What the table does not name does not happen. Who moves is a part, not a role: an audit decision, the secretariat, the
holder, the auditor, the register of the operator, or the calendar. Grants, confirmations and lowerings come from an
audit decision alone; what people may do by command only lessens a certificate, gives back within the cure what a
decision granted, or passes it on to another organisation as it stands (`certificate_transfer`).
"""

from dataclasses import dataclass
from enum import StrEnum

from casthouse.refusal import Refusal


class CertificateState(StrEnum):
    """Where a certificate stands."""

    APPLIED = "applied"
    IN_AUDIT = "in_audit"
    UNDER_REVIEW = "under_review"
    PROVISIONAL = "provisional"
    FULL = "full"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class MoveKind(StrEnum):
    """What happens to a certificate."""

    APPLY = "apply"
    OPEN_AUDIT = "open_audit"
    SEND_REPORT = "send_report"
    SEND_BACK = "send_back"
    GRANT = "grant"
    REFUSE = "refuse"
    REGISTER = "register"
    CHANGE_DATES = "change_dates"
    CONFIRM = "confirm"
    LOWER = "lower"
    SURVEIL = "surveil"
    CHANGE_SCOPE = "change_scope"
    EXTEND = "extend"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    SUPERSEDE = "supersede"
    TRANSFER = "transfer"
    TAKE_OVER = "take_over"


class Mover(StrEnum):
    """Who moves a certificate."""

    HOLDER = "holder"
    AUDITOR = "auditor"
    DECISION = "decision"  # an audit decision, confirmed by a named person
    SECRETARIAT = "secretariat"
    REGISTER = "register"  # the operator's register file
    CALENDAR = "calendar"  # a term ran out, or a precondition lapsed


class After(StrEnum):
    """Where a move leads when it is not to one state."""

    SAME = "same"
    FORMER = "former"  # the state before the suspension
    LEVEL = "level"  # full or provisional, as decided


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRule:
    """One line of the table.

    Attributes:
        kind: the move.
        sources: the states it may start from; None among them: there is no certificate yet.
        target: the state it leads to.
        movers: who may.
        when: the condition, in our own words.
        reason_required: whether a reason must be given.
    """

    kind: MoveKind
    sources: frozenset[CertificateState | None]
    target: CertificateState | After
    movers: frozenset[Mover]
    when: str
    reason_required: bool = False


S, K, M = CertificateState, MoveKind, Mover
ENTITLING = frozenset({S.FULL, S.PROVISIONAL})
"""Only these let the holder sell CoC Material, issue documents and make claims."""
RUNNING = ENTITLING | {S.SUSPENDED}
PENDING = frozenset({S.APPLIED, S.IN_AUDIT, S.UNDER_REVIEW})
FINAL = frozenset({S.REFUSED, S.REVOKED, S.WITHDRAWN, S.EXPIRED, S.SUPERSEDED})
"""No move leads out of these; but the operator's register may correct the dates of one that expired."""


def _rule(
    kind: MoveKind,
    sources: set[CertificateState | None] | frozenset[CertificateState],
    target: CertificateState | After,
    movers: set[Mover],
    when: str,
    *,
    reason: bool = False,
) -> MoveRule:
    return MoveRule(
        kind=kind,
        sources=frozenset(sources),
        target=target,
        movers=frozenset(movers),
        when=when,
        reason_required=reason,
    )


MOVES = (
    _rule(K.APPLY, {None}, S.APPLIED, {M.HOLDER}, "a member applies for a scope"),
    _rule(K.OPEN_AUDIT, {S.APPLIED}, S.IN_AUDIT, {M.AUDITOR}, "an accredited firm opens the audit"),
    _rule(K.SEND_REPORT, {S.IN_AUDIT}, S.UNDER_REVIEW, {M.AUDITOR}, "the report is sent"),
    _rule(K.SEND_BACK, {S.UNDER_REVIEW}, S.IN_AUDIT, {M.SECRETARIAT}, "the report is sent back", reason=True),
    _rule(
        K.GRANT, {S.UNDER_REVIEW}, After.LEVEL, {M.DECISION}, "the findings permit it; not provisional twice"
    ),
    _rule(K.REFUSE, {S.UNDER_REVIEW}, S.REFUSED, {M.DECISION}, "the findings permit none", reason=True),
    _rule(K.REGISTER, {None}, S.FULL, {M.REGISTER}, "the register file names the certificate"),
    _rule(
        K.CHANGE_DATES,
        {*RUNNING, S.EXPIRED},
        After.SAME,
        {M.REGISTER},
        "the register file gives other dates; recorded as a correction of all its days",
    ),
    _rule(
        K.CONFIRM, {S.PROVISIONAL}, S.FULL, {M.DECISION}, "the majors are closed within the provisional term"
    ),
    _rule(
        K.LOWER, {S.FULL}, S.PROVISIONAL, {M.DECISION}, "surveillance found one to three majors", reason=True
    ),
    _rule(K.SURVEIL, ENTITLING, After.SAME, {M.DECISION}, "surveillance was passed"),
    _rule(
        K.CHANGE_SCOPE,
        ENTITLING,
        After.SAME,
        {M.DECISION},
        "facilities or activities change; a new scope version",
    ),
    _rule(
        K.CHANGE_SCOPE,
        {*RUNNING, S.EXPIRED},
        After.SAME,
        {M.REGISTER},
        "the register file gives the scope other sites; recorded as a correction of all its days",
    ),
    _rule(
        K.CHANGE_SCOPE,
        RUNNING,
        After.SAME,
        {M.SECRETARIAT},
        "a facility or activity left the boundary of the scope; never more",
        reason=True,
    ),
    _rule(K.EXTEND, ENTITLING, After.SAME, {M.SECRETARIAT}, "force majeure, once", reason=True),
    _rule(
        K.SUSPEND,
        ENTITLING,
        S.SUSPENDED,
        {M.SECRETARIAT, M.DECISION},
        "standing lost, audit overdue, critical breach; from today on or later",
        reason=True,
    ),
    _rule(
        K.SUSPEND, ENTITLING, S.SUSPENDED, {M.CALENDAR}, "chain of custody without performance certificate"
    ),
    _rule(
        K.REINSTATE, {S.SUSPENDED}, After.FORMER, {M.SECRETARIAT}, "cured within the cure period", reason=True
    ),
    _rule(K.REVOKE, {S.SUSPENDED}, S.REVOKED, {M.CALENDAR}, "not cured within the cure period"),
    _rule(
        K.REVOKE,
        RUNNING,
        S.REVOKED,
        {M.DECISION, M.SECRETARIAT},
        "more majors than a certificate bears, or the suspension is past cure",
        reason=True,
    ),
    _rule(K.WITHDRAW, {S.APPLIED, S.IN_AUDIT, *RUNNING}, S.WITHDRAWN, {M.HOLDER}, "the holder asks"),
    _rule(K.EXPIRE, RUNNING, S.EXPIRED, {M.CALENDAR}, "the last day is over"),
    _rule(
        K.SUPERSEDE,
        ENTITLING,
        S.SUPERSEDED,
        {M.DECISION},
        "re-certification or a new edition; the successor is named",
    ),
    _rule(
        K.TRANSFER,
        ENTITLING,
        S.SUPERSEDED,
        {M.SECRETARIAT},
        "its sites pass to another organisation, which agreed; the successor is named",
        reason=True,
    ),
    _rule(
        K.TAKE_OVER,
        {None},
        After.LEVEL,
        {M.SECRETARIAT},
        "another organisation passed it on: same standard, edition, level and last day",
        reason=True,
    ),
)


MAKING = frozenset({K.GRANT, K.REGISTER, K.TAKE_OVER})
"""What makes an application, or nothing, a certificate."""
PASSING = frozenset({K.TRANSFER, K.TAKE_OVER})
"""The two sides of a transfer: the giver's certificate ends, the taker's begins."""


def move_rule(state: CertificateState | None, kind: MoveKind, mover: Mover) -> MoveRule | None:
    """Return the line of the table that lets this mover make the move from the state, or None."""
    return next((r for r in MOVES if r.kind is kind and state in r.sources and mover in r.movers), None)


def moves_from(state: CertificateState | None, mover: Mover) -> tuple[MoveRule, ...]:
    """Return what a mover may do from a state, in the order of the table."""
    return tuple(rule for rule in MOVES if state in rule.sources and mover in rule.movers)


def required_rule(number: str, state: CertificateState | None, kind: MoveKind, mover: Mover) -> MoveRule:
    """Return the line of the table for a move.

    Raises:
        Refusal: `certificate_move_not_allowed`.
    """
    rule = move_rule(state, kind, mover)
    if rule is None:
        named = ", ".join(dict.fromkeys(each.kind.value for each in moves_from(state, mover)))
        raise Refusal(
            "certificate_move_not_allowed",
            found=f"{kind.value} by {mover.value} of {number}, which is {state.value if state else 'not there'}",
            expected=f"a move that the table of states names: {named}" if named else "no further move",
            todo="look at the certificate's history; another move may lead there",
        )
    return rule
