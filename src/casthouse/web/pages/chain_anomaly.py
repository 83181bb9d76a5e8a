"""Anomalies over the accounts: of all organisations, or an organisation's own side of each."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from casthouse.exchange.anomaly_rules_file import built_in_anomaly_rules
from casthouse.service.anomaly_clearance import clear_anomaly
from casthouse.service.chain_anomaly import ChainAnomalies, chain_anomalies
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.chain_anomaly import ClearanceForm
from casthouse.web.page_form import offered_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of

SHOWN = 200


@page("GET", "POST")
def show_all(request: PageRequest) -> HttpResponse:
    """List what looks unusual over all organisations, and clear it."""
    start = day_of(request.GET.get("period"))

    def clear(given: Mapping[str, Any]) -> str:
        asked = clear_anomaly(
            request.actor,
            key=given["key"],
            reason=given["reason"],
            start=start,
            digest=given["digest"] or None,
            is_told=given["is_told"],
        )
        return f"{asked.anomaly.key} is cleared as its evidence is."

    form = offered_form(
        request,
        ClearanceForm,
        name="clear",
        title="Clear an anomaly",
        button="Clear",
        is_open=may(request.actor, Act.ANOMALY_CLEAR),
        work=clear,
        initial={"key": request.GET.get("key", ""), "digest": request.GET.get("digest", "")},
        is_unfolded="key" in request.GET,
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect(request.get_full_path())
    answer = chain_anomalies(request.actor, start=start)
    context = {**_context(request, answer), "page_forms": [form]}
    return form_page(request, "chain_anomaly/list.html", context, refusal)


@page()
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """List an organisation's own side of what looks unusual."""
    start = day_of(request.GET.get("period"))
    answer = chain_anomalies(request.actor, organisation=organisation, start=start)
    return render(request, "chain_anomaly/list.html", _context(request, answer))


def _context(request: PageRequest, answer: ChainAnomalies) -> dict[str, object]:
    """Return what the list shows; `readable` are the organisations whose movements may be opened from it."""
    shown = answer.found[:SHOWN]
    named = {each for one in shown for each in one.anomaly.organisations}
    return {
        "answer": answer,
        "organisation": answer.organisation,
        "shown": shown,
        "readable": {each for each in named if may(request.actor, Act.MOVEMENT_READ, each)},
        "rules": list(built_in_anomaly_rules().values()),
    }
