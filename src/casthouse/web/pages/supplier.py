"""Suppliers: whose due diligence stands until when, and scrap paid in cash."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.service import clock
from casthouse.service.cash_purchase import cash_book, record_cash_purchase, reverse_cash_purchase
from casthouse.service.due_diligence import assess_supplier, suppliers
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.supplier import AssessmentForm, CashForm
from casthouse.web.page_form import page_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of

RENEW_SOON_DAYS = 60


@page("GET", "POST")
def show_list(request: PageRequest, organisation: str) -> HttpResponse:
    """List the suppliers with where they stand on a day, and record an assessment."""
    on = day_of(request.GET.get("on")) or clock.today()
    found = suppliers(request.actor, organisation=organisation, on=on)

    def assess(given: Mapping[str, Any]) -> str:
        made = assess_supplier(
            request.actor,
            organisation=organisation,
            supplier=given["supplier"],
            passed=given["result"] == "passed",
            on=given["on"],
            evidence=[line for line in given["evidence"].splitlines() if line.strip()],
        )
        until = f", to be renewed by {made.expires_on}" if given["result"] == "passed" else ""
        return f"{made.supplier} {made.result.value} on {made.assessed_on}{until}."

    form = page_form(
        request,
        AssessmentForm,
        name="assess",
        act=Act.SUPPLIER_ASSESS,
        organisation=organisation,
        title="Record an assessment",
        button="Record",
        work=assess,
        initial={"supplier": request.GET.get("supplier", ""), "on": clock.today()},
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("suppliers", organisation)
    context = {
        "organisation": organisation,
        "suppliers": found,
        "on": on,
        "soon": RENEW_SOON_DAYS,
        "wanting": [each for each in found if each.is_wanting],
        "page_forms": [form],
    }
    return form_page(request, "supplier/list.html", context, refusal)


@page("GET", "POST")
def cash(request: PageRequest, organisation: str) -> HttpResponse:
    """List scrap paid in cash with what counts together, and record a purchase."""
    book = cash_book(request.actor, organisation=organisation)

    def record(given: Mapping[str, Any]) -> str:
        made = record_cash_purchase(
            request.actor,
            organisation=organisation,
            reference=given["reference"],
            supplier=given["supplier"],
            owner=given["owner"],
            on=given["on"],
            amount_usd=given["amount_usd"],
            legal_limit_usd=given["legal_limit_usd"] or None,
        )
        return f"USD {made.amount} in cash to {made.supplier} recorded."

    form = page_form(
        request,
        CashForm,
        name="cash",
        act=Act.CASH_RECORD,
        organisation=organisation,
        title="Record scrap paid in cash",
        button="Record",
        work=record,
        initial={"on": clock.today()},
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("cash", organisation)
    context = {
        "organisation": organisation,
        "book": book,
        "may_reverse": may(request.actor, Act.ENTRY_REVERSE, organisation),
        "page_forms": [form],
    }
    return form_page(request, "supplier/cash.html", context, refusal)


@page("POST")
def take_back_cash(request: PageRequest, organisation: str) -> HttpResponse:
    """Take a purchase back that was entered by mistake."""
    reference = request.POST.get("reference", "")
    reverse_cash_purchase(
        request.actor, organisation=organisation, reference=reference, reason=request.POST.get("reason", "")
    )
    messages.success(request, f"Cash purchase {reference} is taken back.")
    return redirect("cash", organisation)
