"""Which parts of a delivery of scrap are eligible: the use case behind `casthouse scrap judge`.

The facts of the day come from the store: the supplier's certificate, our due diligence on it, and whether a facility
of the scope re-melts or refines. Nothing is posted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.custody.eligibility import (
    ScrapKind,
    ScrapLot,
    ScrapOrigin,
    ScrapPart,
    Verdict,
    judge_lot,
)
from casthouse.parties.activity import Activity
from casthouse.service.entered import optional_text
from casthouse.service.entitlement import supplier_standings
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.storage import facility as facility_store


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredPart:
    """Scrap of one kind in a delivery, as it is declared; grams."""

    kind: ScrapKind
    mass_g: int
    origin: ScrapOrigin | None = None
    recovered_metal_g: int | None = None
    is_in_house: bool = False


def judge_scrap(
    actor: Actor,
    *,
    scope: str,
    supplier: str,
    on: date,
    parts: Sequence[DeclaredPart],
    document: str = "",
    split_document: str = "",
) -> tuple[Verdict, ...]:
    """Return how each gram of a delivery is to be booked, and why.

    Args:
        actor: who asks.
        scope: code of the scope that receives it.
        supplier: its code or name, as in the movements.
        on: the day of the shipment.
        parts: what the delivery consists of.
        document: the number of the CoC Document, empty without one.
        split_document: the paper that documents the split of a mixed lot.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `text_invalid`, `scrap_split_not_whole`,
            `recovered_metal_above_mass`.
    """
    held = permitted_scope(actor, Act.MOVEMENT_READ, scope)
    standing = supplier_standings(held.organisation)(supplier.strip(), on)
    lot = ScrapLot(
        mass_g=sum(part.mass_g for part in parts),
        split_document=optional_text(split_document, "paper of the split"),
        parts=tuple(
            ScrapPart(
                kind=part.kind,
                origin=part.origin,
                mass_g=part.mass_g,
                recovered_metal_g=part.recovered_metal_g,
                is_supplier_certified=standing.is_certified,
                document=optional_text(document, "document"),
                due_diligence=standing.due_diligence,
                is_in_house=part.is_in_house,
            )
            for part in parts
        ),
    )
    return judge_lot(lot, has_remelter=_has_remelter(held.organisation, held.facilities_between(on, on)))


def _has_remelter(organisation: str, facilities: Sequence[str]) -> bool:
    return any(
        Activity.REMELTING_REFINING in each.activities
        for each in facility_store.facilities(organisation)
        if each.code in facilities
    )
