"""Tracing: where a lot, a delivery or a document came from, and to whom it went (contract section 5).

Two answers stand side by side and are never mixed: the physical one follows known lots, and its shares are facts; the
attributed one says what the mass-balance accounts of the period attribute, by a rule that is named. What other
organisations are named by is what they disclose; whose traces the actor reads are shown whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from casthouse.measure.period import Period
from casthouse.provenance.attribution import AttributedShare, attributed_shares
from casthouse.provenance.disclosed_trace import SeenOrigin, SeenShipment, seen_origins, seen_shipments
from casthouse.provenance.lot_graph import LotEdge, LotGraph, LotName
from casthouse.provenance.origin_share import PhysicalTrace, physical_trace
from casthouse.provenance.pool import AttributionRule
from casthouse.provenance.recall import RecalledShipment, held_shares, recalled
from casthouse.service import projection
from casthouse.service.disclosure import parties_seen_by
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.pool_books import books_of_account
from casthouse.service.trace_subject import Subject, pool_subject, traced_subject
from casthouse.storage import lot_graph as graph_store
from casthouse.storage import scope as scope_store

Found = TypeVar("Found")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceParts:
    """An answer and the physical one in full, of which not everything may be seen."""

    trace: Trace
    physical: PhysicalTrace


def trace(actor: Actor, *, organisation: str, reference: str) -> Trace:
    """Trace a lot, the lot of a movement, or the shipment of a CoC Document.

    Args:
        actor: who asks.
        organisation: whose lot, movement or document it is.
        reference: the lot, else the movement's reference, else the document's number.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `trace_unknown`, `trace_without_lot`.
    """
    return trace_parts(actor, organisation=organisation, reference=reference).trace


def trace_parts(actor: Actor, *, organisation: str, reference: str) -> TraceParts:
    """Trace as `trace` does, and return the physical answer in full, too.

    Raises:
        Refusal: as `trace` does.
    """
    subject, upstream = traced_graph(actor, organisation=organisation, reference=reference)
    physical = physical_trace(upstream, subject.lot, subject.mass_g)
    shipments = shipments_behind(subject.lot)
    parties = parties_seen_by(
        actor,
        {each.origin.organisation for each in physical.origins}
        | {each.shipment.lot.organisation for each in shipments},
    )
    found = Trace(
        subject=subject,
        lots=physical.lots,
        edges=physical.edges,
        origins=seen_origins(physical.origins, parties),
        attributed=attributed_by_accounts(actor, subject),
        downstream=seen_shipments(shipments, parties),
    )
    return TraceParts(trace=found, physical=physical)


def traced_graph(actor: Actor, *, organisation: str, reference: str) -> tuple[Subject, LotGraph]:
    """Return what is meant, and everything upstream of it.

    Raises:
        Refusal: as `trace` does.
    """
    authorise(actor, Act.TRACE_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    subject = traced_subject(organisation, organisation_id, reference)
    return subject, _upstream(subject.lot)


def _upstream(lot: LotName) -> LotGraph:
    """Return every edge upstream of a lot: from the projection, or from the store where that is not to be had."""
    edges = projection.upstream_edges(lot)
    return LotGraph.of(_closure([lot], graph_store.edges_into, _sources) if edges is None else edges)


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


def shipments_behind(lot: LotName) -> tuple[RecalledShipment, ...]:
    """Return the shipments that hold something of a lot, whoever's they are."""
    reached, edges = reached_from([lot])
    held = held_shares(LotGraph.of(edges), lot, reached)
    return tuple(recalled(held, graph_store.shipments_of(reached)))


def reached_from(lots: Sequence[LotName]) -> tuple[list[LotName], list[LotEdge]]:
    """Return the lots that the metal of some lots of one organisation may have reached, and the edges into them."""
    found = projection.downstream_edges(lots)
    if found is not None:
        return found
    reached = list(dict.fromkeys([*lots, *_closure(lots, graph_store.drawn_from, list)]))
    asked = [each for each in reached if len(lots) > 1 or each != lots[0]]
    return reached, graph_store.edges_into(asked)


def attributed_by_accounts(actor: Actor, subject: Subject) -> Attributed:
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
