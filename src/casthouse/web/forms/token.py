"""The form that makes an API token."""

from django import forms

from casthouse.service.token import DAYS_MAX, DAYS_USUAL, NAME_CHARS_MAX


class TokenForm(forms.Form):
    """What the token is for, and how long it opens."""

    name = forms.CharField(
        max_length=NAME_CHARS_MAX, label="What it is for", help_text="Such as: ERP night job."
    )
    days = forms.IntegerField(
        initial=DAYS_USUAL,
        min_value=1,
        max_value=DAYS_MAX,
        help_text=f"How long it opens, at most {DAYS_MAX}.",
    )
