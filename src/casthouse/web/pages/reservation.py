"""Reservations: tonnes promised to customers, and what is still free to promise."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from casthouse.custody.stage import STAGES
from casthouse.refusal import Refusal
from casthouse.service.organisation import scope_register
from casthouse.service.permission import Act, may
from casthouse.service.reservation import (
    approve_reservation,
    propose_reservation,
    release_reservation,
    reservations,
)
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.plan import ReservationForm
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.plan import open_ended_periods
from casthouse.web.query import day_of


@page("GET", "POST")
def show_list(request: PageRequest, scope: str) -> HttpResponse:
    """Show the book of a period, and propose a reservation."""
    register = scope_register(request.actor, scope=scope)
    book = reservations(request.actor, scope=scope, period=day_of(request.GET.get("period")))
    form = ReservationForm(sent(request))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            _propose(request, scope, book.period.start, form)
        except Refusal as found:
            refusal = found
        else:
            messages.success(
                request, "The reservation is proposed. It holds once another person approves it."
            )
            return _back(scope, book.period.start)
    organisation = register.organisation.code
    offered = {each.start: each for each in (book.period, *open_ended_periods(register.scope, coming=2))}
    context = {
        "scope": scope,
        "register": register,
        "book": book,
        "stages": [(stage, book.stage(stage)) for stage in STAGES],
        "periods": sorted(offered.values()),
        "form": form,
        "may_propose": may(request.actor, Act.RESERVATION_PROPOSE, organisation),
        "may_approve": may(request.actor, Act.RESERVATION_APPROVE, organisation),
        "may_release": may(request.actor, Act.RESERVATION_RELEASE, organisation),
    }
    return form_page(request, "reservation/list.html", context, refusal)


def _propose(request: PageRequest, scope: str, period: date, form: ReservationForm) -> None:
    asked = form.cleaned_data
    propose_reservation(
        request.actor,
        scope=scope,
        period=period,
        stage=asked["stage"],
        customer=asked["customer"],
        quantity_g=asked["quantity"],
        reference=asked["reference"],
        draws_from=asked["draws_from"],
        note=asked["note"],
    )


def _back(scope: str, period: date) -> HttpResponse:
    return redirect(f"{reverse('reservations', args=[scope])}?period={period}")


@page("POST")
def decide(request: PageRequest, scope: str) -> HttpResponse:
    """Approve a proposal of another person, or release what is open."""
    reference = request.POST.get("reference", "")
    if request.POST.get("decision") == "approve":
        decided = approve_reservation(request.actor, scope=scope, reference=reference)
        messages.success(request, f"Reservation {reference} holds its tonnes.")
    else:
        decided = release_reservation(request.actor, scope=scope, reference=reference)
        messages.success(request, f"Reservation {reference} is released.")
    return _back(scope, decided.reservation.account.period.start)
