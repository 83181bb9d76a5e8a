"""Audit firms: who belongs to them, what they may audit, and what they declared."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.service import accreditation as accreditation_service
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.accreditation import (
    AccreditationForm,
    AuditorForm,
    EndForm,
    FirmForm,
    RelationForm,
)
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show_list(request: PageRequest) -> HttpResponse:
    """List the audit firms, and register one."""

    def register(given: Mapping[str, Any]) -> str:
        made = accreditation_service.register_firm(request.actor, **given)
        return f"{made.code} is registered. Add its auditors next."

    forms = [
        offered_form(
            request,
            FirmForm,
            name="firm",
            title="Register an audit firm",
            button="Register",
            is_open=may(request.actor, Act.ACCREDITATION_GRANT),
            work=register,
        )
    ]
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("audit_firms")
    firms = accreditation_service.audit_firms(request.actor)
    return form_page(request, "accreditation/list.html", {"firms": firms, "page_forms": forms}, refusal)


@page("GET", "POST")
def show(request: PageRequest, firm: str) -> HttpResponse:
    """Show a firm, and do what the person may do about it."""
    accreditation_service.firm_record(request.actor, firm=firm)
    invited: list[tuple[str, str]] = []
    forms = _forms(request, firm, invited)
    done, refusal = work_forms(request, forms)
    if done and not invited:
        return redirect("audit_firm", firm)
    context = {
        "found": accreditation_service.firm_record(request.actor, firm=firm),
        "may_read_relations": may(request.actor, Act.RELATION_READ, firm=firm),
        "invited": invited,
        "page_forms": forms,
    }
    response = form_page(request, "accreditation/show.html", context, refusal)
    if invited:
        response.status_code = 200
        response["Cache-Control"] = "no-store"
    return response


def _forms(request: PageRequest, firm: str, invited: list[tuple[str, str]]) -> list[PageForm]:
    """Return the forms of the page; a password that is made goes to `invited`, to be shown at once and never kept."""
    actor = request.actor
    may_grant = may(actor, Act.ACCREDITATION_GRANT)
    may_declare = may(actor, Act.RELATION_DECLARE, firm=firm)

    def employ(given: Mapping[str, Any]) -> str:
        made = accreditation_service.add_auditor(actor, firm=firm, username=given["username"])
        if made.password:
            invited.append((given["username"], made.password))
        return f"{given['username']} belongs to {firm}."

    def dismiss(given: Mapping[str, Any]) -> str:
        accreditation_service.remove_auditor(actor, firm=firm, username=given["username"])
        return f"{given['username']} belongs to {firm} no more."

    def grant(given: Mapping[str, Any]) -> str:
        countries = given["countries"].upper().split()
        accreditation_service.accredit(actor, firm=firm, **{**given, "countries": countries})
        return f"{given['auditor']} is accredited."

    def end(given: Mapping[str, Any]) -> str:
        accreditation_service.end_accreditation(actor, firm=firm, **given)
        return f"Accreditation {given['number']} ends on {given['last_day']}."

    def declare(given: Mapping[str, Any]) -> str:
        accreditation_service.declare_relation(actor, firm=firm, **given)
        return "The relation is declared."

    offered = (
        ("auditor", AuditorForm, "Add an auditor", "Add", may_grant, employ),
        ("leaves", AuditorForm, "An auditor leaves the firm", "Remove", may_grant, dismiss),
        ("grant", AccreditationForm, "Accredit an auditor", "Accredit", may_grant, grant),
        ("end", EndForm, "End an accreditation", "End", may_grant, end),
        ("relation", RelationForm, "Declare a relation", "Declare", may_declare, declare),
    )
    return [
        offered_form(request, form, name=name, title=title, button=button, is_open=is_open, work=work)
        for name, form, title, button, is_open, work in offered
    ]
