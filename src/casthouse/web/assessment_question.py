"""A page of a principle as people read it: criteria with their help, under each the items with their forms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django import forms

from casthouse.assurance.assessed_item import AssessedItem
from casthouse.assurance.recognised_scheme import RecognisedScheme
from casthouse.assurance.self_assessment import ItemFilter, PrincipleProgress, filtered, progress
from casthouse.parties.activity import Activity
from casthouse.refusal import RefusalText
from casthouse.service.guidance import guidance_for
from casthouse.service.recognised_scheme import schemes_at
from casthouse.service.self_assessment import AssessmentView
from casthouse.standard.criterion import Criterion, Principle, RateableItem
from casthouse.standard.guidance import CriterionGuidance
from casthouse.web.forms.self_assessment import RATING_WORDS, answer_form

RATINGS = RATING_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One item on the page: what is asked, the form to answer it, and how many other parts could be answered alike."""

    item: AssessedItem
    about: RateableItem
    form: forms.Form
    alike: tuple[str, ...] = ()
    refusal: RefusalText | None = None
    is_saved: bool = False
    schemes: tuple[RecognisedScheme, ...] = ()

    @property
    def place(self) -> str:
        """The name of the item as part of an address on the page."""
        return self.item.number.replace(".", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionQuestions:
    """A criterion with the items of it that are shown."""

    criterion: Criterion
    guidance: CriterionGuidance | None
    notes: Sequence[str]
    questions: Sequence[Question] = field(default=())


def questions_of(view: AssessmentView, principle: int, wanted: ItemFilter) -> list[CriterionQuestions]:
    """Return the criteria of a principle with those of their items that a filter lets through."""
    shown = filtered(view.assessment.of_principle(principle), wanted)
    help_texts = guidance_for(view.edition)
    groups = []
    for criterion in view.edition.criteria_of(principle):
        items = [item for item in shown if item.criterion == criterion.number]
        if items:
            groups.append(_group(view, criterion, items, help_texts))
    return groups


def _group(
    view: AssessmentView,
    criterion: Criterion,
    items: Iterable[AssessedItem],
    help_texts: Mapping[str, CriterionGuidance],
) -> CriterionQuestions:
    guidance = help_texts.get(criterion.number)
    return CriterionQuestions(
        criterion=criterion,
        guidance=guidance,
        notes=_notes(guidance, view.assessment.activities),
        questions=[question_of(view, item) for item in items],
    )


def _notes(guidance: CriterionGuidance | None, activities: Sequence[Activity]) -> Sequence[str]:
    return guidance.notes_for(activities) if guidance else ()


def question_of(
    view: AssessmentView,
    item: AssessedItem,
    *,
    form: forms.Form | None = None,
    refusal: RefusalText | None = None,
    is_saved: bool = False,
) -> Question:
    """Return one item as it stands on the page; with a form that was sent and why it was refused, if it was."""
    return Question(
        item=item,
        about=view.edition.item(item.number),
        form=form or answer_form(item),
        alike=alike(view, item),
        refusal=refusal,
        is_saved=is_saved,
        schemes=schemes_at(view.edition, item=item.number),
    )


def alike(view: AssessmentView, item: AssessedItem) -> tuple[str, ...]:
    """Return the other parts of an item's criterion that nobody answered yet."""
    return tuple(
        each.number
        for each in view.assessment.items
        if each.criterion == item.criterion and each.number != item.number and not each.version
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipleLine:
    """A principle in the list of all: its title and how far it is."""

    principle: Principle
    progress: PrincipleProgress


def principle_lines(view: AssessmentView) -> list[PrincipleLine]:
    """Return the principles that hold, in order, with how far each is."""
    known = {each.number: each for each in view.edition.principles}
    return [
        PrincipleLine(principle=known[each.principle], progress=each) for each in progress(view.assessment)
    ]
