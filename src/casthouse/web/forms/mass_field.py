"""A mass typed in tonnes, which becomes whole grams."""

import re
from decimal import Decimal

from django import forms

from casthouse.measure.mass import QUANTITY_MAX_G, Unit, grams_from_text

TYPED = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
GAPS = str.maketrans("", "", " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}")


class TonnesField(forms.CharField):
    """Digits with a point before decimals; the value is in grams."""

    def __init__(self, *, label: str = "Mass, t", help_text: str = "", required: bool = True) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, help_text=help_text, required=required, max_length=40, widget=widget)

    def clean(self, value: object) -> int | None:
        """Return grams, or None where nothing was typed and nothing is needed."""
        text = str(super().clean(value)).translate(GAPS)
        if not text:
            return None
        if not TYPED.fullmatch(text) or Decimal(text) * 10**6 > QUANTITY_MAX_G:
            raise forms.ValidationError("Expected tonnes in digits, with a point before decimals, as 1250.5.")
        return grams_from_text(text, Unit.TONNE)
