"""Monthly reconciliation: the books beside what was counted and declared."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from casthouse.measure.mass import tonnes_shown
from casthouse.measure.period import add_months
from casthouse.service import clock
from casthouse.service.organisation import ScopeRegister, scope_register
from casthouse.service.permission import Act
from casthouse.service.reconciliation import count_stock, declare_flow, reconcile
from casthouse.web.form_page import form_page
from casthouse.web.forms.reconciliation import DeclaredFlowForm, StockCountForm
from casthouse.web.page_form import PageForm, page_form, work_forms
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show a month, last month to begin with, and record a count or a declaration."""
    register = scope_register(request.actor, scope=scope)
    month = request.GET.get("month") or _month_text(add_months(clock.today().replace(day=1), -1))
    report = reconcile(request.actor, scope=scope, month=month)
    forms = [_count_form(request, register, report.month), _declare_form(request, register, report.month)]
    done, refusal = work_forms(request, forms)
    if done:
        return redirect(f"{reverse('reconciliation', args=[scope])}?month={month}")
    context = {
        "scope": scope,
        "register": register,
        "report": report,
        "month": month,
        "last_day": _last_day(report.month),
        "page_forms": forms,
    }
    return form_page(request, "reconciliation/show.html", context, refusal)


def _month_text(month: date) -> str:
    return month.isoformat()[: len("2025-03")]


def _last_day(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def _count_form(request: PageRequest, register: ScopeRegister, month: date) -> PageForm:
    def work(given: Mapping[str, Any]) -> str:
        count_stock(
            request.actor,
            scope=register.scope.code,
            on=given["on"],
            material=given["material"],
            quantity_g=given["quantity"],
        )
        return f"{tonnes_shown(given['quantity'])} t counted at the end of {given['on']} are recorded."

    return page_form(
        request,
        StockCountForm,
        name="count",
        act=Act.STOCK_COUNT,
        organisation=register.organisation.code,
        title="Record a stock count",
        button="Record",
        work=work,
        initial={"on": _last_day(month)},
    )


def _declare_form(request: PageRequest, register: ScopeRegister, month: date) -> PageForm:
    def work(given: Mapping[str, Any]) -> str:
        declare_flow(
            request.actor,
            scope=register.scope.code,
            month=_month_text(month),
            material=given["material"],
            flow=given["flow"],
            quantity_g=given["quantity"],
            source=given["source"],
        )
        return f"{tonnes_shown(given['quantity'])} t declared for {_month_text(month)} are recorded."

    return page_form(
        request,
        DeclaredFlowForm,
        name="declare",
        act=Act.STOCK_DECLARE,
        organisation=register.organisation.code,
        title=f"Declare a mass of {_month_text(month)}",
        button="Record",
        work=work,
    )
