"""The checklist of an audit: what applies at each site, what was found, and the next item to rate."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from casthouse.assurance.audit import AuditState
from casthouse.assurance.finding_file import FindingFile
from casthouse.footprint.climate_fact import ClimateFacts
from casthouse.service.audit_checklist import ChecklistLine, checklist, members_answers
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.audit_view import AuditView, audit_view
from casthouse.service.climate_fact import CLIMATE_ITEMS, audited_climate_facts
from casthouse.service.finding_file import finding_files
from casthouse.service.permission import Act, may
from casthouse.service.scheme_reliance import Reliance, audited_reliances
from casthouse.standard.standard_name import StandardName
from casthouse.web.form_page import form_page
from casthouse.web.forms.audit import FindingForm
from casthouse.web.page_form import offered_form, work_forms
from casthouse.web.page_request import PageRequest, page

NEXT = "next"
"""In the address: whatever is to be rated next."""


@page("GET", "POST")
def show(request: PageRequest, audit: str) -> HttpResponse:
    """Show what applies at each site, and record what was found."""
    view = audit_view(request.actor, audit=audit)
    lines = checklist(request.actor, audit=audit)
    is_open = view.record.state is AuditState.IN_AUDIT and may(
        request.actor, Act.AUDIT_FIND, view.record.organisation, audit=audit
    )
    chosen = _chosen(request, lines)
    reliances = audited_reliances(request.actor, audit=audit)
    form = offered_form(
        request,
        partial(FindingForm, certificates=_to_name(reliances)),
        name="finding",
        title=f"{chosen.item.number} at {chosen.site}" if chosen else "Record a finding",
        button="Record, and go to the next",
        is_open=is_open and (chosen is not None or request.method == "POST"),
        work=partial(_record, request, audit),
        initial=_initial(chosen),
        is_unfolded=True,
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect(_next_address(audit, form.form.cleaned_data, lines))
    by_line = _by_line(finding_files(request.actor, audit=audit))
    context = {
        "view": view,
        "lines": [(each, by_line.get((each.item.number, each.site), ())) for each in lines],
        "page_forms": [form],
        "is_open": is_open,
        "chosen": chosen,
        "named": {each.certificate.number: each for each in reliances},
        **(_asked(request, view, chosen) if chosen else {}),
        "reliances": [each for each in reliances if chosen and each.item == chosen.item.number],
        "files": by_line.get((chosen.item.number, chosen.site), ()) if chosen else (),
    }
    return form_page(request, "audit/checklist.html", context, refusal)


def _record(request: PageRequest, audit: str, given: Mapping[str, Any]) -> str:
    """Record a finding, and say so."""
    evidence = tuple(given["evidence"].splitlines())
    named = {"grounds": tuple(given["grounds"]), "certificates": tuple(given.get("certificates", ()))}
    wanted = WantedFinding(**{**given, "evidence": evidence, **named})
    made = record_finding(request.actor, audit=audit, wanted=wanted)
    raised = f" It raises non-conformance {made.non_conformance}." if made.non_conformance else ""
    return f"{given['item']} at {given['site']} is rated.{raised}"


def _asked(request: PageRequest, view: AuditView, chosen: ChecklistLine) -> dict[str, object]:
    """Return what is known of an item before it is rated: the member's words and its own data."""
    item, audit = chosen.item.number, view.record.reference
    return {
        "said": members_answers(request.actor, audit=audit).get(item),
        "facts": _facts(request, view, item),
    }


def _to_name(reliances: Sequence[Reliance]) -> list[tuple[int, str]]:
    """Return the certificates that a finding may name, each once."""
    held = {each.certificate.number: each for each in reliances}
    return [
        (number, f"{each.name} {each.certificate.certificate}, {each.certificate.body}")
        for number, each in sorted(held.items())
    ]


def _facts(request: PageRequest, view: AuditView, item: str) -> ClimateFacts | None:
    """Return what the activity data says on an item of greenhouse gas, to the team of the audit."""
    record = view.record
    if record.standard is not StandardName.PERFORMANCE or not item.startswith(CLIMATE_ITEMS):
        return None
    if not may(request.actor, Act.WORKBENCH_READ, record.organisation, audit=record.reference):
        return None
    return audited_climate_facts(request.actor, audit=record.reference)


def _by_line(files: Sequence[FindingFile]) -> dict[tuple[str, str], list[FindingFile]]:
    """Return files by the item and the site of their finding."""
    found: dict[tuple[str, str], list[FindingFile]] = {}
    for each in files:
        found.setdefault((each.item, each.site), []).append(each)
    return found


def _chosen(request: PageRequest, lines: Sequence[ChecklistLine]) -> ChecklistLine | None:
    """Return the line that the address names: an item at a site, or the first that is missing."""
    asked = request.POST if request.method == "POST" else request.GET
    item, site = asked.get("item", ""), asked.get("site", "")
    if item == NEXT:
        return next((each for each in lines if each.is_missing), None)
    return next((each for each in lines if (each.item.number, each.site) == (item, site)), None)


def _initial(chosen: ChecklistLine | None) -> dict[str, object]:
    """Return what is known of a line: nothing is rated beforehand, what was found stands to be corrected."""
    if chosen is None:
        return {}
    named: dict[str, object] = {"item": chosen.item.number, "site": chosen.site}
    found = chosen.finding
    if found is None:
        return named
    evidence = "\n".join(found.evidence)
    said = {"statement": found.statement, "evidence": evidence, "certificates": list(found.certificates)}
    return {**named, **said}


def _next_address(audit: str, rated: Mapping[str, Any], lines: Sequence[ChecklistLine]) -> str:
    """Return where to go on: at the next missing item after the one that was rated, else at the first."""
    keys = [(each.item.number, each.site) for each in lines]
    done = (rated["item"], rated["site"])
    at = keys.index(done) + 1 if done in keys else 0
    left = [
        each
        for each in (*lines[at:], *lines[:at])
        if each.is_missing and (each.item.number, each.site) != done
    ]
    here = reverse("audit_checklist", args=[audit])
    if not left:
        return f"{here}#content"
    return f"{here}?{urlencode({'item': left[0].item.number, 'site': left[0].site})}#content"
