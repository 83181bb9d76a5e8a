"""The form of the CBAM: which good, which year, how much."""

from decimal import Decimal

from django import forms

FIRST_YEAR, LAST_YEAR = 2026, 2040
MASS_MAX = 10**9


class CbamForm(forms.Form):
    """What an importer asks; sent with GET, so that an answer has an address."""

    cn = forms.RegexField(
        r"^[0-9 ]{4,10}$",
        label="CN code",
        initial="7601",
        help_text="4, 6 or 8 digits of the Combined Nomenclature: 7601, 7603 to 7614, 7616.",
    )
    year = forms.IntegerField(
        label="Year of import", initial=FIRST_YEAR, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    mass_t = forms.DecimalField(
        label="Net mass, t",
        required=False,
        min_value=Decimal("0.000001"),
        max_value=MASS_MAX,
        help_text="All that was made when left out.",
    )
    paid_t = forms.DecimalField(
        label="Carbon price paid abroad, t CO₂e", required=False, min_value=0, max_value=MASS_MAX
    )
    route = forms.ChoiceField(
        label="Route",
        required=False,
        choices=[("", "what the data tells"), ("K", "K, primary"), ("L", "L, secondary")],
    )
