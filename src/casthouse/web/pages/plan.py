"""Plans of outflow: proposed by one person, approved by another."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.custody.scope import Scope
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.organisation import scope_register
from casthouse.service.permission import Act, may
from casthouse.service.plan import approve_plan, plans, propose_plan, withdraw_plan
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.plan import PlanForm
from casthouse.web.page_request import PageRequest, page


def open_ended_periods(scope: Scope, *, coming: int) -> list[Period]:
    """Return the period of today and so many after it; the first ones of a scope that is still to begin."""
    first = scope.calendar.number_on(clock.today()) or 0
    return [scope.calendar.period(number) for number in range(first, first + 1 + coming)]


@page("GET", "POST")
def show_list(request: PageRequest, scope: str) -> HttpResponse:
    """List the plans of a scope, and propose one."""
    register = scope_register(request.actor, scope=scope)
    form = PlanForm(sent(request), periods=open_ended_periods(register.scope, coming=2))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            propose_plan(
                request.actor,
                scope=scope,
                period=date.fromisoformat(form.cleaned_data["period"]),
                stage=form.cleaned_data["stage"],
                outflow_g=form.cleaned_data["outflow"],
            )
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, "The plan is proposed. It counts once another person approves it.")
            return redirect("plans", scope)
    organisation = register.organisation.code
    context = {
        "scope": scope,
        "register": register,
        "plans": plans(request.actor, scope=scope)[::-1],
        "form": form,
        "may_propose": may(request.actor, Act.PLAN_PROPOSE, organisation),
        "may_approve": may(request.actor, Act.PLAN_APPROVE, organisation),
        "may_withdraw": may(request.actor, Act.PLAN_WITHDRAW, organisation),
    }
    return form_page(request, "plan/list.html", context, refusal)


@page("POST")
def decide(request: PageRequest, scope: str, number: int) -> HttpResponse:
    """Approve a proposal of another person, or withdraw a plan."""
    if request.POST.get("decision") == "approve":
        approve_plan(request.actor, scope=scope, number=number)
        messages.success(request, f"Plan {number} is in force.")
    else:
        withdraw_plan(request.actor, scope=scope, number=number)
        messages.success(request, f"Plan {number} is withdrawn.")
    return redirect("plans", scope)
