"""A page of what is upstream of a lot, computed on the projection, with words for what is on the page only."""

from collections.abc import Mapping, Sequence

import numpy as np

from casthouse.parties.disclosure import DisclosedParty
from casthouse.provenance.disclosed_trace import Place
from casthouse.provenance.graph_columns import Grams
from casthouse.provenance.lot_graph import EDGE_KINDS_BY_CODE, EdgeKind
from casthouse.provenance.origin_list import OriginList, seen_list
from casthouse.provenance.origin_page import OriginPage, PageWanted, RoundedOrigin
from casthouse.provenance.projection import Projection
from casthouse.provenance.rounded_trace import Ends, rounded_origins
from casthouse.service.disclosure import SeenParties
from casthouse.service.trace_subject import Subject
from casthouse.storage import organisation as organisation_store
from casthouse.storage import projection as projection_store


def rounded_upstream(
    seen: SeenParties,
    projection: Projection,
    subject: Subject,
    wanted: PageWanted,
    *,
    organisation_id: int,
    lots_whole: int,
) -> OriginPage | None:
    """Return a page; None where few lots lie upstream, or where the exact answer is to be asked."""
    node = projection.node_of((organisation_id, subject.lot.lot))
    nodes = None if node is None else projection.upstream(node)
    if nodes is None or len(nodes) <= lots_whole:
        return None
    origins = rounded_origins(projection, nodes, subject.mass_g, lambda ends: _in_order(projection, ends))
    if origins is None or origins.lots <= lots_whole:
        return None
    owners = projection.owners(origins.node)
    parties = _parties(seen, np.unique(owners).tolist())
    found = seen_list(origins, owners, parties, _sites_of)
    if found is None:
        return None
    return _page(projection, found, parties, wanted, lots=origins.lots, edges=origins.edges)


def _parties(seen: SeenParties, owners: Sequence[int]) -> dict[int, DisclosedParty]:
    codes = organisation_store.codes_of(owners)
    parties = seen.of(set(codes.values()))
    return {owner: parties[code] for owner, code in codes.items()}


def _sites_of(movements: Grams) -> list[str]:
    words = projection_store.movement_words(movements.tolist())
    return [words[key].facility if key else "" for key in movements.tolist()]


def _in_order(projection: Projection, ends: Ends) -> list[int]:
    """Put ends in the order of their organisations, lots and references."""
    lots = [projection.lot_of(node) or (0, "") for node, _ in ends]
    codes = organisation_store.codes_of({owner for owner, _ in lots})
    words = projection_store.movement_words([key for _, key in ends if key])
    names = [
        (codes[owner], lot, words[key].reference if key else "")
        for (owner, lot), (_, key) in zip(lots, ends, strict=True)
    ]
    return sorted(range(len(ends)), key=names.__getitem__)


def _page(
    projection: Projection,
    found: OriginList,
    parties: Mapping[int, DisclosedParty],
    wanted: PageWanted,
    *,
    lots: int,
    edges: int,
) -> OriginPage:
    shown = found.order[wanted.first : wanted.first + wanted.limit]
    places = _places(projection, found, parties, shown)
    units, grams = found.units[shown].tolist(), found.mass_g[shown].tolist()
    return OriginPage(
        lots=lots,
        edges=edges,
        origins=tuple(
            RoundedOrigin(place=place, units=unit, mass_g=mass_g)
            for place, unit, mass_g in zip(places, units, grams, strict=True)
        ),
        first=wanted.first,
        total=len(found.order),
        undisclosed_g=found.undisclosed_g,
        digest=found.digest,
    )


def _places(
    projection: Projection, found: OriginList, parties: Mapping[int, DisclosedParty], shown: Grams
) -> list[Place]:
    movements = found.movement[shown].tolist()
    words = projection_store.movement_words([key for key in movements if key > 0])
    columns = (shown.tolist(), found.node[shown].tolist(), movements, found.kind[shown].tolist())
    places = []
    for at, node, key, kind in zip(*columns, strict=True):
        if at in found.merged:
            places.append(found.merged[at])
            continue
        owner, lot = projection.lot_of(node) or (0, "")
        told = words.get(key)
        places.append(
            Place(
                country=parties[owner].country,
                organisation=parties[owner].code,
                facility=told.facility if told else "",
                lot=lot,
                reference=told.reference if told else "",
                counterparty=told.counterparty if told else "",
                kind=(EDGE_KINDS_BY_CODE[kind] if told else EdgeKind.UNRECORDED).value,
            )
        )
    return places
