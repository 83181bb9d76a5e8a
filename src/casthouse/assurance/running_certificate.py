"""Certificates that run on a day, as far as the duties that follow from them ask.

`running_certificates` says what is true, by folding the moves of a book. Where nothing in a book rests on more than
the days that are kept beside its moves, the same may be read from there; a test compares the two.
"""

from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_state import RUNNING, CertificateState
from casthouse.assurance.maturity import Maturity
from casthouse.assurance.performance_precondition import Deadline
from casthouse.standard.standard_name import StandardName


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningCertificate:
    """A certificate that is full, provisional or suspended on a day.

    Attributes:
        number: its number.
        scope: code of the scope that it certifies.
        standard: what it attests.
        edition: of the standard.
        state: where it stands.
        since: the day on which the state began.
        first_day: its first day.
        valid_to: its last day, inclusive.
        issued: the day from which its terms count: its first day, or that of the certificate that it continues.
        moves: how many moves are on record.
        surveillances: how many it passed, with those of the certificate that it continues.
        maturity_before: the rating that it was taken over with; None where it was granted anew.
        reason: why it is suspended; empty where it is not, or no reason was given.
        performance_by: by when it needs a performance certificate that it lacks; None where it needs none.
    """

    number: str
    scope: str
    standard: StandardName
    edition: str
    state: CertificateState
    since: date
    first_day: date
    valid_to: date
    issued: date
    moves: int
    surveillances: int
    maturity_before: Maturity | None = None
    reason: str = ""
    performance_by: Deadline | None = None


def running_certificates(book: CertificateBook, today: date) -> tuple[RunningCertificate, ...]:
    """Return the certificates of a book that run on a day, by number."""
    found = []
    for history in book.histories:
        phase, first_day, issued = book.course(history).on(today), history.first_day, history.issued
        if phase is None or phase.state not in RUNNING or first_day is None or issued is None:
            continue
        before = history.inherited.maturity if history.inherited else ""
        suspended = phase.state is CertificateState.SUSPENDED
        found.append(
            RunningCertificate(
                number=history.number,
                scope=history.scope,
                standard=history.standard,
                edition=history.edition,
                state=phase.state,
                since=phase.since,
                first_day=first_day,
                valid_to=phase.valid_to or date.max,
                issued=issued,
                moves=len(history.moves),
                surveillances=history.surveilled,
                maturity_before=Maturity(before) if before else None,
                reason=phase.by.reason if suspended else "",
                performance_by=None if suspended else book.deadline(history),
            )
        )
    return tuple(found)
