"""A trace as a network, as far as lots are known upstream and on to customers, as whoever asked may see it.

Each company stands as often as metal came through it on the way; what it does not disclose is undisclosed, with its
mass, and the way goes on behind it. Lots of one company that metal passed one after the other are one node. The grams
of each way are the exact share that came along it, rounded by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.picture.flow_network import Entries, FlowBand, FlowNetwork, FlowNode, Spot, Tone
from casthouse.picture.trace_entries import came_entries, shipped_entries
from casthouse.provenance.disclosed_trace import UNDISCLOSED, SeenShipment
from casthouse.provenance.long_share import half_even
from casthouse.provenance.lot_graph import EdgeKind, LotEdge, LotName
from casthouse.provenance.whole_share import WholeShares

NOTE = (
    "What known lots prove, whatever the accounts attribute. Grams are exact shares, each rounded by itself; "
    "of what was shipped, rounded up. Lots of one company on the same way are drawn as one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSight:
    """What may be seen of companies: what each discloses, where it lies if that may be seen, and on which day.

    `sites` is where lots came into being, of companies that disclose their sites; `readable` whose ledger and traces
    may be opened by whoever asks.
    """

    parties: Mapping[str, DisclosedParty]
    spots: Mapping[str, Spot]
    sites: Mapping[LotName, Spot]
    day: date
    readable: frozenset[str] = frozenset()


def trace_network(
    shares: WholeShares, mass_g: int, shipments: Sequence[SeenShipment], sight: TraceSight
) -> FlowNetwork:
    """Return the network of a trace.

    Args:
        shares: what came through each lot upstream of the subject.
        mass_g: the mass that is traced.
        shipments: where it went, as it may be seen.
        sight: what may be seen.
    """
    hops = _hops(shares)
    sheet = _Sheet(shares=shares, mass_g=mass_g, sight=sight, hops=hops)
    for lot in hops:
        for edge, part in shares.along(lot):
            if part:
                sheet.take(lot, edge, part)
    for origin, part in shares.ends.items():
        if origin.kind is EdgeKind.UNRECORDED:
            sheet.take_unrecorded(LotName(origin.organisation, origin.lot), part)
    sheet.ship(shipments)
    return sheet.network()


def _hops(shares: WholeShares) -> dict[LotName, int]:
    """Return how many deliveries lie between each lot and the subject, on the longest way; a loop is one place."""
    graph, groups = shares.graph, shares.groups
    of = {lot: at for at, group in enumerate(groups) for lot in group}
    far = [0] * len(groups)
    for at, group in enumerate(groups):
        for lot in group:
            for source in graph.sources(lot):
                if source in of and of[source] != at:
                    step = int(source.organisation != lot.organisation)
                    far[of[source]] = max(far[of[source]], far[at] + step)
    return {lot: far[at] for lot, at in of.items()}


class _Sheet:
    """The nodes and bands while they are put together; a node's column counts from the subject leftwards at first."""

    def __init__(
        self,
        *,
        shares: WholeShares,
        mass_g: int,
        sight: TraceSight,
        hops: Mapping[LotName, int],
    ) -> None:
        self.shares, self.mass_g, self.sight, self.hops = shares, mass_g, sight, hops
        self.nodes: dict[str, FlowNode] = {}
        self.parts: dict[tuple[str, str], int] = {}
        self.behind: dict[tuple[str, str], list[LotEdge]] = {}
        self.origins: set[str] = set()
        self.of_lots: dict[LotName, FlowNode] = {}
        self.shipped: list[FlowBand] = []
        self.placed: dict[str, dict[LotName, Spot]] = {}
        self.reaches_mine = False
        self.subject = self._lot(shares.subject)

    def _sites(self, node: FlowNode) -> dict[Spot, int]:
        """Return at which sites the lots of a node came into being, with the parts that came through each."""
        sites: dict[Spot, int] = {}
        for lot, site in self.placed.get(node.key, {}).items():
            sites[site] = sites.get(site, 0) + self.shares.through[lot]
        return sites

    def take(self, lot: LotName, edge: LotEdge, part: int) -> None:
        """Add the part of the subject that came along an edge into a lot."""
        target = self._lot(lot)
        source = self._origin(lot, edge) if edge.source is None else self._lot(edge.source)
        if source is not None:
            self._add(source, target, part, edge)

    def take_unrecorded(self, lot: LotName, part: int) -> None:
        """Add the part of the subject that begins with a lot which nothing on record brought in, if that is told."""
        party = self.sight.parties[lot.organisation]
        if part and party.level.includes(Disclosure.LOTS):
            hop = self.hops[lot] + 1
            node = FlowNode(
                key=f"{hop}:unrecorded", label="unrecorded", column=-hop, tone=Tone.MADE, is_inside=True
            )
            self._add(self._node(node), self._lot(lot), part, None)

    def _add(self, source: FlowNode, target: FlowNode, part: int, edge: LotEdge | None) -> None:
        if source.key != target.key:
            way = source.key, target.key
            self.parts[way] = self.parts.get(way, 0) + part
            self.behind.setdefault(way, []).extend([edge] if edge else [])

    def _lot(self, lot: LotName) -> FlowNode:
        if lot not in self.of_lots:
            self.of_lots[lot] = self._new_lot(lot)
        return self.of_lots[lot]

    def _new_lot(self, lot: LotName) -> FlowNode:
        hop, party = self.hops[lot], self.sight.parties[lot.organisation]
        subject = self.shares.subject
        is_subject = hop == 0 and lot.organisation == subject.organisation
        label, is_undisclosed = seen_name(party)
        if lot in self.sight.sites:
            self.placed.setdefault(f"{hop}:{label}", {})[lot] = self.sight.sites[lot]
        return self._node(
            FlowNode(
                key=f"{hop}:{label}",
                label=f"{subject.lot} of {subject.organisation}" if is_subject else label,
                column=-hop,
                tone=Tone.SUBJECT if is_subject else Tone.MADE,
                is_undisclosed=is_undisclosed,
                spot=self.sight.spots.get(lot.organisation),
            )
        )

    def _origin(self, lot: LotName, edge: LotEdge) -> FlowNode | None:
        """Return what stands before a lot that a movement brought in: who delivered it or the mine, if that is told."""
        party = self.sight.parties[lot.organisation]
        if not party.level.includes(Disclosure.LOTS) or edge.kind is EdgeKind.PRODUCTION:
            return None
        hop = self.hops[lot] + 1
        mined = edge.kind is EdgeKind.EXTRACTION
        self.reaches_mine |= mined
        label = f"mine {edge.facility}".strip() if mined else edge.counterparty or UNDISCLOSED
        self.origins.add(f"{hop}:from:{label}")
        return self._node(
            FlowNode(
                key=f"{hop}:from:{label}",
                label=label,
                column=-hop,
                tone=Tone.MADE,
                is_undisclosed=label == UNDISCLOSED,
                is_inside=mined,
                spot=self.sight.spots.get(edge.counterparty),
            )
        )

    def ship(self, shipments: Sequence[SeenShipment]) -> None:
        """Add to whom it went: customers of the company itself, and where others sent it on."""
        own = self.shares.subject.organisation
        sums: dict[tuple[str, str], list[SeenShipment]] = {}
        for each in shipments:
            if each.place.organisation == own:
                source, target = self.subject, self._customer(each.customer, column=1)
            else:
                shipper = self._customer(each.place.organisation, column=1)
                source, target = shipper, self._customer(each.customer, column=2)
            sums.setdefault((source.key, target.key), []).append(each)
        self.shipped = [
            FlowBand(
                source=source,
                target=target,
                mass_g=sum(each.mass_g for each in along),
                tone=Tone.MADE,
                entries=shipped_entries(along, self.sight.readable),
            )
            for (source, target), along in sums.items()
        ]

    def _customer(self, name: str, *, column: int) -> FlowNode:
        return self._node(
            FlowNode(
                key=f"to:{column}:{name}",
                label=name,
                column=column,
                tone=Tone.MADE,
                spot=self.sight.spots.get(name),
            )
        )

    def _node(self, node: FlowNode) -> FlowNode:
        return self.nodes.setdefault(node.key, node)

    def _origin_entries(self, node: FlowNode) -> Entries | None:
        """Return what brought in the metal of an origin; None for a company that lots came through."""
        if node.key not in self.origins:
            return None
        along = [edge for (source, _), edges in self.behind.items() if source == node.key for edge in edges]
        return came_entries(along, self.sight.readable, node)

    def network(self) -> FlowNetwork:
        """Return the network, its columns counted from the left."""
        first = min(each.column for each in self.nodes.values())
        last = max(each.column for each in self.nodes.values())
        bands = [
            FlowBand(
                source=source,
                target=target,
                mass_g=mass_g,
                tone=Tone.MADE,
                is_undisclosed=self.nodes[source].is_undisclosed,
                entries=came_entries(self.behind[source, target], self.sight.readable, self.nodes[source]),
            )
            for (source, target), part in self.parts.items()
            if (mass_g := half_even(part * self.mass_g, self.shares.whole))
        ]
        sites = {each.key: self._sites(each) for each in self.nodes.values()}
        nodes = tuple(
            replace(
                each,
                column=each.column - first,
                spot=_spot(sites[each.key]) or each.spot,
                entries=self._origin_entries(each),
            )
            for each in self.nodes.values()
        )
        lot = self.shares.subject
        return FlowNetwork(
            subject=f"Trace of lot {lot.lot} of {lot.organisation}, as known on {self.sight.day}",
            headings=tuple(_heading(at) for at in range(first, last + 1)),
            nodes=nodes,
            bands=(*bands, *self.shipped),
            notes=(
                NOTE,
                *dict.fromkeys(filter(None, (_several(each, len(sites[each.key])) for each in nodes))),
            ),
            reaches_mine=self.reaches_mine,
            counts_steps=True,
        )


def _spot(sites: Mapping[Spot, int]) -> Spot | None:
    """Return the site through which most came; None where no lot tells one."""
    return min(sites, key=lambda each: (-sites[each], each.name)) if sites else None


def _several(node: FlowNode, sites: int) -> str:
    """Say of a node whose lots came into being at several sites at which of them it stands; else nothing."""
    if sites <= 1 or node.spot is None:
        return ""
    stands = f"on the map it stands at {node.spot.name}, through which most of it came"
    return f"{node.label}: lots of {sites} sites; {stands}."


def _heading(column: int) -> str:
    if column == 0:
        return "This lot"
    if column > 0:
        return "Customers" if column == 1 else "Sent on to"
    return "Suppliers" if column == -1 else f"{-column} steps before"


def seen_name(party: DisclosedParty) -> tuple[str, bool]:
    """Return the name of a company as it may be seen, and whether it is undisclosed."""
    if party.level.includes(Disclosure.COMPANY):
        return party.code, False
    if party.level.includes(Disclosure.COUNTRY):
        return f"a company in {party.country}", False
    return UNDISCLOSED, True
