"""In which accounts a facility stands: on a day, and from day to day."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from casthouse.custody.scope import Scope
from casthouse.provenance.pool import Account


def account_of(scopes: Iterable[Scope], *, facility: str, day: date) -> Account | None:
    """Return in which accounts a facility of an organisation stands on a day, if in any."""
    for scope in scopes:
        number = scope.calendar.number_on(day) if scope.holds(facility, day) else None
        if number is not None and (scope.last_day is None or day <= scope.last_day):
            return Account(scope.organisation, scope.code, scope.calendar.period(number))
    return None


def account_runs(
    scopes: Sequence[Scope], *, facility: str, first: date, last: date
) -> list[tuple[date, Account | None]]:
    """Return in which accounts a facility stands from a day to another, and from which day on in each."""
    turns = _turns(scopes, facility)
    found, day = [], first
    while True:
        account = account_of(scopes, facility=facility, day=day)
        found.append((day, account))
        after = [each for each in turns if each > day]
        if account is not None:
            after.append(account.period.end)
        if not after or min(after) > last:
            return found
        day = min(after)


def _turns(scopes: Sequence[Scope], facility: str) -> set[date]:
    """Return the days on which a facility joins or leaves a scope, or one begins or has ended."""
    turns = {date.max}  # which lies in no period
    for scope in scopes:
        turns.add(scope.first_period_start)
        ends = [scope.last_day, *(run.last for run in scope.days_of(facility))]
        turns |= {run.first for run in scope.days_of(facility)}
        turns |= {each + timedelta(days=1) for each in ends if each is not None and each < date.max}
    return turns
