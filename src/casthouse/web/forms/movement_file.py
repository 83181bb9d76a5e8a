"""The form that takes a movements file."""

from collections.abc import Iterable

from django import forms

from casthouse.exchange.profile import Profile


class MovementFileForm(forms.Form):
    """A file and how to read it."""

    file = forms.FileField(
        label="Movements file",
        help_text="CSV or XLSX, as your ERP exports it.",
        error_messages={"required": "Choose a file."},
    )
    profile = forms.ChoiceField(
        label="Read through the profile",
        required=False,
        help_text="By itself, the one profile whose headings are in the file is used.",
    )

    def __init__(self, *args: object, profiles: Iterable[Profile], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        known = [(each.name, f"{each.name} – {each.title}" if each.title else each.name) for each in profiles]
        self.fields["profile"].choices = [("", "the one that fits"), *known]  # type: ignore[attr-defined]  # a choice field
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.xlsx"
