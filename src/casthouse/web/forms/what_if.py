"""Forms of what is supposed to happen: metal that moves, and suppliers that lose their certificate."""

from collections.abc import Iterable
from datetime import date

from django import forms

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.custody.what_if import SupposedLapse, SupposedMovement
from casthouse.measure.period import Period
from casthouse.service import clock
from casthouse.standard.rule_pack import RulePack
from casthouse.web.forms.mass_field import TonnesField
from casthouse.web.forms.movement import DayInput
from casthouse.web.forms.plan import period_choices
from casthouse.web.templatetags.figures import material_words

TEXT_MAX = 500
ROWS_FIRST, ROWS_MORE, ROWS_MAX = 3, 3, 60
SUPPLIER_LIST = "suppliers"
SUPPOSED_KINDS = (
    (Kind.RECEIPT, "comes in"),
    (Kind.SHIPMENT, "goes out"),
    (Kind.PRODUCTION, "is made here"),
    (Kind.EXTRACTION, "is mined here"),
)
OWN_MATERIALS = {
    Kind.PRODUCTION: frozenset({Material.ALUMINA, Material.ALUMINIUM}),
    Kind.EXTRACTION: frozenset({Material.BAUXITE}),
}


class GroundForm(forms.Form):
    """In which period, and by whose rules."""

    period = forms.ChoiceField()
    edition = forms.ChoiceField(label="Rules of", help_text="Both sides are worked out by these rules.")

    def __init__(
        self, *args: object, periods: Iterable[Period], packs: Iterable[RulePack], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.fields["period"].choices = period_choices(periods)  # type: ignore[attr-defined]  # a choice field
        self.fields["edition"].choices = [(each.code, f"{each.code} – {each.name}") for each in packs]  # type: ignore[attr-defined]  # as above


class SuppositionRow(forms.Form):
    """A row that may stay empty; its day lies in the period."""

    needed: str
    day: str

    def __init__(self, *args: object, period: Period, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        self.period = period
        self.fields[self.day].initial = min(max(clock.today(), period.start), period.last_day)

    def has_changed(self) -> bool:
        """Say whether the row is filled in: in the one field that no row goes without."""
        return bool(str(self[self.needed].data or "").strip())

    def clean(self) -> dict[str, object]:
        """Refuse a day that would count nowhere."""
        cleaned = super().clean() or self.cleaned_data
        day = cleaned.get(self.day)
        if isinstance(day, date) and day not in self.period:
            self.add_error(self.day, f"Not in the period {self.period.start} to {self.period.last_day}.")
        return cleaned


class SupposedMovementForm(SuppositionRow):
    """Metal that may move; a row without tonnes is empty."""

    needed, day = "tonnes", "date"

    kind = forms.ChoiceField(label="What", choices=[(kind.value, words) for kind, words in SUPPOSED_KINDS])
    material = forms.ChoiceField(
        initial=Material.ALUMINIUM.value, choices=[(each.value, material_words(each)) for each in Material]
    )
    tonnes = TonnesField(label="Tonnes")
    coc = forms.ChoiceField(label="CoC", choices=[("yes", "yes"), ("no", "no")])
    counterparty = forms.CharField(
        label="From or to",
        max_length=TEXT_MAX,
        required=False,
        widget=forms.TextInput(attrs={"list": SUPPLIER_LIST}),
    )
    date = forms.DateField(label="Day", widget=DayInput)

    def clean(self) -> dict[str, object]:
        """Refuse what the ledger would refuse: nothing, scrap that is made, metal that is mined."""
        cleaned = super().clean()
        if cleaned.get("tonnes") == 0:
            self.add_error("tonnes", "More than nothing.")
        if not self.errors:
            kind, material = Kind(str(cleaned["kind"])), Material(str(cleaned["material"]))
            if material not in OWN_MATERIALS.get(kind, frozenset(Material)):
                words = dict(SUPPOSED_KINDS)[kind].removeprefix("is ").removesuffix(" here")
                self.add_error("material", f"No {material_words(material).lower()} is {words}.")
        return cleaned

    def supposed(self) -> SupposedMovement:
        """Return the movement of a good row."""
        given = self.cleaned_data
        return SupposedMovement(
            kind=Kind(given["kind"]),
            material=Material(given["material"]),
            day=given["date"],
            quantity_g=given["tonnes"],
            coc=given["coc"] == "yes",
            counterparty=given["counterparty"],
        )


class SupposedLapseForm(SuppositionRow):
    """A supplier that loses its certificate; a row without a supplier is empty."""

    needed, day = "supplier", "first_day"

    supplier = forms.CharField(max_length=TEXT_MAX, widget=forms.TextInput(attrs={"list": SUPPLIER_LIST}))
    first_day = forms.DateField(label="First day without it", widget=DayInput)

    def supposed(self) -> SupposedLapse:
        """Return the lapse of a good row."""
        return SupposedLapse(supplier=self.cleaned_data["supplier"], first_day=self.cleaned_data["first_day"])


MovementRows = forms.formset_factory(
    SupposedMovementForm, extra=ROWS_FIRST, max_num=ROWS_MAX, absolute_max=ROWS_MAX
)
LapseRows = forms.formset_factory(SupposedLapseForm, extra=1, max_num=ROWS_MAX, absolute_max=ROWS_MAX)
