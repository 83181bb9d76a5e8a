"""Forms about editions: a file to check or load, a scope to filter by, a smelter to judge."""

from django import forms

from casthouse.exchange.edition_file import FILE_SIZE_MAX
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import Membership
from casthouse.standard.applicability_row import Cycle
from casthouse.standard.threshold import Boundary

PERIODS_MAX = 20
CERTIFYING = (Membership.PRODUCTION_AND_TRANSFORMATION, Membership.INDUSTRIAL_USERS)
BOUNDARY_WORDS = {
    Boundary.MINE_TO_METAL: "mine to metal (scope 1, 2 and 3 categories 1, 3, 4)",
    Boundary.SCOPE_1_2: "scope 1 and 2",
}


def words(code: str) -> str:
    """Return a code as words."""
    return code.replace("_", " ").capitalize()


class EditionFileForm(forms.Form):
    """The file of an edition."""

    file = forms.FileField(
        label="Edition file",
        help_text=f"TOML in UTF-8, at most {FILE_SIZE_MAX // 1024} KiB.",
        error_messages={"required": "Choose a file."},
        widget=forms.ClearableFileInput(attrs={"accept": ".toml"}),
    )


class ScopeFilterForm(forms.Form):
    """Which criteria hold for a scope with these activities; without an activity all are shown."""

    activity = forms.MultipleChoiceField(
        label="Activities of the scope",
        required=False,
        choices=[(each.value, words(each.value)) for each in Activity],
        widget=forms.CheckboxSelectMultiple,
    )
    membership = forms.ChoiceField(
        label="Membership",
        required=False,
        choices=[("", "not known"), *((each.value, words(each.value)) for each in CERTIFYING)],
    )
    cycle = forms.ChoiceField(
        label="Certification",
        required=False,
        choices=[(Cycle.FIRST.value, "the first cycle"), (Cycle.LATER.value, "a later cycle")],
    )


class SmelterForm(forms.Form):
    """A smelter and its figures."""

    started = forms.DateField(label="Smelter started on", widget=forms.DateInput(attrs={"type": "date"}))
    on = forms.DateField(label="Judged on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    boundary = forms.ChoiceField(
        label="What the figures count", choices=[(each.value, text) for each, text in BOUNDARY_WORDS.items()]
    )
    intensity = forms.CharField(
        label="Intensity of each reporting period, t CO₂e per t Al",
        required=False,
        max_length=400,
        help_text="The oldest first, with blanks between them: 14 13.2 12.4",
    )
    accepted_path = forms.BooleanField(label="On an accepted reduction path", required=False)

    def clean_intensity(self) -> list[str]:
        """Return the figures as written, each a plain decimal."""
        texts = str(self.cleaned_data["intensity"]).split()
        field = forms.DecimalField(min_value=0, max_value=1000, max_digits=13, decimal_places=9)
        for text in texts:
            field.clean(text)
        if len(texts) > PERIODS_MAX:
            raise forms.ValidationError(f"At most {PERIODS_MAX} reporting periods.")
        return texts
