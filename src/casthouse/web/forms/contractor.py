"""Forms of outsourcing contractors: their listing, what goes there and comes back, what they hold."""

from django import forms

from casthouse.custody.contractor import Direction
from casthouse.custody.contractor_listing import ContractorRisk
from casthouse.custody.stage import Material
from casthouse.web.forms.mass_field import TonnesField
from casthouse.web.forms.movement import DayInput
from casthouse.web.templatetags.figures import material_words

NAME_MAX, TEXT_MAX, REFERENCE_MAX = 1_000, 2_000, 200
CONTRACTOR_LIST = "contractors"
MATERIAL_CHOICES = [(each.value, material_words(each)) for each in Material]


def _contractor() -> forms.CharField:
    return forms.CharField(
        max_length=NAME_MAX,
        help_text="As the certificate lists it.",
        widget=forms.TextInput(attrs={"list": CONTRACTOR_LIST}),
    )


def _material() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=MATERIAL_CHOICES,
        initial=Material.ALUMINIUM.value,
        help_text="What was sent, whatever it comes back as.",
    )


class ListingForm(forms.Form):
    """A contractor in the certificate, with its risk."""

    contractor = _contractor()
    listed_from = forms.DateField(label="Listed from", widget=DayInput)
    listed_to = forms.DateField(
        label="Listed to",
        required=False,
        widget=DayInput,
        help_text="The last day; empty: until further notice.",
    )
    risk = forms.ChoiceField(
        choices=[
            (ContractorRisk.ACCEPTABLE.value, "acceptable"),
            (ContractorRisk.NOT_ACCEPTABLE.value, "not acceptable"),
        ]
    )
    risk_assessed_on = forms.DateField(label="Risk assessed on", widget=DayInput)
    evidence = forms.CharField(
        max_length=TEXT_MAX,
        required=False,
        help_text="What the assessment is based on; acceptable needs some.",
    )


class TransferForm(forms.Form):
    """Material sent to a contractor or returned by it."""

    direction = forms.ChoiceField(
        label="What", choices=[(Direction.SENT.value, "sent there"), (Direction.RETURNED.value, "came back")]
    )
    contractor = _contractor()
    reference = forms.CharField(max_length=REFERENCE_MAX, help_text="Your own key for the entry.")
    on = forms.DateField(label="Day", widget=DayInput)
    material = _material()
    quantity = TonnesField()
    loss = TonnesField(label="Lost beside it, t", required=False, help_text="Of what came back.")
    cause = forms.CharField(label="Cause of the loss", max_length=TEXT_MAX, required=False)


class LossForm(forms.Form):
    """Material lost at a contractor."""

    contractor = _contractor()
    reference = forms.CharField(max_length=REFERENCE_MAX, help_text="Your own key for the entry.")
    on = forms.DateField(label="Day", widget=DayInput)
    material = _material()
    quantity = TonnesField()
    cause = forms.CharField(max_length=TEXT_MAX)


class HeldForm(forms.Form):
    """What a contractor confirms to hold at a period's end."""

    contractor = _contractor()
    material = _material()
    held = TonnesField(label="Held at the period’s end, t")
    explanation = forms.CharField(
        max_length=TEXT_MAX, required=False, help_text="What explains a difference, if there is one."
    )
