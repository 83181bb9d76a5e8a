"""The picture of a trace: as far as lots are known upstream and on to customers, as whoever asks may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from casthouse.exchange.world_map import country_spots
from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.picture.flow_network import NOT_DISCLOSED, FlowNetwork, Spot
from casthouse.picture.trace_flow import TraceSight, trace_network
from casthouse.provenance.disclosed_trace import SeenPart, SeenShipment, seen_parts, seen_shipments
from casthouse.provenance.whole_share import whole_shares
from casthouse.service import clock
from casthouse.service.disclosure import is_beyond_disclosed, parties_seen_by
from casthouse.service.permission import Act, Actor, may
from casthouse.service.trace import Attributed, attributed_by_accounts, shipments_behind, traced_graph
from casthouse.service.trace_subject import Subject
from casthouse.storage import disclosure as disclosure_store
from casthouse.storage import picture as picture_store


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturedTrace:
    """What stands upstream and downstream of a subject, as whoever asked may see it, with its picture."""

    subject: Subject
    lots: int
    edges: int
    origins: tuple[SeenPart, ...]
    downstream: tuple[SeenShipment, ...]
    network: FlowNetwork


def trace_picture(actor: Actor, *, organisation: str, reference: str) -> PicturedTrace:
    """Trace a lot, a movement or a CoC Document, and return the network of it.

    Raises:
        Refusal: as `trace` does; `trace_too_large`.
    """
    subject, graph = traced_graph(actor, organisation=organisation, reference=reference)
    shares = whole_shares(graph, subject.lot)
    shipments = shipments_behind(subject.lot)
    upstream = {lot.organisation for lot in shares.through}
    parties = parties_seen_by(actor, upstream | {each.shipment.lot.organisation for each in shipments})
    downstream = seen_shipments(shipments, parties)
    named = {edge.counterparty for edges in graph.edges.values() for edge in edges}
    named |= {each.customer for each in downstream}
    told = [lot for lot in shares.through if parties[lot.organisation].level.includes(Disclosure.SITE)]
    sight = TraceSight(
        parties=parties,
        spots=spots_seen({code: parties[code] for code in upstream}, named),
        sites=picture_store.spots_of_lots(told),
        day=clock.today(),
        readable=frozenset(code for code in parties if may(actor, Act.MOVEMENT_READ, code)),
    )
    return PicturedTrace(
        subject=subject,
        lots=len(shares.through),
        edges=shares.edges,
        origins=seen_parts(shares, subject.mass_g, parties),
        downstream=downstream,
        network=replace(
            trace_network(shares, subject.mass_g, downstream, sight),
            mark=disclosure_mark(parties, organisation),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSheet:
    """All that a page says of a subject: its trace with the picture, and beside it what the accounts attribute."""

    pictured: PicturedTrace
    attributed: Attributed


def trace_sheet(actor: Actor, *, organisation: str, reference: str) -> TraceSheet:
    """Trace as `trace_picture` does, and return what the accounts attribute, too.

    Raises:
        Refusal: as `trace` does.
    """
    pictured = trace_picture(actor, organisation=organisation, reference=reference)
    return TraceSheet(pictured=pictured, attributed=attributed_by_accounts(actor, pictured.subject))


def disclosure_mark(parties: Mapping[str, DisclosedParty], own: str) -> str:
    """Return what a picture bears that shows more of companies than the one whose trace it is may see."""
    return NOT_DISCLOSED if is_beyond_disclosed(parties, own=own) else ""


def spots_seen(parties: Mapping[str, DisclosedParty], named: Iterable[str]) -> dict[str, Spot]:
    """Return where companies lie whose lots tell no site: their first one where they disclose it, else their country.

    Who is only named by others, as a customer or supplier, stands in the country of the register.
    """
    middles = country_spots()
    spots = {
        code: middles[party.country]
        for code, party in disclosure_store.disclosed_parties(set(named) - {""} - parties.keys()).items()
        if party.country in middles
    }
    spots |= {
        code: middles[party.country]
        for code, party in parties.items()
        if party.level.includes(Disclosure.COUNTRY) and party.country in middles
    }
    seen = [code for code, party in parties.items() if party.level.includes(Disclosure.SITE)]
    return spots | picture_store.first_spots(seen)
