"""All certificates of one organisation, judged together: a custody certificate rests on the performance certificates.

Certificates that the operator's register brought count as they stand there, without the precondition.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from casthouse.assurance.certificate import EntitledSpan, day_after
from casthouse.assurance.certificate_course import Course, Coverage, course_of, entitled_spans
from casthouse.assurance.certificate_history import CertificateHistory, CertifiedFacility, scope_versions
from casthouse.assurance.certificate_terms import CertificateTerms
from casthouse.assurance.performance_precondition import (
    Deadline,
    PreconditionRules,
    needs_performance_first,
    performance_coverage,
    performance_deadline,
)
from casthouse.standard.standard_name import StandardName


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateBook:
    """The certificates of an organisation with what they are judged by.

    Attributes:
        histories: the certificates, by number.
        joined: when the organisation became a member, None when it is not known.
        rules: the precondition by edition of the Chain of Custody Standard; None where the edition has none.
        terms: the lengths of the calendar.
    """

    histories: tuple[CertificateHistory, ...]
    joined: date | None
    rules: Mapping[str, PreconditionRules | None]
    terms: CertificateTerms

    def known_at(self, instant: datetime, *, joined: date | None) -> "CertificateBook":
        """Return the book as it was known at an instant, with the joining date known then."""
        return replace(
            self, histories=tuple(each.known_at(instant) for each in self.histories), joined=joined
        )

    def with_history(self, history: CertificateHistory) -> "CertificateBook":
        """Return the book with one certificate new or as it is now."""
        others = (each for each in self.histories if each.number != history.number)
        return replace(self, histories=tuple(sorted((*others, history), key=lambda h: h.number)))

    def history(self, number: str) -> CertificateHistory:
        """Return the certificate with the number, which must be there."""
        return next(each for each in self.histories if each.number == number)

    def of_scope(self, scope: str, standard: StandardName) -> tuple[CertificateHistory, ...]:
        """Return the certificates of a scope under a standard, by number."""
        return tuple(h for h in self.histories if h.scope == scope and h.standard is standard)

    def course(self, history: CertificateHistory) -> Course:
        """Return the course of one of the certificates."""
        return course_of(history, terms=self.terms, coverage=self.coverage(history))

    def spans(self, history: CertificateHistory) -> tuple[EntitledSpan, ...]:
        """Return the days on which one of the certificates entitles its facilities."""
        return entitled_spans(history, self.course(history))

    def performance(self) -> tuple[EntitledSpan, ...]:
        """Return the days on which sites hold a performance certificate."""
        held = (each for each in self.histories if each.standard is StandardName.PERFORMANCE)
        return tuple(
            span for each in held for span in entitled_spans(each, course_of(each, terms=self.terms))
        )

    def coverage(self, history: CertificateHistory) -> Coverage | None:
        """Return the days on which the precondition of a certificate holds; None where it has none."""
        versions, granted = scope_versions(history), history.issued
        if granted is None or history.is_from_register:
            return None
        return self.coverage_of(history, versions[-1].facilities, granted=granted)

    def coverage_of(
        self, history: CertificateHistory, facilities: Iterable[CertifiedFacility], *, granted: date
    ) -> Coverage | None:
        """Return the same for facilities and a day of grant that are only wanted so far."""
        rules = self.rules.get(history.edition)
        if history.standard is not StandardName.CHAIN_OF_CUSTODY or rules is None:
            return None
        return performance_coverage(
            facilities, rules=rules, joined=self.joined, granted=granted, performance=self.performance()
        )

    def deadline(self, history: CertificateHistory) -> Deadline | None:
        """Return by when the performance certificate of a custody certificate's post-casthouse sites is due.

        None where nothing is due so: the register brought it, its sites need the performance certificate first, or
        every site has one.
        """
        rules, granted = self.rules.get(history.edition), history.issued
        if history.standard is not StandardName.CHAIN_OF_CUSTODY or history.is_from_register or rules is None:
            return None
        if granted is None:
            return None
        performance = self.performance()
        waiting = {
            each.facility
            for each in scope_versions(history)[-1].facilities
            if not needs_performance_first(each, rules)
        } - {span.facility for span in performance}
        if not waiting:
            return None
        return performance_deadline(rules, joined=self.joined, granted=granted, performance=performance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessened:
    """A certificate that entitles on fewer days than before, from its first lost day on."""

    history: CertificateHistory
    first_lost: date


def lessened(before: CertificateBook, after: CertificateBook) -> tuple[Lessened, ...]:
    """Return the certificates that lose days between two states of a book, by number."""
    found = []
    for history in after.histories:
        held = [each for each in before.histories if each.number == history.number]
        lost = [day for each in held for day in _first_days_lost(before.spans(each), after.spans(history))]
        if lost:
            found.append(Lessened(history=history, first_lost=min(lost)))
    return tuple(found)


def _first_days_lost(before: Iterable[EntitledSpan], after: Iterable[EntitledSpan]) -> Iterator[date]:
    """Yield the first day of each span that is no longer entitled; days are lost where what is left begins or ends."""
    left = tuple(after)
    for span in before:
        ends = (day_after(each.last) for each in left if each.facility == span.facility)
        days = sorted({span.first, *(day for day in ends if span.first <= day <= span.last)})
        lost = (
            day
            for day in days
            if not any(each.facility == span.facility and each.first <= day <= each.last for each in left)
        )
        yield from islice(lost, 1)
