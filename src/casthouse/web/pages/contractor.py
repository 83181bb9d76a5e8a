"""Outsourcing contractors: who is listed, what went there and came back, and whether it adds up."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from casthouse.custody.contractor import Direction
from casthouse.custody.contractor_report import ContractorReport
from casthouse.measure.mass import tonnes_shown
from casthouse.measure.period import Period
from casthouse.service import clock
from casthouse.service.contractor import (
    confirm_held,
    contractor_entries,
    contractors,
    list_contractor,
    reconcile_contractors,
    record_loss,
    reverse_entry,
    transfer_material,
)
from casthouse.service.organisation import ScopeRegister, scope_register
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.contractor import HeldForm, ListingForm, LossForm, TransferForm
from casthouse.web.page_form import PageForm, page_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of


@page("GET", "POST")
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show the contractors and their accounts of a period, and record what happened."""
    register = scope_register(request.actor, scope=scope)
    report = reconcile_contractors(request.actor, scope=scope, period=day_of(request.GET.get("period")))
    organisation = register.organisation.code
    forms = [
        _transfer_form(request, register),
        _loss_form(request, register),
        _held_form(request, register, report),
        _listing_form(request, register),
    ]
    done, refusal = work_forms(request, forms)
    if done:
        return _back(scope, report.period.start)
    context = {
        "scope": scope,
        "register": register,
        "report": report,
        "accounts": [
            (each, each.needs_explanation(report.limit), report.explained.get(each.key, ""))
            for each in report.accounts
        ],
        "listings": contractors(request.actor, scope=scope),
        "today": clock.today(),
        "entries": contractor_entries(request.actor, scope=scope, period=report.period),
        "periods": _periods(register, report.period),
        "may_reverse": may(request.actor, Act.ENTRY_REVERSE, organisation),
        "page_forms": forms,
    }
    return form_page(request, "contractor/show.html", context, refusal)


def _periods(register: ScopeRegister, shown: Period) -> list[Period]:
    known = {each.start: each for each in register.scope.calendar.until(clock.today())}
    return sorted({**known, shown.start: shown}.values(), reverse=True)


def _back(scope: str, period: date) -> HttpResponse:
    return redirect(f"{reverse('contractors', args=[scope])}?period={period}")


@page("POST")
def take_back(request: PageRequest, scope: str) -> HttpResponse:
    """Take an entry back that was made by mistake."""
    given = request.POST
    found = reverse_entry(
        request.actor,
        scope=scope,
        contractor=given.get("contractor", ""),
        reference=given.get("reference", ""),
        reason=given.get("reason", ""),
    )
    messages.success(request, f"Entry {found.reference} is taken back.")
    return redirect("contractors", scope)


def _transfer_form(request: PageRequest, register: ScopeRegister) -> PageForm:
    def work(given: Mapping[str, Any]) -> str:
        made = transfer_material(
            request.actor,
            scope=register.scope.code,
            contractor=given["contractor"],
            reference=given["reference"],
            on=given["on"],
            direction=Direction(given["direction"]),
            material=given["material"],
            quantity_g=given["quantity"],
            loss_g=given["loss"] or 0,
            cause=given["cause"],
        )
        return f"{tonnes_shown(made.mass_g)} t {made.direction.value}, {made.contractor}: {made.reference} is recorded."

    return page_form(
        request,
        TransferForm,
        name="transfer",
        act=Act.CONTRACTOR_RECORD,
        organisation=register.organisation.code,
        title="Material sent or returned",
        button="Record",
        work=work,
        initial={"on": clock.today()},
    )


def _loss_form(request: PageRequest, register: ScopeRegister) -> PageForm:
    def work(given: Mapping[str, Any]) -> str:
        made = record_loss(
            request.actor,
            scope=register.scope.code,
            contractor=given["contractor"],
            reference=given["reference"],
            on=given["on"],
            material=given["material"],
            quantity_g=given["quantity"],
            cause=given["cause"],
        )
        return f"A loss of {tonnes_shown(made.mass_g)} t at {made.key.contractor} is recorded."

    return page_form(
        request,
        LossForm,
        name="loss",
        act=Act.CONTRACTOR_RECORD,
        organisation=register.organisation.code,
        title="Material lost there",
        button="Record",
        work=work,
        initial={"on": clock.today()},
    )


def _held_form(request: PageRequest, register: ScopeRegister, report: ContractorReport) -> PageForm:
    def work(given: Mapping[str, Any]) -> str:
        made = confirm_held(
            request.actor,
            scope=register.scope.code,
            contractor=given["contractor"],
            period=report.period.start,
            material=given["material"],
            held_g=given["held"],
            explanation=given["explanation"],
        )
        return f"{tonnes_shown(made.held_g)} t held at {report.period.last_day} are recorded."

    return page_form(
        request,
        HeldForm,
        name="held",
        act=Act.CONTRACTOR_RECORD,
        organisation=register.organisation.code,
        title=f"What a contractor confirms to hold on {report.period.last_day}",
        button="Record",
        work=work,
    )


def _listing_form(request: PageRequest, register: ScopeRegister) -> PageForm:
    def work(given: Mapping[str, Any]) -> str:
        made = list_contractor(request.actor, scope=register.scope.code, **given)
        return f"{made.contractor} is listed from {made.listed_from} on."

    return page_form(
        request,
        ListingForm,
        name="listing",
        act=Act.CONTRACTOR_LIST,
        organisation=register.organisation.code,
        title="List a contractor, or judge its risk anew",
        button="List",
        work=work,
        initial={"risk_assessed_on": clock.today()},
    )
