"""Forms of files behind findings."""

from django import forms

REASON_MAX = 2_000


class FindingFileForm(forms.Form):
    """A file behind the finding of an item at a site."""

    item = forms.CharField(max_length=16)
    site = forms.CharField(max_length=64)
    file = forms.FileField()
    is_shared = forms.BooleanField(required=False)


class WithdrawFileForm(forms.Form):
    """Why a file stands no more."""

    reason = forms.CharField(max_length=REASON_MAX)
