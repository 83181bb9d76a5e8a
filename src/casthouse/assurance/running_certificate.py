"""Certificates that run on a day, as far as the duties that follow from them ask.

`running_certificates` says what is true, by folding the moves of a book. Where nothing in a book rests on more than
what is kept beside its moves, the same may be read from there; a test compares the two.
"""

from dataclasses import dataclass
from datetime import date

from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_history import CertificateHistory, scope_versions
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningFacts:
    """What is kept of a certificate beside its days, so that what runs is read without its moves.

    Attributes:
        moves: how many moves are on record.
        surveillances: how many of them it passed, without those of the certificate that it continues.
        reasons: why it is suspended, by the first day of the state; for those who may read its moves, never public.
        needs_book: whether its book says more than what is kept: it was taken over, or a deadline may be running
            because one of its sites never held a performance certificate.
    """

    moves: int = 0
    surveillances: int = 0
    reasons: tuple[tuple[date, str], ...] = ()
    needs_book: bool = True


def running_facts(book: CertificateBook, history: CertificateHistory) -> RunningFacts:
    """Return what is kept of a certificate of a book beside its days."""
    return RunningFacts(
        moves=len(history.moves),
        surveillances=history.surveilled - (history.inherited.surveilled if history.inherited else 0),
        reasons=tuple(
            (each.first, each.by.reason)
            for each in book.course(history).phases
            if each.state is CertificateState.SUSPENDED and each.by.reason
        )
        if history.granted is not None
        else (),
        needs_book=history.inherited is not None or _may_have_deadline(book, history),
    )


def _may_have_deadline(book: CertificateBook, history: CertificateHistory) -> bool:
    """Say whether `CertificateBook.deadline` may name a day, whatever the rules of its edition are."""
    if (
        history.standard is not StandardName.CHAIN_OF_CUSTODY
        or history.is_from_register
        or history.granted is None
    ):
        return False
    sites = {each.facility for each in scope_versions(history)[-1].facilities}
    return bool(sites - {span.facility for span in book.performance()})


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
