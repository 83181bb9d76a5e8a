"""One's own API tokens: what programs may act as the person; a new one, whose secret is shown once; revoking one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.token import NewToken, create_token, revoke_token, tokens
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.token import TokenForm
from casthouse.web.page_request import PageRequest, page


@page("GET", "POST")
def show_list(request: PageRequest) -> HttpResponse:
    """List the person's tokens, and make one."""
    form = TokenForm(sent(request))
    refusal: Refusal | None = None
    made: NewToken | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = create_token(request.actor, username=request.actor.name, **form.cleaned_data)
        except Refusal as found:
            refusal = found
    context = {
        "tokens": tokens(request.actor, username=request.actor.name),
        "now": clock.now(),
        "form": TokenForm() if made else form,
        "made": made,
    }
    response = form_page(request, "token/list.html", context, refusal)
    if made:
        response.status_code = 200
        response["Cache-Control"] = "no-store"  # a page with a secret stays in no cache
    return response


@page("POST")
def revoke(request: PageRequest) -> HttpResponse:
    """Put one of the person's tokens out of force."""
    revoked = revoke_token(request.actor, prefix=request.POST.get("prefix", ""))
    messages.success(request, f"“{revoked.name}” opens nothing any more.")
    return redirect("tokens")
