"""What if these receipts and shipments happen, and that supplier's certificate lapses? Nothing is posted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from casthouse.custody.stage import STAGES
from casthouse.custody.what_if import SupposedLapse, SupposedMovement
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.organisation import ScopeRegister, scope_register
from casthouse.service.position import position
from casthouse.service.rule_pack_library import rule_packs
from casthouse.service.what_if import coc_suppliers, what_if
from casthouse.web.comparison import stage_comparison
from casthouse.web.form_page import form_page
from casthouse.web.forms.what_if import (
    ROWS_MAX,
    ROWS_MORE,
    GroundForm,
    LapseRows,
    MovementRows,
)
from casthouse.web.movement_link import movement_links
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of

TEMPLATE = "what_if/show.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppositions:
    """What a good form supposes."""

    period: Period
    edition: str
    movements: Sequence[SupposedMovement]
    lapses: Sequence[SupposedLapse]


@page("GET", "POST")
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show the form of suppositions, and what they come to."""
    period = _period(request, scope)
    register = scope_register(request.actor, scope=scope)
    ground = GroundForm(
        request.POST or None,
        periods=_periods(register, period),
        packs=rule_packs(request.actor),
        initial={"period": period.start.isoformat(), "edition": register.scope.edition},
    )
    movements = MovementRows(_sent(request, "movement"), prefix="movement", form_kwargs={"period": period})
    lapses = LapseRows(_sent(request, "lapse"), prefix="lapse", form_kwargs={"period": period})
    context: dict[str, object] = {"register": register, "period": period, "ground": ground}
    context |= {"movements": movements, "lapses": lapses}
    context["suppliers"] = coc_suppliers(request.actor, scope=scope, period=period.start)
    if "more" in request.POST:
        return render(request, TEMPLATE, context)
    refusal = None
    if request.method == "POST" and all((ground.is_valid(), movements.is_valid(), lapses.is_valid())):
        try:
            supposed = Suppositions(
                period=period,
                edition=ground.cleaned_data["edition"],
                movements=[form.supposed() for form in movements if form.has_changed()],
                lapses=[form.supposed() for form in lapses if form.has_changed()],
            )
            answer = _answer(request, register, supposed)
        except Refusal as found:
            refusal = found
        else:
            return render(request, TEMPLATE, {**context, **answer})
    return form_page(request, TEMPLATE, context, refusal)


def _period(request: PageRequest, scope: str) -> Period:
    """Return the period that is asked about; today's where none is named."""
    named = day_of(request.POST.get("period") or request.GET.get("period"))
    return position(request.actor, scope=scope, period=named).period


def _periods(register: ScopeRegister, shown: Period) -> list[Period]:
    known = {each.start: each for each in register.scope.calendar.until(clock.today())}
    return sorted({**known, shown.start: shown}.values(), reverse=True)


def _sent(request: PageRequest, prefix: str) -> QueryDict | None:
    """Return what was sent; with more rows where more were asked for."""
    if request.method != "POST":
        return None
    sent, name = request.POST.copy(), f"{prefix}-TOTAL_FORMS"
    count = sent.get(name, "")
    if sent.get("more") == prefix and count.isdecimal() and len(count) < len(name):
        sent[name] = str(min(int(count) + ROWS_MORE, ROWS_MAX))
    return sent


def _answer(request: PageRequest, register: ScopeRegister, supposed: Suppositions) -> dict[str, object]:
    scope, period = register.scope.code, supposed.period
    found = what_if(
        request.actor,
        scope=scope,
        movements=supposed.movements,
        lapses=supposed.lapses,
        period=period.start,
        edition=supposed.edition,
    )
    known = {*coc_suppliers(request.actor, scope=scope, period=period.start)}
    known |= {each.counterparty for each in supposed.movements}
    stages = [
        stage_comparison(
            stage,
            now=found.now.stages[stage],
            then=found.then.stages[stage],
            links=movement_links(
                organisation=register.organisation.code,
                scope=scope,
                stage=stage,
                first=period.start,
                last=period.last_day,
            ),
        )
        for stage in STAGES
    ]
    return {
        "found": found,
        "edition": supposed.edition,
        "changed": found.now != found.then,
        "stages": [each for each in stages if each.has_moved],
        "strangers": [each.supplier for each in supposed.lapses if each.supplier not in known],
    }
