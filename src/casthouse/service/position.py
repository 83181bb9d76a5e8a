"""Where a scope stands in a period, live: the use case behind `casthouse position`."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.custody.position import PeriodPosition, chained_positions
from casthouse.custody.scope import Scope
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.scope_ledger import FlowReader, ScopeFile, load_ledger, load_scope_file
from casthouse.storage import flow as flow_store
from casthouse.storage.period import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopePosition:
    """A position as people and programs get it; `statement` is set when the figures are those of a closed period."""

    scope: str
    period: Period
    figures: dict[str, Any]
    statement: Statement | None = None
    on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the document of contract section 4."""
        return {"scope": self.scope, **self.figures}


def period_number(scope: Scope, *, period: date | None, on: date | None, today: date) -> int:
    """Return the number of the period that is meant.

    Raises:
        Refusal: `period_unknown` when no period starts on `period`, a day lies before the first period, or `on`
            lies outside `period`.
    """
    calendar = scope.calendar
    if period is None:
        day = on or today
        number = calendar.number_on(day)
        if number is None:
            raise _period_unknown(scope, f"day {day}", f"a day from {scope.first_period_start} on")
        return number
    number = calendar.number_starting(period)
    if number is None:
        raise _period_unknown(scope, f"start {period}", _starts(scope))
    if on is not None and on not in calendar.period(number):
        raise _period_unknown(scope, f"day {on}", f"a day in {period} to {calendar.period(number).last_day}")
    return number


def meant_number(scope: Scope, *, period: date | None, on: date | None) -> int:
    """Return the number of the period that is meant; where nothing is told the last in which something moved.

    Raises:
        Refusal: as `period_number` does.
    """
    today = clock.today()
    if period is not None or on is not None:
        return period_number(scope, period=period, on=on, today=today)
    return number_of_now(scope, last_day_moved(load_scope_file(scope)), today)


def number_of_now(scope: Scope, moved: date | None, today: date) -> int:
    """Return the number of today's period, or of the last in which something moved when that is earlier."""
    return scope.calendar.number_on(min(today, moved or today)) or 0


def last_day_moved(file: ScopeFile) -> date | None:
    """Return the last day on which something moved at the sites of a scope; None where nothing ever did."""
    return flow_store.last_day_moved(organisation_id=file.organisation_id, sites=file.sites)


def _starts(scope: Scope) -> str:
    first, second = (scope.calendar.period(n).start for n in (0, 1))
    return f"the first day of a period: {first}, {second}, and so on every {scope.period_months} months"


def _period_unknown(scope: Scope, found: str, expected: str) -> Refusal:
    return Refusal(
        "period_unknown", found=f"{found} for scope {scope.code}", expected=expected, todo="correct the date"
    )


def position(
    actor: Actor, *, scope: str, period: date | None = None, on: date | None = None
) -> ScopePosition:
    """Return the position of a scope: the frozen one of a closed period, else the live one.

    Args:
        actor: who asks.
        scope: code of the scope.
        period: exact first day of a period.
        on: count movements dated up to this day, inclusive.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    number = period_number(held, period=period, on=on, today=clock.today())
    return position_of_file(load_scope_file(held), number, on=on)


def position_of_file(file: ScopeFile, number: int, *, on: date | None = None) -> ScopePosition:
    """Return the same of a scope that is loaded, in the period with a number; whoever calls has authorised."""
    if number < file.first_open and on is None:
        statement = file.statements[number]
        return ScopePosition(
            scope=file.scope.code, period=statement.period, figures=statement.position, statement=statement
        )
    live = live_position(file, number, on=on)
    return ScopePosition(scope=file.scope.code, period=live.period, figures=live.as_json(), on=on)


def live_position(
    file: ScopeFile, number: int, *, on: date | None = None, flows_of: FlowReader = flow_store.flows_of_spans
) -> PeriodPosition:
    """Return the position of a period computed now; `flows_of` says from which source.

    On a day of a closed period the certification stands as its closing froze it.
    """
    first = min(number, file.first_open)
    ledger = load_ledger(
        file, through=number, first=first, until=on, as_closed=on is not None, flows_of=flows_of
    )
    return chained_positions(list(ledger.periods.values()), carried=ledger.carried, rules=ledger.rules)[-1]


def recomputed_position(actor: Actor, *, scope: str, period: date) -> PeriodPosition:
    """Return the live position summed from the movements themselves, not from the totals."""
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    number = period_number(held, period=period, on=None, today=clock.today())
    return live_position(load_scope_file(held), number, flows_of=flow_store.recomputed_flows)
