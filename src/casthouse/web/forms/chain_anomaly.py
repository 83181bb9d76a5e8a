"""The form that clears an anomaly."""

from django import forms

from casthouse.service.anomaly_clearance import REASON_MAX


class ClearanceForm(forms.Form):
    """What answers an anomaly."""

    key = forms.CharField(max_length=64, help_text="As it stands in the list.")
    digest = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"What was seen that answers it, and where, in at most {REASON_MAX:,} characters. For the "
        "secretariat only, unless the box below is ticked. It is kept as it is: another reason for the same evidence "
        "is refused.",
    )
    is_told = forms.BooleanField(
        required=False,
        label="For the organisations concerned, too",
        help_text="Each of them then reads this wording; name nobody whom it does not concern.",
    )
