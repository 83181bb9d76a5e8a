"""The picture of a trace: from the mine to the product and on to customers, as whoever asks may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casthouse.exchange.world_map import country_spots
from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.picture.flow_network import FlowNetwork, Spot
from casthouse.picture.trace_flow import TraceSight, trace_network
from casthouse.service import clock
from casthouse.service.disclosure import parties_seen_by
from casthouse.service.permission import Actor
from casthouse.service.trace import Trace, trace_parts
from casthouse.storage import disclosure as disclosure_store
from casthouse.storage import picture as picture_store


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturedTrace:
    """A trace with its picture."""

    trace: Trace
    network: FlowNetwork


def trace_picture(actor: Actor, *, organisation: str, reference: str) -> PicturedTrace:
    """Trace a lot, a movement or a CoC Document, and return the network of it.

    Raises:
        Refusal: as `trace` does.
    """
    parts = trace_parts(actor, organisation=organisation, reference=reference)
    found, graph, physical = parts.trace, parts.graph, parts.physical
    parties = parties_seen_by(actor, {lot.organisation for lot in physical.through})
    named = {edge.counterparty for edges in graph.edges.values() for edge in edges}
    named |= {each.customer for each in found.downstream}
    told = [lot for lot in physical.through if parties[lot.organisation].level.includes(Disclosure.SITE)]
    sight = TraceSight(
        parties=parties,
        spots=_spots(parties, named),
        sites=picture_store.spots_of_lots(told),
        day=clock.today(),
    )
    return PicturedTrace(trace=found, network=trace_network(graph, physical, found.downstream, sight))


def _spots(parties: Mapping[str, DisclosedParty], named: Iterable[str]) -> dict[str, Spot]:
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
