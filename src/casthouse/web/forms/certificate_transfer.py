"""Forms of transfers of certificates."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casthouse.web.forms.certificate import TEXT_MAX, choose
from casthouse.web.forms.movement import DayInput


class TransferForm(forms.Form):
    """Which certificates pass, to whom, and from which day on."""

    certificates = forms.MultipleChoiceField(
        choices=(),
        widget=forms.CheckboxSelectMultiple(),
        help_text="Of one scope, full or provisional. A custody certificate passes with the performance certificate "
        "that it rests on, unless the taker has its own; what cannot pass is refused now.",
    )
    taker = forms.CharField(
        max_length=64, label="To organisation", help_text="The code of the member that runs the sites then."
    )
    day = forms.DateField(
        required=False,
        widget=DayInput(),
        label="From this day on",
        help_text="Empty: from today on. Not earlier.",
    )
    reason = forms.CharField(
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as the deed of sale; the taker and the secretariat read it.",
    )

    def __init__(self, *args: Any, certificates: Sequence[tuple[str, str]] = (), **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        field = self.fields["certificates"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(certificates)


class AcceptanceForm(forms.Form):
    """For which own scope the certificates are taken over, and which own site each certified one is."""

    scope = forms.ChoiceField(choices=(), help_text="Yours, in which the sites stand now.")
    reason = forms.CharField(
        required=False, max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 3}), label="Remark"
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - what Django takes
        scopes: Sequence[str] = (),
        before: Sequence[str] = (),
        after: Sequence[str] = (),
        **more: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **more)
        choose(self, "scope", [(each, each) for each in scopes])
        for number, site in enumerate(before):
            self.fields[f"site_{number}"] = forms.ChoiceField(
                choices=[(each, each) for each in after],
                label=f"{site} is now",
                help_text="Your code of the same place.",
            )
        self.order_fields(["scope", *(f"site_{number}" for number in range(len(before))), "reason"])


class TransferReasonForm(forms.Form):
    """Why a transfer is declined, withdrawn, refused or confirmed."""

    reason = forms.CharField(
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As both sides will read it.",
    )
