"""What everybody may read of claims: the check by number, and the guides that claims follow."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.refusal import Refusal
from casthouse.service.claim_check import CheckedClaim, check_claim
from casthouse.service.claim_view import claims_guide, claims_guides
from casthouse.web.forms.claim import CheckForm
from casthouse.web.page_request import PageRequest, open_page


@open_page()
def check(request: PageRequest) -> HttpResponse:
    """Say whether a claim may be made on a day, what it says, and what mass balance means."""
    form = CheckForm(request.GET if request.GET.get("number") else None)
    found: CheckedClaim | None = None
    unknown = ""
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            found = check_claim(request.actor, number=asked["number"], day=asked["day"])
        except Refusal:
            unknown = asked["number"]
    context = {"form": form, "found": found, "unknown": unknown, "guide": claims_guides()[0]}
    return render(request, "claim/check.html", context)


@open_page()
def show_guide(request: PageRequest) -> HttpResponse:
    """Show a claims guide: what each kind of claim needs, and which words may not be used."""
    guides = claims_guides()
    guide = claims_guide(request.GET.get("code", "") or guides[0].code)
    return render(request, "claim/guide.html", {"guide": guide, "guides": guides})
