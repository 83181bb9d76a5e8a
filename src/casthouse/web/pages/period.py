"""Periods of a scope: closing with what it finds, the statement, reopening by two people."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from casthouse.custody.statement import PeriodStatement
from casthouse.exchange.period_leaves_file import leaves_text
from casthouse.exchange.statement_pdf import statement_pdf
from casthouse.exchange.statement_xlsx import write_statement
from casthouse.measure.count import counted
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.document_reach import touched_downstream
from casthouse.service.organisation import scope_register
from casthouse.service.period import close_period, findings_of, statements
from casthouse.service.period_binding import bound_period, kept_binding, period_leaves
from casthouse.service.period_statement import statement_of_period
from casthouse.service.permission import Act, authorise, may
from casthouse.service.position import position
from casthouse.service.reopening import (
    approve_reopening,
    open_reopenings,
    refuse_reopening,
    request_reopening,
)
from casthouse.service.statement import period_statement
from casthouse.web.download import download
from casthouse.web.finding_line import finding_lines
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.period import CloseForm, ReopenForm
from casthouse.web.page_request import PageRequest, page

DOCUMENTS_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """One period in the list: its statement in force, and whether it is its turn to be closed."""

    period: Period
    statement: object | None
    has_ended: bool
    is_next: bool


@page()
def show_list(request: PageRequest, scope: str) -> HttpResponse:
    """List the periods of a scope up to today's, newest first."""
    register = scope_register(request.actor, scope=scope)
    every = statements(request.actor, scope=scope)
    in_force = {each.period.start: each for each in every if each.superseded_at is None}
    today = clock.today()
    lines: list[PeriodLine] = []
    for period in register.scope.calendar.until(today):
        is_open = period.start not in in_force
        lines.append(
            PeriodLine(
                period=period,
                statement=in_force.get(period.start),
                has_ended=period.end <= today,
                is_next=is_open and all(line.statement for line in lines),
            )
        )
    organisation = register.organisation.code
    context = {
        "scope": scope,
        "register": register,
        "lines": lines[::-1],
        "superseded": [each for each in every if each.superseded_at is not None][::-1],
        "requests": open_reopenings(request.actor, scope=scope) if _reads(request, organisation) else [],
        "may_draft": _reads(request, organisation),
        "may_close": may(request.actor, Act.PERIOD_CLOSE, organisation),
        "may_request": may(request.actor, Act.REOPENING_REQUEST, organisation),
        "may_approve": may(request.actor, Act.REOPENING_APPROVE, organisation),
    }
    return render(request, "period/list.html", context)


def _reads(request: PageRequest, organisation: str) -> bool:
    return may(request.actor, Act.POSITION_READ, organisation)


@page("GET", "POST")
def close(request: PageRequest, scope: str, start: date) -> HttpResponse:
    """Show what closing finds, then close."""
    form = CloseForm(sent(request))
    refusal = None
    force_majeure = request.POST.get("force_majeure", "")
    if request.method == "POST" and form.is_valid():
        try:
            statement = close_period(
                request.actor, scope=scope, start=start, force_majeure=form.cleaned_data["force_majeure"]
            )
        except Refusal as found:
            refusal = found
        else:
            said = (
                f"with {counted(len(statement.found), 'finding')}" if statement.found else "without findings"
            )
            messages.success(request, f"The period from {start} is closed, {said}.")
            return redirect("statement", scope, start)
    register = scope_register(request.actor, scope=scope)
    context = {
        "scope": scope,
        "register": register,
        "found": position(request.actor, scope=scope, period=start),
        "findings": findings_of(request.actor, scope=scope, start=start, force_majeure=force_majeure),
        "may_close": may(request.actor, Act.PERIOD_CLOSE, register.organisation.code),
        "form": form,
    }
    return form_page(request, "period/close.html", context, refusal)


@page()
def statement(request: PageRequest, scope: str, start: date) -> HttpResponse:
    """Show the statement of a period; a draft while it is open."""
    register = scope_register(request.actor, scope=scope)
    found = period_statement(request.actor, scope=scope, start=start)
    may_read = may(request.actor, Act.MOVEMENT_READ, register.organisation.code)
    context = {
        "scope": scope,
        "register": register,
        "statement": found,
        "findings": finding_lines(
            found.findings,
            organisation=found.organisation,
            scope=scope,
            period=found.period,
            may_read=may_read,
        ),
        "stages": {stage.value: figures.as_json() for stage, figures in found.stages.items()},
        "may_request": may(request.actor, Act.REOPENING_REQUEST, register.organisation.code),
        "binding": kept_binding(request.actor, scope=scope, start=start),
        "signed": statement_of_period(register.organisation.code, scope, start),
        "may_sign": may(request.actor, Act.STATEMENT_SIGN, register.organisation.code),
        "may_read": may_read,
    }
    return render(request, "period/statement.html", context)


@page()
def statement_file(request: PageRequest, scope: str, start: date, form: str) -> HttpResponse:
    """Give the statement as a file, what it binds (`json`), or the hashes of the movements that it binds (`jsonl`)."""
    if form == "json":
        bound = bound_period(request.actor, scope=scope, start=start).binding
        return download(f"{bound.text}\n".encode(), f"binding-{scope}-{start}.json")
    if form == "jsonl":
        text = leaves_text(period_leaves(request.actor, scope=scope, start=start))
        return download(text.encode(), f"leaves-{scope}-{start}.jsonl")
    found = period_statement(request.actor, scope=scope, start=start)
    return download(_statement_content(found, form), f"statement-{scope}-{start}.{form}")


def _statement_content(found: PeriodStatement, form: str) -> bytes:
    if form == "pdf":
        return statement_pdf(found)
    if form == "xlsx":
        target = BytesIO()
        write_statement(target, found)
        return target.getvalue()
    raise Http404


@page("GET", "POST")
def reopen(request: PageRequest, scope: str, start: date) -> HttpResponse:
    """Ask for a closed period to be reopened, after showing what that supersedes."""
    organisation = scope_register(request.actor, scope=scope).organisation.code
    authorise(request.actor, Act.REOPENING_REQUEST, organisation)
    form = ReopenForm(sent(request))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            request_reopening(request.actor, scope=scope, start=start, reason=form.cleaned_data["reason"])
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, "The request is recorded. Another manager has to approve it.")
            return redirect("periods", scope)
    every = statements(request.actor, scope=scope)
    context = {
        "scope": scope,
        "start": start,
        "documents": touched_downstream(request.actor, organisation=organisation, scope=scope, period=start)[
            :DOCUMENTS_SHOWN
        ],
        "touched": [each for each in every if each.superseded_at is None and each.period.start >= start],
        "form": form,
    }
    return form_page(request, "period/reopen.html", context, refusal)


@page("POST")
def decide_reopening(request: PageRequest, scope: str, start: date) -> HttpResponse:
    """Approve a request of another person, or turn it down."""
    if request.POST.get("decision") == "approve":
        reopened = approve_reopening(request.actor, scope=scope, start=start)
        messages.success(request, f"Reopened: {', '.join(str(each.start) for each in reopened)}.")
    else:
        refuse_reopening(request.actor, scope=scope, start=start)
        messages.success(request, "The request is turned down.")
    return redirect("periods", scope)
