"""A customer's metal, remelted or cast for a fee: what came, what went back, what is still owed."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.custody.tolling import TollSide
from casthouse.measure.mass import tonnes_shown
from casthouse.service import clock
from casthouse.service.organisation import ScopeRegister, scope_register
from casthouse.service.permission import Act, may
from casthouse.service.tolling import link_toll_movement, record_toll_entry, reverse_toll_entry, toll_book
from casthouse.web.form_page import form_page
from casthouse.web.forms.tolling import TollEntryForm, TollLinkForm
from casthouse.web.page_form import PageForm, page_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of


@page("GET", "POST")
def show(request: PageRequest, scope: str) -> HttpResponse:
    """Show the toll accounts at the end of a day, and record a line."""
    register = scope_register(request.actor, scope=scope)
    on = day_of(request.GET.get("on")) or clock.today()
    book = toll_book(request.actor, scope=scope, on=on)
    organisation = register.organisation.code
    forms = [_link_form(request, register), _entry_form(request, register)]
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("tolling", scope)
    context = {
        "scope": scope,
        "register": register,
        "book": book,
        "lines": list(book.lines)[::-1],
        "on": on,
        "may_reverse": may(request.actor, Act.ENTRY_REVERSE, organisation),
        "page_forms": forms,
    }
    return form_page(request, "tolling/show.html", context, refusal)


@page("POST")
def take_back(request: PageRequest, scope: str) -> HttpResponse:
    """Take an entry back that was made by mistake; a movement that it points at stays."""
    found = reverse_toll_entry(
        request.actor,
        scope=scope,
        reference=request.POST.get("reference", ""),
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, f"Entry {found.reference} is taken back.")
    return redirect("tolling", scope)


def _link_form(request: PageRequest, register: ScopeRegister) -> PageForm:
    def work(given: Mapping[str, Any]) -> str:
        made = link_toll_movement(request.actor, scope=register.scope.code, **given)
        mass = f"{tonnes_shown(made.mass_g)} t"
        return f"{made.reference} stands in the account of {made.customer}: {mass} {made.side.value}."

    return page_form(
        request,
        TollLinkForm,
        name="link",
        act=Act.TOLLING_RECORD,
        organisation=register.organisation.code,
        title="Metal that counts in our accounts: name its movement",
        button="Enter in the account",
        work=work,
    )


def _entry_form(request: PageRequest, register: ScopeRegister) -> PageForm:
    def work(given: Mapping[str, Any]) -> str:
        made = record_toll_entry(
            request.actor,
            scope=register.scope.code,
            customer=given["customer"],
            reference=given["reference"],
            on=given["on"],
            side=TollSide(given["side"]),
            material=given["material"],
            quantity_g=given["quantity"],
            evidence=given["evidence"],
        )
        mass = f"{tonnes_shown(made.mass_g)} t"
        return f"{made.reference} stands in the account of {made.customer}: {mass} {made.side.value}."

    return page_form(
        request,
        TollEntryForm,
        name="entry",
        act=Act.TOLLING_RECORD,
        organisation=register.organisation.code,
        title="Metal in the customer’s accounts, or lost as agreed",
        button="Enter in the account",
        work=work,
        initial={"on": clock.today()},
    )
