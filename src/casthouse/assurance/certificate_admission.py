"""Whether a move may be made now, and what it sets: every check before the one append.

A move takes effect on the day of the last one or later; what people do by command takes effect today or later, so
that no document sold in good faith loses its ground. Only the operator's register corrects the past.

A move that is known already and takes effect on a day to come, such as a withdrawal at the end of the year, stands in
the way of nothing that lessens a certificate, gives a suspended one back or judges it by a decision: these go before
it, and the table of states says on its day whether it still holds (`later_move`). Only a transfer stands: what passed
on the day that is tomorrow here has begun elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate_course import Course, Coverage, Phase, course_of, is_extended
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    CertificateMove,
    CertifiedFacility,
    Inheritance,
    scope_versions,
    version_on,
)
from casthouse.assurance.certificate_state import (
    ENTITLING,
    CertificateState,
    MoveKind,
    Mover,
    required_rule,
)
from casthouse.assurance.certificate_terms import CertificateTerms
from casthouse.refusal import Refusal

GOES_BEFORE = frozenset(
    {
        MoveKind.SUSPEND,
        MoveKind.REVOKE,
        MoveKind.WITHDRAW,
        MoveKind.LOWER,
        MoveKind.REINSTATE,
        MoveKind.SURVEIL,
        MoveKind.CONFIRM,
        MoveKind.SUPERSEDE,
    }
)
"""What may take effect before a move that is known and whose day is still to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedMove:
    """A move that somebody wants to make; the names are those of `CertificateMove`.

    `valid_to` is the last day of the certificate that is taken over; every other last day follows from the terms.
    """

    kind: MoveKind
    mover: Mover
    effective: date
    actor: str
    reason: str = ""
    reference: str = ""
    level: CertificateLevel | None = None
    facilities: tuple[CertifiedFacility, ...] = ()
    valid_to: date | None = None
    inherited: Inheritance | None = None

    @property
    def goes_before(self) -> bool:
        """Say whether it may go before a move whose day is still to come; what leaves the boundary may, too."""
        is_narrower = (self.kind, self.mover) == (MoveKind.CHANGE_SCOPE, Mover.SECRETARIAT)
        return is_narrower or self.kind in GOES_BEFORE

    def counts_from(self, history: CertificateHistory) -> date:
        """Return the day from which the terms of a certificate count with the move: its grant, never a later change."""
        if self.inherited is not None:
            return self.inherited.issued
        return history.issued or self.effective


def admitted_move(
    history: CertificateHistory,
    wanted: WantedMove,
    *,
    terms: CertificateTerms,
    coverage: Coverage | None,
    today: date,
    not_before: date | None,
) -> CertificateMove:
    """Return the move to append, with the dates that follow from it.

    Args:
        history: the certificate with all its moves, those that are due recorded.
        wanted: the move.
        terms: the lengths of the calendar.
        coverage: of the performance certificate; None where it is not asked.
        today: the holder's present day: what takes effect after it is still to come.
        not_before: the earliest day on which it may take effect, the holder's today; None: not limited.

    Raises:
        Refusal: `certificate_move_not_allowed`, `certificate_move_backdated`, `reason_missing`,
            `certificate_extended_already`, `performance_certificate_missing`.
    """
    course = course_of(history, terms=terms, coverage=coverage)
    phase = course.on(wanted.effective)
    _refuse_backdated(history, wanted, _last_day(history, course, wanted, today), not_before)
    rule = required_rule(history.number, phase.state if phase else None, wanted.kind, wanted.mover)
    if rule.reason_required and not wanted.reason.strip():
        raise Refusal(
            "reason_missing",
            found=f"no reason to {wanted.kind.value} {history.number}",
            expected="a reason that the holder and an auditor can read",
            todo="say why",
        )
    if (wanted.kind, wanted.mover) == (MoveKind.CHANGE_SCOPE, Mover.SECRETARIAT):
        _refuse_wider(history, wanted)
    if wanted.kind is MoveKind.TAKE_OVER:
        _refuse_without_predecessor(history, wanted)
    if wanted.kind is MoveKind.EXTEND:
        _refuse_second_extension(history, course)
    if wanted.kind is MoveKind.REINSTATE:
        refuse_uncovered(history.number, wanted.effective, coverage)
    return CertificateMove(
        sequence=len(history.moves) + 1,
        kind=wanted.kind,
        mover=wanted.mover,
        effective=wanted.effective,
        actor=wanted.actor,
        reason=wanted.reason.strip(),
        reference=wanted.reference,
        level=wanted.level,
        valid_from=wanted.effective if wanted.kind in {MoveKind.GRANT, MoveKind.TAKE_OVER} else None,
        valid_to=_valid_to(history, wanted, phase, terms),
        facilities=wanted.facilities,
        inherited=wanted.inherited,
    )


def refuse_provisional_twice(
    before: Iterable[CertificateHistory], *, level: CertificateLevel, terms: CertificateTerms
) -> None:
    """Refuse a provisional certificate right after another of the same scope and standard.

    Raises:
        Refusal: `certificate_provisional_twice`.
    """
    granted = sorted((h.first_day, h.number, h) for h in before if h.first_day is not None)
    if level is CertificateLevel.FULL or terms.is_provisional_again or not granted:
        return
    last = granted[-1][2]
    held = [p.state for p in course_of(last, terms=terms).phases if p.state in ENTITLING]
    if held and held[-1] is CertificateState.PROVISIONAL:
        raise Refusal(
            "certificate_provisional_twice",
            found=f"a provisional certificate after {last.number}, which was provisional when it ended",
            expected="a full certificate, the majors being closed",
            todo="close the major non-conformances first",
        )


def refuse_uncovered(number: str, day: date, coverage: Coverage | None) -> None:
    """Refuse a custody certificate on a day on which a performance certificate is missing and due.

    Raises:
        Refusal: `performance_certificate_missing`.
    """
    if coverage is None or coverage.first_gap(day) != day:
        return
    raise Refusal(
        "performance_certificate_missing",
        found=f"{number}: a site without performance certificate on {day}, and no deadline that still runs",
        expected="a performance certificate for every site; post-casthouse sites by their deadline",
        todo="certify the sites under the performance standard first; the joining date must be registered",
    )


def _last_day(history: CertificateHistory, course: Course, wanted: WantedMove, today: date) -> date:
    """Return the day of the last move that a move may not go before; one that is void stands in nobody's way."""
    void = course.void
    days = (
        each.effective
        for each in history.moves
        if each.sequence not in void
        and not (wanted.goes_before and each.effective > today and each.kind is not MoveKind.TRANSFER)
    )
    return max(days, default=date.min)


def _refuse_backdated(
    history: CertificateHistory, wanted: WantedMove, last: date, not_before: date | None
) -> None:
    earliest = max(last, not_before or date.min)
    if wanted.effective >= earliest:
        return
    why = f"the last move of {history.number}" if earliest == last else "today where the holder is"
    raise Refusal(
        "certificate_move_backdated",
        found=f"{wanted.kind.value} from {wanted.effective} on",
        expected=f"{earliest} or later: {why}",
        todo="choose a later day; only the operator's register corrects the past",
    )


def _refuse_wider(history: CertificateHistory, wanted: WantedMove) -> None:
    version = version_on(scope_versions(history), wanted.effective)
    held = {each.facility: each.activities for each in version.facilities} if version else {}
    wider = [
        each for each in wanted.facilities if not each.activities <= held.get(each.facility, frozenset())
    ]
    if wider or not wanted.facilities:
        raise Refusal(
            "certificate_scope_invalid",
            found=f"{', '.join(each.facility for each in wider) or 'no site'} for {history.number}",
            expected="sites and activities that it certifies already, one or more",
            todo="what joins is certified by the decision on an audit",
        )


def _refuse_without_predecessor(history: CertificateHistory, wanted: WantedMove) -> None:
    last = wanted.valid_to
    if wanted.inherited is None or not wanted.facilities or last is None or last < wanted.effective:
        raise Refusal(
            "certificate_move_not_allowed",
            found=f"take_over of {history.number} from nobody",
            expected="a certificate that another organisation passes on, up to its last day",
            todo="ask for the transfer of that certificate",
        )


def _refuse_second_extension(history: CertificateHistory, course: Course) -> None:
    if is_extended(history, course):
        raise Refusal(
            "certificate_extended_already",
            found=f"a second extension of {history.number}",
            expected="one extension in the life of a certificate",
            todo="re-certify, or let it expire",
        )


def _valid_to(
    history: CertificateHistory, wanted: WantedMove, phase: Phase | None, terms: CertificateTerms
) -> date | None:
    """Return the last day that a move sets, or None where it leaves it."""
    held = phase.valid_to if phase else None
    match wanted.kind:
        case MoveKind.GRANT:
            return terms.last_day(wanted.effective, is_full=wanted.level is CertificateLevel.FULL)
        case MoveKind.CONFIRM:  # counts from the issue of the provisional certificate
            assert history.issued is not None
            return terms.last_day(history.issued, is_full=True)
        case MoveKind.LOWER:  # not beyond the old last day
            assert held is not None
            return min(held, terms.last_day(wanted.effective, is_full=False))
        case MoveKind.TAKE_OVER:  # the remaining term, never longer
            return wanted.valid_to
        case MoveKind.EXTEND:
            assert held is not None
            return terms.extended(held)
        case _:
            return None
