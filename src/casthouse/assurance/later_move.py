"""Moves of a certificate that are known and whose day is still to come, once something else goes before them.

Nobody takes one back: it stays on record, and on its day the table of states says whether it holds. A withdrawal holds
from a suspended certificate too; a renewal does not end a certificate that is suspended then, and nothing moves one
that has ended. What is reinstated before that day is again what the later move found when it was recorded.
"""

from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate_course import Course
from casthouse.assurance.certificate_history import CertificateHistory, CertificateMove
from casthouse.assurance.certificate_state import ENTITLING, CertificateState, MoveKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterMove:
    """A move whose day is still to come; `state` is what it finds on its day."""

    move: CertificateMove
    is_void: bool
    state: CertificateState

    def __str__(self) -> str:
        """Say what becomes of it."""
        named = f"{self.move.kind.value} from {self.move.effective} on, recorded before"
        if not self.is_void:
            return f"{named}: still holds"
        if self.state in ENTITLING and self.move.kind is MoveKind.EXTEND:
            return f"{named}: void, since another term was decided"
        successor = f"; {self.move.reference} begins all the same" if self._names_successor else ""
        return f"{named}: void, since the certificate is {self.state.value} then{successor}"

    @property
    def _names_successor(self) -> bool:
        return self.move.kind is MoveKind.SUPERSEDE and bool(self.move.reference)


def later_moves(history: CertificateHistory, course: Course, made: CertificateMove) -> tuple[LaterMove, ...]:
    """Return the moves recorded before one that take effect after it, by their day, and what becomes of each."""
    later = (m for m in history.moves if m.effective > made.effective and m.sequence < made.sequence)
    found = []
    for each in sorted(later, key=lambda m: (m.effective, m.sequence)):
        phase = course.on(each.effective)
        assert phase is not None
        found.append(LaterMove(move=each, is_void=each.sequence in course.void, state=phase.state))
    return tuple(found)


def coming_move(history: CertificateHistory, course: Course, today: date) -> CertificateMove | None:
    """Return the next move that is on record for a day to come and holds as things stand."""
    later = (each for each in history.moves if each.effective > today and each.sequence not in course.void)
    return min(later, key=lambda each: (each.effective, each.sequence), default=None)
