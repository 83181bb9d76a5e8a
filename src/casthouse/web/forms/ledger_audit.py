"""Forms of the auditor's workbench: drawing a sample, pinning an entry to a finding."""

from django import forms

from casthouse.assurance.ledger_population import DIMENSIONS, PopulationOver
from casthouse.assurance.ledger_sample import SampleMethod
from casthouse.web.forms.audit import choices, text_field

ALL_DIMENSIONS = tuple(dict.fromkeys(name for names in DIMENSIONS.values() for name in names))


class SampleForm(forms.Form):
    """What is drawn, how, how many, parted by what."""

    over = forms.ChoiceField(label="From", choices=choices(list(PopulationOver)))
    method = forms.ChoiceField(choices=choices(list(SampleMethod)))
    size = forms.IntegerField(min_value=1, max_value=1_000_000, required=False, label="How many entries")
    dimensions = forms.MultipleChoiceField(
        choices=[(each, each) for each in ALL_DIMENSIONS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Strata by",
        help_text="Each stratum gives at least one entry. Kind and coc are of movements, direction and state of "
        "documents.",
    )
    seed = forms.CharField(
        max_length=64,
        required=False,
        help_text="Only to draw a sample again. Left open, chance gives one, which is recorded.",
    )


class PinAnomalyForm(forms.Form):
    """Which finding an anomaly of the chain stands behind, and why."""

    anomaly = forms.CharField(max_length=64, label="Key", help_text="As it stands in the list.")
    item = forms.CharField(max_length=16, help_text="The item of the finding, such as 8.2.")
    site = forms.CharField(max_length=64)
    note = text_field(2, required=False, help_text="What it shows.")


class PinForm(forms.Form):
    """Which finding an entry stands behind, and why."""

    item = forms.CharField(max_length=16, help_text="The item of the finding, such as 8.2.")
    site = forms.CharField(max_length=64)
    note = text_field(2, required=False, help_text="What the entry shows.")
