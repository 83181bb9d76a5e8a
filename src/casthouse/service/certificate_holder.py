"""Who may hold a certificate, for which sites, and from which day on somebody may move it."""

from datetime import date

from casthouse.assurance.certificate_history import CertifiedFacility
from casthouse.assurance.certificate_state import RUNNING
from casthouse.assurance.certificate_succession import site_succession
from casthouse.custody.scope import Scope
from casthouse.parties.membership import Standing, may_certify, member_state
from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import load_books, local_today
from casthouse.service.permission import Actor
from casthouse.standard.standard_name import StandardName
from casthouse.storage import facility as facility_store
from casthouse.storage import membership as membership_store
from casthouse.storage.certificate_transfer import successions


def earliest_day(actor: Actor, organisation: str) -> date | None:
    """Return the first day from which an actor's moves may hold: the holder's today; no limit for the operator."""
    return None if Role.OPERATOR in actor.store_roles else local_today(organisation)


def certified_facilities(
    scope: Scope, wanted: tuple[str, ...] | None, day: date
) -> tuple[CertifiedFacility, ...]:
    """Return sites of a scope on a day as a certificate names them; None: all of the scope.

    Raises:
        Refusal: `certificate_scope_invalid`.
    """
    inside = scope.facilities_between(day, day)
    codes = inside if wanted is None else tuple(sorted(set(wanted)))
    outside = sorted(set(codes) - set(inside))
    if not codes or outside:
        raise Refusal(
            "certificate_scope_invalid",
            found=f"the sites {', '.join(outside) or 'of nothing'} for scope {scope.code}",
            expected=f"one site or more of {', '.join(inside)}",
            todo="certify sites of the scope",
        )
    return tuple(
        CertifiedFacility(facility=each.code, activities=frozenset(each.activities))
        for each in facility_store.facilities(scope.organisation)
        if each.code in codes
    )


def refuse_member(organisation: str, sites: tuple[CertifiedFacility, ...], day: date) -> None:
    """Let an organisation pass that may hold a certificate for the sites on a day.

    Raises:
        Refusal: `membership_not_certifiable`, `membership_suspended`.
    """
    facts = membership_store.membership_facts([organisation]).get(organisation, [])
    state = member_state(facts, day)
    activities = frozenset(activity for each in sites for activity in each.activities)
    if not may_certify(state.membership, activities):
        raise Refusal(
            "membership_not_certifiable",
            found=f"{organisation}, {state.membership.value if state.membership else 'not a member'}",
            expected="a member of a class that certifies; mining, refining and smelting: production_and_transformation",
            todo="register the membership first",
        )
    if state.standing is not Standing.GOOD:
        raise Refusal(
            "membership_suspended",
            found=f"{organisation}, whose membership is suspended: {state.reason}",
            expected="a member in good standing",
            todo="restore the standing first",
        )


def refuse_passed_on(
    organisation: str, standard: StandardName, sites: tuple[CertifiedFacility, ...], day: date
) -> None:
    """Let sites pass that are not certified for somebody else on a day, to whom the organisation passed them on.

    Raises:
        Refusal: `certificate_site_passed_on`.
    """
    passed = successions() if sites else []
    found = {each.facility: site_succession(passed, site=each.facility, standard=standard) for each in sites}
    elsewhere = {
        site: last for site, last in found.items() if last is not None and last.organisation != organisation
    }
    books = load_books(sorted({last.organisation for last in elsewhere.values()})) if elsewhere else {}
    for site, last in elsewhere.items():
        book = books[last.organisation]
        phase = book.course(book.history(last.successor)).on(day)
        if phase is not None and phase.state in RUNNING:
            raise Refusal(
                "certificate_site_passed_on",
                found=f"{site}, whose certificate passed to {last.organisation}: {last.successor}, "
                f"{phase.state.value} on {day}",
                expected="sites that nobody else holds a certificate for",
                todo="let the site leave the boundary of the scope, or have it passed back",
            )
