"""Forms of a customer's metal that is remelted or cast for a fee."""

from django import forms

from casthouse.custody.stage import Material, Stage, stage_of
from casthouse.custody.tolling import TollSide
from casthouse.web.forms.mass_field import TonnesField
from casthouse.web.forms.movement import DayInput
from casthouse.web.templatetags.figures import material_words

NAME_MAX, TEXT_MAX, REFERENCE_MAX = 1_000, 2_000, 200
METALS = [each for each in Material if stage_of(each) is Stage.ALUMINIUM]
SIDES = [
    (TollSide.RECEIVED.value, "came from the customer"),
    (TollSide.RETURNED.value, "went back"),
    (TollSide.LOST.value, "lost, as agreed"),
]


class TollLinkForm(forms.Form):
    """A receipt or shipment that is a customer's metal."""

    customer = forms.CharField(max_length=NAME_MAX, help_text="The counterparty of the movement.")
    movement = forms.CharField(max_length=500, help_text="Reference of the receipt or shipment.")


class TollEntryForm(forms.Form):
    """A line of a toll account that is no movement of ours."""

    side = forms.ChoiceField(label="What", choices=SIDES)
    customer = forms.CharField(max_length=NAME_MAX)
    reference = forms.CharField(max_length=REFERENCE_MAX, help_text="Your own key for the entry.")
    on = forms.DateField(label="Day", widget=DayInput)
    material = forms.ChoiceField(
        choices=[(each.value, material_words(each)) for each in METALS], initial=Material.ALUMINIUM.value
    )
    quantity = TonnesField()
    evidence = forms.CharField(
        max_length=TEXT_MAX,
        required=False,
        help_text="The certificate that lists us, where the customer keeps no accounts here.",
    )
