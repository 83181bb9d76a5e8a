"""Audits: the list, one audit with what comes next, its checklist, and the queue of the secretariat."""

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
from casthouse.service.audit_checklist import checklist
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.audit_plan_wanted import submit_plan_text
from casthouse.service.audit_report import WantedReport, site_visit
from casthouse.service.audit_view import AuditView, audit_view, oversight_queue
from casthouse.service.certificate_application import applications
from casthouse.service.edition import editions
from casthouse.service.permission import Act, authorise, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.audit import (
    FindingForm,
    NoForm,
    OpenForm,
    PlanForm,
    ReportForm,
    SayForm,
    VisitForm,
)
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, page

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
    context = {
        "audits": audit_service.audits(request.actor),
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
    return render(request, "audit/queue.html", {"lines": oversight_queue(request.actor)})


@page("GET", "POST")
def show(request: PageRequest, audit: str) -> HttpResponse:
    """Show an audit, and do what comes next."""
    view = audit_view(request.actor, audit=audit)
    forms = _forms(request, view)
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("audit", audit)
    return form_page(request, "audit/show.html", {"view": view, "page_forms": forms}, refusal)


OFFERED: tuple[tuple[str, str, type[Form], Act, AuditAct | None], ...] = (
    ("plan", "Submit the plan", PlanForm, Act.AUDIT_PLAN, AuditAct.PLAN_SUBMITTED),
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
            form,
            name=name,
            title=title,
            button=title.split(" ", maxsplit=1)[0],
            is_open=may(request.actor, act, record.organisation, audit=record.reference)
            and (bool(view.reports) if needed is None else is_allowed(needed, record.state)),
            work=works[name],
            initial={"plan": plan_text(view)} if name == "plan" else None,
        )
        for name, title, form, act, needed in OFFERED
    ]


Works = dict[str, Callable[[Given], str]]


def _works_of_team(request: PageRequest, view: AuditView) -> Works:
    actor, audit = request.actor, view.record.reference

    def plan(given: Given) -> str:
        answer = submit_plan_text(actor, audit=audit, text=given["plan"])
        less = "; ".join(each.detail for each in answer.warnings)
        return f"Plan {answer.plan.number} is submitted." + (f" Less than usual: {less}." if less else "")

    def visit(given: Given) -> str:
        report_service.record_visit(actor, audit=audit, visit=site_visit(**given))
        return f"The visit to {given['site']} is recorded."

    def report(given: Given) -> str:
        report_service.send_report(actor, audit=audit, wanted=WantedReport(**given))
        return "The report is sent. The secretariat reviews it next."

    return {"plan": plan, "visit": visit, "report": report}


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


def plan_text(view: AuditView) -> str:
    """Return a plan to fill in: the days of the audit and every site of the scope."""
    head = f'on_site_from = {view.record.first_day}\non_site_to = {view.record.last_day}\nreason = ""\n'
    blank = "staff = 0\nrisk = 0\nhead_office = false\ncommunities = false\nhalf_days = 0\ninterviews = 0\n"
    return head + "".join(f'\n[[site]]\ncode = "{each.code}"\n{blank}' for each in view.sites)


@page("GET", "POST")
def show_checklist(request: PageRequest, audit: str) -> HttpResponse:
    """Show what applies at each site, and record what was found."""
    view = audit_view(request.actor, audit=audit)
    is_open = view.record.state is AuditState.IN_AUDIT and may(
        request.actor, Act.AUDIT_FIND, view.record.organisation, audit=audit
    )

    def work(given: Given) -> str:
        evidence = tuple(given["evidence"].splitlines())
        wanted = WantedFinding(**{**given, "evidence": evidence, "grounds": tuple(given["grounds"])})
        made = record_finding(request.actor, audit=audit, wanted=wanted)
        raised = f" It raises non-conformance {made.non_conformance}." if made.non_conformance else ""
        return f"{given['item']} at {given['site']} is rated.{raised}"

    form = offered_form(
        request,
        FindingForm,
        name="finding",
        title="Record a finding",
        button="Record",
        is_open=is_open,
        work=work,
        initial={"item": request.GET.get("item", ""), "site": request.GET.get("site", "")},
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect(f"{reverse('audit_checklist', args=[audit])}#content")
    context = {
        "view": view,
        "lines": checklist(request.actor, audit=audit),
        "page_forms": [form],
        "is_open": is_open,
        "item": request.GET.get("item", ""),
    }
    return form_page(request, "audit/checklist.html", context, refusal)
