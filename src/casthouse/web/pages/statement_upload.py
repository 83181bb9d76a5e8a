"""The front of the public check: look a statement up, have a file checked, or take the page that does it offline.

No account, no session and no cookie: what a form sends here changes nothing, so it needs none against forged forms.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt

from casthouse.exchange.document_pdf import MASS_BALANCE_NOTE
from casthouse.exchange.offline_check import NAME
from casthouse.refusal import Refusal
from casthouse.service.offline_check import offline_check_page
from casthouse.service.statement_upload import (
    UPLOAD_BYTES_MAX,
    CheckedUpload,
    checked_upload,
    upload_too_large,
)
from casthouse.web.address import address_of
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.statement_upload import LookUpForm, UploadForm
from casthouse.web.navigation import our_version
from casthouse.web.page_request import PageRequest, open_page
from casthouse.web.pages.statement import STATED
from casthouse.web.public_page import public_page

ROOM_FOR_FIELDS = 64 * 1024


@csrf_exempt
@open_page("GET", "POST")
def front(request: PageRequest) -> HttpResponse:
    """Take an identifier, or a file or its text, and show what the checks answer."""
    look_up = LookUpForm(request.GET if "identifier" in request.GET else None)
    if look_up.is_bound and look_up.is_valid():
        return redirect("statement_check", look_up.cleaned_data["identifier"])
    found, refusal = None, _oversize(request)
    form = UploadForm(None) if refusal else UploadForm(sent(request), request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            found = _checked(request, form)
        except Refusal as refused:
            refusal = refused
    context = {
        "look_up": look_up,
        "form": form,
        "found": found,
        "stated": STATED[found.kind] if found is not None and found.kind is not None else None,
        "mass_balance": MASS_BALANCE_NOTE,
    }
    answer = form_page(request, "statement/front.html", context, refusal)
    if found is not None:
        answer.status_code = 200  # an answer, whatever it is
    return answer


@public_page
def offline(request: PageRequest) -> HttpResponseBase:
    """Give the page that checks without a network, to save: it does not run under the address of the site."""
    content = offline_check_page(request.actor, version=our_version())
    answer = HttpResponse(content, content_type="text/html; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{NAME}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _oversize(request: HttpRequest) -> Refusal | None:
    """Return the refusal of a request that says it is too large, before any of it is read."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    size = int(announced) if announced.isascii() and announced.isdigit() else 0
    return upload_too_large(size) if size > UPLOAD_BYTES_MAX + ROOM_FOR_FIELDS else None


def _checked(request: PageRequest, form: UploadForm) -> CheckedUpload:
    file, text = form.cleaned_data["file"], form.cleaned_data["text"]
    content = file.read(UPLOAD_BYTES_MAX + 1) if file else text.encode()
    return checked_upload(
        request.actor, content=content, digest=form.cleaned_data["digest"], address=address_of(request)
    )
