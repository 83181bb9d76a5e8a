"""The forms of reminders: how often, where to, and the code that confirms the address."""

from django import forms

from casthouse.parties.reminder import Frequency

MEANINGS = {
    Frequency.WEEKLY: "weekly, and when something is overdue",
    Frequency.DAILY: "on each day on which something changed",
    Frequency.OFF: "never",
}


class FrequencyForm(forms.Form):
    """How often."""

    frequency = forms.ChoiceField(
        label="How often", choices=[(each.value, words) for each, words in MEANINGS.items()]
    )


class AddressForm(forms.Form):
    """Where to; empty takes the address away."""

    address = forms.CharField(
        label="Mail address",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """The code that was sent to the address."""

    code = forms.CharField(
        label="Code from the message",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
