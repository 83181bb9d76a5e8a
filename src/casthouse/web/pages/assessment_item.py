"""The questions of a self-assessment: a principle at a time, saved item by item.

With htmx a saved answer replaces only its own form, and a file only its own list, so that what is typed elsewhere on
the page stays. Without it the same addresses answer whole pages.
"""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casthouse.assurance.assessed_item import Answer
from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import ItemFilter
from casthouse.footprint.climate_fact import ClimateFacts
from casthouse.refusal import Refusal
from casthouse.service.assessment_answer import item_history, rate_item, rate_together
from casthouse.service.climate_fact import CLIMATE_ITEMS, latest_climate_facts
from casthouse.service.evidence import (
    EvidenceEntry,
    Incoming,
    add_evidence,
    evidence_of,
    use_evidence,
    withdraw_evidence,
)
from casthouse.service.permission import Act, authorise, may
from casthouse.service.scheme_reliance import choices_at
from casthouse.service.self_assessment import AssessmentView, self_assessment
from casthouse.standard.standard_name import StandardName
from casthouse.web.assessment_question import (
    RATINGS,
    Question,
    alike,
    principle_lines,
    question_of,
    questions_of,
)
from casthouse.web.form_page import form_page
from casthouse.web.forms.self_assessment import AnswerForm, EvidenceForm, TogetherForm
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.self_assessment import shared_context
from casthouse.web.query import member_of, number_of
from casthouse.web.refusal_status import UNPROCESSABLE, status_of


@page("GET", "POST")
def show_principle(request: PageRequest, scope: str, number: int, principle: int) -> HttpResponse:
    """Ask the items of a principle; a POST says of several that they do not apply, for one reason."""
    view = self_assessment(request.actor, scope=scope, number=number)
    refusal = None
    if request.method == "POST":
        try:
            _say_absent(request, view, principle)
            return redirect(request.get_full_path())
        except Refusal as refused:
            refusal = refused
    context = _principle_context(request, view, principle)
    return form_page(request, "self_assessment/principle.html", context, refusal)


def _say_absent(request: PageRequest, view: AssessmentView, principle: int) -> None:
    form = TogetherForm(request.POST, items=view.assessment.of_principle(principle))
    wanted = form.cleaned_data["items"] if form.is_valid() else request.POST.getlist("items")
    rate_together(
        request.actor,
        scope=view.head.scope,
        number=view.head.number,
        items=wanted,
        answer=Answer(rating=Rating.NOT_APPLICABLE, rationale=request.POST.get("rationale", "")),
    )
    messages.success(request, f"{', '.join(wanted)}: does not apply.")


def _principle_context(request: PageRequest, view: AssessmentView, principle: int) -> dict[str, object]:
    lines = principle_lines(view)
    here = next((each for each in lines if each.principle.number == principle), None)
    if here is None:
        raise Http404
    place = lines.index(here)
    wanted = member_of(ItemFilter, request.GET.get("show"), "filter") or ItemFilter.ALL
    absent = [
        (item, view.edition.item(item.number))
        for item in view.assessment.of_principle(principle)
        if not item.is_mandatory and not item.version
    ]
    return {
        **shared_context(request, view),
        "here": here,
        "lines": lines,
        "before": lines[place - 1].principle if place else None,
        "after": lines[place + 1].principle if place + 1 < len(lines) else None,
        "groups": questions_of(view, principle, wanted),
        "filter": wanted,
        "filters": list(ItemFilter),
        "ratings": RATINGS,
        "absent": absent,
        "files": _files(request, view),
    }


def _files(request: PageRequest, view: AssessmentView) -> list[EvidenceEntry]:
    if not shared_context(request, view)["may_write"]:
        return []
    return evidence_of(request.actor, organisation=view.organisation.code)


@page("GET", "POST")
def show(request: PageRequest, scope: str, number: int, item: str) -> HttpResponse:
    """Show an item with everything that was ever said of it; a POST answers it."""
    view = self_assessment(request.actor, scope=scope, number=number)
    if request.method != "POST":
        return _item_page(request, view, question_of(view, view.assessment.item(item)))
    authorise(request.actor, Act.ASSESSMENT_WRITE, view.organisation.code)
    held = view.assessment.item(item)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _answered(request, view, question_of(view, held, form=form), UNPROCESSABLE)
    others = alike(view, held) if form.cleaned_data["also"] else ()
    try:
        view = rate_item(
            request.actor,
            scope=scope,
            number=number,
            item=item,
            answer=form.answer,
            seen=form.cleaned_data["seen"],
            also=others,
        )
    except Refusal as refused:
        return _refused(request, view, item, form, refused)
    return _saved(request, view, item, is_alone=not others)


def _refused(
    request: PageRequest, before: AssessmentView, item: str, form: AnswerForm, refused: Refusal
) -> HttpResponse:
    """Show what was typed again; where somebody was quicker, saving once more replaces what they wrote."""
    if refused.code == "not_permitted":
        raise refused
    view = self_assessment(request.actor, scope=before.head.scope, number=before.head.number)
    held = view.assessment.item(item)
    if refused.code == "assessment_item_changed":
        given = request.POST.copy()
        given["seen"] = str(held.version)
        form = AnswerForm(given)
    question = question_of(view, held, form=form, refusal=refused.text)
    return _answered(request, view, question, status_of(refused.code))


def _saved(request: PageRequest, view: AssessmentView, item: str, *, is_alone: bool) -> HttpResponse:
    held = view.assessment.item(item)
    if request.htmx and is_alone:
        return _answered(request, view, question_of(view, held, is_saved=True), 200)
    address = reverse("self_assessment_principle", args=[view.head.scope, view.head.number, held.principle])
    if request.htmx:  # other forms of the page changed too
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return redirect(f"{address}#item-{held.number.replace('.', '-')}")


def _answered(request: PageRequest, view: AssessmentView, question: Question, status: int) -> HttpResponse:
    if not request.htmx:
        return _item_page(request, view, question, status=status)
    context = _item_context(request, view, question) | {"is_part": True}
    return render(request, "self_assessment/answer.html", context, status=status)


def _item_context(request: PageRequest, view: AssessmentView, question: Question) -> dict[str, object]:
    lines = principle_lines(view)
    here = next(each for each in lines if each.principle.number == question.item.principle)
    return {
        **shared_context(request, view),
        "here": here,
        "question": question,
        "ratings": RATINGS,
        "files": _files(request, view),
    }


def _item_page(
    request: PageRequest, view: AssessmentView, question: Question, *, status: int = 200
) -> HttpResponse:
    history = item_history(
        request.actor, scope=view.head.scope, number=view.head.number, item=question.item.number
    )
    context = {
        **_item_context(request, view, question),
        "history": history,
        "facts": _facts(request, view, question.item.number),
        "choices": choices_at(view, question.item.number),
    }
    return render(request, "self_assessment/item.html", context, status=status)


def _facts(request: PageRequest, view: AssessmentView, item: str) -> ClimateFacts | None:
    """Return what the activity data says on an item of greenhouse gas, to whoever may read it."""
    is_about = view.edition.standard is StandardName.PERFORMANCE and item.startswith(CLIMATE_ITEMS)
    if not is_about or not may(request.actor, Act.FOOTPRINT_READ, view.organisation.code):
        return None
    return latest_climate_facts(request.actor, scope=view.head.scope, edition=view.edition.code)


@page("POST")
def add_file(request: PageRequest, scope: str, number: int, item: str) -> HttpResponse:
    """Put a file behind an item: one that is sent, or one that the organisation keeps."""
    form = EvidenceForm(request.POST, request.FILES)
    refusal = None
    if form.is_valid():
        try:
            _put(request, scope, number, item, form.cleaned_data)
        except Refusal as refused:
            if refused.code == "not_permitted":
                raise
            refusal = refused
    else:
        refusal = Refusal(
            "evidence_form_invalid",
            found="; ".join(str(each) for errors in form.errors.values() for each in errors),
            expected="a file, and a real day if there is one",
            todo="correct the form",
        )
    return _shown(request, scope, number, item, refusal)


def _put(request: PageRequest, scope: str, number: int, item: str, given: Mapping[str, object]) -> None:
    where = {"scope": scope, "number": number, "item": item, "valid_until": given["valid_until"]}
    upload = request.FILES.get("file")
    if upload is not None:
        incoming = Incoming(name=str(upload.name), pieces=iter(upload.chunks()))
        add_evidence(request.actor, incoming=incoming, **where)  # type: ignore[arg-type]  # checked by the form
    else:
        use_evidence(request.actor, digest=str(given["digest"]), **where)  # type: ignore[arg-type]  # as above


@page("POST")
def withdraw_file(request: PageRequest, scope: str, number: int, item: str) -> HttpResponse:
    """Say that a file stands behind an item no more."""
    refusal = None
    try:
        withdraw_evidence(
            request.actor,
            scope=scope,
            number=number,
            link=number_of(request.POST.get("link"), 0),
            reason=request.POST.get("reason", ""),
        )
    except Refusal as refused:
        if refused.code == "not_permitted":
            raise
        refusal = refused
    return _shown(request, scope, number, item, refusal)


def _shown(request: PageRequest, scope: str, number: int, item: str, refusal: Refusal | None) -> HttpResponse:
    """Answer with the files of the item only, so that an answer that is being typed stays."""
    view = self_assessment(request.actor, scope=scope, number=number)
    held = view.assessment.item(item)
    if refusal is None and not request.htmx:
        address = reverse("self_assessment_principle", args=[scope, number, held.principle])
        return redirect(f"{address}#item-{held.number.replace('.', '-')}")
    status = status_of(refusal.code) if refusal else 200
    question = question_of(view, held)
    context = _item_context(request, view, question) | {"file_refusal": refusal.text if refusal else None}
    if request.htmx:
        return render(request, "self_assessment/evidence.html", context | {"is_part": True}, status=status)
    history = item_history(request.actor, scope=scope, number=number, item=item)
    more = {"history": history, "choices": choices_at(view, item)}
    return render(request, "self_assessment/item.html", context | more, status=status)
