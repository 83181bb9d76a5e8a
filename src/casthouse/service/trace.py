"""Tracing: where a lot, a delivery or a document came from, and to whom it went (contract section 5).

Two answers stand side by side and are never mixed: the physical one follows known lots, and its shares are facts; the
attributed one says what the mass-balance accounts of the period attribute, by a rule that is named. What other
organisations are named by is what they disclose; whose traces the actor reads are shown whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from casthouse.custody.scope import Scope
from casthouse.custody.stage import stage_of
from casthouse.measure.period import Period
from casthouse.provenance.attribution import AttributedShare, attributed_shares
from casthouse.provenance.disclosed_trace import SeenOrigin, SeenShipment, seen_origins, seen_shipments
from casthouse.provenance.lot_graph import LotEdge, LotGraph, LotName
from casthouse.provenance.origin_share import physical_trace
from casthouse.provenance.pool import AttributionRule, Pool, PoolSubject
from casthouse.provenance.recall import RecalledShipment, held_shares, recalled
from casthouse.refusal import Refusal
from casthouse.service import projection
from casthouse.service.disclosure import parties_seen_by
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.pool_books import account_of, books_of_account
from casthouse.storage import document as document_store
from casthouse.storage import lot_graph as graph_store
from casthouse.storage import lot_stock as stock_store
from casthouse.storage import movement_list as movement_store
from casthouse.storage import scope as scope_store
from casthouse.storage.lot_graph import LotPlace

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a trace is about: a lot, the mass of it that is asked about, and where that mass was booked.

    `booked` is where its movement stands; None for a lot whose beginning is on record.
    """

    lot: LotName
    mass_g: int
    booked: LotPlace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """What the accounts attribute: the scope, the period and the rule, and the shares; empty without a scope."""

    rule: AttributionRule | None
    scope: str
    period: Period | None
    shares: tuple[AttributedShare, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The answer to one question, as whoever asked may see it."""

    subject: Subject
    lots: int
    edges: int
    origins: tuple[SeenOrigin, ...]
    attributed: Attributed
    downstream: tuple[SeenShipment, ...]


def trace(actor: Actor, *, organisation: str, reference: str) -> Trace:
    """Trace a lot, the lot of a movement, or the shipment of a CoC Document.

    Args:
        actor: who asks.
        organisation: whose lot, movement or document it is.
        reference: the lot, else the movement's reference, else the document's number.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `trace_unknown`, `trace_without_lot`.
    """
    authorise(actor, Act.TRACE_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    subject = traced_subject(organisation, organisation_id, reference)
    upstream = upstream_of(subject.lot)
    physical = physical_trace(upstream, subject.lot, subject.mass_g)
    shipments = _downstream(subject.lot)
    parties = parties_seen_by(
        actor,
        {each.origin.organisation for each in physical.origins}
        | {each.shipment.lot.organisation for each in shipments},
    )
    return Trace(
        subject=subject,
        lots=physical.lots,
        edges=physical.edges,
        origins=seen_origins(physical.origins, parties),
        attributed=_attributed(actor, subject),
        downstream=seen_shipments(shipments, parties),
    )


def upstream_of(lot: LotName) -> LotGraph:
    """Return every edge upstream of a lot: from the projection, or from the store where that is not to be had."""
    edges = projection.upstream_edges(lot)
    return LotGraph.of(_closure([lot], graph_store.edges_into, _sources) if edges is None else edges)


def traced_subject(organisation: str, organisation_id: int, reference: str) -> Subject:
    """Return the lot that is meant, with the mass that is asked about.

    Raises:
        Refusal: `trace_unknown`, `trace_without_lot`.
    """
    stock = stock_store.lot_stocks(organisation_id, [reference]).get(reference)
    if stock is not None and stock.exists:
        return Subject(lot=LotName(organisation, reference), mass_g=stock.mass_g)
    if stock is not None and stock.shipped_g:
        return _shipped_lot(organisation, organisation_id, LotName(organisation, reference), stock.shipped_g)
    key = movement_store.id_of_reference(organisation_id, reference)
    if key is None:
        document = document_store.stored_document(organisation, reference)
        key = None if document is None else document.shipment_id
    if key is None:
        raise _trace_unknown(f"“{reference[:200]}”, no lot, movement or CoC Document of {organisation}")
    (movement,) = movement_store.movements(organisation, [key])
    if movement.reversed_by:
        raise _trace_unknown(f"movement “{movement.reference[:200]}”, which was taken back")
    if not movement.lot or movement.material is None:  # a reversal has no material
        raise Refusal(
            "trace_without_lot",
            found=f"movement “{movement.reference[:200]}”, which names no lot",
            expected="a movement that carries a lot",
            todo="see the position of its scope: mass balance tells what was bought and sold, not which metal left",
        )
    return Subject(
        lot=LotName(organisation, movement.lot),
        mass_g=movement.quantity_g,
        booked=LotPlace(day=movement.day, facility=movement.facility, material=movement.material),
    )


def _shipped_lot(organisation: str, organisation_id: int, lot: LotName, shipped_g: int) -> Subject:
    """Return a lot that is known from its shipments only: it was booked where the first of them was."""
    first = graph_store.shipments_of([lot])[0]
    key = movement_store.id_of_reference(organisation_id, first.reference)
    assert key is not None  # a shipment that was just read
    (movement,) = movement_store.movements(organisation, [key])
    assert movement.material is not None  # a shipment has one
    return Subject(
        lot=lot,
        mass_g=shipped_g,
        booked=LotPlace(day=movement.day, facility=movement.facility, material=movement.material),
    )


def _trace_unknown(found: str) -> Refusal:
    return Refusal(
        "trace_unknown",
        found=found,
        expected="a lot, the reference of a movement in force or the number of a document that the organisation issued",
        todo="correct it, or import what it names first",
    )


def _closure(
    start: Sequence[LotName],
    look: Callable[[Sequence[LotName]], list[Found]],
    following: Callable[[Sequence[Found]], list[LotName]],
) -> list[Found]:
    """Walk a graph step by step, one look for all lots of a step."""
    seen, step, found = set(start), list(start), []
    while step:
        here = look(step)
        found += here
        step = [lot for lot in dict.fromkeys(following(here)) if lot not in seen]
        seen.update(step)
    return found


def _sources(edges: Sequence[LotEdge]) -> list[LotName]:
    return [edge.source for edge in edges if edge.source is not None]


def _downstream(lot: LotName) -> tuple[RecalledShipment, ...]:
    found = projection.downstream_edges(lot)
    if found is None:
        reached = list(dict.fromkeys([lot, *_closure([lot], graph_store.drawn_from, list)]))
        edges = graph_store.edges_into([each for each in reached if each != lot])
    else:
        reached, edges = found
    held = held_shares(LotGraph.of(edges), lot, reached)
    return tuple(recalled(held, graph_store.shipments_of(reached)))


def _attributed(actor: Actor, subject: Subject) -> Attributed:
    """Attribute the subject in the scope and period in which its lot came into being."""
    scopes = scope_store.scopes(organisation=subject.lot.organisation)
    pooled = pool_subject(subject, scopes)
    if pooled is None:
        return Attributed(rule=None, scope="", period=None, shares=())
    account = pooled.pool.account
    books = books_of_account(actor, account, scopes)
    return Attributed(
        rule=books.rule(pooled.pool),
        scope=account.scope,
        period=account.period,
        shares=attributed_shares(books, pooled),
    )


def pool_subject(subject: Subject, scopes: Sequence[Scope]) -> PoolSubject | None:
    """Return what a subject is to the accounts; None where its lot came into being in nobody's.

    A shipment may name a lot that nothing brought in: then it is where the shipment was booked.
    """
    place = graph_store.first_place(subject.lot) or subject.booked
    assert place is not None  # a lot that exists came from somewhere
    account = account_of(scopes, facility=place.facility, day=place.day)
    if account is None:
        return None
    return PoolSubject(pool=Pool(account, stage_of(place.material)), day=place.day, mass_g=subject.mass_g)
