"""The lots of a trace, and the order in which shares flow through them, loops kept together."""

from collections.abc import Sequence

from casthouse.provenance.flow_group import flow_groups
from casthouse.provenance.lot_graph import LotGraph, LotName


def upstream_lots(graph: LotGraph, subject: LotName) -> list[LotName]:
    """Return a lot and all lots that its metal came through, each once, the nearest first."""
    found = {subject: None}
    waiting = [subject]
    for lot in waiting:  # it grows while it is gone through
        for source in graph.sources(lot):
            if source not in found:
                found[source] = None
                waiting.append(source)
    return waiting


def groups_of(graph: LotGraph, lots: Sequence[LotName]) -> list[tuple[LotName, ...]]:
    """Return lots in groups, a group after all groups that it draws from; what they draw from others is left aside."""
    return flow_groups({lot: graph.sources(lot) for lot in lots})
