"""Forms of CoC Documents: issuing with supplements, accepting, disputing, cancelling, correcting, receiving a file."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from django import forms

from casthouse.custody.document import GhgIntensity, RecycledContent
from casthouse.custody.document_draft import Supplements
from casthouse.custody.stage import Material
from casthouse.parties.facility import Facility
from casthouse.service.document_correction import Changes
from casthouse.service.document_match import Delivery
from casthouse.web.forms.mass_field import TonnesField
from casthouse.web.forms.movement import TEXT_MAX, DayInput, facility_choices
from casthouse.web.templatetags.figures import material_words

REASON_MAX = 2000


class IssueForm(forms.Form):
    """What may be stated beside the mandatory fields."""

    recipient_address = forms.CharField(
        required=False, max_length=TEXT_MAX, help_text="Instead of the one in the register."
    )
    total_mass = TonnesField(
        label="Total mass of the shipment, t",
        required=False,
        help_text="When it carried more than the CoC mass.",
    )
    ghg_value = forms.DecimalField(
        label="Greenhouse gas: intensity, t CO2e per t", required=False, min_value=0
    )
    ghg_boundary = forms.CharField(label="Greenhouse gas: boundary", required=False, max_length=TEXT_MAX)
    ghg_method = forms.CharField(label="Greenhouse gas: method", required=False, max_length=TEXT_MAX)
    ghg_period = forms.CharField(label="Greenhouse gas: period", required=False, max_length=TEXT_MAX)
    recycled_percent = forms.DecimalField(
        label="Recycled content: share, %", required=False, min_value=0, max_value=100
    )
    recycled_method = forms.CharField(label="Recycled content: method", required=False, max_length=TEXT_MAX)
    recycled_boundary = forms.CharField(
        label="Recycled content: boundary", required=False, max_length=TEXT_MAX
    )
    performance_status = forms.CharField(
        label="Own standing under the Performance Standard", required=False, max_length=TEXT_MAX
    )

    def supplements(self) -> Supplements:
        """Return what was stated; a figure without its words is refused when issuing."""
        given = self.cleaned_data
        ghg, recycled = given["ghg_value"], given["recycled_percent"]
        return Supplements(
            total_mass_g=given["total_mass"],
            ghg_intensity=None if ghg is None else self._ghg(ghg),
            recycled_content=None if recycled is None else self._recycled(recycled),
            issuer_performance_status=given["performance_status"] or None,
        )

    def _ghg(self, value: Decimal) -> GhgIntensity:
        given = self.cleaned_data
        return GhgIntensity(
            value=value,
            boundary=given["ghg_boundary"],
            method=given["ghg_method"],
            period=given["ghg_period"],
        )

    def _recycled(self, percent: Decimal) -> RecycledContent:
        given = self.cleaned_data
        return RecycledContent(
            percent=percent, method=given["recycled_method"], boundary=given["recycled_boundary"]
        )


class DeliveryForm(forms.Form):
    """What the recipient says of the goods; all of it may be left out."""

    received_mass = TonnesField(
        label="Mass received, t",
        required=False,
        help_text="What your own scales said; the lower mass is booked.",
    )
    received_on = forms.DateField(
        label="Received on", required=False, widget=DayInput, help_text="Empty: the day of shipment."
    )
    facility = forms.ChoiceField(required=False)
    reference = forms.CharField(
        label="Reference of the receipt", required=False, max_length=TEXT_MAX, help_text="Empty: one is made."
    )
    receipt = forms.CharField(
        label="Belongs to the receipt",
        required=False,
        max_length=TEXT_MAX,
        help_text="Reference of a receipt that is posted and waits for this document.",
    )
    is_new = forms.BooleanField(label="Book a new receipt, although one that waits would fit", required=False)

    def __init__(
        self,
        *args: object,
        facilities: Iterable[Facility],
        choose_among: Collection[str] = (),
        **kwargs: object,
    ) -> None:
        """Take the own facilities, and those among which the recipient has to choose where that cannot be told."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        field = self.fields["facility"]
        empty = "choose where it arrived" if choose_among else "the one that fits"
        offered = [each for each in facilities if not choose_among or each.code in choose_among]
        field.choices = [("", empty), *facility_choices(offered)]  # type: ignore[attr-defined]  # a choice field
        if choose_among:
            field.required, field.help_text = True, "It may have arrived at any of these."
            field.error_messages["required"] = (
                "Choose where it arrived, or name the receipt that it belongs to."
            )
            self.use_required_attribute = False  # naming the receipt does as well

    def clean(self) -> dict[str, object]:
        """Ask for no facility where the receipt is named: it says where the goods arrived."""
        given = super().clean() or self.cleaned_data
        if given.get("receipt") and self.has_error("facility", code="required"):
            del self.errors["facility"]
            given["facility"] = ""
        return given

    def delivery(self) -> Delivery:
        """Return what was said."""
        given = self.cleaned_data
        return Delivery(
            facility=given["facility"] or None,
            reference=given["reference"] or None,
            received_mass_g=given["received_mass"],
            received_on=given["received_on"],
            receipt=given["receipt"] or None,
            is_new=given["is_new"],
        )


class DocumentFileForm(DeliveryForm):
    """A document that came as a file from outside."""

    file = forms.FileField(
        label="CoC Document",
        help_text="JSON, signed JSON, a token (.jwt), an archive (.zip) or a PDF with the statement, at most 4 MiB.",
        widget=forms.FileInput(attrs={"accept": ".json,.jwt,.zip,.pdf"}),
    )
    field_order = ("file",)


class ReasonForm(forms.Form):
    """Why a document is disputed or cancelled."""

    reason = forms.CharField(max_length=REASON_MAX, widget=forms.Textarea(attrs={"rows": 3}))


class CorrectionForm(forms.Form):
    """What a correction says anew; what is left empty stays as it was."""

    reason = forms.CharField(max_length=REASON_MAX, widget=forms.Textarea(attrs={"rows": 2}))
    coc_mass = TonnesField(label="CoC mass, t", required=False)
    total_mass = TonnesField(label="Total mass, t", required=False)
    material = forms.ChoiceField(
        required=False,
        choices=[("", "as it was"), *((each.value, material_words(each)) for each in Material)],
    )
    shipment_date = forms.DateField(required=False, widget=DayInput)
    lot = forms.CharField(required=False, max_length=TEXT_MAX)
    recipient = forms.CharField(required=False, max_length=TEXT_MAX, help_text="Code or name.")
    recipient_address = forms.CharField(required=False, max_length=TEXT_MAX)

    def changes(self) -> Changes:
        """Return what is different."""
        given = self.cleaned_data
        return Changes(
            coc_mass_g=given["coc_mass"],
            total_mass_g=given["total_mass"],
            material=Material(given["material"]) if given["material"] else None,
            shipment_date=given["shipment_date"],
            lot=given["lot"] or None,
            recipient=given["recipient"] or None,
            recipient_address=given["recipient_address"] or None,
        )
