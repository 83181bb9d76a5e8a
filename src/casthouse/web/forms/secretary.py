"""The form that proposes somebody for the secretariat."""

from django import forms


class SecretaryForm(forms.Form):
    """A name."""

    username = forms.CharField(
        label="Name to sign in with",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
