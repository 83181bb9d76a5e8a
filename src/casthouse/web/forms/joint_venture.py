"""Forms of joint ventures."""

from django import forms

from casthouse.web.forms.movement import DayInput

CODE_MAX, TEXT_MAX = 64, 2_000


class InterestForm(forms.Form):
    """A share in a facility of another organisation."""

    facility = forms.CharField(max_length=CODE_MAX, help_text="Its code; another organisation controls it.")
    holder = forms.CharField(max_length=CODE_MAX, help_text="Code of the organisation that holds the share.")
    share = forms.CharField(max_length=40, help_text="As 1/3 or 0.25.")
    first = forms.DateField(widget=DayInput(), label="From this day on")
    reason = forms.CharField(
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What it rests on, such as the deed.",
    )


class InterestEndForm(forms.Form):
    """The end of a share."""

    number = forms.IntegerField(min_value=1, label="Share", help_text="Its number in the list above.")
    last = forms.DateField(widget=DayInput(), label="Last day", help_text="That day is still included.")
    reason = forms.CharField(max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 3}))
