"""Movements: the list with its filters, one movement with its story, a new one by a form, and a reversal."""

import json
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from casthouse.custody.movement import Kind, Movement
from casthouse.custody.movement_filter import MovementFilter
from casthouse.custody.stage import Material, Stage, stage_of
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.document_reach import touched_downstream
from casthouse.service.lookup import holder_of_scope
from casthouse.service.movement_entry import MovementEntry, enter_movement, reverse_movement
from casthouse.service.movement_list import movement_page, search_movements
from casthouse.service.movement_story import MovementStory, movement_story
from casthouse.service.organisation import facilities_of, scope_register
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.movement import MovementForm, ReversalForm
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of, member_of, number_of

SIZES = (50, 200, 1000)


@page()
def show_list(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the movements of an organisation: a page of them, or what a search finds."""
    asked = request.GET
    wanted = filter_of(request.actor, organisation, asked)
    size = number_of(asked.get("size"), SIZES[0])
    newest_first = asked.get("order") != "oldest"
    text = asked.get("q", "").strip()
    context: dict[str, object] = {
        "organisation": organisation,
        "facilities": facilities_of(request.actor, organisation=organisation),
        "kinds": list(Kind),
        "materials": list(Material),
        "stages": list(Stage),
        "sizes": SIZES,
        "text": text,
        "newest_first": newest_first,
        "may_post": may(request.actor, Act.MOVEMENT_POST, organisation),
    }
    if text:
        context["search"] = search_movements(
            request.actor,
            organisation=organisation,
            text=text,
            wanted=wanted,
            cursor=number_of(asked.get("cursor"), None),
            size=size,
            newest_first=newest_first,
        )
    else:
        context["page"] = movement_page(
            request.actor,
            organisation=organisation,
            wanted=wanted,
            page=number_of(asked.get("page"), 1),
            size=size,
            newest_first=newest_first,
        )
    return render(request, "movement/list.html", context)


def filter_of(actor: Actor, organisation: str, asked: QueryDict) -> MovementFilter:
    """Return the filter that a query asks for; a scope stands for its facilities, a stage for its materials.

    Raises:
        Refusal: for a word that is no facility, kind, material … and a day that is none.
    """
    kind, material = (
        member_of(Kind, asked.get("kind"), "kind"),
        member_of(Material, asked.get("material"), "material"),
    )
    stage = member_of(Stage, asked.get("stage"), "stage")
    facilities = tuple(each for each in asked.getlist("facility") if each)
    if asked.get("scope"):
        facilities = facilities or _facilities_of_scope(actor, organisation, asked.get("scope", ""))
    materials = (
        (material,) if material else tuple(each for each in Material if stage and stage_of(each) is stage)
    )
    return MovementFilter(
        first=day_of(asked.get("first")) or date.min,
        last=day_of(asked.get("last")) or date.max,
        facilities=facilities,
        kinds=(kind,) if kind else (),
        materials=materials,
        coc={"yes": True, "no": False}.get(asked.get("coc", "")),
    )


def _facilities_of_scope(actor: Actor, organisation: str, scope: str) -> tuple[str, ...]:
    """Return the facilities of a scope; one of others is refused as one that does not exist."""
    if holder_of_scope(scope) != organisation:
        raise Refusal(
            "scope_unknown",
            found=f"scope “{scope[:64]}” for {organisation}",
            expected="a scope of the organisation",
            todo="correct the scope",
        )
    return scope_register(actor, scope=scope).scope.facilities


def address_of(organisation: str, reference: str) -> str:
    """Return the address of a movement's page; references hold any sign, so they stand in the query."""
    return f"{reverse('movement', args=[organisation])}?{urlencode({'reference': reference})}"


@page()
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show one movement with everything that is known of it."""
    story = movement_story(
        request.actor, organisation=organisation, reference=request.GET.get("reference", "")
    )
    is_free = story.movement.is_in_force() and not _is_spoken_for(story)
    context = {
        "organisation": organisation,
        "story": story,
        "movement": story.movement,
        "extra": extra_of(story.movement.extra),
        "may_issue": is_free
        and _is_coc_shipment(story.movement)
        and may(request.actor, Act.DOCUMENT_ISSUE, organisation),
        "may_reverse": is_free and may(request.actor, Act.MOVEMENT_POST, organisation),
        "is_spoken_for": _is_spoken_for(story),
        "may_cancel": may(request.actor, Act.DOCUMENT_CANCEL, organisation),
    }
    return render(request, "movement/show.html", context)


def _is_coc_shipment(movement: Movement) -> bool:
    return movement.kind is Kind.SHIPMENT and bool(movement.coc)


def _is_spoken_for(story: MovementStory) -> bool:
    """Say whether a document in force says what this shipment was: it gets no other, and cannot be reversed."""
    return story.movement.kind is Kind.SHIPMENT and story.document_in_force is not None


@page("GET", "POST")
def enter(request: PageRequest, organisation: str) -> HttpResponse:
    """Enter one movement by hand."""
    authorise(request.actor, Act.MOVEMENT_POST, organisation)
    facilities = facilities_of(request.actor, organisation=organisation)
    form = MovementForm(
        sent(request),
        facilities=facilities,
        initial={"date": clock.today(), "material": Material.ALUMINIUM.value},
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        entry = MovementEntry(**{**form.cleaned_data, "date": form.cleaned_data["date"].isoformat()})
        try:
            is_new = enter_movement(request.actor, organisation=organisation, entry=entry)
        except Refusal as found:
            refusal = found
        else:
            said = "is posted" if is_new else "was posted before, with the same content: nothing changed"
            messages.success(request, f"Movement {entry.reference} {said}.")
            return redirect(address_of(organisation, entry.reference))
    return form_page(request, "movement/enter.html", {"organisation": organisation, "form": form}, refusal)


@page("GET", "POST")
def take_back(request: PageRequest, organisation: str) -> HttpResponse:
    """Reverse a movement, after showing what that touches."""
    authorise(request.actor, Act.MOVEMENT_POST, organisation)
    reference = request.GET.get("reference", "")
    story = movement_story(request.actor, organisation=organisation, reference=reference)
    form = ReversalForm(sent(request), initial={"reference": f"{reference}-R", "date": clock.today()})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            reverse_movement(
                request.actor,
                organisation=organisation,
                reverses=reference,
                reference=form.cleaned_data["reference"],
                date=form.cleaned_data["date"].isoformat(),
                facility=story.movement.facility,
            )
        except Refusal as found:
            refusal = found
        else:
            messages.success(request, f"Movement {reference} is reversed.")
            return redirect(address_of(organisation, reference))
    context = {
        "organisation": organisation,
        "story": story,
        "movement": story.movement,
        "touched": touched_downstream(request.actor, organisation=organisation, shipment=reference),
        "is_spoken_for": _is_spoken_for(story),
        "may_cancel": may(request.actor, Act.DOCUMENT_CANCEL, organisation),
        "form": form,
    }
    return form_page(request, "movement/reverse.html", context, refusal)


def extra_of(text: str) -> dict[str, object]:
    """Return the unknown columns as they were given."""
    given = json.loads(text) if text else {}
    return given if isinstance(given, dict) else {}
