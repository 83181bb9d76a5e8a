"""One non-conformance: what was found, the corrective action, and what comes next."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.assurance.finding_file import FindingFile
from casthouse.assurance.non_conformance import NonConformanceAct, acts_in
from casthouse.service import non_conformance as service
from casthouse.service import performance_exemption as exemption_service
from casthouse.service.audit import audits, readable_audit
from casthouse.service.finding_file import finding_files
from casthouse.service.non_conformance_standing import NonConformanceStanding
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.audit import ActionForm, BarrierForm, ExemptionForm, JudgeForm, SayForm
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
    context = {"found": found, "page_forms": forms, "files": _files(request, found)}
    return form_page(request, "non_conformance/show.html", context, refusal)


def _files(request: PageRequest, found: NonConformanceStanding) -> list[FindingFile]:
    """Return the files behind the finding; none for the lead of a later audit, who reads the earlier one no more."""
    if not _reads(request, found):
        return []
    files = finding_files(request.actor, audit=found.recorded.audit)
    return [each for each in files if (each.item, each.site) == (found.recorded.item, found.recorded.site)]


def _forms(request: PageRequest, found: NonConformanceStanding) -> list[PageForm]:
    actor = request.actor
    named: dict[str, Any] = {"audit": found.recorded.audit, "number": found.recorded.number}
    record = readable_audit(actor, Act.AUDIT_READ, found.recorded.audit) if _reads(request, found) else None
    possible = acts_in(found.rules.state)
    writes = service.may_correct(actor, found.recorded.audit)
    decides = record is not None and may(actor, Act.EXEMPTION_DECIDE, record.organisation)
    judges = service.may_judge(actor, found.recorded.audit)
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

    opened = {
        "plan": writes and NonConformanceAct.PLAN_SUBMITTED in possible,
        "done": writes and NonConformanceAct.ACTION_REPORTED in possible,
        "judge": judges and bool(judgements),
    }
    offered = (
        ("plan", ActionForm, "Submit the corrective action plan", plan),
        ("done", SayForm, "Report the action as done", report),
        ("judge", partial(JudgeForm, judgements=judgements), "Judge as lead auditor", judge),
    )
    return [
        *(
            offered_form(
                request, form, name=name, title=title, button="Record", is_open=opened[name], work=work
            )
            for name, form, title, work in offered
        ),
        *_exemption_forms(request, found, writes=writes, decides=decides),
    ]


def _exemption_forms(
    request: PageRequest, found: NonConformanceStanding, *, writes: bool, decides: bool
) -> list[PageForm]:
    """Return the forms with which the member asks for an exemption, and the secretariat decides."""
    actor = request.actor
    named: dict[str, Any] = {"audit": found.recorded.audit, "number": found.recorded.number}

    def ask(given: Mapping[str, Any]) -> str:
        exemption_service.request_exemption(actor, barrier=given["barrier"], **named)
        return "You asked for an exemption. The secretariat decides about it next."

    def decide(given: Mapping[str, Any]) -> str:
        exemption_service.decide_exemption(actor, **given, **named)
        return f"The exemption is {'approved' if given['is_approved'] else 'declined'}. The member is told."

    is_asked = found.is_exemption_requested or found.exempt_to is not None
    is_open = {
        "ask": writes and not is_asked and exemption_service.may_be_asked(found),
        "exempt": decides and found.is_exemption_requested,
    }
    offered: tuple[tuple[str, type[Form], str, Callable[[Mapping[str, Any]], str]], ...] = (
        ("ask", BarrierForm, "Ask for an exemption", ask),
        ("exempt", ExemptionForm, "Decide on the exemption", decide),
    )
    return [
        offered_form(request, form, name=name, title=title, button="Record", is_open=is_open[name], work=work)
        for name, form, title, work in offered
    ]


def _reads(request: PageRequest, found: NonConformanceStanding) -> bool:
    """Say whether the person reads the audit itself, and not only as the lead of a later one."""
    return any(each.reference == found.recorded.audit for each in audits(request.actor))
