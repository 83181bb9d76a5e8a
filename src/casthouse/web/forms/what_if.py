"""Forms of suppositions, a line each; a line left empty supposes nothing."""

from typing import TypeVar

from django import forms
from django.http import QueryDict

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.web.forms.mass_field import TonnesField
from casthouse.web.forms.movement import ENTERED, TEXT_MAX, DayInput
from casthouse.web.templatetags.figures import kind_words, material_words

Line = TypeVar("Line", bound=forms.Form)


class MovementLine(forms.Form):
    """A receipt, shipment, extraction or production that may happen."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind_words(kind)) for kind in ENTERED], initial=Kind.RECEIPT.value
    )
    material = forms.ChoiceField(
        choices=[(each.value, material_words(each)) for each in Material], initial=Material.ALUMINIUM.value
    )
    day = forms.DateField(widget=DayInput)
    quantity = TonnesField()
    coc = forms.BooleanField(label="CoC", required=False)
    counterparty = forms.CharField(required=False, max_length=TEXT_MAX)


class LapseLine(forms.Form):
    """A supplier that may lose its certificate."""

    supplier = forms.CharField(max_length=TEXT_MAX)
    first_day = forms.DateField(label="Without it from", widget=DayInput)


def lines_of(line: type[Line], asked: QueryDict, prefix: str, count: int) -> list[Line]:
    """Return so many lines, filled from a query; empty ones are allowed."""
    return [
        line(asked or None, prefix=f"{prefix}{n}", empty_permitted=True, use_required_attribute=False)
        for n in range(count)
    ]
