"""The one table of HTTP statuses of refusals, for pages and the API alike."""

FORBIDDEN, NOT_FOUND, CONFLICT, UNPROCESSABLE = 403, 404, 409, 422

CONFLICTS = frozenset(
    {
        "coc_not_available",
        "document_already_booked",
        "document_issued",
        "document_state",
        "facility_in_two_scopes",
        "idempotency_key_reused",
        "already_reversed",
        "period_before_open",
        "period_closed",
        "period_not_closed",
        "period_not_ended",
        "plan_not_open",
        "profile_name_taken",
        "reference_conflict",
        "reservation_not_open",
        "scope_frozen",
    }
)
"""Refusals that another state of the store would not have met."""


def status_of(code: str) -> int:
    """Return the HTTP status of a refusal: who may not, what is not there, what stands against it, what is wrong."""
    if code == "not_permitted":
        return FORBIDDEN
    if code.endswith("_unknown"):
        return NOT_FOUND
    return CONFLICT if code in CONFLICTS else UNPROCESSABLE
