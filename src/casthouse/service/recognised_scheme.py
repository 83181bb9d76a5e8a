"""Recognised schemes of an edition, and whether a certificate of one is enough for an item at the sites of a scope."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from casthouse.assurance.recognised_scheme import RecognisedScheme, recognised_at
from casthouse.assurance.scheme_certificate import (
    SchemeCertificate,
    SchemeFlaw,
    SchemeFlawCode,
    require_enough,
    scheme_flaws,
)
from casthouse.assurance.self_assessment import SelfAssessment
from casthouse.exchange.recognised_scheme_file import built_in_schemes
from casthouse.service.audit import facilities_of_scope
from casthouse.service.certificate_book import local_today
from casthouse.service.edition import edition_of
from casthouse.service.lookup import found_scope
from casthouse.service.permission import Act, Actor, authorise
from casthouse.standard.edition import Edition


def schemes_of(edition: Edition) -> Mapping[str, RecognisedScheme]:
    """Return the schemes that an edition recognises, by code; an edition without a list follows the one it extends."""
    known = built_in_schemes()
    return known.get(edition.code) or known.get(edition.extends or "") or {}


def schemes_at(edition: Edition, *, item: str) -> tuple[RecognisedScheme, ...]:
    """Return the schemes on whose certificates a rating of an item may rest."""
    criterion = edition.item(item).criterion.number
    return recognised_at(schemes_of(edition), item=item, criterion=criterion)


def known_schemes() -> dict[str, RecognisedScheme]:
    """Return every scheme that some edition recognises, by code."""
    return {code: each for schemes in built_in_schemes().values() for code, each in schemes.items()}


def schemes_by_edition() -> list[tuple[str, RecognisedScheme]]:
    """Return every scheme with the code of the edition that recognises it, the latest edition first."""
    known = built_in_schemes()
    return [(edition, each) for edition in sorted(known, reverse=True) for each in known[edition].values()]


def recognised_schemes(actor: Actor, *, edition: str) -> list[RecognisedScheme]:
    """Return the schemes that an edition recognises.

    Raises:
        Refusal: `not_permitted`, `edition_unknown`.
    """
    authorise(actor, Act.EDITION_READ)
    return list(schemes_of(edition_of(edition)).values())


def sites_of(scope: str) -> list[str]:
    """Return the sites that a certificate must cover to stand for a scope: all of today or later."""
    return [each.code for each in facilities_of_scope(found_scope(scope))]


def flaws_at(
    held: SchemeCertificate, edition: Edition, *, item: str, first: date, last: date, sites: Iterable[str]
) -> tuple[SchemeFlaw, ...]:
    """Return why a certificate is not enough for an item at some sites on every day of a span."""
    flaws = scheme_flaws(held, first=first, last=last, sites=sites)
    if held.scheme in {each.code for each in schemes_at(edition, item=item)}:
        return flaws
    detail = f"{known_schemes()[held.scheme].name} is not recognised for {item}"
    return (SchemeFlaw(code=SchemeFlawCode.NOT_RECOGNISED, detail=detail), *flaws)


def require_certificates(assessment: SelfAssessment) -> None:
    """Let a draft pass whose ratings rest on certificates that are still enough today.

    Raises:
        Refusal: `scheme_certificate_not_enough`.
    """
    edition, sites = edition_of(assessment.edition), sites_of(assessment.scope)
    today = local_today(found_scope(assessment.scope).organisation)
    for item in assessment.items:
        for held in item.certificates:
            flaws = flaws_at(held, edition, item=item.number, first=today, last=today, sites=sites)
            require_enough(held, flaws)


def scheme_json(each: RecognisedScheme) -> dict[str, Any]:
    """Return the members of a scheme."""
    return {
        "code": each.code,
        "name": each.name,
        "about": each.about,
        "items": list(each.items),
        "clause": each.clause,
        "tag": each.tag.value,
        "source": each.source,
        "verified": each.verified,
    }
