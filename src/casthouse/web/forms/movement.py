"""Forms of a movement entered by hand and of a reversal."""

from collections.abc import Iterable

from django import forms

from casthouse.custody.movement import CocMark, Kind
from casthouse.custody.stage import Material
from casthouse.measure.mass import Unit
from casthouse.parties.facility import Facility
from casthouse.web.templatetags.figures import material_words

TEXT_MAX = 500
ENTERED = (Kind.RECEIPT, Kind.SHIPMENT, Kind.PRODUCTION, Kind.EXTRACTION)


class DayInput(forms.DateInput):
    """A day, picked by the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def facility_choices(facilities: Iterable[Facility]) -> list[tuple[str, str]]:
    """Return the sites to choose from."""
    return [
        (each.code, each.code if each.name == each.code else f"{each.code} – {each.name}")
        for each in facilities
    ]


class MovementForm(forms.Form):
    """The columns of the movements file."""

    reference = forms.CharField(max_length=TEXT_MAX, help_text="Your own key, unique in your organisation.")
    date = forms.DateField(widget=DayInput)
    facility = forms.ChoiceField()
    kind = forms.ChoiceField(choices=[(kind.value, kind.value.capitalize()) for kind in ENTERED])
    material = forms.ChoiceField(choices=[(each.value, material_words(each)) for each in Material])
    quantity = forms.CharField(max_length=40, help_text="Digits, with a point before decimals.")
    unit = forms.ChoiceField(choices=[(unit.value, unit.value) for unit in Unit])
    coc = forms.ChoiceField(
        label="CoC",
        required=False,
        help_text="Whether it is CoC Material or Eligible Scrap; for receipts and shipments.",
        choices=[
            ("", "only for receipts and shipments"),
            (CocMark.YES.value, "yes"),
            (CocMark.NO.value, "no"),
        ],
    )
    counterparty = forms.CharField(
        max_length=TEXT_MAX, required=False, help_text="Code of the other organisation, or its name."
    )
    document = forms.CharField(
        max_length=TEXT_MAX, required=False, help_text="Number of the CoC Document received."
    )
    lot = forms.CharField(max_length=TEXT_MAX, required=False)

    def __init__(self, *args: object, facilities: Iterable[Facility], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["facility"].choices = facility_choices(facilities)  # type: ignore[attr-defined]  # a choice field


class ReversalForm(forms.Form):
    """What a reversal needs beside its target."""

    reference = forms.CharField(
        max_length=TEXT_MAX, help_text="A reference of its own: the reversal is a movement too."
    )
    date = forms.DateField(
        widget=DayInput,
        help_text="The day of the correction. The target is taken out of the period of its own date.",
    )
