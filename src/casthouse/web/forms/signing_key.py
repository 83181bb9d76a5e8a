"""The form that revokes a key."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casthouse.passport.key_life import REASON_CHARS_MAX, EndKind
from casthouse.web.forms.certificate import choose

KINDS = (
    (EndKind.LOST.value, "Lost: nobody has it any more"),
    (EndKind.COMPROMISED.value, "Compromised: somebody else may have it"),
    (EndKind.CEASED.value, "Ceased: it is needed no more"),
)


class RevokeForm(forms.Form):
    """Which key, why, from when on, and that the consequence was read."""

    key = forms.ChoiceField(choices=())
    kind = forms.ChoiceField(choices=KINDS, label="Why")
    since = forms.DateTimeField(
        required=False,
        label="Compromised since (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="The last moment at which it was surely safe. Empty: from now on. Leave it empty for other reasons.",
    )
    reason = forms.CharField(
        max_length=REASON_CHARS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="What happened",
        help_text="Your own people and the secretariat read it.",
    )
    is_understood = forms.BooleanField(label="I have read what follows from it; it cannot be taken back")

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - what Django takes
        keys: Sequence[tuple[str, str]] = (),
        **more: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **more)
        choose(self, "key", keys)
