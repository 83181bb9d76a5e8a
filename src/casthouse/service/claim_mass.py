"""What the accounts say of the mass that a claim states: moved as certified in its period, and claimed once."""

from datetime import date
from typing import Any

from casthouse.assurance.claim import GIVEN, ClaimAct, ClaimCourse, ClaimState
from casthouse.assurance.claim_mass import (
    ClaimedMass,
    MassCover,
    MassHold,
    claimed_elsewhere_g,
    mass_checks,
    renewal_check,
)
from casthouse.assurance.claim_wish import ClaimCheck, ClaimWish
from casthouse.assurance.claim_word import MassDirection
from casthouse.assurance.claims_guide import KindRules
from casthouse.custody.scope import Scope
from casthouse.service.claim_holder import courses_of, local_todays
from casthouse.service.lookup import found_scope
from casthouse.service.position import live_position
from casthouse.service.scope_ledger import load_scope_file
from casthouse.storage import claim as claim_store
from casthouse.storage.claim import ClaimRecord


def account_checks(record: ClaimRecord, rules: KindRules) -> list[ClaimCheck]:
    """Return what the accounts say of the mass that a claim states, and of the claim that it renews."""
    wish = record.wish
    checks = list(mass_checks(wish, rules, mass_cover(record)))
    if wish.renews:
        found = claim_store.claims(organisations=[record.organisation], numbers=[wish.renews])
        checks.append(renewal_check(wish, next(iter(_masses(found)), None)))
    return checks


def mass_cover(record: ClaimRecord) -> MassCover | None:
    """Return what covers the mass of a claim; None where it states none, or no period begins on its day."""
    wish = record.wish
    if wish.mass_g is None or wish.period_start is None or not wish.scope:
        return None
    moved = _moved(found_scope(wish.scope), wish)
    if moved is None:
        return None
    claimed = _masses(claim_store.claimed_masses(wish.scope, wish.period_start))
    is_output = wish.direction is MassDirection.OUTPUT
    return MassCover(
        moved_g=moved["coc_outflow_g"] if is_output else moved["coc_inflow_g"],
        overdrawn_g=moved["overdraft_g"] if is_output else 0,
        claimed_g=claimed_elsewhere_g(record.number, wish, claimed),
    )


def _moved(scope: Scope, wish: ClaimWish) -> dict[str, Any] | None:
    """Return the figures of the stage in the period: the frozen ones of a closed period, else the live ones."""
    assert wish.period_start is not None
    number = scope.calendar.number_starting(wish.period_start)
    if number is None:
        return None
    file = load_scope_file(scope)
    is_closed = number < file.first_open
    figures: dict[str, Any] = (
        file.statements[number].position if is_closed else live_position(file, number).as_json()
    )
    moved: dict[str, Any] = figures["stages"].get(wish.stage.value, {})
    return {name: int(moved.get(name) or 0) for name in ("coc_outflow_g", "coc_inflow_g", "overdraft_g")}


def _masses(records: list[ClaimRecord]) -> list[ClaimedMass]:
    courses, todays = courses_of(records), local_todays(each.organisation for each in records)
    return [
        ClaimedMass(
            number=each.number,
            hold=_hold(courses[each.number], todays[each.organisation]),
            mass_g=each.wish.mass_g,
            scope=each.wish.scope,
            period_start=each.wish.period_start,
            stage=each.wish.stage,
            direction=each.wish.direction,
            renews=each.wish.renews,
        )
        for each in records
        if each.wish.mass_g is not None
    ]


def _hold(course: ClaimCourse, today: date) -> MassHold:
    state = course.state_on(today)
    if state in GIVEN | {ClaimState.SUBMITTED}:
        return MassHold.OPEN
    was_used = state is ClaimState.ENDED and course.day_of(ClaimAct.PUT_IN_USE) is not None
    return MassHold.USED if was_used else MassHold.FREE
