"""Forms of activity data: a file to be checked or posted."""

from django import forms


class MeasurementsFileForm(forms.Form):
    """An activity-data file, to be checked or posted."""

    file = forms.FileField(
        label="Activity-data file",
        help_text="CSV or XLSX: reference, facility, from, to, kind, item, quantity, unit, and what the kind asks for.",
        error_messages={"required": "Choose a file."},
    )
    mode = forms.ChoiceField(
        label="What to do",
        choices=[
            ("check", "check it and post nothing"),
            ("all", "post all measurements, or none when a row is refused"),
        ],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.xlsx"
