"""Self-assessments of a scope: the list and the start of a new one, summary, gaps, submitting, carrying over."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casthouse.assurance.assessed_item import AssessedItem, Missing
from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import ItemFilter, missing_items
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.assessment_carry_over import carry_assessment
from casthouse.service.assessment_outline import (
    assessment_outline,
    editions_to_carry_to,
    editions_to_choose,
)
from casthouse.service.organisation import scope_register
from casthouse.service.permission import Act, authorise, may
from casthouse.service.self_assessment import (
    AssessmentView,
    assessments,
    self_assessment,
    start_assessment,
    submit_assessment,
)
from casthouse.standard.applicability_row import Cycle
from casthouse.web.assessment_chart import STYLES, rating_bar
from casthouse.web.assessment_question import PrincipleLine, principle_lines
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.self_assessment import RATING_WORDS, CarryForm, StartForm, WorkbookForm
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import member_of

SHOWN_RATINGS = (
    ("yes", Rating.CONFORMANCE),
    ("partly", Rating.MINOR),
    ("no", Rating.MAJOR),
    ("does not apply", Rating.NOT_APPLICABLE),
    ("not yet", Rating.UNABLE_TO_RATE),
)
"""The columns of the table by principle."""


@page("GET", "POST")
def show_list(request: PageRequest, scope: str) -> HttpResponse:
    """List the self-assessments of a scope; say what a new one would ask, and begin it."""
    register = scope_register(request.actor, scope=scope)
    code = register.organisation.code
    if request.method == "POST":
        authorise(request.actor, Act.ASSESSMENT_WRITE, code)
    heads = assessments(request.actor, scope=scope)
    context: dict[str, object] = {"register": register, "heads": heads, "organisation": code}
    if not may(request.actor, Act.ASSESSMENT_READ, code):
        return render(request, "self_assessment/list.html", context)
    editions = editions_to_choose(request.actor, scope=scope)
    chosen = request.POST.get("edition") or request.GET.get("edition") or editions[0].code
    cycle = member_of(Cycle, request.POST.get("cycle") or request.GET.get("cycle"), "cycle")
    form = StartForm(
        sent(request), editions=editions, initial={"edition": chosen, "cycle": cycle.value if cycle else ""}
    )
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            head = start_assessment(request.actor, scope=scope, edition=chosen, cycle=cycle)
            begun = self_assessment(request.actor, scope=scope, number=head.number).assessment
            return redirect("self_assessment_principle", scope, head.number, begun.items[0].principle)
        except Refusal as refused:
            refusal = refused
    context |= {
        "form": form,
        "may_write": may(request.actor, Act.ASSESSMENT_WRITE, code),
        "drafts": [each for each in heads if each.state.value == "draft"],
    }
    try:
        context["outline"] = assessment_outline(request.actor, scope=scope, edition=chosen, cycle=cycle)
    except Refusal as refused:
        refusal = refusal or refused
    return form_page(request, "self_assessment/list.html", context, refusal)


@page()
def show(request: PageRequest, scope: str, number: int) -> HttpResponse:
    """Show how far a self-assessment is: by principle, what is missing, what comes next."""
    view = self_assessment(request.actor, scope=scope, number=number)
    return render(request, "self_assessment/show.html", summary_context(request, view))


def summary_context(request: PageRequest, view: AssessmentView) -> dict[str, object]:
    """Return what the summary shows."""
    lines = principle_lines(view)
    code = view.organisation.code
    is_open = view.assessment.is_draft and may(request.actor, Act.ASSESSMENT_WRITE, code)
    unrated = [each for each in lines if each.progress.rated < each.progress.total]
    missing = missing_items(view.assessment)
    return {
        **shared_context(request, view),
        "lines": [(each, rating_bar(each.progress)) for each in lines],
        "styles": STYLES.items(),
        "shown": SHOWN_RATINGS,
        "ratings": RATING_WORDS,
        "forms": ("pdf", "xlsx", "json"),
        "missing": missing,
        "lacking": [each for each in missing if Missing.RATING not in each[1]],
        "unrated": _unrated(lines, missing),
        "rated": sum(each.progress.rated for each in lines),
        "next": (unrated or lines)[0].principle if lines else None,
        "carry_form": CarryForm(
            editions=editions_to_carry_to(request.actor, scope=view.head.scope, edition=view.head.edition)
        )
        if may(request.actor, Act.ASSESSMENT_WRITE, code)
        else None,
        "workbook_form": WorkbookForm() if is_open else None,
        "may_submit": view.assessment.is_draft and may(request.actor, Act.ASSESSMENT_SUBMIT, code),
    }


def _unrated(
    lines: Sequence[PrincipleLine], missing: Sequence[tuple[AssessedItem, tuple[Missing, ...]]]
) -> list[tuple[PrincipleLine, list[AssessedItem]]]:
    """Return the items without a rating below their principle, the mandatory ones first."""
    found = [
        (
            line,
            [
                item
                for item, what in missing
                if item.principle == line.principle.number and Missing.RATING in what
            ],
        )
        for line in lines
    ]
    return [(line, items) for line, items in found if items]


def shared_context(request: PageRequest, view: AssessmentView) -> dict[str, object]:
    """Return what every page of a self-assessment shows."""
    assessment = view.assessment
    code = view.organisation.code
    return {
        "view": view,
        "head": view.head,
        "assessment": assessment,
        "organisation": code,
        "total": len(assessment.items),
        "rated": sum(item.is_rated for item in assessment.items),
        "may_write": assessment.is_draft and may(request.actor, Act.ASSESSMENT_WRITE, code),
        "carried": sum(item.waits_for_second_look for item in assessment.items),
    }


@page()
def gaps(request: PageRequest, scope: str, number: int) -> HttpResponse:
    """List what is to be corrected: gaps with their actions, who does them and by when."""
    view = self_assessment(request.actor, scope=scope, number=number)
    context = {
        **shared_context(request, view),
        "gaps": [(item, view.edition.item(item.number)) for item in view.assessment.gaps],
        "today": clock.today(),
        "filter": ItemFilter.GAPS,
    }
    return render(request, "self_assessment/gaps.html", context)


@page("POST")
def submit(request: PageRequest, scope: str, number: int) -> HttpResponse:
    """Submit a complete draft."""
    try:
        submit_assessment(request.actor, scope=scope, number=number)
    except Refusal as refused:
        if refused.code != "assessment_incomplete":
            raise
        view = self_assessment(request.actor, scope=scope, number=number)
        return form_page(request, "self_assessment/show.html", summary_context(request, view), refused)
    messages.success(
        request, f"Self-assessment {number} of {scope} is submitted. It can no longer be changed."
    )
    return redirect("self_assessment", scope, number)


@page("POST")
def carry(request: PageRequest, scope: str, number: int) -> HttpResponse:
    """Begin a new draft from this self-assessment."""
    made = carry_assessment(
        request.actor, scope=scope, number=number, edition=request.POST.get("edition", "")
    )
    messages.success(
        request, f"{made.carried} answers were carried over. Look at each again and confirm it.{made.words}"
    )
    return redirect("self_assessment", scope, made.head.number)
