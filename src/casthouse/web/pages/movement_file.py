"""Importing a file of movements: upload, preview with the refused rows, post, and the refused rows back."""

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from casthouse.refusal import Refusal
from casthouse.service.movement_import import import_story, past_imports, profiles_of
from casthouse.service.permission import Act, authorise, may
from casthouse.web import import_job
from casthouse.web.download import download_file
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.movement_file import MovementFileForm
from casthouse.web.import_job import ImportJob, Phase
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import number_of

MEGABYTE = 1 << 20


@page("GET", "POST")
def upload(request: PageRequest, organisation: str) -> HttpResponse:
    """Take a file and start its preview; whoever only reads sees what was imported before."""
    if request.method != "POST" and not may(request.actor, Act.MOVEMENT_POST, organisation):
        past = past_imports(request.actor, organisation=organisation)
        return render(request, "import_job/upload.html", {"organisation": organisation, "past": past})
    profiles = profiles_of(request.actor, organisation=organisation)
    form = MovementFileForm(
        sent(request), request.FILES if request.method == "POST" else None, profiles=profiles
    )
    refusal = _too_large(request) if request.method == "POST" and "file" not in request.FILES else None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        job = import_job.new_job(
            username=request.user.get_username(),
            organisation=organisation,
            file_name=given.name,
            chunks=given.chunks(),
            profile=form.cleaned_data["profile"] or None,
        )
        import_job.preview(job, request.actor)
        return redirect("import_job", organisation, job.name)
    context = {
        "organisation": organisation,
        "form": form,
        "profiles": profiles,
        "past": past_imports(request.actor, organisation=organisation),
        "bytes_max": settings.UPLOAD_SIZE_MAX,
        "megabytes_max": settings.UPLOAD_SIZE_MAX // MEGABYTE,
    }
    return form_page(request, "import_job/upload.html", context, refusal)


def _too_large(request: PageRequest) -> Refusal | None:
    length = int(request.headers.get("Content-Length") or 0)
    if length <= settings.UPLOAD_SIZE_MAX:
        return None
    return Refusal(
        "file_too_large",
        found=f"a file of {length // MEGABYTE} MiB",
        expected=f"at most {settings.UPLOAD_SIZE_MAX // MEGABYTE} MiB",
        todo="split it: the parts together give the same position",
    )


def _job(request: PageRequest, organisation: str, job: str) -> ImportJob:
    authorise(request.actor, Act.MOVEMENT_POST, organisation)
    return import_job.job_of(username=request.user.get_username(), organisation=organisation, name=job)


@page()
def show(request: PageRequest, organisation: str, job: str) -> HttpResponse:
    """Show how far an import is, and what it found."""
    found = _job(request, organisation, job)
    return render(
        request, "import_job/show.html", {"organisation": organisation, "job": found, "phase": Phase}
    )


@page("POST")
def post(request: PageRequest, organisation: str, job: str) -> HttpResponse:
    """Post what was previewed: all rows, or the good ones."""
    found = _job(request, organisation, job)
    if found.phase is Phase.PREVIEWED:
        import_job.post(found, request.actor, partial=request.POST.get("rows") == "good")
    return redirect("import_job", organisation, job)


@page()
def refused_rows(request: PageRequest, organisation: str, job: str) -> HttpResponseBase:
    """Give the refused rows back in the user's own layout."""
    found = _job(request, organisation, job)
    if found.result is None or found.result.refused_file is None:
        raise Refusal(
            "refused_rows_unknown",
            found="an import without refused rows",
            expected="refused rows to give back",
            todo="nothing needs to be mended",
        )
    return download_file(found.result.refused_file, found.result.refused_file.name)


@page()
def show_past(request: PageRequest, organisation: str, number: int) -> HttpResponse:
    """Show what an import of the past posted: when, by whom, from which file, and the movements."""
    story = import_story(
        request.actor,
        organisation=organisation,
        number=number,
        after=number_of(request.GET.get("after"), None),
    )
    context = {
        "organisation": organisation,
        "origin": story.origin,
        "movements": story.movements,
        "after": story.after,
    }
    return render(request, "import_job/of.html", context)
