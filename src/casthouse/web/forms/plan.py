"""Forms of plans of outflow and of reservations."""

from collections.abc import Iterable

from django import forms

from casthouse.custody.stage import STAGES
from casthouse.measure.period import Period
from casthouse.web.forms.mass_field import TonnesField
from casthouse.web.forms.movement import DayInput
from casthouse.web.templatetags.figures import stage_words

STAGE_CHOICES = [(stage.value, stage_words(stage)) for stage in reversed(STAGES)]


def period_choices(periods: Iterable[Period]) -> list[tuple[str, str]]:
    """Return periods to choose from, named by their first and last day."""
    return [(each.start.isoformat(), f"{each.start} to {each.last_day}") for each in periods]


class PlanForm(forms.Form):
    """A planned outflow of one stage in one period."""

    period = forms.ChoiceField()
    stage = forms.ChoiceField(choices=STAGE_CHOICES)
    outflow = TonnesField(
        label="Planned outflow, t",
        help_text="All shipments expected of the stage, CoC or not, scrap included.",
    )

    def __init__(self, *args: object, periods: Iterable[Period], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["period"].choices = period_choices(periods)  # type: ignore[attr-defined]  # a choice field


class ReservationForm(forms.Form):
    """Tonnes kept for a customer."""

    reference = forms.CharField(max_length=200, help_text="Your own key, such as the order's number.")
    customer = forms.CharField(max_length=1000, help_text="As its shipments name it.")
    stage = forms.ChoiceField(choices=STAGE_CHOICES)
    quantity = TonnesField(label="Mass, t")
    draws_from = forms.DateField(
        required=False, widget=DayInput, help_text="Shipments from this day on draw on it; empty: from today."
    )
    note = forms.CharField(required=False, max_length=2000)
