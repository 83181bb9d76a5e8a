"""Forms of certificates and memberships."""

from django import forms

from casthouse.parties.activity import Activity
from casthouse.parties.membership import Standing
from casthouse.standard.standard_name import StandardName
from casthouse.web.forms.movement import DayInput

TEXT_MAX = 2_000


class MoveForm(forms.Form):
    """From when on a certificate is suspended, reinstated, revoked or withdrawn, and why."""

    effective = forms.DateField(
        required=False,
        widget=DayInput(),
        label="From this day on",
        help_text="Empty: from today on. Not earlier.",
    )
    reason = forms.CharField(
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As the holder and an auditor will read it. A holder who withdraws may leave it empty.",
    )


class StandingForm(forms.Form):
    """A change of standing."""

    standing = forms.ChoiceField(
        choices=[(each.value, each.value) for each in Standing], label="New standing"
    )
    effective = forms.DateField(
        required=False, widget=DayInput(), label="From this day on", help_text="Empty: from today on."
    )
    reason = forms.CharField(max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 3}))


class CertifiedOnForm(forms.Form):
    """A facility, a standard and a day."""

    facility = forms.CharField(max_length=64, label="Facility", help_text="Its code.")
    standard = forms.ChoiceField(
        choices=[(each.value, each.value.replace("_", " ")) for each in StandardName]
    )
    day = forms.DateField(widget=DayInput(), label="Day")
    activity = forms.ChoiceField(
        required=False,
        choices=[
            ("", "whatever it does"),
            *((each.value, each.value.replace("_", " ")) for each in Activity),
        ],
    )
    known_on = forms.DateField(
        required=False,
        widget=DayInput(),
        label="As known on",
        help_text="Answer also with what was known at the end of this day, UTC.",
    )
