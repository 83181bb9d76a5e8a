"""The form that chooses by which rule a scope attributes."""

from collections.abc import Iterable

from django import forms

from casthouse.measure.period import Period
from casthouse.provenance.pool import AttributionRule
from casthouse.web.forms.plan import period_choices

RULE_WORDS = {
    AttributionRule.PROPORTIONAL: "all that came in during the period, by mass",
    AttributionRule.FIFO: "first in, first out, by days",
}


class AttributionForm(forms.Form):
    """A rule, and the period from which on it holds."""

    rule = forms.ChoiceField(
        choices=[(rule.value, f"{rule.value}: {words}") for rule, words in RULE_WORDS.items()]
    )
    first_day = forms.ChoiceField(label="From the period")

    def __init__(self, *args: object, periods: Iterable[Period], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["first_day"].choices = period_choices(periods)  # type: ignore[attr-defined]  # a choice field
