"""Forms of certificates and memberships."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casthouse.assurance.certificate_state import CertificateState
from casthouse.parties.activity import Activity
from casthouse.parties.membership import Standing
from casthouse.standard.standard_name import StandardName
from casthouse.web.forms.movement import DayInput

TEXT_MAX = 2_000


class MoveForm(forms.Form):
    """From when on a certificate is suspended, reinstated, revoked or withdrawn, and why."""

    effective = forms.DateField(
        required=False,
        widget=DayInput(),
        label="From this day on",
        help_text="Empty: from today on. Not earlier.",
    )
    reason = forms.CharField(
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As the holder and an auditor will read it. A holder who withdraws may leave it empty.",
    )
    state = forms.ChoiceField(
        required=False,
        choices=[("", ""), *((each.value, each.value) for each in CertificateState)],
        widget=forms.HiddenInput,
    )


class ApplicationForm(forms.Form):
    """Which scope is to be certified, under which edition, and who is to audit it."""

    scope = forms.ChoiceField(choices=())
    edition = forms.ChoiceField(
        choices=(), label="Standard", help_text="Editions that an audit may follow today."
    )
    firm = forms.ChoiceField(
        choices=(), label="Audit firm", help_text="It sees the application and opens the audit."
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - what Django takes
        scopes: Sequence[str] = (),
        editions: Sequence[tuple[str, str]] = (),
        firms: Sequence[tuple[str, str]] = (),
        **more: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **more)
        choose(self, "scope", [(each, each) for each in scopes])
        choose(self, "edition", editions)
        choose(self, "firm", [(code, f"{name} ({code})") for code, name in firms])
        if not firms:
            self.fields["firm"].help_text = (
                "No audit firm has an auditor here yet, so that nobody could open the audit. The secretariat "
                "registers firms and accredits their auditors: ask it, and apply then."
            )


def choose(form: forms.Form, name: str, offered: Sequence[tuple[str, str]]) -> None:
    """Let a field of choices offer what a page knows."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(offered)


class StandingForm(forms.Form):
    """A change of standing."""

    standing = forms.ChoiceField(
        choices=[(each.value, each.value) for each in Standing], label="New standing"
    )
    effective = forms.DateField(
        required=False, widget=DayInput(), label="From this day on", help_text="Empty: from today on."
    )
    reason = forms.CharField(max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 3}))


class CertifiedOnForm(forms.Form):
    """A facility, a standard and a day."""

    facility = forms.CharField(max_length=64, label="Facility", help_text="Its code.")
    standard = forms.ChoiceField(
        choices=[(each.value, each.value.replace("_", " ")) for each in StandardName]
    )
    day = forms.DateField(widget=DayInput(), label="Day")
    activity = forms.ChoiceField(
        required=False,
        choices=[
            ("", "whatever it does"),
            *((each.value, each.value.replace("_", " ")) for each in Activity),
        ],
    )
    known_on = forms.DateField(
        required=False,
        widget=DayInput(),
        label="As known on",
        help_text="Answer also with what was known at the end of this day, UTC.",
    )

    def __init__(self, *args: Any, facilities: Sequence[str] = (), **more: Any) -> None:  # noqa: ANN401
        """Offer the facilities that a page knows; without any, the code is typed."""
        super().__init__(*args, **more)
        if facilities:
            self.fields["facility"] = forms.ChoiceField(choices=[(each, each) for each in facilities])
