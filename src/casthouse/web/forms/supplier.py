"""Forms of due diligence on suppliers and of scrap paid in cash."""

from django import forms

from casthouse.web.forms.movement import DayInput

TEXT_MAX = 2_000
NAME_MAX = 1_000


class AssessmentForm(forms.Form):
    """How an assessment of a supplier ended, and what was looked at."""

    supplier = forms.CharField(max_length=NAME_MAX, help_text="Its code or name, as in the movements.")
    on = forms.DateField(label="Day of the assessment", widget=DayInput)
    result = forms.ChoiceField(choices=[("passed", "passed"), ("failed", "failed")])
    evidence = forms.CharField(
        max_length=TEXT_MAX * 5,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="What was looked at, a line each: a report, a visit, a register. A pass needs some.",
    )


class CashForm(forms.Form):
    """Scrap paid in cash."""

    reference = forms.CharField(max_length=200, help_text="Your own key for it.")
    supplier = forms.CharField(max_length=NAME_MAX)
    owner = forms.CharField(
        max_length=NAME_MAX,
        required=False,
        help_text="Who stands behind the supplier: purchases of one owner count together.",
    )
    on = forms.DateField(label="Day", widget=DayInput)
    amount_usd = forms.CharField(label="Amount, USD", max_length=20)
    legal_limit_usd = forms.CharField(
        label="Legal limit, USD",
        max_length=20,
        required=False,
        help_text="Of the country, where it is lower; it holds until another is given.",
    )
