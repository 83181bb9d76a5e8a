"""Activity data: what a plant measured, and a file to check or post."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render

from casthouse.refusal import Refusal
from casthouse.service.measurement_file import (
    MeasurementAnswer,
    import_measurements_file,
    latest_measurements,
)
from casthouse.service.permission import Act, authorise, may
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.measurement import MeasurementsFileForm
from casthouse.web.page_request import PageRequest, page

ROWS_SHOWN = 200


@page("GET", "POST")
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the latest measurements; check a file or post its rows."""
    posted = sent(request)
    if posted is not None:
        authorise(request.actor, Act.MEASUREMENT_POST, organisation)
    form = MeasurementsFileForm(posted, request.FILES if posted is not None else None)
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
        "refused": answer.refused[:ROWS_SHOWN] if answer else (),
        "warnings": answer.warnings[:ROWS_SHOWN] if answer else (),
        "is_check": form.is_bound and form.data.get("mode") == "check",
        "list": latest_measurements(
            request.actor, organisation=organisation, reference=request.GET.get("reference", "")
        ),
        "may_post": may(request.actor, Act.MEASUREMENT_POST, organisation),
    }
    if answer is not None:
        return render(request, "measurement/show.html", context, status=422 if answer.refused else 200)
    return form_page(request, "measurement/show.html", context, refusal)


def _imported(request: PageRequest, organisation: str, given: Mapping[str, Any]) -> MeasurementAnswer:
    file: UploadedFile[bytes] = given["file"]
    with NamedTemporaryFile(prefix="casthouse-") as target:
        for piece in file.chunks():
            target.write(piece)
        target.flush()
        return import_measurements_file(
            request.actor,
            organisation=organisation,
            path=Path(target.name),
            source=str(file.name or ""),
            dry_run=given["mode"] == "check",
        )
