"""Forms of lots and traces: a lots file, what to trace, what to disclose."""

from django import forms

from casthouse.parties.disclosure import Disclosure

LEVEL_WORDS = {
    Disclosure.NOTHING: "nothing: others see “undisclosed”, with the mass",
    Disclosure.COUNTRY: "the country",
    Disclosure.COMPANY: "the company",
    Disclosure.SITE: "the site",
    Disclosure.LOTS: "lots, references and masses",
}


class LotsFileForm(forms.Form):
    """A lots file, to be checked or posted."""

    file = forms.FileField(
        label="Lots file",
        help_text="CSV or XLSX: process, date, facility, step, direction, lot, material, quantity, unit.",
        error_messages={"required": "Choose a file."},
    )
    mode = forms.ChoiceField(
        label="What to do",
        choices=[
            ("check", "check it and post nothing"),
            ("all", "post all processes, or none when a row is refused"),
            ("good", "post the good processes"),
        ],
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.xlsx"


class DisclosureForm(forms.Form):
    """What others along the chain may see in a trace."""

    level = forms.ChoiceField(
        label="Others along the chain see",
        help_text="Each level includes the ones before it. It holds for traces asked for from now on.",
        choices=[(level.value, words) for level, words in LEVEL_WORDS.items()],
    )
