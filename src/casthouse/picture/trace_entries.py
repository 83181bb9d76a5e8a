"""Where the entries behind the flows of a trace are: in ledgers that whoever asked may open, and nowhere else.

A flow of several movements leads to the list of them, a flow through processes to the lot that they made. The address
names nobody whom the picture does not name.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from casthouse.picture.flow_network import Entries, EntriesOf, FlowNode
from casthouse.provenance.disclosed_trace import SeenShipment
from casthouse.provenance.lot_graph import EdgeKind, LotEdge


def came_entries(edges: Sequence[LotEdge], readable: AbstractSet[str], source: FlowNode) -> Entries | None:
    """Return what brought metal in, along a flow; None where it is in a ledger that may not be opened.

    Args:
        edges: everything that came along the flow; nothing where nothing on record brought it in.
        readable: whose ledgers may be opened.
        source: where the flow comes from, as it may be seen.
    """
    whose = {edge.target.organisation for edge in edges}
    if len(whose) != 1 or not whose <= readable:
        return None
    (organisation,) = whose
    kinds, references = {edge.kind for edge in edges}, {edge.reference for edge in edges}
    if EdgeKind.PROCESS in kinds:
        lots = {edge.target.lot for edge in edges}
        one_lot = (("reference", lots.pop()),) if len(lots) == 1 else ()
        return Entries(
            organisation=organisation, query=one_lot, of=EntriesOf.TRACE if one_lot else EntriesOf.LOTS
        )
    if len(references) == 1:
        return Entries(organisation=organisation, query=(("reference", references.pop()),))
    kind = "extraction" if kinds == {EdgeKind.EXTRACTION} else "receipt"
    named = {edge.counterparty or (edge.source.organisation if edge.source else "") for edge in edges}
    searched = (("q", source.label),) if named == {source.label} else ()
    return Entries(organisation=organisation, query=(("kind", kind), *searched))


def shipped_entries(along: Sequence[SeenShipment], readable: AbstractSet[str]) -> Entries | None:
    """Return the shipments along a flow; None where they are in a ledger that may not be opened."""
    (organisation, *others) = dict.fromkeys(each.place.organisation for each in along)
    if others or organisation not in readable:
        return None
    references, lots = {each.place.reference for each in along}, {each.place.lot for each in along}
    if len(references) == 1:
        return Entries(organisation=organisation, query=(("reference", references.pop()),))
    customers = {each.customer for each in along}
    searched = lots if len(lots) == 1 else customers
    return Entries(organisation=organisation, query=(("kind", "shipment"), ("q", searched.pop())))
