"""The form that states the Global Location Number of an organisation."""

from django import forms


class GlnForm(forms.Form):
    """Thirteen digits, or nothing."""

    gln = forms.CharField(
        required=False,
        max_length=40,
        label="Global Location Number (GLN)",
        help_text="13 digits, as on the certificate of GS1. It is public. Empty: the organisation has none.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
