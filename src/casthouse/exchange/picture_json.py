"""A picture as the table behind it: nodes, bands with whole grams, and where the entries are."""

from typing import Any

from casthouse.picture.flow_map_svg import placed_flows
from casthouse.picture.flow_network import Entries, FlowBand, FlowNetwork, FlowNode, through_g


def picture_json(network: FlowNetwork) -> dict[str, Any]:
    """Return the members of a picture; masses are in grams."""
    mass = through_g(network)
    placed = placed_flows(network)
    return {
        "subject": network.subject,
        "caption": network.caption,
        "mark": network.mark,
        "unit": "g",
        "whole_g": network.whole_g or None,
        "first": network.first.isoformat() if network.first else None,
        "last": network.last.isoformat() if network.last else None,
        "columns": list(network.headings),
        "nodes": [_node(each, mass[each.key]) for each in network.nodes],
        "flows": [_flow(each) for each in network.bands],
        "map": {
            "arcs": [
                {"from": each.start.name, "to": each.end.name, "mass_g": each.mass_g} for each in placed.arcs
            ],
            "stayed_g": placed.stayed_g,
            "unplaced_g": placed.unplaced_g,
        },
        "notes": list(network.notes),
    }


def _node(node: FlowNode, mass_g: int) -> dict[str, Any]:
    return {
        "key": node.key,
        "label": node.label,
        "note": node.note,
        "column": node.column,
        "tone": node.tone.value,
        "undisclosed": node.is_undisclosed,
        "provisional": node.is_provisional,
        "mass_g": mass_g,
        "entries": _entries(node.entries),
    }


def _flow(band: FlowBand) -> dict[str, Any]:
    return {
        "from": band.source,
        "to": band.target,
        "mass_g": band.mass_g,
        "tone": band.tone.value,
        "what": band.said,
        "undisclosed": band.is_undisclosed,
        "provisional": band.is_provisional,
        "entries": _entries(band.entries),
    }


def _entries(entries: Entries | None) -> dict[str, str] | None:
    if entries is None:
        return None
    return {"list": entries.of.value, "organisation": entries.organisation, **dict(entries.query)}
