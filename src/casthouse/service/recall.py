"""Recall of several lots at once: each customer who got metal of any of them, how much, and of which.

A gram counts once, also where one of the lots was made of another. Whoever recalls must not miss one: where a single
reference names nothing, all is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.custody.movement import Movement
from casthouse.provenance.disclosed_trace import SeenShipment, seen_shipments
from casthouse.provenance.lot_graph import LotGraph, LotName
from casthouse.provenance.lot_stock import LotStock
from casthouse.provenance.recall import held_of_several, recalled, subjects_in
from casthouse.refusal import Refusal
from casthouse.service.disclosure import parties_seen_by
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.trace import reached_from
from casthouse.service.trace_subject import trace_unknown, without_lot
from casthouse.storage import document as document_store
from casthouse.storage import lot_graph as graph_store
from casthouse.storage import lot_stock as stock_store
from casthouse.storage import movement_list as movement_store

REFERENCES_MAX = 10_000
NAMED_MAX = 20
"""So many of the references that name nothing are in a refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecalledLot:
    """A lot that is recalled whole, its mass, and the references that named it."""

    lot: LotName
    mass_g: int
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """The shipments that hold something of the lots, as whoever asked may see them."""

    organisation: str
    lots: tuple[RecalledLot, ...]
    downstream: tuple[SeenShipment, ...]


def recall(actor: Actor, *, organisation: str, references: Sequence[str]) -> Recall:
    """Recall the lots that references name.

    Args:
        actor: who asks.
        organisation: whose lots, movements or documents they are.
        references: each a lot, else a movement's reference, else a document's number; the whole lot is recalled.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `recall_invalid`, `trace_unknown`, `trace_without_lot`.
    """
    authorise(actor, Act.TRACE_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    wanted = list(dict.fromkeys(each.strip() for each in references if each.strip()))
    if not 0 < len(wanted) <= REFERENCES_MAX:
        raise _recall_invalid(len(wanted))
    lots = _lots(organisation, organisation_id, wanted)
    names = [each.lot for each in lots]
    reached, edges = reached_from(names)
    shipments = recalled(
        held_of_several(edges, names, reached),
        graph_store.shipments_of(reached),
        subjects_in(LotGraph.of(edges), names, reached),
    )
    parties = parties_seen_by(actor, {each.shipment.lot.organisation for each in shipments})
    return Recall(organisation=organisation, lots=lots, downstream=seen_shipments(shipments, parties))


def _lots(organisation: str, organisation_id: int, references: Sequence[str]) -> tuple[RecalledLot, ...]:
    """Return the lots that are meant, each once, in the order in which they are named first."""
    stocks = stock_store.lot_stocks(organisation_id, references)
    named = {each: each for each in references if each in stocks and _mass_g(stocks[each])}
    others = [each for each in references if each not in named]
    named |= {each: moved.lot for each, moved in _movements(organisation, organisation_id, others).items()}
    missing = sorted(set(named.values()) - set(stocks))
    stocks |= stock_store.lot_stocks(organisation_id, missing) if missing else {}
    found: dict[str, list[str]] = {}
    for reference in references:
        found.setdefault(named[reference], []).append(reference)
    return tuple(
        RecalledLot(lot=LotName(organisation, lot), mass_g=_mass_g(stocks[lot]), references=tuple(by))
        for lot, by in found.items()
    )


def _mass_g(stock: LotStock) -> int:
    """Return what there was of a lot; of one that only left, what left."""
    return stock.mass_g if stock.exists else stock.shipped_g


def _movements(organisation: str, organisation_id: int, references: Sequence[str]) -> dict[str, Movement]:
    """Return the movements in force that references or numbers of documents name."""
    if not references:
        return {}
    keys = movement_store.ids_of_references(organisation_id, references)
    found = {each.reference: each for each in movement_store.movements(organisation, keys)}
    numbers = [each for each in references if each not in found]
    documents = document_store.stored_documents(organisation, numbers) if numbers else []
    keys = sorted({each.shipment_id for each in documents})
    shipped = dict(zip(keys, movement_store.movements(organisation, keys), strict=True))
    found |= {each.number: shipped[each.shipment_id] for each in documents}
    unknown = [each for each in references if each not in found or found[each].reversed_by]
    if unknown:
        raise trace_unknown(
            f"{_listed(unknown)}: no lot, movement in force or CoC Document of {organisation}"
        )
    bare = [each for each in references if not found[each].lot or found[each].material is None]
    if bare:
        raise without_lot(f"{_listed(bare)}, which name{'s' * (len(bare) == 1)} no lot")
    return found


def _listed(references: Sequence[str]) -> str:
    told = ", ".join(f"“{each[:200]}”" for each in references[:NAMED_MAX])
    return told if len(references) <= NAMED_MAX else f"{told} and {len(references) - NAMED_MAX} more"


def _recall_invalid(count: int) -> Refusal:
    return Refusal(
        "recall_invalid",
        found=f"{count} references" if count else "no reference",
        expected=f"at least one, at most {REFERENCES_MAX}",
        todo="name the lots; where they all were made in one heat or of one lot, recall that",
    )
