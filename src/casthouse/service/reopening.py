"""Reopening a closed period with four eyes: one person requests it with a reason, another approves it.

The operator of the store may reopen at once (`service/period.py`); people of an organisation need each other.
"""

from datetime import date
from typing import Any

from django.db import transaction

from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.lookup import found_organisation_id, permitted_scope
from casthouse.service.period import reopen_closed, require_closed
from casthouse.service.permission import Act, Actor
from casthouse.storage import reopening as reopening_store
from casthouse.storage.journal import append_journal
from casthouse.storage.reopening import ReopeningRequest


def request_reopening(actor: Actor, *, scope: str, start: date, reason: str) -> ReopeningRequest:
    """Ask for a closed period to be reopened; a new request of the same period replaces the open one.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`, `period_not_closed`, `reason_missing`.
    """
    held = permitted_scope(actor, Act.REOPENING_REQUEST, scope)
    require_closed(held, start, reason)
    at = clock.now()
    with transaction.atomic():
        reopening_store.save_request(scope=scope, period_start=start, reason=reason, by=actor.name, at=at)
        append_journal(
            at=at,
            actor=actor.name,
            act=Act.REOPENING_REQUEST,
            organisation_id=found_organisation_id(held.organisation),
            subject=f"{scope} {start}",
            reason=reason,
        )
    return _open_request(scope, start)


def open_reopenings(actor: Actor, *, scope: str) -> list[ReopeningRequest]:
    """Return the requests of a scope that wait for a second person."""
    permitted_scope(actor, Act.POSITION_READ, scope)
    return reopening_store.open_requests(scope)


def approve_reopening(actor: Actor, *, scope: str, start: date) -> list[Period]:
    """Approve the open request and reopen the period and every later one.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `reopening_unknown`, `reopening_self_approved`, `period_not_closed`.
    """
    held = permitted_scope(actor, Act.REOPENING_APPROVE, scope)
    with transaction.atomic():
        request = _open_request(scope, start)
        if request.requested_by.casefold() == actor.name.casefold():
            raise Refusal(
                "reopening_self_approved",
                found=f"{actor.name} as the one who asked and the one who approves",
                expected="approval by another person",
                todo="ask a second manager to approve it",
            )
        reopening_store.decide_request(request.identifier, is_approved=True, by=actor.name, at=clock.now())
        reason = f"{request.reason} (requested by {request.requested_by})"
        return reopen_closed(actor, held, start, reason)


def refuse_reopening(actor: Actor, *, scope: str, start: date) -> None:
    """Turn an open request down, or take the own one back.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `reopening_unknown`.
    """
    permitted_scope(actor, Act.REOPENING_REQUEST, scope)
    with transaction.atomic():
        request = _open_request(scope, start)
        reopening_store.decide_request(request.identifier, is_approved=False, by=actor.name, at=clock.now())


def reopening_json(request: ReopeningRequest) -> dict[str, Any]:
    """Return the members of a request as the API prints them."""
    return {
        "scope": request.scope,
        "period_start": request.period_start,
        "reason": request.reason,
        "requested_by": request.requested_by,
        "requested_at": request.requested_at,
    }


def _open_request(scope: str, start: date) -> ReopeningRequest:
    for request in reopening_store.open_requests(scope):
        if request.period_start == start:
            return request
    raise Refusal(
        "reopening_unknown",
        found=f"no open request to reopen {start} of {scope}",
        expected="a request of another person",
        todo="request the reopening first",
    )
