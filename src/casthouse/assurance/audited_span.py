"""Which days of a ledger an audit looks at: from the audit before to the last day of this one.

A span begins with the accounting period in which the audit before had its last day on site, so that no period is
looked at by halves; a first audit begins with the first period of the scope. It ends with the last day of the audit.
"""

from dataclasses import dataclass
from datetime import date

from casthouse.measure.period import Period, PeriodCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedSpan:
    """Days from `first` to `last`, both inclusive; none where the last lies before the first."""

    first: date
    last: date

    @property
    def is_empty(self) -> bool:
        """Say whether there is no day in it."""
        return self.last < self.first

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def audited_span(calendar: PeriodCalendar, *, audit_before: date | None, last_day: date) -> AuditedSpan:
    """Return the days that an audit looks at.

    Args:
        calendar: the periods of the scope.
        audit_before: last day on site of the audit before under the same standard; None for the first.
        last_day: last day of this audit, inclusive.
    """
    number = None if audit_before is None else calendar.number_on(audit_before)
    return AuditedSpan(first=calendar.period(number or 0).start, last=last_day)


def audited_periods(calendar: PeriodCalendar, span: AuditedSpan) -> list[Period]:
    """Return the periods of a scope that have a day in the span, in order."""
    return [] if span.is_empty else [each for each in calendar.until(span.last) if span.first < each.end]
