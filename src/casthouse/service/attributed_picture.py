"""The picture of what the accounts attribute of a delivery, from where the trail ends to it, as it may be seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from casthouse.parties.disclosure import Disclosure
from casthouse.picture.attributed_flow import AttributedSight, AttributedTrail, attributed_network
from casthouse.picture.flow_network import FlowNetwork
from casthouse.provenance.disclosed_attribution import SeenPoolOrigin, seen_sources
from casthouse.service import clock
from casthouse.service.attributed_trace import AttributedTrace, FollowedTrail, followed_trail, trace_of
from casthouse.service.permission import Actor
from casthouse.service.trace_picture import disclosure_mark, spots_seen
from casthouse.storage import picture as picture_store


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributedSheet:
    """All that a page says of what the accounts attribute: the answer with its picture."""

    trace: AttributedTrace
    network: FlowNetwork


def attributed_sheet(actor: Actor, *, organisation: str, reference: str) -> AttributedSheet:
    """Attribute as `attributed_trace` does, and return the picture of it, too.

    Raises:
        Refusal: as `attributed_trace` does.
    """
    trail = followed_trail(actor, organisation=organisation, reference=reference)
    trace = trace_of(trail)
    return AttributedSheet(trace=trace, network=_network(trail, trace.sources))


def attributed_picture(actor: Actor, *, organisation: str, reference: str) -> FlowNetwork:
    """Attribute a lot, a movement or the shipment of a CoC Document, and return the network of it.

    Raises:
        Refusal: as `attributed_trace` does.
    """
    trail = followed_trail(actor, organisation=organisation, reference=reference)
    sources = seen_sources(trail.found, trail.books, trail.pooled, trail.parties)
    return _network(trail, sources.ends)


def _network(trail: FollowedTrail, sources: Sequence[SeenPoolOrigin]) -> FlowNetwork:
    lot = trail.subject.lot
    sight = AttributedSight(
        parties=trail.parties,
        spots=spots_seen(trail.parties, {each.place.counterparty for each in sources}),
        stage_spots=picture_store.stage_spots(
            [code for code, party in trail.parties.items() if party.level.includes(Disclosure.SITE)],
            first=min(each.account.period.start for each in trail.found.pools),
            last=max(each.account.period.last_day for each in trail.found.pools),
        ),
        product=f"{trail.subject.left_as or lot.lot} of {lot.organisation}",
        day=clock.today(),
    )
    network = attributed_network(
        AttributedTrail(
            subject=trail.pooled,
            books=trail.books,
            found=trail.found,
            ways=trail.walk.ways(),
            sources=sources,
        ),
        sight,
    )
    return replace(network, mark=disclosure_mark(trail.parties, lot.organisation))
