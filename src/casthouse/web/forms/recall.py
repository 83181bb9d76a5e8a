"""The form of a recall: lots that are typed or pasted, and a short file with more of them."""

from django import forms

LETTERS_MAX = 4_000_000


class RecallForm(forms.Form):
    """What to recall, a reference a line; typed, in a file, or both."""

    references = forms.CharField(
        label="Lots",
        required=False,
        max_length=LETTERS_MAX,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="One a line: a lot, the reference of a movement that carries one, or the number of a CoC Document.",
    )
    file = forms.FileField(
        label="And those of a file",
        required=False,
        allow_empty_file=True,  # a file of nothing is refused in the words of a recall
        help_text="A text with one reference a line.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["file"].widget.attrs["accept"] = ".txt,.csv,text/plain"
