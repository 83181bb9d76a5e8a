"""How long certificates run: the numbers are rules of the assurance manual, each with its clause, tag and source.

Lengths are in months. A term includes its first and its last day: issued on 1 March 2026, three years end on
28 February 2029. A day that a month lacks is clamped to the month's end.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from casthouse.measure.period import add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTerms:
    """The lengths that the lifecycle rests on, in months (fact sheet on the performance standard, 5.3 and 5.8).

    Attributes:
        full_months: how long a full certificate runs.
        provisional_months: how long a provisional one runs.
        extension_months: how far force majeure extends a certificate, once.
        cure_months: how long a suspension may last.
        is_provisional_again: whether a provisional certificate may follow a provisional one.
    """

    full_months: int
    provisional_months: int
    extension_months: int
    cure_months: int
    is_provisional_again: bool = False

    def last_day(self, issued: date, *, is_full: bool) -> date:
        """Return the last day of a certificate issued on a day."""
        return last_day_of_term(issued, self.full_months if is_full else self.provisional_months)

    def extended(self, last: date) -> date:
        """Return the last day after the one extension under force majeure."""
        return last if last == date.max else last_day_of_term(last + timedelta(days=1), self.extension_months)

    def cure_by(self, suspended: date) -> date:
        """Return the last day on which a suspension may end in reinstatement."""
        return add_months(suspended, self.cure_months)


def last_day_of_term(first: date, months: int) -> date:
    """Return the last day, inclusive, of a term that begins on a day."""
    end = add_months(first, months)
    return end if end == date.max else end - timedelta(days=1)
