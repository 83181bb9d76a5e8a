"""What a scope covers: today, on any day, and every version; open to everybody for a scope that is certified."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.custody.boundary import ScopeKind
from casthouse.service.boundary import WantedBoundary, change_boundary
from casthouse.service.boundary_view import BoundaryOnDay, BoundaryStory, boundary_of_day, boundary_story
from casthouse.service.organisation import facilities_of
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.boundary import BoundaryDayForm, BoundaryForm
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, open_page


@open_page("GET", "POST")
def show(request: PageRequest, code: str) -> HttpResponse:
    """Show what a scope covers, answer for a day, and change it."""
    story = boundary_story(request.actor, scope=code)
    forms = [_change_form(request, story)] if may(request.actor, Act.BOUNDARY_CHANGE) else []
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("boundary", code)
    asked = BoundaryDayForm(request.GET if request.GET.get("day") else None)
    context = {
        "story": story,
        "page_forms": forms,
        "asked": asked,
        "answer": _answer(request, code, asked),
        "sees_organisation": bool(request.actor.roles_in(story.scope.organisation)),
    }
    return form_page(request, "boundary/show.html", context, refusal)


def _answer(request: PageRequest, code: str, asked: BoundaryDayForm) -> BoundaryOnDay | None:
    if not (asked.is_bound and asked.is_valid()):
        return None
    known = asked.cleaned_data["known_on"]
    return boundary_of_day(
        request.actor,
        scope=code,
        day=asked.cleaned_data["day"],
        known_at=datetime.combine(known, time.max, UTC) if known else None,
    )


def _change_form(request: PageRequest, story: BoundaryStory) -> PageForm:
    held = story.versions[-1].boundary
    facilities = facilities_of(request.actor, organisation=story.scope.organisation)
    return offered_form(
        request,
        partial(BoundaryForm, facilities=facilities),
        name="boundary",
        title="Change what it covers",
        button="Change from that day on",
        is_open=True,
        work=partial(_change, request, story.scope.code),
        initial={
            "facilities": list(held.facilities),
            "kind": held.kind.value if held.kind else "",
            "name": held.name,
            "products": "\n".join(held.products),
        },
    )


def _change(request: PageRequest, scope: str, given: Mapping[str, Any]) -> str:
    made = change_boundary(
        request.actor,
        scope=scope,
        wanted=WantedBoundary(
            facilities=tuple(given["facilities"]),
            kind=ScopeKind(given["kind"]) if given["kind"] else None,
            name=given["name"],
            products=tuple(each for each in given["products"].splitlines() if each.strip()),
        ),
        reason=given["reason"],
        effective=given["effective"],
    )
    return (
        f"Recorded: it holds from {made.first} on. What joined is certified by an audit of the changed scope."
    )
