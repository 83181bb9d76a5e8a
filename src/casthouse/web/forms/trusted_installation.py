"""Forms of other installations: taking a trust bundle, and believing one no more."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casthouse.passport.trusted_installation import REASON_CHARS_MAX
from casthouse.web.forms.certificate import choose


def _reason(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        max_length=REASON_CHARS_MAX,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class TrustForm(forms.Form):
    """A trust bundle, and how it is known whose it is."""

    file = forms.FileField(
        label="Trust bundle",
        help_text="The file trust-bundle.json of that installation.",
        widget=forms.ClearableFileInput(attrs={"accept": ".json"}),
    )
    reason = _reason(
        "How you know that it is theirs",
        "Such as: its SHA-256 was compared by telephone, and with whom. Everybody with a role here reads it.",
    )


class DistrustForm(forms.Form):
    """Which installation is believed no more, and why."""

    installation = forms.ChoiceField(choices=())
    reason = _reason("Why", "Everybody with a role here reads it.")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - what Django takes
        installations: Sequence[str] = (),
        **more: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **more)
        choose(self, "installation", [(each, each) for each in installations])
