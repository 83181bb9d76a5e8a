"""A self-assessment as a file to save, and one that was filled in offline taken over again."""

import json
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from casthouse.refusal import Refusal
from casthouse.service.assessment_file import assessment_file, import_answers
from casthouse.service.permission import Act, authorise
from casthouse.service.self_assessment import self_assessment
from casthouse.web.download import download
from casthouse.web.form_page import form_page
from casthouse.web.forms.self_assessment import WorkbookForm
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.self_assessment import summary_context

FORMS = ("pdf", "xlsx", "json")


@page()
def save(request: PageRequest, scope: str, number: int, form: str) -> HttpResponse:
    """Hand a self-assessment out as a file."""
    if form not in FORMS:
        raise Http404
    content = assessment_file(request.actor, scope=scope, number=number, form=form)
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False, indent=2).encode()
    return download(content, f"self-assessment-{scope}-{number}.{form}")


@page("POST")
def take_over(request: PageRequest, scope: str, number: int) -> HttpResponse:
    """Take over the answers of a workbook, or show every row that is wrong."""
    view = self_assessment(request.actor, scope=scope, number=number)
    authorise(request.actor, Act.ASSESSMENT_WRITE, view.organisation.code)
    form = WorkbookForm(request.POST, request.FILES)
    refusal, found = None, None
    upload = request.FILES.get("file")
    if upload is not None and form.is_valid():
        with NamedTemporaryFile(prefix="casthouse-", suffix=".xlsx") as target:
            for piece in upload.chunks():
                target.write(piece)
            target.flush()
            try:
                found = import_answers(request.actor, scope=scope, number=number, path=Path(target.name))
            except Refusal as refused:
                refusal = refused
    if found and not found.refused:
        messages.success(
            request, f"{len(found.changed)} answers taken over, {found.unchanged} were the same."
        )
        return redirect("self_assessment", scope, number)
    context = summary_context(request, view) | {
        "workbook_form": form,
        "wrong_rows": found.refused if found else (),
    }
    return form_page(request, "self_assessment/show.html", context, refusal)
