"""One non-conformance: what was found, the corrective action, and what comes next."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.assurance.non_conformance import NonConformanceAct, acts_in
from casthouse.service import non_conformance as service
from casthouse.service.audit import audits, readable_audit
from casthouse.service.non_conformance_standing import NonConformanceStanding
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.audit import ActionForm, JudgeForm, SayForm
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show(request: PageRequest, audit: str, number: int) -> HttpResponse:
    """Show a non-conformance, and do what comes next."""
    found = service.non_conformance(request.actor, audit=audit, number=number)
    forms = _forms(request, found)
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("non_conformance", audit, number)
    return form_page(request, "non_conformance/show.html", {"found": found, "page_forms": forms}, refusal)


def _forms(request: PageRequest, found: NonConformanceStanding) -> list[PageForm]:
    actor = request.actor
    named: dict[str, Any] = {"audit": found.recorded.audit, "number": found.recorded.number}
    record = readable_audit(actor, Act.AUDIT_READ, found.recorded.audit) if _reads(request, found) else None
    possible = acts_in(found.rules.state)
    writes = record is not None and may(actor, Act.CORRECTION_WRITE, record.organisation)
    judges = record is None or service.may_judge(actor, record)
    judgements = [each for each in service.JUDGEMENTS if each in possible]

    def plan(given: Mapping[str, Any]) -> str:
        service.submit_plan(actor, wanted=service.WantedAction(**given), **named)
        return "The plan is submitted. The lead auditor approves it next."

    def report(given: Mapping[str, Any]) -> str:
        service.report_action(actor, text=given["text"], **named)
        return "The action is reported. The lead auditor verifies it next."

    def judge(given: Mapping[str, Any]) -> str:
        service.judge(actor, judgement=given["judgement"], text=given["text"], **named)
        return f"Recorded: {given['judgement'].replace('_', ' ')}."

    in_turn = NonConformanceAct
    opened = {
        "plan": writes and in_turn.PLAN_SUBMITTED in possible,
        "done": writes and in_turn.ACTION_REPORTED in possible,
        "judge": judges and bool(judgements),
    }
    offered = (
        ("plan", ActionForm, "Submit the corrective action plan", plan),
        ("done", SayForm, "Report the action as done", report),
        ("judge", partial(JudgeForm, judgements=judgements), "Judge as lead auditor", judge),
    )
    return [
        offered_form(request, form, name=name, title=title, button="Record", is_open=opened[name], work=work)
        for name, form, title, work in offered
    ]


def _reads(request: PageRequest, found: NonConformanceStanding) -> bool:
    """Say whether the person reads the audit itself, and not only as the lead of a later one."""
    return any(each.reference == found.recorded.audit for each in audits(request.actor))
