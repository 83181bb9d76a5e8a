"""Forms of self-assessments: begin one, answer an item, put a file behind it, withdraw one, carry over."""

from collections.abc import Iterable

from django import forms

from casthouse.assurance.assessed_item import Answer, AssessedItem
from casthouse.assurance.rating import Rating
from casthouse.service.assessment_answer import NAME_MAX, TEXT_MAX
from casthouse.standard.applicability_row import Cycle
from casthouse.standard.edition import Edition
from casthouse.web.forms.movement import DayInput

CYCLE_WORDS = (
    ("", "told from the certificates of the scope; without any, the first"),
    (Cycle.FIRST.value, "the first certification"),
    (Cycle.LATER.value, "a later one"),
)
RATING_WORDS = (
    (Rating.CONFORMANCE.value, "Yes", "we do this, and can show it"),
    (Rating.MINOR.value, "Partly", "a part is missing, or it slipped once: a minor non-conformance"),
    (Rating.MAJOR.value, "No", "it is missing or fails throughout: a major non-conformance"),
    (Rating.NOT_APPLICABLE.value, "Does not apply", "the thing it speaks of is not there; say why"),
    (Rating.UNABLE_TO_RATE.value, "Cannot say yet", "somebody has to find out; say what"),
)
"""Each rating with what a person who has never seen the standard would say."""


class StartForm(forms.Form):
    """Which edition, and which certification it is."""

    edition = forms.ChoiceField()
    cycle = forms.ChoiceField(
        choices=CYCLE_WORDS,
        required=False,
        label="This prepares",
        help_text="Some members have fewer criteria to meet in their first certification.",
    )

    def __init__(self, *args: object, editions: Iterable[Edition], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["edition"].choices = [  # type: ignore[attr-defined]  # a choice field
            (each.code, each.name + (" – draft" if each.is_draft else "")) for each in editions
        ]


class CarryForm(forms.Form):
    """To which edition a self-assessment is carried over."""

    edition = forms.ChoiceField()

    def __init__(self, *args: object, editions: Iterable[Edition], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["edition"].choices = [(each.code, each.name) for each in editions]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """An answer to one item; `seen` is the version that the writer saw, `also` says to answer the rest alike."""

    rating = forms.ChoiceField(
        choices=[(value, f"{name}: {words}") for value, name, words in RATING_WORDS], required=False
    )
    rationale = forms.CharField(max_length=TEXT_MAX, required=False, strip=True)
    gap = forms.CharField(max_length=TEXT_MAX, required=False)
    action = forms.CharField(max_length=TEXT_MAX, required=False)
    responsible = forms.CharField(max_length=NAME_MAX, required=False)
    due = forms.DateField(required=False, widget=DayInput)
    seen = forms.IntegerField(min_value=0)
    also = forms.BooleanField(required=False)

    @property
    def answer(self) -> Answer:
        """The answer that was sent, its shape being right."""
        given = self.cleaned_data
        return Answer(
            rating=Rating(given["rating"]) if given["rating"] else None,
            rationale=given["rationale"],
            gap=given["gap"],
            action=given["action"],
            responsible=given["responsible"],
            due=given["due"],
        )


def answer_form(item: AssessedItem) -> AnswerForm:
    """Return the form of an item, filled with its latest answer."""
    answer = item.answer
    return AnswerForm(
        initial={
            "rating": answer.rating.value if answer.rating else "",
            "rationale": answer.rationale,
            "gap": answer.gap,
            "action": answer.action,
            "responsible": answer.responsible,
            "due": answer.due,
            "seen": item.version,
        }
    )


class TogetherForm(forms.Form):
    """Several items that do not apply for one reason."""

    items = forms.MultipleChoiceField()
    rationale = forms.CharField(max_length=TEXT_MAX)

    def __init__(self, *args: object, items: Iterable[AssessedItem], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["items"].choices = [(each.number, each.number) for each in items]  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """A file to put behind an item: a new one, or the digest of one that is kept already."""

    file = forms.FileField(required=False)
    digest = forms.RegexField(r"^[0-9a-f]{64}$", required=False)
    valid_until = forms.DateField(required=False, widget=DayInput)


class WorkbookForm(forms.Form):
    """A self-assessment filled in offline."""

    file = forms.FileField(
        label="The filled-in XLSX",
        help_text="As it was downloaded here. All mistakes are shown by row; with one of them nothing is taken over.",
    )
