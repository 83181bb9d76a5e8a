"""Forms of the public register; all are only asked, none changes anything."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from casthouse.assurance.certificate_state import PENDING, CertificateState
from casthouse.assurance.public_register import PublicKind
from casthouse.exchange.world_map import country_name
from casthouse.parties.activity import Activity
from casthouse.service.public_register import PublicSearch
from casthouse.standard.standard_name import StandardName
from casthouse.web.forms.movement import DayInput

TEXT_MAX = 200
STATES = tuple(
    each for each in CertificateState if each not in PENDING and each is not CertificateState.REFUSED
)
"""What the public is told of: nothing of an application."""


def choices(words: Iterable[str], anything: str) -> list[tuple[str, str]]:
    """Return the choices of a list of words, with one for anything before them."""
    return [("", anything), *((each, each.replace("_", " ")) for each in words)]


class PublicSearchForm(forms.Form):
    """Words, and what the rest must be; empty: anything."""

    q = forms.CharField(
        required=False,
        max_length=TEXT_MAX,
        label="Name or number",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        required=False, choices=choices((each.value for each in PublicKind), "anything"), label="What"
    )
    standard = forms.ChoiceField(
        required=False, choices=choices((each.value for each in StandardName), "either standard")
    )
    state = forms.ChoiceField(
        required=False, choices=choices((each.value for each in STATES), "any state"), label="State that day"
    )
    activity = forms.ChoiceField(
        required=False, choices=choices((each.value for each in Activity), "any activity")
    )
    country = forms.ChoiceField(required=False, label="Country")
    day = forms.DateField(required=False, widget=DayInput(), label="On the day")

    def __init__(self, given: Mapping[str, Any], *, countries: Iterable[str]) -> None:
        super().__init__(given)
        named = sorted(((each, country_name(each)) for each in countries), key=lambda each: each[1])
        self.fields["country"].choices = [("", "any country"), *named]  # type: ignore[attr-defined]  # a choice field

    @property
    def search(self) -> PublicSearch | None:
        """What is looked for; None where a field holds what it cannot."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        return PublicSearch(
            text=given["q"],
            kind=PublicKind(given["kind"]) if given["kind"] else None,
            standard=StandardName(given["standard"]) if given["standard"] else None,
            state=CertificateState(given["state"]) if given["state"] else None,
            activity=Activity(given["activity"]) if given["activity"] else None,
            country=given["country"],
            day=given["day"],
        )


class DayForm(forms.Form):
    """A day in question."""

    day = forms.DateField(required=False, widget=DayInput(), label="On the day")
