"""What forms, the API and commands hand over of a claim, read into what the domain knows."""

from dataclasses import dataclass
from datetime import date

from casthouse.assurance.claim_wish import ClaimWish
from casthouse.assurance.claim_word import ClaimKind, MassDirection, TextForm
from casthouse.assurance.claims_guide import ClaimsGuide
from casthouse.custody.stage import Stage
from casthouse.exchange.claims_guide_file import built_in_claims_guides
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.service.accreditation import known_word
from casthouse.service.entered import entered_mass_g, optional_text, stage_named
from casthouse.service.lookup import found_scope, scope_unknown
from casthouse.storage import facility as facility_store

PRODUCT_MAX, WORDS_MAX, NUMBER_MAX = 200, 1_000, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedClaim:
    """A claim as somebody asks for it; the fields are those of `ClaimWish`."""

    form: str = TextForm.FULL.value
    scope: str = ""
    facilities: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    product: str = ""
    mass_g: int | None = None
    direction: str = MassDirection.OUTPUT.value
    stage: str = Stage.ALUMINIUM.value
    period_start: date | None = None
    own_words: str = ""
    place: str = ""
    use_from: date | None = None
    use_to: date | None = None
    renews: str = ""


def read_wish(organisation: str, kind: ClaimKind, wanted: WantedClaim) -> ClaimWish:
    """Return what is wanted, checked for its form; a membership is of no scope.

    Raises:
        Refusal: `word_unknown`, `stage_unknown`, `scope_unknown`, `facility_unknown`, `quantity_invalid`,
            `text_invalid`.
    """
    scope = wanted.scope.strip()
    if scope and found_scope(scope).organisation != organisation:
        raise scope_unknown(scope)
    return ClaimWish(
        form=known_word(TextForm, wanted.form, "form of text"),
        scope="" if kind is ClaimKind.MEMBERSHIP else scope,
        facilities=_known_sites(organisation, wanted.facilities),
        activities=tuple(known_word(Activity, each, "activity") for each in sorted(set(wanted.activities))),
        product=optional_text(wanted.product, "product", length_max=PRODUCT_MAX),
        mass_g=None if wanted.mass_g is None else entered_mass_g(wanted.mass_g),
        direction=known_word(MassDirection, wanted.direction, "direction"),
        stage=stage_named(wanted.stage),
        period_start=wanted.period_start,
        own_words=optional_text(wanted.own_words, "own words", length_max=WORDS_MAX),
        place=optional_text(wanted.place, "place of use", length_max=WORDS_MAX),
        use_from=wanted.use_from,
        use_to=wanted.use_to,
        renews=optional_text(wanted.renews, "number of the claim renewed", length_max=NUMBER_MAX).upper(),
    )


def _known_sites(organisation: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    codes = {each.code for each in facility_store.facilities(organisation)}
    strange = sorted(set(wanted) - codes)
    if strange:
        raise Refusal(
            "facility_unknown",
            found=f"facility “{strange[0][:64]}”",
            expected=f"a facility of {organisation}",
            todo="correct the code; leave it out to name all sites of the certificate",
        )
    return tuple(sorted(set(wanted)))


def followed_guide(code: str, day: date) -> ClaimsGuide:
    """Return the guide that a claim is requested under on a day: the one that is named, else the latest.

    Raises:
        Refusal: `claims_guide_unknown`.
    """
    usable = [each for each in built_in_claims_guides().values() if each.may_be_followed_on(day)]
    named = [each for each in usable if not code or each.code == code]
    if not named:
        raise Refusal(
            "claims_guide_unknown",
            found=f"claims guide “{code[:64]}” on {day}",
            expected=", ".join(each.code for each in usable) or "a day on which a guide is in force",
            todo="name one of these, or none for the latest",
        )
    return named[-1]


def guide_of(code: str) -> ClaimsGuide:
    """Return the guide under which a claim was requested."""
    return built_in_claims_guides()[code]
