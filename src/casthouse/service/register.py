"""Loading a register file: organisations, facilities, scopes, certificates, openings; idempotent.

What a file leaves out is left alone. Once a period of a scope is closed, its facilities, edition, start, months and
opening stand. A change of certificate dates is a recorded move.
"""

from dataclasses import replace

from django.db import transaction

from casthouse.custody.scope import Scope
from casthouse.exchange.register_file import Opening, RegisterFile
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.boundary import agrees, refuse_overlaps, state_boundaries
from casthouse.service.certificate_register import record_register
from casthouse.service.edition_rules import rules_of_edition
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import boundary as boundary_store
from casthouse.storage import facility as facility_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import period as period_store
from casthouse.storage import scope as scope_store
from casthouse.storage.dialect import lock_ledgers
from casthouse.storage.journal import append_journal


def load_register(actor: Actor, register: RegisterFile) -> dict[str, int]:
    """Create or update what the file names; all of it or nothing.

    Returns:
        The number of entries of each kind in the file.

    Raises:
        Refusal: `register_invalid` for what does not fit together, `edition_unknown`, `scope_frozen` for a change that
            a closed period forbids, `facility_in_two_scopes`, `certificate_by_register` for what only the operator may,
            `certificate_move_not_allowed` for other dates of a certificate that is revoked, withdrawn or superseded.
    """
    authorise(actor, Act.REGISTER_LOAD)
    at = clock.now()
    with transaction.atomic():
        lock_ledgers(sorted(organisation_store.organisation_ids().values()))
        for organisation in register.organisations:
            organisation_store.save_organisation(organisation)
        _save_facilities(register)
        stated = boundary_store.boundary_facts(each.code for each in register.scopes)
        for scope in register.scopes:
            _save_scope(scope, agrees=agrees(stated[scope.code], scope.facilities))
        state_boundaries(
            actor,
            scopes=register.scopes,
            outlines=register.outlines,
            facilities=[each.code for each in register.facilities],
            at=at,
        )
        refuse_overlaps()
        for opening in register.openings:
            _save_opening(opening)
        record_register(
            actor,
            organisations=register.organisations,
            joined=register.joined,
            certificates=register.certificates,
            at=at,
        )
        counts = {
            "organisations": len(register.organisations),
            "facilities": len(register.facilities),
            "scopes": len(register.scopes),
            "certificates": len(register.certificates),
        }
        append_journal(at=at, actor=actor.name, act=Act.REGISTER_LOAD, subject="register", **counts)
    return counts


def _invalid(found: str, expected: str) -> Refusal:
    return Refusal(
        "register_invalid", found=found, expected=expected, todo="correct the register and load it again"
    )


def _save_facilities(register: RegisterFile) -> None:
    owners = {facility.code: facility.organisation for facility in facility_store.facilities()}
    known = organisation_store.organisation_ids()
    for facility in register.facilities:
        if facility.organisation not in known:
            raise _invalid(
                f"facility {facility.code} of the unknown organisation {facility.organisation}",
                "an organisation of this file or of the register",
            )
        owner = owners.get(facility.code, facility.organisation)
        if owner != facility.organisation:
            raise _invalid(
                f"facility {facility.code} of {facility.organisation}",
                f"its organisation, {owner}: its movements stay",
            )
        facility_store.save_facility(facility)


def _save_scope(scope: Scope, *, agrees: bool) -> None:
    owned = set(facility_store.facility_ids(scope.organisation))
    for facility in scope.facilities:
        if facility not in owned:
            raise _invalid(
                f"facility {facility} in scope {scope.code}",
                f"a facility of the organisation {scope.organisation}",
            )
    rules_of_edition(scope.edition)
    before = scope_store.scope(scope.code)
    wanted = replace(scope, facilities=tuple(sorted(scope.facilities)))
    if before is not None:
        if before.organisation != scope.organisation:
            raise _invalid(
                f"scope {scope.code} of {scope.organisation}", f"its organisation, {before.organisation}"
            )
        wanted = replace(wanted, opening=before.opening)
        if agrees:
            before = replace(before, facilities=wanted.facilities, joined_or_left=())
        if wanted == before:
            return
        _refuse_frozen(before, wanted)
    scope_store.save_scope(scope)


def _refuse_frozen(before: Scope, wanted: Scope) -> None:
    closed = period_store.statements(before.code)
    ending = replace(before, last_day=wanted.last_day)
    if not closed or (
        wanted == ending and (wanted.last_day is None or wanted.last_day >= closed[-1].period.last_day)
    ):
        return
    raise Refusal(
        "scope_frozen",
        found=f"a change of facilities, edition, start or length of periods of scope {before.code}",
        expected=f"them as they were when {closed[0].period.start} was closed",
        todo="reopen the closed periods first, or begin a new scope",
    )


def _save_opening(opening: Opening) -> None:
    scope = scope_store.scope(opening.scope)
    if scope is None:
        raise _invalid(
            f"an opening of the unknown scope {opening.scope}", "a scope of this file or of the register"
        )
    if scope.opening.get(opening.stage) == opening.carried:
        return
    if period_store.statements(scope.code):
        raise Refusal(
            "scope_frozen",
            found=f"another opening of scope {scope.code}",
            expected="the opening as it was when the first period was closed",
            todo="reopen the first period first",
        )
    scope_store.save_opening(opening.scope, opening.stage, opening.carried)
