"""The standards: editions to browse, filter, compare and load, and a smelter judged by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from casthouse.exchange.edition_file import FILE_SIZE_MAX, edition_text_of
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service import edition as use_case
from casthouse.service.permission import Act, authorise, may
from casthouse.standard.applicability_row import Applicability, Cycle
from casthouse.standard.criterion import Criterion, Principle, RateableItem
from casthouse.standard.descent import descendants
from casthouse.standard.edition import Edition
from casthouse.standard.edition_comparison import alternative_words, threshold_words
from casthouse.standard.edition_text import EditionReading
from casthouse.standard.lineage import Lineage
from casthouse.standard.standard_name import StandardName
from casthouse.standard.threshold import Boundary, SmelterFigures, ThresholdResult
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.edition import EditionFileForm, ScopeFilterForm, SmelterForm
from casthouse.web.page_request import PageRequest, open_page, page

MISTAKES_SHOWN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """A rateable item on the page; `holds` is None where no scope is asked about."""

    item: RateableItem
    holds: Applicability | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionLine:
    """A criterion on the page, with what it came from and what became of it."""

    criterion: Criterion
    items: list[ItemLine]
    for_whom: str
    ancestors: list[Lineage]
    descendants: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipleLine:
    """A principle with those of its criteria that are shown."""

    principle: Principle
    criteria: list[CriterionLine]


@open_page()
def show_list(request: PageRequest) -> HttpResponse:
    """List the editions of both standards."""
    found = use_case.editions(request.actor)
    today = clock.today()
    standards = [
        (standard, [(each, each.may_audit_on(today)) for each in found if each.standard is standard])
        for standard in (StandardName.PERFORMANCE, StandardName.CHAIN_OF_CUSTODY)
    ]
    context = {"standards": standards, "today": today, "may_load": may(request.actor, Act.EDITION_LOAD)}
    return render(request, "edition/list.html", context)


@open_page()
def show(request: PageRequest, code: str) -> HttpResponse:
    """Show an edition: its principles, criteria and sub-items, or what a scope has to meet of them."""
    edition = use_case.edition(request.actor, code=code)
    form = _filter(request, usual=Cycle.FIRST)
    activities, membership, cycle = _scope_of(form)
    holds = None
    if activities:
        holds = use_case.applicable_items(
            request.actor, code=code, activities=activities, membership=membership, cycle=cycle
        )
    lines = _lines(request, edition, holds)
    context = {
        "edition": edition,
        "form": form,
        "principles": lines,
        "holds": holds,
        "asked": sum(each is not Applicability.NOT_APPLICABLE for each in holds.values()) if holds else None,
        "thresholds": [(each, threshold_words(each)) for each in edition.thresholds],
        "alternatives": [(each, alternative_words(each)) for each in edition.alternatives],
        "revisions": use_case.edition_revisions(request.actor, code=code),
        "division": "Part" if edition.standard is StandardName.CHAIN_OF_CUSTODY else "Principle",
    }
    return render(request, "edition/show.html", context)


@open_page()
def compare(request: PageRequest) -> HttpResponse:
    """Show what changed from one edition to another."""
    found = use_case.editions(request.actor)
    form = _filter(request, usual=Cycle.LATER)
    activities, membership, cycle = _scope_of(form)
    compared = use_case.compared_editions(
        request.actor,
        before=request.GET.get("before") or "ps-v2",
        after=request.GET.get("after") or "ps-v3",
        activities=activities,
        membership=membership,
        cycle=cycle,
    )
    kinds: dict[str, int] = {}
    for each in compared.changed_criteria:
        kinds[each.kind] = kinds.get(each.kind, 0) + 1
    context = {"editions": found, "form": form, "compared": compared, "kinds": kinds}
    return render(request, "edition/compare.html", context)


@page("GET", "POST")
def load(request: PageRequest) -> HttpResponse:
    """Check the file of an edition line by line, and load it when nothing is wrong."""
    authorise(request.actor, Act.EDITION_LOAD)
    form = EditionFileForm(sent(request), request.FILES if request.method == "POST" else None)
    reading, refusal = None, None
    if form.is_bound and form.is_valid():
        try:
            text = edition_text_of(form.cleaned_data["file"].read(FILE_SIZE_MAX + 1), name="The file")
            reading = use_case.check_edition(request.actor, text=text)
            if reading.edition is not None and "load" in request.POST:
                use_case.load_edition(request.actor, text=text)
                messages.success(request, f"{reading.edition.code} is loaded.")
                return redirect("edition", reading.edition.code)
        except Refusal as error:
            refusal = error
    return _load_page(request, form, reading, refusal)


@open_page()
def smelter(request: PageRequest, code: str) -> HttpResponse:
    """Judge a smelter by the threshold of an edition."""
    edition = use_case.edition(request.actor, code=code)
    form = SmelterForm(request.GET or None, initial={"on": clock.today()})
    result: ThresholdResult | None = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        figures = SmelterFigures(
            started_on=given["started"],
            judged_on=given["on"] or clock.today(),
            intensities={Boundary(given["boundary"]): [Fraction(each) for each in given["intensity"]]},
            on_accepted_path=given["accepted_path"],
        )
        result = use_case.judged_smelter(request.actor, code=code, figures=figures)
    context = {
        "edition": edition,
        "form": form,
        "result": result,
        "ways": [(each, alternative_words(each)) for each in edition.alternatives],
    }
    return render(request, "edition/smelter.html", context)


def _load_page(
    request: PageRequest, form: EditionFileForm, reading: EditionReading | None, refusal: Refusal | None
) -> HttpResponse:
    context = {
        "form": form,
        "checked": reading.edition if reading else None,
        "mistakes": reading.mistakes[:MISTAKES_SHOWN] if reading else (),
        "mistake_count": len(reading.mistakes) if reading else 0,
        "shown_max": MISTAKES_SHOWN,
    }
    if reading is not None and refusal is None:
        return render(
            request,
            "edition/load.html",
            {**context, "refusal": None},
            status=422 if reading.mistakes else 200,
        )
    return form_page(request, "edition/load.html", context, refusal)


def _filter(request: PageRequest, *, usual: Cycle) -> ScopeFilterForm:
    """Return the filter as the address has it; a cycle that it does not name is the usual one."""
    given = request.GET.copy()
    given.setdefault("cycle", usual.value)
    return ScopeFilterForm(given)


def _scope_of(form: ScopeFilterForm) -> tuple[list[Activity], Membership | None, Cycle]:
    """Return what the filter names; what is none of its choices is left out."""
    form.is_valid()
    given = form.cleaned_data
    membership = given.get("membership")
    return (
        [Activity(each) for each in given.get("activity", [])],
        Membership(membership) if membership else None,
        Cycle(given.get("cycle") or Cycle.FIRST),
    )


def _lines(
    request: PageRequest, edition: Edition, holds: Mapping[str, Applicability] | None
) -> list[PrincipleLine]:
    later = [each for each in use_case.editions(request.actor) if each.replaces == edition.code]
    for_whom = {} if holds else _for_whom(request, edition)
    lines = []
    for principle in edition.principles:
        criteria = []
        for criterion in edition.criteria_of(principle.number):
            items = [
                ItemLine(item=item, holds=holds[item.number] if holds else None)
                for item in criterion.rateable_items
                if not holds or holds[item.number] is not Applicability.NOT_APPLICABLE
            ]
            if items:
                criteria.append(
                    CriterionLine(
                        criterion=criterion,
                        items=items,
                        for_whom=for_whom.get(criterion.number, ""),
                        ancestors=[each for each in edition.lineage if each.item == criterion.number],
                        descendants=[
                            (each.code, item)
                            for each in later
                            for item in descendants(each, criterion.number)
                        ],
                    )
                )
        if criteria:
            lines.append(PrincipleLine(principle=principle, criteria=criteria))
    return lines


def _for_whom(request: PageRequest, edition: Edition) -> dict[str, str]:
    """Return for each criterion which activities have to meet it, in a later cycle of a member of any class."""
    holding: dict[str, dict[Applicability, list[str]]] = {}
    for activity in Activity:
        found = use_case.applicable_items(
            request.actor, code=edition.code, activities=[activity], membership=None, cycle=Cycle.LATER
        )
        for criterion in edition.criteria:
            most = max((found[item.number] for item in criterion.rateable_items), key=lambda each: each.rank)
            holding.setdefault(criterion.number, {}).setdefault(most, []).append(
                activity.value.replace("_", " ")
            )
    return {number: _holding_words(kinds) for number, kinds in holding.items()}


def _holding_words(kinds: Mapping[Applicability, list[str]]) -> str:
    parts = []
    for kind in (Applicability.MANDATORY, Applicability.CONTEXTUAL):
        if len(kinds.get(kind, ())) == len(Activity):
            return f"{kind.value} for every activity"
        if kind in kinds:
            parts.append(f"{kind.value} for {', '.join(kinds[kind])}")
    return "; ".join(parts)
