"""What if these receipts and shipments happen, and that supplier's certificate lapses? Nothing is posted."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.custody.movement import Kind
from casthouse.custody.position import StagePosition
from casthouse.custody.stage import STAGES, Material, Stage
from casthouse.custody.what_if import SupposedLapse, SupposedMovement
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.organisation import scope_register
from casthouse.service.what_if import WhatIf, what_if
from casthouse.web.forms.what_if import LapseLine, MovementLine, lines_of
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of, number_of
from casthouse.web.refusal_status import status_of

LINES, LINES_MAX = 3, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StageComparison:
    """One stage now and then."""

    stage: Stage
    now: dict[str, int | str | None]
    then: dict[str, int | str | None]
    available_rise_g: int


@page()
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show where the scope would stand at the period's end."""
    register = scope_register(request.actor, scope=scope)
    asked = request.GET
    count = min(number_of(asked.get("lines"), LINES), LINES_MAX)
    movements, lapses = lines_of(MovementLine, asked, "m", count), lines_of(LapseLine, asked, "l", 2)
    result, refusal = None, None
    if all(line.is_valid() for line in (*movements, *lapses)):
        try:
            result = what_if(
                request.actor,
                scope=scope,
                period=day_of(asked.get("period")),
                movements=[_supposed(line) for line in movements if line.has_changed()],
                lapses=[_lapse(line) for line in lapses if line.has_changed()],
            )
        except Refusal as found:
            if found.code == "not_permitted":
                raise
            refusal = found
    context = {
        "scope": scope,
        "register": register,
        "movements": movements,
        "lapses": lapses,
        "lines": count,
        "result": result,
        "stages": _compared(result) if result else [],
        "refusal": refusal.text if refusal else None,
        "periods": list(register.scope.calendar.until(clock.today()))[::-1],
        "period": _start(result.now.period if result else None),
    }
    return render(request, "what_if/show.html", context, status=status_of(refusal.code) if refusal else 200)


def _start(period: Period | None) -> str:
    return period.start.isoformat() if period else ""


def _supposed(line: MovementLine) -> SupposedMovement:
    given = line.cleaned_data
    return SupposedMovement(
        kind=Kind(given["kind"]),
        material=Material(given["material"]),
        day=given["day"],
        quantity_g=given["quantity"],
        coc=given["coc"],
        counterparty=given["counterparty"],
    )


def _lapse(line: LapseLine) -> SupposedLapse:
    return SupposedLapse(supplier=line.cleaned_data["supplier"], first_day=line.cleaned_data["first_day"])


def _compared(result: WhatIf) -> list[StageComparison]:
    pairs = [(stage, result.now.stages[stage], result.then.stages[stage]) for stage in STAGES]
    return [
        StageComparison(
            stage=stage,
            now=now.as_json(),
            then=then.as_json(),
            available_rise_g=then.available_g - now.available_g,
        )
        for stage, now, then in pairs
        if _moves(now) or _moves(then)
    ]


def _moves(position: StagePosition) -> bool:
    flows = (position.coc_inflow_g, position.non_coc_inflow_g, position.production_g, position.outflow_g)
    return any(flows) or position.carried_in_g > 0
