"""Which days somebody asks about: a period by its first day, days, or the year that one looks at first."""

from datetime import date

from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.storage import chain_anomaly as fact_store
from casthouse.storage import scope as scope_store


def asked_days(
    organisation: str, *, period: date | None = None, first: date | None = None, last: date | None = None
) -> Period:
    """Return the days that are asked about.

    Args:
        organisation: whose periods are meant.
        period: exact first day of a period of one of its scopes; then `first` and `last` are left out.
        first: January 1 of the year of `last` when None.
        last: today when only `first` is told; without either it is the whole `usual_year`.

    Raises:
        Refusal: `days_invalid`, `period_unknown`.
    """
    if period is not None:
        return _period(organisation, period, first, last)
    if first is None and last is None:
        return usual_year()
    until = last or clock.today()
    since = first or until.replace(month=1, day=1)
    if since > until or until == date.max:
        raise Refusal(
            "days_invalid",
            found=f"{since} to {until}",
            expected="a first day not after the last, and a last day before 9999-12-31",
            todo="correct the days",
        )
    return Period(start=since, end=date.fromordinal(until.toordinal() + 1))


def usual_year() -> Period:
    """Return the last calendar year that ended and in which something moved; where nothing did, this year.

    It is the same for all organisations, so that all speak of the same days.
    """
    this_year = clock.today().replace(month=1, day=1)
    latest = fact_store.latest_day_before(this_year)
    year = this_year.year if latest is None else latest.year
    return Period(start=date(year, 1, 1), end=date(year + 1, 1, 1))


def _period(organisation: str, start: date, first: date | None, last: date | None) -> Period:
    if first is not None or last is not None:
        raise Refusal(
            "days_invalid",
            found=f"the period that begins on {start}, and days beside it",
            expected="a period, or days",
            todo="leave out one of them",
        )
    calendars = [each.calendar for each in scope_store.scopes(organisation=organisation)]
    numbers = [(each, each.number_starting(start)) for each in calendars]
    found = {each.period(number).end: each.period(number) for each, number in numbers if number is not None}
    if len(found) != 1:
        raise Refusal(
            "period_unknown",
            found=f"{len(found) or 'no'} periods of {organisation} that begin on {start}",
            expected="the first day of a period of one of its scopes, and one length of it",
            todo="correct the day, or tell the first and the last day",
        )
    return next(iter(found.values()))
