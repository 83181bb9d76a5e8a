"""The text of a claim: a template of the guide filled from the facts, so that nobody writes what was not assured.

What is filled in stands as it is: a name with braces is no place of the template.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.claim_ground import ClaimGround
from casthouse.assurance.claim_wish import ClaimWish
from casthouse.assurance.claim_word import MassDirection
from casthouse.assurance.claims_guide import ClaimsGuide, KindRules
from casthouse.custody.stage import Stage
from casthouse.measure.mass import tonnes_text
from casthouse.standard.standard_name import StandardName

_PLACE = re.compile(r"\{([a-z_]*)\}")
PLACES = frozenset(
    {
        "member",
        "membership",
        "certified",
        "certificates",
        "standards",
        "valid_to",
        "scope",
        "facilities",
        "activities",
        "product",
        "mass",
        "mass_balance",
        "own_words",
    }
)
"""What a template may have filled in."""
STANDARD_WORDS = {
    StandardName.PERFORMANCE: "Performance Standard",
    StandardName.CHAIN_OF_CUSTODY: "Chain of Custody Standard",
}
MATERIAL_WORDS = {Stage.BAUXITE: "bauxite", Stage.ALUMINA: "alumina", Stage.ALUMINIUM: "aluminium"}


def places_in(template: str) -> tuple[str, ...]:
    """Return the places of a template, in order."""
    return tuple(_PLACE.findall(template))


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFacts:
    """What the text of a claim is filled from.

    Attributes:
        member: the name of the organisation.
        site_names: the names of its sites, by code.
        period_end: the last day of the period of a stated mass.
        valid_to: the last day of the claim.
    """

    member: str
    site_names: Mapping[str, str]
    period_end: date | None
    valid_to: date


def claim_text(
    guide: ClaimsGuide, rules: KindRules, wish: ClaimWish, ground: ClaimGround, facts: TextFacts
) -> str:
    """Return the text of a claim; blanks that an empty place leaves are closed."""
    filled = _filled(guide, wish, ground, facts)
    text = _PLACE.sub(lambda place: filled[place[1]], rules.texts[wish.form])
    added = [text, wish.own_words] if "own_words" not in places_in(rules.texts[wish.form]) else [text]
    return re.sub(r"[ \t]+", " ", " ".join(each.strip() for each in added if each.strip())).strip()


def _filled(guide: ClaimsGuide, wish: ClaimWish, ground: ClaimGround, facts: TextFacts) -> dict[str, str]:
    sites = {each.facility for held in ground.certificates for each in held.facilities}
    activities = {
        activity.value
        for held in ground.certificates
        for each in held.facilities
        for activity in each.activities
    }
    standards = dict.fromkeys(STANDARD_WORDS[each.standard] for each in ground.certificates)
    return {
        "member": facts.member,
        "membership": _words(ground.membership.value),
        "certified": "provisionally certified" if ground.is_provisional else "certified",
        "certificates": _listed(_certificate_words(ground)),
        "standards": _listed(standards),
        "valid_to": facts.valid_to.isoformat(),
        "scope": wish.scope,
        "facilities": _listed(facts.site_names.get(each, each) for each in sorted(sites)),
        "activities": _listed(_words(each) for each in sorted(activities)),
        "product": wish.product,
        "mass": _mass_words(wish, facts.period_end),
        "mass_balance": guide.mass_balance,
        "own_words": wish.own_words,
    }


def _certificate_words(ground: ClaimGround) -> Iterable[str]:
    for each in ground.certificates:
        edition = f", {each.edition}" if each.edition else ""
        yield f"{each.number} ({STANDARD_WORDS[each.standard]}{edition}, {each.level.value}, valid to {each.valid_to})"


def _mass_words(wish: ClaimWish, period_end: date | None) -> str:
    if wish.mass_g is None or wish.period_start is None:
        return ""
    moved = "sold" if wish.direction is MassDirection.OUTPUT else "bought"
    span = f"from {wish.period_start} to {period_end}" if period_end else f"from {wish.period_start} on"
    return (
        f"It stands for {tonnes_text(wish.mass_g)} t of {MATERIAL_WORDS[wish.stage]} {moved} as CoC Material "
        f"in the accounting period {span}."
    )


def _words(code: str) -> str:
    return code.replace("_", " ")


def _listed(words: Iterable[str]) -> str:
    *head, last = [*words] or [""]
    return f"{', '.join(head)} and {last}" if head else last
