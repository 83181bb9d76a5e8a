"""The auditor's pages at the ledger: tie-out of a period, one entry, both sides of documents, anomalies, the pack."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from casthouse.assurance.document_comparison import DIFFERENCE_WORDS, SideDifference
from casthouse.service.audited_ledger import AuditHead, audit_head, audited_ledger
from casthouse.service.document_comparison import compare
from casthouse.service.ledger_anomaly import anomalies
from casthouse.service.ledger_finding import WantedPin, pin, pins
from casthouse.service.permission import Act
from casthouse.service.tie_out import tie_entry, tie_period
from casthouse.web.download import pack_answer
from casthouse.web.form_page import form_page
from casthouse.web.forms.ledger_audit import PinAnomalyForm, PinForm
from casthouse.web.ledger_head import head_of
from casthouse.web.page_form import offered_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of

Given = Mapping[str, Any]
LISTED_MAX = 500


def _head(request: PageRequest, audit: str) -> AuditHead:
    return audit_head(request.actor, Act.WORKBENCH_READ, audit)


@page()
def show_tie_out(request: PageRequest, audit: str) -> HttpResponse:
    """Tie a period out, and offer the others that the audit covers."""
    head = _head(request, audit)
    tied = tie_period(request.actor, audit=audit, start=day_of(request.GET.get("period")))
    periods = audited_ledger(request.actor, Act.WORKBENCH_READ, audit).periods
    context = {**head_of(head, "tie_out"), "tied": tied, "periods": periods}
    return render(request, "ledger_audit/tie_out.html", context)


@page("GET", "POST")
def show_entry(request: PageRequest, audit: str) -> HttpResponse:
    """Tie an entry out, and pin it to a finding."""
    head, reference = _head(request, audit), request.GET.get("reference", "")
    tied = tie_entry(request.actor, audit=audit, reference=reference)

    def work(given: Given) -> str:
        number = pin(request.actor, audit=audit, wanted=WantedPin(reference=reference, **given))
        return f"Pin {number}: the entry stands behind {given['item']} at {given['site']}, as it is seen now."

    form = offered_form(
        request,
        PinForm,
        name="pin",
        title="Pin it to a finding",
        button="Pin",
        is_open=True,
        work=work,
        initial={"site": tied.movement.facility},
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect(f"{reverse('audit_entry', args=[audit])}?{urlencode({'reference': reference})}")
    mine = [each for each in pins(request.actor, audit=audit) if each.pinned.key == reference]
    context = {**head_of(head, "tie_out"), "tied": tied, "pins": mine, "page_forms": [form]}
    return form_page(request, "ledger_audit/entry.html", context, refusal)


@page()
def show_comparison(request: PageRequest, audit: str) -> HttpResponse:
    """Show both sides of the documents that do not agree, or of all."""
    head = _head(request, audit)
    found = compare(request.actor, audit=audit)
    shows_all = request.GET.get("show") == "all"
    shown = [each for each in found if shows_all or each.differences]
    counts = [(each, sum(each in one.differences for one in found)) for each in SideDifference]
    context = {
        **head_of(head, "comparison"),
        "documents": shown[:LISTED_MAX],
        "shown": len(shown),
        "total": len(found),
        "agreeing": sum(not each.differences for each in found),
        "shows_all": shows_all,
        "counts": [(each, DIFFERENCE_WORDS[each], number) for each, number in counts if number],
    }
    return render(request, "ledger_audit/comparison.html", context)


@page("GET", "POST")
def show_anomalies(request: PageRequest, audit: str) -> HttpResponse:
    """List what looks unusual, the gravest first; pin one over all accounts to a finding."""
    head = _head(request, audit)
    found = anomalies(request.actor, audit=audit)

    def work(given: Given) -> str:
        number = pin(request.actor, audit=audit, wanted=WantedPin(**given))
        return f"Pin {number}: it stands behind {given['item']} at {given['site']}, as it is seen now."

    form = offered_form(
        request,
        PinAnomalyForm,
        name="pin",
        title="Pin one over all accounts to a finding",
        button="Pin",
        is_open=any(each.key for each in found),
        work=work,
        initial={"anomaly": request.GET.get("key", "")},
        is_unfolded="key" in request.GET,
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("audit_pack", audit)
    context = {**head_of(head, "anomalies"), "anomalies": found, "page_forms": [form]}
    return form_page(request, "ledger_audit/anomalies.html", context, refusal)


@page("GET", "POST")
def show_pack(request: PageRequest, audit: str) -> HttpResponseBase:
    """Say what the evidence pack holds, with the entries pinned so far; sent, it gives the pack."""
    head = _head(request, audit)
    if request.method == "POST":
        return pack_answer(request.actor, audit)
    context = {**head_of(head, "pack"), "pins": pins(request.actor, audit=audit)}
    return render(request, "ledger_audit/pack.html", context)
