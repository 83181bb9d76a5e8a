"""Forms of the public check: an identifier to look up, and a file or its text to check."""

from typing import Any

from django import forms

from casthouse.passport.hidden_part import HiddenPart

TEXT_CHARS_MAX = 200_000
SLUG = r"^[-a-zA-Z0-9_]{1,64}$"


class LookUpForm(forms.Form):
    """The identifier that stands behind /check/ in the address on the paper."""

    identifier = forms.RegexField(
        regex=SLUG,
        label="Identifier",
        help_text="What stands behind /check/ in the address on the paper.",
        error_messages={
            "invalid": "Letters, digits, hyphens and underscores only: what stands behind /check/."
        },
    )


class HideForm(forms.Form):
    """What of a delivery passport is not shown."""

    hide = forms.MultipleChoiceField(
        choices=[
            (
                HiddenPart.MASSES.value,
                "Masses: of the delivery, of CoC Material and of each origin, with its share",
            ),
            (HiddenPart.PARTNERS.value, "Partners: the buyer, and the names of those who made the metal"),
            (
                HiddenPart.SITES.value,
                "Sites: from where it was shipped, the seller’s address, sites of origin",
            ),
        ],
        required=False,
        label="Do not show",
        help_text="What leads to all of it goes along: the address of this page and the digest of the document.",
        widget=forms.CheckboxSelectMultiple,
    )


class UploadForm(forms.Form):
    """A file, or the text of one."""

    file = forms.FileField(
        required=False,
        label="File",
        help_text="A PDF with the statement attached, signed JSON, a token (.jwt, .sd-jwt) or a ZIP, at most 4 MiB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.json,.jwt,.sd-jwt,.zip"}),
    )
    text = forms.CharField(
        required=False,
        max_length=TEXT_CHARS_MAX,
        label="Or its text",
        help_text="Signed JSON, or a token, pasted whole.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        strip=False,
    )
    digest = forms.RegexField(
        required=False,
        regex=r"^\s*[0-9A-Fa-f]{64}\s*$",
        label="SHA-256 on the paper",
        help_text="Only for a document that is not signed: 64 signs at its foot.",
        error_messages={"invalid": "64 signs, digits and letters from a to f."},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        given = super().clean() or {}
        if not self.errors and not given.get("file") and not (given.get("text") or "").strip():
            self.add_error("file", "Choose a file, or paste its text.")
        return given
