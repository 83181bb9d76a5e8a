"""Monthly reconciliation: the use cases behind `casthouse stock` and `casthouse reconcile`.

Movements say what came in, went out and was made of the stage before; what was consumed, and what was made of scrap,
is no movement and is declared month by month. A count at a month's end opens the next month.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from casthouse.custody.reconciliation import (
    BookLine,
    DeclaredMonth,
    StockFlow,
    month_of,
    reconcile_months,
    reconciliation_findings,
)
from casthouse.custody.reconciliation_report import ReconciliationReport
from casthouse.custody.scope import Scope
from casthouse.custody.stage import Material
from casthouse.measure.period import add_months
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.entered import entered_mass_g, material_named, month_named, optional_text
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.lookup import permitted_scope
from casthouse.service.month_flow import month_flows
from casthouse.service.permission import Act, Actor
from casthouse.service.position import period_number
from casthouse.service.scope_ledger import ScopeFile, load_scope_file
from casthouse.storage import reconciliation as reconciliation_store

BOOKED_FROM_DECLARATIONS = (StockFlow.MADE, StockFlow.CONSUMED)


def count_stock(actor: Actor, *, scope: str, on: date, material: str, quantity_g: int) -> None:
    """Record the stock counted at the end of a month's last day; a later count of the day replaces it.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `material_unknown`, `quantity_invalid`, `stock_count_in_future`,
            `stock_count_day`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.STOCK_COUNT, scope)
    known = material_named(material)
    mass_g = entered_mass_g(quantity_g, least_g=0)
    today = clock.today()
    if on > today:
        raise Refusal(
            "stock_count_in_future",
            found=f"a count of {on}",
            expected=f"a day up to {today}",
            todo="record the count when it is done",
        )
    if on + timedelta(days=1) != add_months(month_of(on), 1):
        raise Refusal(
            "stock_count_day",
            found=f"a count of {on}",
            expected="the stock at the end of a month's last day",
            todo="roll the count forward to the month's end with what moved in between",
        )
    if on != _day_before_accounts(held):  # that count opens the first month
        _refuse_outside(held, month_of(on))
    with ledger_held(actor, held.organisation) as ledger:
        if reconciliation_store.stock_counts(scope).get((on, known)) == mass_g:
            return
        reconciliation_store.save_stock_count(
            scope, day=on, material=known, quantity_g=mass_g, at=ledger.at, by=actor.name
        )
        ledger.journal(Act.STOCK_COUNT, f"{scope} {on} {known.value}", quantity_g=mass_g)


def declare_flow(
    actor: Actor, *, scope: str, month: str, material: str, flow: str, quantity_g: int, source: str = ""
) -> None:
    """Declare a month's mass: what came in or went out after other papers, or what was made or consumed.

    Args:
        actor: who declares.
        scope: code of the scope.
        month: as 2025-03.
        material: name of the material.
        flow: `inflow`, `outflow`, `made` or `consumed`.
        quantity_g: the mass in grams; a later declaration replaces it.
        source: the papers, such as weighbridge tickets.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `month_invalid`, `material_unknown`, `stock_flow_unknown`,
            `quantity_invalid`, `text_invalid`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.STOCK_DECLARE, scope)
    first = month_named(month)
    known = material_named(material)
    if flow not in set(StockFlow):
        raise Refusal(
            "stock_flow_unknown",
            found=f"flow “{flow}”",
            expected=", ".join(StockFlow),
            todo="say what the mass is",
        )
    mass_g = entered_mass_g(quantity_g, least_g=0)
    papers = optional_text(source, "source")
    _refuse_outside(held, first)
    with ledger_held(actor, held.organisation) as ledger:
        if reconciliation_store.declared_flows(scope).get((first, known, StockFlow(flow))) == mass_g:
            return
        reconciliation_store.save_declared_flow(
            scope,
            month=first,
            material=known,
            flow=StockFlow(flow),
            quantity_g=mass_g,
            source=papers,
            at=ledger.at,
            by=actor.name,
        )
        ledger.journal(Act.STOCK_DECLARE, f"{scope} {month} {known.value}", **{flow: mass_g})


def reconcile(actor: Actor, *, scope: str, month: str) -> ReconciliationReport:
    """Return a month's books beside what was counted and declared, per material, and what differs.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `month_invalid`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.MOVEMENT_READ, scope)
    first = month_named(month)
    _refuse_outside(held, first)
    file = load_scope_file(held)
    last = add_months(first, 1) - timedelta(days=1)
    counts = reconciliation_store.stock_counts(scope)
    before = _day_before_accounts(held)
    months = reconcile_months(
        first=held.first_period_start,
        last=last,
        lines=_book_lines(file, last),
        declared=_declared(scope, counts),
        opening_g={material: mass_g for (day, material), mass_g in counts.items() if day == before},
    )
    lines = [each for each in months if each.month == first]
    return ReconciliationReport(
        scope=scope,
        month=first,
        tolerance=file.rules.reconciliation_tolerance,
        lines=lines,
        findings=reconciliation_findings(lines, rules=file.rules, subject=scope),
    )


def _book_lines(file: ScopeFile, last: date) -> Iterator[BookLine]:
    for each in month_flows(file, first=file.scope.first_period_start, last=last):
        flow = each.flow
        for what, mass_g in (
            (StockFlow.INFLOW, flow.coc_inflow_g + flow.non_coc_inflow_g),
            (StockFlow.MADE, flow.production_g),
            (StockFlow.OUTFLOW, flow.outflow_g),
        ):
            yield BookLine(day=each.month, material=each.material, flow=what, mass_g=mass_g)
    for (month, material, what), mass_g in reconciliation_store.declared_flows(file.scope.code).items():
        if what in BOOKED_FROM_DECLARATIONS:
            yield BookLine(day=month, material=material, flow=what, mass_g=mass_g)


def _declared(scope: str, counts: dict[tuple[date, Material], int]) -> list[DeclaredMonth]:
    flows = reconciliation_store.declared_flows(scope)
    counted = {(month_of(day), material): mass_g for (day, material), mass_g in counts.items()}
    keys = {(month, material) for month, material, what in flows if what not in BOOKED_FROM_DECLARATIONS}
    return [
        DeclaredMonth(
            month=month,
            material=material,
            inflow_g=flows.get((month, material, StockFlow.INFLOW)),
            outflow_g=flows.get((month, material, StockFlow.OUTFLOW)),
            counted_g=counted.get((month, material)),
        )
        for month, material in sorted(keys | set(counted))
    ]


def _day_before_accounts(scope: Scope) -> date:
    first = month_of(scope.first_period_start)
    return first if first == date.min else first - timedelta(days=1)


def _refuse_outside(scope: Scope, month: date) -> None:
    """Let a month pass that has a day in a period of the scope."""
    day = max(month, scope.first_period_start) if month == month_of(scope.first_period_start) else month
    period_number(scope, period=None, on=day, today=day)
