"""Audit firms: who belongs to them, what they may audit, and what they declared."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.service import accreditation as accreditation_service
from casthouse.service.permission import Act, Actor, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.accreditation import (
    AccreditationForm,
    AuditorForm,
    EndForm,
    FirmForm,
    OfAuditorForm,
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
        "page_forms": _forms(request, firm, []) if invited else forms,  # the firm has one auditor more now
    }
    response = form_page(request, "accreditation/show.html", context, refusal)
    if invited:
        response.status_code = 200
        response["Cache-Control"] = "no-store"
    return response


def _forms(request: PageRequest, firm: str, invited: list[tuple[str, str]]) -> list[PageForm]:
    """Return the forms of the page; a password that is made goes to `invited`, to be shown at once and never kept."""
    actor = request.actor
    found = accreditation_service.firm_record(actor, firm=firm)
    auditors, works = found.firm.auditors, _works(actor, firm, invited)
    grants = may(actor, Act.ACCREDITATION_GRANT)
    has_some = grants and bool(auditors)
    of_auditor = partial(OfAuditorForm, auditors=auditors)
    offered = (
        ("auditor", AuditorForm, "Add an auditor", "Add", grants),
        ("grant", partial(AccreditationForm, auditors=auditors), "Accredit an auditor", "Accredit", has_some),
        ("leaves", of_auditor, "An auditor leaves the firm", "Remove", has_some),
        ("end", EndForm, "End an accreditation", "End", has_some and bool(found.accreditations)),
        (
            "relation",
            RelationForm,
            "Declare a relation",
            "Declare",
            may(actor, Act.RELATION_DECLARE, firm=firm),
        ),
    )
    return [
        offered_form(
            request,
            form,
            name=name,
            title=title,
            button=button,
            is_open=is_open,
            work=works[name],
            initial={"countries": found.firm.country} if name == "grant" else None,
        )
        for name, form, title, button, is_open in offered
    ]


def _works(
    actor: Actor, firm: str, invited: list[tuple[str, str]]
) -> dict[str, Callable[[Mapping[str, Any]], str]]:
    """Return what each form does, by its name."""

    def auditor(given: Mapping[str, Any]) -> str:
        made = accreditation_service.add_auditor(actor, firm=firm, username=given["username"])
        if made.password:
            invited.append((given["username"], made.password))
        return f"{given['username']} belongs to {firm}."

    def leaves(given: Mapping[str, Any]) -> str:
        accreditation_service.remove_auditor(actor, firm=firm, username=given["auditor"])
        return f"{given['auditor']} belongs to {firm} no more."

    def grant(given: Mapping[str, Any]) -> str:
        countries = given["countries"].upper().split()
        accreditation_service.accredit(actor, firm=firm, **{**given, "countries": countries})
        return f"{given['auditor']} is accredited."

    def end(given: Mapping[str, Any]) -> str:
        accreditation_service.end_accreditation(actor, firm=firm, **given)
        return f"Accreditation {given['number']} ends on {given['last_day']}."

    def relation(given: Mapping[str, Any]) -> str:
        accreditation_service.declare_relation(actor, firm=firm, **given)
        return "The relation is declared."

    return {each.__name__: each for each in (auditor, leaves, grant, end, relation)}
