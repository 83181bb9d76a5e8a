"""The form that invites a person."""

from django import forms

from casthouse.service.person import ORGANISATION_ROLES

MEANINGS = {
    "manager": "manager: everything, approves and closes",
    "clerk": "clerk: imports, issues, receives, proposes",
    "auditor": "auditor: reads everything, changes nothing",
}


class PersonForm(forms.Form):
    """A name and a role."""

    username = forms.CharField(
        label="Name to sign in with",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    role = forms.ChoiceField(choices=[(role.value, MEANINGS[role.value]) for role in ORGANISATION_ROLES])
