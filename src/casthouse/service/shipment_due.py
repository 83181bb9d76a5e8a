"""CoC shipments that wait for their CoC Document."""

from dataclasses import dataclass

from casthouse.custody.movement import Movement
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import shipment_due as due_store

LISTED_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentsDue:
    """How many wait, and the oldest of them."""

    total: int
    oldest: tuple[Movement, ...]


def shipments_due(actor: Actor, *, organisation: str, limit: int = LISTED_MAX) -> ShipmentsDue:
    """Return the CoC shipments in force without a document in force.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`.
    """
    authorise(actor, Act.DOCUMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    return ShipmentsDue(
        total=due_store.count_due(organisation_id),
        oldest=tuple(due_store.oldest_due(organisation_id, organisation, limit=limit)),
    )
