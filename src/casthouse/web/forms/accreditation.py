"""Forms of audit firms, accreditations and declared relations."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casthouse.assurance.accreditation import RelationKind
from casthouse.parties.activity import Activity
from casthouse.standard.standard_name import StandardName
from casthouse.web.forms.movement import DayInput

NAME_MAX, TEXT_MAX = 300, 2_000


def choices(words: type[Activity | StandardName | RelationKind]) -> list[tuple[str, str]]:
    """Return the words of an enumeration for a choice."""
    return [(each.value, each.value.replace("_", " ")) for each in words]


class FirmForm(forms.Form):
    """An audit firm."""

    code = forms.CharField(max_length=64, help_text="A-Z, 0-9 and -.")
    name = forms.CharField(max_length=NAME_MAX)
    country = forms.CharField(max_length=2, help_text="Two letters, as DE.")


class AuditorForm(forms.Form):
    """A person who belongs to a firm."""

    username = forms.CharField(
        max_length=150, label="Name to sign in with", help_text="Who is new gets an account."
    )


class OfAuditorForm(forms.Form):
    """One of the auditors of a firm."""

    auditor = forms.ChoiceField(choices=())

    def __init__(self, *args: Any, auditors: Sequence[str] = (), **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        field = self.fields["auditor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each, each) for each in auditors]


class AccreditationForm(OfAuditorForm):
    """What an auditor is accredited for."""

    standard = forms.ChoiceField(choices=choices(StandardName))
    countries = forms.CharField(
        max_length=NAME_MAX, help_text="Two letters each, with blanks between: DE FR."
    )
    activities = forms.MultipleChoiceField(choices=choices(Activity), widget=forms.CheckboxSelectMultiple)
    valid_from = forms.DateField(label="First day", widget=DayInput)
    valid_to = forms.DateField(label="Last day, inclusive", widget=DayInput)


class EndForm(forms.Form):
    """When an accreditation ends, and why."""

    number = forms.IntegerField(min_value=1)
    last_day = forms.DateField(label="Last day", widget=DayInput)
    reason = forms.CharField(max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 2}))


class RelationForm(forms.Form):
    """A relation with an organisation."""

    auditor = forms.CharField(
        max_length=150, required=False, help_text="Whose; empty for a relation of the firm itself."
    )
    organisation = forms.CharField(max_length=64, help_text="Its code.")
    kind = forms.ChoiceField(choices=choices(RelationKind))
    since = forms.DateField(label="From", widget=DayInput)
    until = forms.DateField(label="Last day", required=False, widget=DayInput, help_text="Empty: it lasts.")
