"""Forms of claims: which kind, what is asked for, where one is used, a file behind it, and the check by number."""

from typing import Any

from django import forms

from casthouse.assurance.claim_wish import ClaimWish
from casthouse.assurance.claim_word import ClaimKind, FilePurpose, MassDirection, MassNeed, TextForm
from casthouse.assurance.claims_guide import KindRules
from casthouse.custody.stage import Stage
from casthouse.measure.mass import tonnes_text
from casthouse.parties.activity import Activity
from casthouse.service.claim_view import ClaimPlaces
from casthouse.service.claim_wanted import NUMBER_MAX, PRODUCT_MAX, WORDS_MAX, WantedClaim
from casthouse.web.forms.mass_field import TonnesField
from casthouse.web.forms.movement import DayInput, facility_choices

KIND_WORDS = (
    (ClaimKind.MEMBERSHIP.value, "Membership: we are a member"),
    (ClaimKind.PERFORMANCE.value, "Performance: our sites are certified"),
    (ClaimKind.CUSTODY.value, "Chain of custody: we are certified, or this mass was sold or bought"),
    (ClaimKind.ON_PRODUCT.value, "On-product: on a product, its packing or its price tag"),
)
FORM_WORDS = (
    (TextForm.SHORT.value, "short: who, and what is certified"),
    (TextForm.FULL.value, "full: with certificates, sites and days"),
    (TextForm.EXPLAINED.value, "explained: full, and what the words mean"),
)
DIRECTION_WORDS = (
    (MassDirection.OUTPUT.value, "sold as CoC Material"),
    (MassDirection.INPUT.value, "bought as CoC Material or Eligible Scrap"),
)
OF_SCOPE = ("scope", "facilities", "activities")
OF_MASS = ("mass_g", "direction", "stage", "period_start")


class KindForm(forms.Form):
    """Which kind of claim is drafted; what it needs follows from that."""

    kind = forms.ChoiceField(choices=KIND_WORDS, help_text="The draft asks only for what this kind needs.")
    place = forms.CharField(
        max_length=WORDS_MAX,
        label="Where it will stand",
        help_text="Such as: on the coil label, annual report page 12, web page with its address.",
    )
    scope = forms.ChoiceField(required=False, label="Certification scope", help_text="Not for a membership.")

    def __init__(self, *args: Any, places: ClaimPlaces, **more: Any) -> None:  # noqa: ANN401 - what Django takes
        super().__init__(*args, **more)
        _offer(self, "scope", [("", "none"), *((each.code, each.code) for each in places.scopes)])


class WishForm(forms.Form):
    """What a claim of a kind says; fields that the kind does not need are left out.

    `form` names the form itself among those of the page.
    """

    text_form = forms.ChoiceField(choices=FORM_WORDS, label="Text", help_text="It is made from the facts.")
    scope = forms.ChoiceField(label="Certification scope")
    facilities = forms.MultipleChoiceField(
        required=False, label="Sites", help_text="None chosen: all that the certificate covers."
    )
    activities = forms.MultipleChoiceField(
        required=False,
        choices=[(each.value, each.value.replace("_", " ")) for each in Activity],
        help_text="None chosen: all that are certified there.",
    )
    product = forms.CharField(
        max_length=PRODUCT_MAX, required=False, help_text="As it is called where the claim stands."
    )
    mass_g = TonnesField(
        label="Mass stated, t",
        required=False,
        help_text="Covered by the accounts of the period, claimed once.",
    )
    direction = forms.ChoiceField(choices=DIRECTION_WORDS, label="That mass was")
    stage = forms.ChoiceField(
        choices=[(each.value, each.value) for each in Stage], initial=Stage.ALUMINIUM.value
    )
    period_start = forms.DateField(
        required=False,
        widget=DayInput,
        label="First day of its accounting period",
        help_text="As the position shows it.",
    )
    own_words = forms.CharField(
        max_length=WORDS_MAX,
        required=False,
        label="In your own words",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Added to the text. Percentages, physical content and absolute words are refused.",
    )
    place = forms.CharField(
        max_length=WORDS_MAX,
        required=False,
        label="Where it will stand",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    use_from = forms.DateField(required=False, widget=DayInput, label="First day of use")
    use_to = forms.DateField(required=False, widget=DayInput, label="Last day of use, that day included")
    renews = forms.CharField(
        max_length=NUMBER_MAX,
        required=False,
        label="Takes the place of",
        help_text="The number of a claim of yours that ended, whose mass it takes over.",
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - what Django takes
        places: ClaimPlaces,
        rules: KindRules,
        **more: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **more)
        _offer(self, "scope", [(each.code, each.code) for each in places.scopes])
        _offer(self, "facilities", facility_choices(places.facilities))
        without = [
            *(() if rules.standards else OF_SCOPE),
            *(() if rules.mass is not MassNeed.NONE else (*OF_MASS, "renews")),
            *(() if rules.needs_product else ("product",)),
        ]
        for name in without:
            del self.fields[name]


def _offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def wanted_of(given: dict[str, Any]) -> WantedClaim:
    """Return what a form asks for, its shape being right."""
    lists: dict[str, Any] = {
        name: tuple(given[name]) for name in ("facilities", "activities") if name in given
    }
    rest = {name: value for name, value in given.items() if name != "text_form"}
    return WantedClaim(form=given["text_form"], **rest | lists)


def typed(wish: ClaimWish) -> dict[str, Any]:
    """Return a wish as its form shows it."""
    return {
        "text_form": wish.form.value,
        "scope": wish.scope,
        "facilities": list(wish.facilities),
        "activities": [each.value for each in wish.activities],
        "product": wish.product,
        "mass_g": None if wish.mass_g is None else tonnes_text(wish.mass_g),
        "direction": wish.direction.value,
        "stage": wish.stage.value,
        "period_start": wish.period_start,
        "own_words": wish.own_words,
        "place": wish.place,
        "use_from": wish.use_from,
        "use_to": wish.use_to,
        "renews": wish.renews,
    }


class UseForm(forms.Form):
    """Where an approved claim stands, and from which day on."""

    place = forms.CharField(max_length=WORDS_MAX, label="Where it stands")
    on = forms.DateField(required=False, widget=DayInput, label="From this day on", help_text="Empty: today.")


class ClaimFileForm(forms.Form):
    """A file behind a claim."""

    purpose = forms.ChoiceField(choices=[(each.value, each.value.replace("_", " ")) for each in FilePurpose])
    file = forms.FileField()


class CheckForm(forms.Form):
    """A number to check, and the day asked for."""

    number = forms.CharField(
        max_length=NUMBER_MAX, label="Number of the claim", help_text="It stands beside the claim."
    )
    day = forms.DateField(required=False, widget=DayInput, label="On this day", help_text="Empty: today.")
