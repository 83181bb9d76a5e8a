"""Forms of closing and reopening a period."""

from django import forms

TEXT_MAX = 2000


class CloseForm(forms.Form):
    """What closing may record."""

    force_majeure = forms.CharField(
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Recorded force majeure",
        help_text="Only when an event beyond control caused an overdraft: what happened, when, and which mass it hit.",
    )
    agreed = forms.BooleanField(label="The figures above are right; freeze them in a statement.")


class ReopenForm(forms.Form):
    """Why a closed period is to be reopened."""

    reason = forms.CharField(max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 3}))
