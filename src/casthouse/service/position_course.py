"""The course of a position over a period, month by month: what charts and monthly tables are drawn from."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from casthouse.assurance.certificate import certified_spans
from casthouse.custody.position import Carried, chained_positions
from casthouse.custody.position_course import MonthOfCourse, course, months_in
from casthouse.custody.stage import Stage
from casthouse.measure.period import Period
from casthouse.service import clock
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.position import period_number
from casthouse.service.scope_ledger import ScopeFile, load_ledger, load_scope_file
from casthouse.standard.standard_name import StandardName
from casthouse.storage import flow as flow_store
from casthouse.storage.flow import Span

DAY = timedelta(days=1)


def position_course(actor: Actor, *, scope: str, period: date) -> list[MonthOfCourse]:
    """Return the months of a period that have begun or in which something moved.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    number = period_number(held, period=period, on=None, today=clock.today())
    file = load_scope_file(held)
    whole = held.calendar.period(number)
    months = months_in(whole)
    flows = flow_store.flows_of_spans(
        organisation_id=file.organisation_id,
        sites=file.sites,
        spans=[span for at, month in enumerate(months) for span in _spans(file, number, at, month)],
    )
    begun = [at for at, month in enumerate(months) if month.start <= clock.today()]
    shown = range(max([*begun, *flows], default=-1) + 1)
    moved = [(months[at], flows.get(at, {})) for at in shown]
    return course(whole, moved, carried=_carried(file, number))


def _spans(file: ScopeFile, number: int, at: int, month: Period) -> Iterator[Span]:
    """Cut a month where certification changes: as it was seen at closing, or as it is."""
    if number < file.first_open:
        for first, last, certified in file.statements[number].certified:
            start, end = (
                max(date.fromisoformat(first), month.start),
                min(date.fromisoformat(last) + DAY, month.end),
            )
            if start < end:
                yield Span(number=at, first=start, last=end - DAY, certified=certified)
        return
    for part in certified_spans(
        file.certificates, start=month.start, end=month.end, standard=StandardName.CHAIN_OF_CUSTODY
    ):
        yield Span(number=at, first=part.start, last=part.end - DAY, certified=part.certified)


def _carried(file: ScopeFile, number: int) -> Mapping[Stage, Carried]:
    if number <= file.first_open:
        return file.carried_into(number)
    ledger = load_ledger(file, through=number - 1)
    before = chained_positions(list(ledger.periods.values()), carried=ledger.carried, rules=ledger.rules)[-1]
    return before.carried(ledger.rules)
