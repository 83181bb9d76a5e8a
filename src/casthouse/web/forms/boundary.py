"""Forms of boundaries."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casthouse.custody.boundary import ScopeKind
from casthouse.parties.facility import Facility
from casthouse.web.forms.movement import DayInput, facility_choices

TEXT_MAX, NAME_MAX, PRODUCTS_MAX = 2_000, 300, 20_000


class BoundaryForm(forms.Form):
    """What a scope is to cover, from when on, and why."""

    facilities = forms.MultipleChoiceField(
        choices=(), widget=forms.CheckboxSelectMultiple, help_text="What is inside from that day on."
    )
    kind = forms.ChoiceField(
        required=False,
        choices=[("", "not said"), *((each.value, each.value.replace("_", " ")) for each in ScopeKind)],
        help_text="What the scope is drawn around.",
    )
    name = forms.CharField(required=False, max_length=NAME_MAX, help_text="What the scope is called.")
    products = forms.CharField(
        required=False,
        max_length=PRODUCTS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Products or programs inside, one a line. Empty: everything that is made there.",
    )
    effective = forms.DateField(
        required=False, widget=DayInput(), label="From this day on", help_text="Empty: from today on."
    )
    reason = forms.CharField(
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As the member and its auditor will read it.",
    )

    def __init__(self, *args: Any, facilities: Sequence[Facility] = (), **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        self.fields["facilities"].choices = facility_choices(facilities)  # type: ignore[attr-defined]


class BoundaryDayForm(forms.Form):
    """A day, and an instant of knowledge."""

    day = forms.DateField(widget=DayInput(), label="Day")
    known_on = forms.DateField(
        required=False,
        widget=DayInput(),
        label="As known on",
        help_text="Answer also with what was known at the end of this day, UTC.",
    )
