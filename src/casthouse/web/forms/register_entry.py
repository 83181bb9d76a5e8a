"""Forms of the register: an organisation, a facility, a certification scope."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casthouse.measure.period import MONTHS_MAX
from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility
from casthouse.parties.organisation import Membership
from casthouse.web.forms.movement import DayInput, facility_choices

CODE_MAX, NAME_MAX, ADDRESS_MAX = 64, 300, 500
CODE_HELP = "Capital letters, digits and hyphens; it never changes."


def words(code: str) -> str:
    """Return a code as words."""
    return code.replace("_", " ").capitalize()


class CodeField(forms.CharField):
    """A code, in capitals however it is typed."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - what Django takes
        attributes = {"autocomplete": "off", "autocapitalize": "characters"}
        super().__init__(max_length=CODE_MAX, widget=forms.TextInput(attrs=attributes), **more)

    def clean(self, value: Any) -> str:  # noqa: ANN401 - as Django has it
        """Return the code."""
        return str(super().clean(value)).upper()


class OrganisationForm(forms.Form):
    """What the register says of an organisation."""

    code = CodeField(help_text=CODE_HELP)
    name = forms.CharField(max_length=NAME_MAX)
    country = forms.CharField(max_length=2, min_length=2, help_text="Two letters of ISO 3166-1, as DE.")
    membership = forms.ChoiceField(
        required=False,
        choices=[("", "not a member"), *((each.value, words(each.value)) for each in Membership)],
        help_text="Only the first two classes certify; mining, refining and smelting need the first.",
    )
    joined = forms.DateField(
        required=False, widget=DayInput, help_text="The first day of the membership: deadlines count from it."
    )
    timezone = forms.CharField(
        required=False,
        max_length=64,
        label="Time zone",
        help_text="Such as Europe/Berlin: when its days begin. Empty: UTC.",
    )
    address = forms.CharField(
        required=False, max_length=ADDRESS_MAX, help_text="As it stands on CoC Documents, which need it."
    )
    responsible = forms.CharField(
        required=False,
        max_length=NAME_MAX,
        help_text="Who answers for CoC Documents: an address that customers may write to.",
    )

    def clean_country(self) -> str:
        """Return the country in capitals."""
        return str(self.cleaned_data["country"]).upper()


class KnownOrganisationForm(OrganisationForm):
    """The same of an organisation that is registered: its code stands."""

    code = None  # type: ignore[assignment]  # as Django takes a field away


class FacilityForm(forms.Form):
    """What the register says of a facility."""

    code = CodeField(help_text=CODE_HELP)
    name = forms.CharField(max_length=NAME_MAX)
    activities = forms.MultipleChoiceField(
        choices=[(each.value, words(each.value)) for each in Activity],
        widget=forms.CheckboxSelectMultiple,
        help_text="What is done there: it decides which criteria hold.",
    )
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, help_text="Degrees north.")
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, help_text="Degrees east.")


class ScopeForm(forms.Form):
    """What the register says of a certification scope."""

    code = CodeField(help_text=CODE_HELP)
    facilities = forms.MultipleChoiceField(
        choices=(), widget=forms.CheckboxSelectMultiple, help_text="What is certified together."
    )
    edition = forms.ChoiceField(
        choices=(),
        label="Edition of the Chain of Custody Standard",
        help_text="By which its material is accounted for, once it is.",
    )
    first_period_start = forms.DateField(
        widget=DayInput, label="Accounts from", help_text="The first day of the first accounting period."
    )
    period_months = forms.IntegerField(
        initial=MONTHS_MAX, min_value=1, max_value=MONTHS_MAX, label="Months of a period"
    )
    last_day = forms.DateField(
        required=False, widget=DayInput, help_text="Only of a scope that ends: its last day, inclusive."
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - what Django takes
        facilities: Sequence[Facility] = (),
        editions: Sequence[str] = (),
        **more: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **more)
        for name, offered in (
            ("facilities", facility_choices(facilities)),
            ("edition", [(each, each) for each in editions]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered
