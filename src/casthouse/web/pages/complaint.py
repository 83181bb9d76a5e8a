"""Complaints for everybody: what they are for, how to send one, and how to come back with the key.

No account, no session and no cookie but the one against forged forms. The key travels in the body of a form only, so
that it stands in no address, history or log; pages that show it are kept by no cache.
"""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from casthouse.refusal import Refusal
from casthouse.service.complaint import FiledComplaint, WantedComplaint, file_complaint, record_spoken
from casthouse.service.complaint_key import new_key
from casthouse.service.complaint_procedure import complaint_procedure
from casthouse.service.complaint_return import ReturnView, add_words, appeal, own_complaint, own_file
from casthouse.service.evidence import Incoming
from casthouse.service.permission import Act, authorise, may
from casthouse.web.address import address_of
from casthouse.web.download import evidence_answer
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.complaint import AddForm, AppealForm, ComplaintForm, KeyForm, SpokenForm
from casthouse.web.hand_check import new_ticket, required_ticket
from casthouse.web.page_request import PageRequest, open_page, page

Given = dict[str, Any]


@open_page()
def about(request: PageRequest) -> HttpResponse:
    """Say what complaints are for, what happens to them and by when."""
    context = {
        "procedure": complaint_procedure(),
        "may_handle": may(request.actor, Act.COMPLAINT_HANDLE),
    }
    return render(request, "complaint/about.html", context)


@open_page("GET", "POST")
def new(request: PageRequest) -> HttpResponse:
    """Take a complaint in, and show its key once."""
    filled = {"about": request.GET.get("about"), "party": request.GET.get("party")}
    form = ComplaintForm(sent(request), _files(request), initial={k: v for k, v in filled.items() if v})
    ticket, refusal = request.POST.get("ticket") or new_ticket(), None
    if form.is_bound and form.is_valid():
        try:
            given = dict(form.cleaned_data)
            key = required_ticket(ticket, trap=given.pop("website")).key
            wanted = wanted_complaint(given)
            filed = file_complaint(request.actor, wanted=wanted, key=key, address=address_of(request))
            return _kept_nowhere(_show_key(request, filed))
        except Refusal as refused:
            refusal = refused
            ticket = new_ticket() if refused.code == "form_stale" else ticket
    context = {
        "form": form,
        "ticket": ticket,
        "has_files": bool(request.FILES),
        "procedure": complaint_procedure(),
    }
    return _kept_nowhere(form_page(request, "complaint/new.html", context, refusal))


@page("GET", "POST")
def record(request: PageRequest) -> HttpResponse:
    """Write down a complaint that was spoken, and show the key for the person."""
    authorise(request.actor, Act.COMPLAINT_RECORD)
    form, refusal = SpokenForm(sent(request), _files(request)), None
    if form.is_bound and form.is_valid():
        try:
            filed = record_spoken(request.actor, wanted=wanted_complaint(form.cleaned_data))
            return _kept_nowhere(_show_key(request, filed, is_spoken=True))
        except Refusal as refused:
            refusal = refused
    return form_page(request, "complaint/record.html", {"form": form}, refusal)


@open_page("GET", "POST")
@sensitive_post_parameters("key")
def come_back(request: PageRequest) -> HttpResponse:
    """Open a complaint with its key, add to it, appeal."""
    form, refusal = KeyForm(sent(request)), None
    if form.is_bound and form.is_valid():
        try:
            return _kept_nowhere(_own(request, form.cleaned_data["key"]))
        except Refusal as refused:
            refusal = refused
    return _kept_nowhere(form_page(request, "complaint/come_back.html", {"form": form}, refusal))


@open_page("POST")
@sensitive_post_parameters("key")
def take_file(request: PageRequest) -> HttpResponseBase:
    """Hand a file of one's own complaint out, to be saved."""
    number = request.POST.get("number", "")
    file, content = own_file(
        request.actor,
        key=request.POST.get("key", ""),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0,  # noqa: PLR2004
        address=address_of(request),
    )
    answer = evidence_answer(file, content)
    answer["Cache-Control"] = "no-store"
    return answer


def _own(request: PageRequest, key: str) -> HttpResponse:
    """Show a complaint to whoever holds its key, after doing what a form on it asks for."""
    asked, refusal, done = request.POST.get("form"), None, ""
    add = AddForm(request.POST if asked == "add" else None, request.FILES if asked == "add" else None)
    against = AppealForm(request.POST if asked == "appeal" else None)
    view = own_complaint(request.actor, key=key, address=address_of(request))
    try:
        if add.is_bound and add.is_valid():
            view = add_words(
                request.actor,
                key=key,
                text=add.cleaned_data["text"],
                files=incoming_files(add.cleaned_data["attached"]),
                once=_mark(request),
            )
            add, done = AddForm(), "What you added is kept."
        elif against.is_bound and against.is_valid():
            text = against.cleaned_data["text"]
            view = appeal(request.actor, key=key, text=text, once=_mark(request))
            against, done = AppealForm(), "Your appeal is kept. Somebody else hears it."
    except Refusal as refused:
        refusal = refused
    return _shown(request, key, view, add=add, against=against, done=done, refusal=refusal)


def _shown(
    request: PageRequest,
    key: str,
    view: ReturnView,
    *,
    add: AddForm,
    against: AppealForm,
    done: str,
    refusal: Refusal | None,
) -> HttpResponse:
    context = {
        "key": key,
        "view": view,
        "given": view.record.given,
        "add": add,
        "against": against,
        "done": done,
        "mark": new_key(),
        "files": list(enumerate(view.files, start=1)),
        "refusal": refusal.text if refusal else None,
        "procedure": complaint_procedure(),
    }
    is_wrong = refusal or (add.is_bound and add.errors) or (against.is_bound and against.errors)
    return render(request, "complaint/own.html", context, status=422 if is_wrong else 200)


def _mark(request: PageRequest) -> str | None:
    return request.POST.get("once", "")[:64] or None


def _show_key(request: PageRequest, filed: FiledComplaint, *, is_spoken: bool = False) -> HttpResponse:
    context = {"filed": filed, "is_spoken": is_spoken, "procedure": complaint_procedure()}
    return render(request, "complaint/key.html", context)


def _kept_nowhere(answer: HttpResponse) -> HttpResponse:
    """Say that no cache may keep an answer, not even the browser's own."""
    answer["Cache-Control"] = "no-store"
    return answer


def _files(request: PageRequest) -> Any:  # noqa: ANN401 - what Django has
    return request.FILES if request.method == "POST" else None


def wanted_complaint(given: Given) -> WantedComplaint:
    """Return what a form says."""
    said = {name: value for name, value in given.items() if name != "attached"}
    return WantedComplaint(**said, files=incoming_files(given["attached"]))


def incoming_files(files: "Sequence[UploadedFile[bytes]]") -> list[Incoming]:
    """Return files of a form as they come in."""
    return [Incoming(name=str(each.name), pieces=iter(each.chunks())) for each in files]
