"""Lots: a file of processes to check or post, what is disclosed to others, and the way to a trace."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from casthouse.exchange.trace_list import (
    TraceList,
    accounts_csv,
    attributed_csv,
    flows_csv,
    origins_csv,
    shipments_csv,
)
from casthouse.measure.count import counted
from casthouse.refusal import Refusal
from casthouse.service.attributed_picture import attributed_picture
from casthouse.service.attributed_trace import attributed_trace
from casthouse.service.disclosure import disclosure_of, set_disclosure
from casthouse.service.lot_file import LotAnswer, import_lots_file, latest_processes
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.service.trace import trace
from casthouse.service.trace_picture import trace_picture, trace_sheet
from casthouse.web.download import download
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.lot import DisclosureForm, LotsFileForm
from casthouse.web.page_form import page_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.picture import file_links
from casthouse.web.picture_view import picture_view
from casthouse.web.refusal_status import status_of

REFUSED_SHOWN = 200
ORIGINS_SHOWN = 500
ATTRIBUTED_SHOWN = 50


@page("GET", "POST")
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Take a lots file, and say what others may see."""
    party = disclosure_of(request.actor, organisation=organisation)

    def disclose(given: Mapping[str, Any]) -> str:
        found = set_disclosure(request.actor, organisation=organisation, level=given["level"])
        return f"In traces others see of {organisation}: {found.level.value}."

    form = page_form(
        request,
        DisclosureForm,
        name="disclose",
        act=Act.DISCLOSURE_SET,
        organisation=organisation,
        title="What others see",
        button="Choose",
        work=disclose,
        initial={"level": party.level.value},
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("lots", organisation)
    context = {
        "organisation": organisation,
        "party": party,
        "page_forms": [form],
        "processes": latest_processes(request.actor, organisation=organisation),
        "may_post": may(request.actor, Act.LOT_POST, organisation),
    }
    return form_page(request, "lot/show.html", context, refusal)


@page("GET", "POST")
def upload(request: PageRequest, organisation: str) -> HttpResponse:
    """Check a lots file or post its processes."""
    authorise(request.actor, Act.LOT_POST, organisation)
    posted = sent(request)
    form = LotsFileForm(posted, request.FILES if posted is not None else None)
    answer, refusal = None, None
    if form.is_bound and form.is_valid():
        try:
            answer = _imported(request, organisation, form.cleaned_data)
        except Refusal as found:
            refusal = found
    context = {
        "organisation": organisation,
        "form": form,
        "answer": answer,
        "refused": answer.refused[:REFUSED_SHOWN] if answer else (),
        "is_check": form.is_bound and form.data.get("mode") == "check",
        "said": _said(answer) if answer else "",
    }
    if answer is not None:
        return render(request, "lot/upload.html", context, status=422 if answer.refused else 200)
    return form_page(request, "lot/upload.html", context, refusal)


def _imported(request: PageRequest, organisation: str, given: Mapping[str, Any]) -> LotAnswer:
    file: UploadedFile[bytes] = given["file"]
    with NamedTemporaryFile(prefix="casthouse-") as target:
        for piece in file.chunks():
            target.write(piece)
        target.flush()
        return import_lots_file(
            request.actor,
            organisation=organisation,
            path=Path(target.name),
            source=str(file.name or ""),
            partial=given["mode"] == "good",
            dry_run=given["mode"] == "check",
        )


def _said(answer: LotAnswer) -> str:
    return f"{counted(answer.posted, 'row')} of {counted(answer.processes, 'process', 'processes')}"


@page()
def show_trace(request: PageRequest, organisation: str) -> HttpResponse:
    """Show where a lot came from and to whom it went, or ask for one."""
    reference = request.GET.get("reference", "").strip()
    context: dict[str, object] = {"organisation": organisation, "reference": reference}
    if not reference:
        disclosure_of(request.actor, organisation=organisation)  # whoever may not trace is told so here
        return render(request, "lot/trace.html", context)
    try:
        sheet = trace_sheet(request.actor, organisation=organisation, reference=reference)
    except Refusal as refusal:
        if not refusal.code.startswith("trace_"):
            raise
        context |= {"refusal": refusal.text, "is_without_lot": refusal.code == "trace_without_lot"}
        return render(request, "lot/trace.html", context, status=status_of(refusal.code))
    pictured, attributed = sheet.pictured, sheet.attributed
    files = {
        f"{each.value}_csv": f"{reverse('trace_file', args=[organisation, each])}?{urlencode({'reference': reference})}"
        for each in TraceList
    }
    context |= {
        **files,
        "more_origins": max(0, len(pictured.origins) - ORIGINS_SHOWN),
        "trace": pictured,
        "picture": picture_view(pictured.network),
        **file_links("picture_trace_file", organisation, query={"reference": reference}),
        "origins": pictured.origins[:ORIGINS_SHOWN],
        "accounts": attributed,
        "attributed": attributed.shares[:ATTRIBUTED_SHOWN],
        "more_attributed": max(0, len(attributed.shares) - ATTRIBUTED_SHOWN),
    }
    return render(request, "lot/trace.html", context)


@page()
def save_trace(request: PageRequest, organisation: str, listed: str) -> HttpResponse:
    """Give a list of a trace as CSV, whole."""
    if listed not in set(TraceList):
        raise Http404
    reference = request.GET.get("reference", "").strip()
    text = _listed(request.actor, TraceList(listed), organisation, reference)
    return download(text.encode(), f"trace-{reference}-{listed}.csv")


def _listed(actor: Actor, listed: TraceList, organisation: str, reference: str) -> str:
    if listed is TraceList.ACCOUNTS:
        return accounts_csv(attributed_trace(actor, organisation=organisation, reference=reference).origins)
    if listed is TraceList.ACCOUNT_FLOWS:
        return flows_csv(attributed_picture(actor, organisation=organisation, reference=reference))
    if listed is TraceList.FLOWS:
        return flows_csv(trace_picture(actor, organisation=organisation, reference=reference).network)
    found = trace(actor, organisation=organisation, reference=reference)
    match listed:
        case TraceList.ORIGINS:
            return origins_csv(found.origins)
        case TraceList.SHIPMENTS:
            return shipments_csv(found.downstream)
        case TraceList.ATTRIBUTED:
            return attributed_csv(found.attributed.shares)
