"""Forms of the monthly reconciliation: a count of the stock, a mass declared after other papers."""

from django import forms

from casthouse.custody.reconciliation import StockFlow
from casthouse.custody.stage import Material
from casthouse.web.forms.contractor import MATERIAL_CHOICES
from casthouse.web.forms.mass_field import TonnesField
from casthouse.web.forms.movement import DayInput

TEXT_MAX = 2_000
FLOWS = [
    (StockFlow.INFLOW.value, "came in, after other papers"),
    (StockFlow.OUTFLOW.value, "went out, after other papers"),
    (StockFlow.MADE.value, "made of scrap"),
    (StockFlow.CONSUMED.value, "consumed"),
]


class StockCountForm(forms.Form):
    """The stock counted at a month's end."""

    on = forms.DateField(label="Counted at the end of", widget=DayInput, help_text="The last day of a month.")
    material = forms.ChoiceField(choices=MATERIAL_CHOICES, initial=Material.ALUMINIUM.value)
    quantity = TonnesField(label="Stock, t")


class DeclaredFlowForm(forms.Form):
    """What a month's papers say, or what no movement says."""

    flow = forms.ChoiceField(label="What", choices=FLOWS)
    material = forms.ChoiceField(choices=MATERIAL_CHOICES, initial=Material.ALUMINIUM.value)
    quantity = TonnesField()
    source = forms.CharField(
        max_length=TEXT_MAX, required=False, help_text="The papers, such as weighbridge tickets or invoices."
    )
