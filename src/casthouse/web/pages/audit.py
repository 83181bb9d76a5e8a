"""Audits: the list, one audit with what comes next, and the queue of the secretariat."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casthouse.assurance.audit import AuditAct, AuditState, is_allowed
from casthouse.service import audit as audit_service
from casthouse.service import audit_plan as plan_service
from casthouse.service import audit_report as report_service
from casthouse.service.accreditation import audit_firms
from casthouse.service.audit_list import audit_page, oversight_page
from casthouse.service.audit_report import WantedReport, site_visit
from casthouse.service.audit_view import AuditView, audit_view
from casthouse.service.certificate_application import applications
from casthouse.service.complaint_shared import audit_inputs
from casthouse.service.edition import editions
from casthouse.service.permission import Act, authorise, may
from casthouse.standard.standard_name import StandardName
from casthouse.web.form_page import form_page
from casthouse.web.forms.audit import (
    NoForm,
    OpenForm,
    ReportForm,
    SayForm,
    VisitForm,
)
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import number_of

Given = Mapping[str, Any]


@page("GET", "POST")
def show_list(request: PageRequest) -> HttpResponse:
    """List the audits that the person may read, and open one."""
    opened: list[str] = []
    if request.method == "POST" and not request.actor.firm_roles:
        authorise(request.actor, Act.AUDIT_OPEN)  # to them the form offers no firm that could be refused
    form = _open_form(request, opened)
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("audit", opened[0])
    found = audit_page(request.actor, before=request.GET.get("before", ""))
    context = {
        "audits": found.audits,
        "older": found.older,
        "is_begin": "before" not in request.GET,
        "applications": applications(request.actor),
        "page_forms": [form],
        "may_open": form.is_open,
    }
    return form_page(request, "audit/list.html", context, refusal)


def _open_form(request: PageRequest, opened: list[str]) -> PageForm:
    """Return the form that opens an audit, filled from the application that the address names."""
    firms = [each for each in audit_firms(request.actor) if each.code in request.actor.firm_roles]
    known = {each.code: each for each in editions(request.actor) if not each.is_draft}

    def work(given: Given) -> str:
        standard = known[given["edition"]].standard.value
        made = audit_service.open_audit(request.actor, **{**given, "standard": standard})
        opened.append(made.reference)
        return f"{made.reference} is open. Submit its plan next."

    asked = {name: request.GET[name] for name in ("scope", "edition", "firm") if name in request.GET}
    return offered_form(
        request,
        partial(
            OpenForm,
            editions=[(each.code, each.name) for each in known.values()],
            firms=[(each.code, f"{each.name} ({each.code})") for each in firms],
            auditors=sorted({name for each in firms for name in each.auditors}),
        ),
        name="open",
        title="Open an audit",
        button="Open",
        is_open=bool(request.actor.firm_roles),
        work=work,
        initial={"edition": "ps-v3", "lead": request.actor.name, **asked},
        is_unfolded="scope" in asked,
    )


@page()
def show_queue(request: PageRequest) -> HttpResponse:
    """List the audits that wait for the secretariat."""
    found = oversight_page(request.actor, begin=number_of(request.GET.get("from"), 0))
    return render(request, "audit/queue.html", {"found": found})


@page("GET", "POST")
def show(request: PageRequest, audit: str) -> HttpResponse:
    """Show an audit, and do what comes next."""
    view = audit_view(request.actor, audit=audit)
    forms = _forms(request, view)
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("audit", audit)
    record = view.record
    ledger = record.standard is StandardName.CHAIN_OF_CUSTODY and may(
        request.actor, Act.SAMPLE_READ_SENT, record.organisation, audit=audit
    )
    context = {
        "view": view,
        "page_forms": forms,
        "ledger": ledger,
        "next_link": _next_link(request, view),
        "complaint_inputs": audit_inputs(request.actor, audit=audit),
    }
    return form_page(request, "audit/show.html", context, refusal)


Offered = tuple[str, str, Callable[..., Form], Act, AuditAct | None]
OFFERED: tuple[Offered, ...] = (
    ("approve", "Approve the plan", NoForm, Act.AUDIT_PLAN_APPROVE, AuditAct.PLAN_APPROVED),
    ("plan_back", "Send the plan back", SayForm, Act.AUDIT_PLAN_APPROVE, AuditAct.PLAN_SENT_BACK),
    ("visit", "Record a visit", VisitForm, Act.AUDIT_FIND, AuditAct.REPORTED),  # as long as no report is sent
    ("report", "Send the report", ReportForm, Act.AUDIT_REPORT, AuditAct.REPORTED),
    ("accept", "Accept the report", NoForm, Act.OVERSIGHT_REVIEW, AuditAct.REVIEWED),
    ("send_back", "Send the report back", SayForm, Act.OVERSIGHT_REVIEW, AuditAct.REPORT_SENT_BACK),
    ("comment", "Comment on the report", SayForm, Act.AUDIT_COMMENT, None),
    ("withdraw", "Withdraw the audit", SayForm, Act.AUDIT_WITHDRAW, AuditAct.WITHDRAWN),
)
"""The forms of the page: who may send them, and what must be allowed in the state; None: there is a report."""


def _forms(request: PageRequest, view: AuditView) -> list[PageForm]:
    """Return a form for each thing that may be done; open are those for this person and this state."""
    record, works = view.record, {**_works_of_team(request, view), **_works_of_secretariat(request, view)}
    return [
        offered_form(
            request,
            partial(form, sites=[each.code for each in view.sites_to_visit]) if name == "visit" else form,
            name=name,
            title=title,
            button=title.split(" ", maxsplit=1)[0],
            is_open=may(request.actor, act, record.organisation, audit=record.reference)
            and (bool(view.reports) if needed is None else is_allowed(needed, record.state)),
            work=works[name],
            initial=_planned_visit(view) if name == "visit" else None,
            is_unfolded=name in _next_forms(view),
        )
        for name, title, form, act, needed in OFFERED
    ]


def _planned_visit(view: AuditView) -> dict[str, Any]:
    """Return the visit that the plan foresees next, up to today."""
    there = next(iter(view.sites_to_visit), None)
    if view.plan is None or there is None:
        return {}
    return {
        "site": there.code,
        "first_day": min(view.plan.on_site_from, view.today),
        "last_day": min(view.plan.on_site_to, view.today),
        "half_days": there.half_days,
        "interviews": there.interviews,
        "community_interviews": 0,
    }


def _next_forms(view: AuditView) -> tuple[str, ...]:
    """Return the forms that the state of the audit asks for."""
    if len({each.site for each in view.visits}) < len(view.sites_to_visit):
        return ("approve", "visit")
    return ("approve", "accept") if view.items_missing else ("approve", "report", "accept")


def _next_link(request: PageRequest, view: AuditView) -> tuple[str, str] | None:
    """Return the page on which this person does what comes next, and what it is called."""
    record = view.record
    open_ones = [each.recorded.number for each in view.non_conformances if each.rules.is_open]
    first_open = reverse("non_conformance", args=[record.reference, open_ones[0]]) if open_ones else ""
    links = {
        AuditState.PLAN_DUE: (
            "Make the plan",
            reverse("audit_plan", args=[record.reference]),
            Act.AUDIT_PLAN,
        ),
        AuditState.IN_AUDIT: ("", "", Act.AUDIT_FIND)
        if view.items and not view.items_missing
        else (
            "Open the checklist",
            f"{reverse('audit_checklist', args=[record.reference])}?item=next",
            Act.AUDIT_FIND,
        ),
        AuditState.REVIEWED: ("Decide", reverse("decision", args=[record.reference]), Act.DECISION_TAKE),
        AuditState.DECIDED: ("Open what is to be closed", first_open, Act.AUDIT_READ),
    }
    label, address, act = links.get(record.state, ("", "", Act.AUDIT_READ))
    is_for_me = may(request.actor, act, record.organisation, audit=record.reference)
    return (label, address) if address and is_for_me else None


Works = dict[str, Callable[[Given], str]]


def _works_of_team(request: PageRequest, view: AuditView) -> Works:
    actor, audit = request.actor, view.record.reference

    def visit(given: Given) -> str:
        report_service.record_visit(actor, audit=audit, visit=site_visit(**given))
        return f"The visit to {given['site']} is recorded."

    def report(given: Given) -> str:
        report_service.send_report(actor, audit=audit, wanted=WantedReport(**given))
        return "The report is sent. The secretariat reviews it next."

    return {"visit": visit, "report": report}


def _works_of_secretariat(request: PageRequest, view: AuditView) -> Works:
    """Return what the plain forms do; comments and withdrawals are also the lead's."""
    actor, audit = request.actor, view.record.reference

    def approve(_given: Given) -> str:
        plan_service.approve_plan(actor, audit=audit)
        return "The plan is approved. The team may visit the sites."

    def plan_back(given: Given) -> str:
        plan_service.send_plan_back(actor, audit=audit, reason=given["text"])
        return "The plan is sent back to the lead auditor."

    def accept(_given: Given) -> str:
        report_service.accept_report(actor, audit=audit)
        return "The report is accepted. The audit may be decided."

    def send_back(given: Given) -> str:
        report_service.send_report_back(actor, audit=audit, text=given["text"])
        return "The report is sent back to the lead auditor."

    def comment(given: Given) -> str:
        report_service.comment(actor, audit=audit, text=given["text"])
        return "The comment is recorded."

    def withdraw(given: Given) -> str:
        audit_service.withdraw_audit(actor, audit=audit, reason=given["text"])
        return "The audit is withdrawn."

    return {each.__name__: each for each in (approve, plan_back, accept, send_back, comment, withdraw)}
