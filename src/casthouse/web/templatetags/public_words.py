"""Words and addresses of the public register in templates."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from casthouse.assurance.finding_suppression import CountedIn
from casthouse.assurance.public_register import PublicEntry, PublicKind
from casthouse.exchange.world_map import country_name
from casthouse.measure.disclosure import Suppression

register = template.Library()

GRAMS_PER_TONNE = 1_000_000
NO_BREAK = "\N{NARROW NO-BREAK SPACE}"

KINDS = {
    PublicKind.MEMBER: "member",
    PublicKind.FACILITY: "facility",
    PublicKind.CERTIFICATE: "certificate",
    PublicKind.REPORT: "summary report",
}


@register.filter
def country(code: str) -> str:
    """Return a country's name."""
    return country_name(code)


@register.filter
def kind_of_record(kind: str) -> str:
    """Return what a record is."""
    return KINDS[PublicKind(kind)]


@register.simple_tag
def record(entry: PublicEntry) -> str:
    """Return the address of a record."""
    match entry.kind:
        case PublicKind.MEMBER:
            return reverse("public_member", args=[entry.code])
        case PublicKind.FACILITY:
            return reverse("public_facility", args=[entry.code])
        case PublicKind.CERTIFICATE:
            return f"{reverse('public_certificate')}?{urlencode({'number': entry.code})}"
        case PublicKind.REPORT:
            return reverse("public_report", args=[entry.code])


@register.simple_tag
def mass_text(mass_g: int) -> str:
    """Return a published mass in whole tonnes with its unit, as a chart says it; the table has it exactly."""
    return f"{round(mass_g / GRAMS_PER_TONNE):,} t".replace(",", NO_BREAK)


@register.filter
def suppression_words(because: Suppression) -> str:
    """Return why a figure is not shown by itself."""
    return {
        Suppression.TOO_FEW: "too few organisations stand behind it",
        Suppression.DOMINATED: "a few organisations are nearly all of it",
        Suppression.BESIDE_ANOTHER: "it passes, but one beside it does not",
    }[because]


@register.filter
def counted_words(counted_in: CountedIn) -> str:
    """Return where a rating without a figure of its own is counted."""
    return {
        CountedIn.RATINGS_TOGETHER: "together with other ratings, in its own line",
        CountedIn.OTHER_ACTIVITIES: "under all other activities of the principle",
        CountedIn.OTHER_PRINCIPLES: "under all other principles",
        CountedIn.NOWHERE: "nowhere",
    }[counted_in]
