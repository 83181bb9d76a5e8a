"""A network as a Sankey diagram: bands as wide as their mass, what is not disclosed dashed."""

from collections.abc import Callable
from fractions import Fraction

from casthouse.measure.mass import tonnes_shown
from casthouse.measure.share import input_percentage_text
from casthouse.picture.flow_fold import drawn
from casthouse.picture.flow_layout import BAR, LINE, FlowLayout, PlacedBand, PlacedNode, flow_layout
from casthouse.picture.flow_network import PROVISIONAL, Entries, FlowNetwork, FlowNode
from casthouse.picture.svg_text import (
    COLOURS,
    INK,
    INK_2,
    PAPER,
    Drawing,
    captioned,
    element,
    linked,
    number,
    short,
    text,
)

NODES_MAX = 14
BEND = 70.0
OPEN: dict[str, str | float] = {
    "stroke": INK_2,
    "stroke-width": 1.25,
    "stroke-dasharray": "0.1 4",
    "stroke-linecap": "round",
}
"""The outline of what is provisional: dots."""
OPEN_FROM = 4.0
"""A thinner band has no outline: it would be nothing else."""

AddressOf = Callable[[Entries], str]
"""Gives the address of a list of entries."""


def tonnes(mass_g: int) -> str:
    """Return a mass for a picture with its unit, in the digits of the tables."""
    return f"{tonnes_shown(mass_g)} t"


def percent(mass_g: int, whole_g: int) -> str:
    """Return a share for a picture, rounded down as in the tables, or nothing where there is no whole."""
    return f"{input_percentage_text(Fraction(mass_g, whole_g))} %" if whole_g else ""


def tonnes_and_share(mass_g: int, whole_g: int) -> str:
    """Return a mass for a picture with its share of a whole, where there is one."""
    return " · ".join(each for each in (tonnes(mass_g), percent(mass_g, whole_g)) if each)


def description(network: FlowNetwork) -> str:
    """Return in words what a picture shows, its unit and its days."""
    span = f", {network.first} to {network.last}" if network.first else ""
    dotted = "; dotted: provisional, of periods that are not closed" if network.has_provisional else ""
    return f"Mass in tonnes{span}. Widths are in proportion to mass; dashed: undisclosed{dotted}."


def flow_drawing(network: FlowNetwork, *, title: str, address_of: AddressOf | None = None) -> Drawing:
    """Return the diagram of a network.

    Args:
        network: what flows.
        title: what stands over it.
        address_of: where entries are listed; None in a file, which leads nowhere.
    """
    shown = drawn(network, nodes_max=NODES_MAX)
    layout = flow_layout(shown)
    names = {each.key: each.label for each in shown.nodes}
    body = "".join(
        [
            *_headings(layout),
            *(
                _band(each, names, network.whole_g, address_of)
                for each in sorted(layout.bands, key=lambda one: -one.thick)
            ),
            *(_node(each, network.whole_g, address_of) for each in layout.nodes),
        ]
    )
    drawing = Drawing(
        width=layout.width, height=layout.height, body=body, title=title, description=description(network)
    )
    return captioned(drawing, network.caption, mark=network.mark)


def _headings(layout: FlowLayout) -> list[str]:
    return [
        text(x, 14, name, text_anchor="middle", font_size=13, font_weight=600, **{"class": "p-head"})
        for name, x in layout.columns
    ]


def _band(each: PlacedBand, names: dict[str, str], whole_g: int, address_of: AddressOf | None) -> str:
    band = each.band
    mass = tonnes_and_share(band.mass_g, whole_g)
    what = band.said + _open(is_open=band.is_provisional)
    said = f"{names[band.source]} → {names[band.target]}: {mass}, {what}"
    attributes: dict[str, str | float] = {
        "class": f"p-band p-{band.tone}" + (" p-hidden" if band.is_undisclosed else ""),
        "d": _path(each),
        "fill": COLOURS[band.tone],
        "fill-opacity": 0.4,
    }
    if band.is_undisclosed:
        attributes |= {"fill-opacity": 0.12, "stroke": INK_2, "stroke-dasharray": "5 4"}
    elif band.is_provisional and each.thick >= OPEN_FROM:
        attributes |= OPEN
        attributes |= {"class": f"p-band p-{band.tone} p-open", "fill-opacity": 0.15}
    address = address_of(band.entries) if address_of and band.entries else None
    return linked(element("path", attributes), address, said)


def _path(each: PlacedBand) -> str:
    if each.x1 > each.x0:
        left = right = (each.x0 + each.x1) / 2
    else:  # back in the chain
        left, right = each.x0 + BEND, each.x1 - BEND
    x0, y0, x1, y1 = (number(value) for value in (each.x0, each.y0, each.x1, each.y1))
    low0, low1 = number(each.y0 + each.thick), number(each.y1 + each.thick)
    a, b = number(left), number(right)
    return f"M{x0} {y0}C{a} {y0} {b} {y1} {x1} {y1}V{low1}C{b} {low1} {a} {low0} {x0} {low0}Z"


def _node(each: PlacedNode, whole_g: int, address_of: AddressOf | None) -> str:
    node = each.node
    attributes: dict[str, str | float] = {
        "class": f"p-node p-{node.tone}" + (" p-hidden" if node.is_undisclosed else ""),
        "x": each.x,
        "y": each.y,
        "width": BAR,
        "height": each.height,
        "fill": COLOURS[node.tone],
    }
    if node.is_undisclosed:
        attributes |= {"fill": PAPER, "stroke": INK_2, "stroke-dasharray": "4 3"}
    elif node.is_provisional:
        attributes |= OPEN
        attributes |= {"class": f"p-node p-{node.tone} p-open", "fill-opacity": 0.4}
    bar = element("rect", attributes) + _said(each, whole_g)
    address = address_of(node.entries) if address_of and node.entries else None
    return linked(bar, address, f"{node.label}: {tonnes_and_share(each.mass_g, whole_g)}{_after(node)}")


def _after(node: FlowNode) -> str:
    return f"{f', {node.note}' if node.note else ''}{_open(is_open=node.is_provisional)}"


def _open(*, is_open: bool) -> str:
    return f", {PROVISIONAL}" if is_open else ""


def _said(each: PlacedNode, whole_g: int) -> str:
    """Return the words of a node: beside its bar in an outer column, above it in an inner one, where room is narrow."""
    mass, more = tonnes(each.mass_g), [percent(each.mass_g, whole_g), each.node.note]
    said = [word for word in more if word]
    if each.is_left or each.is_right:
        x = each.x - 8 if each.is_left else each.x + BAR + 8
        anchor = "end" if each.is_left else "start"
        lines = [" · ".join([mass, *said])]
        first = each.y + each.height / 2 - 3
    else:
        x, anchor = each.x + BAR / 2, "middle"
        lines = [mass, *([" · ".join(said)] if said else [])]
        first = each.y - 6 - LINE * len(lines)
    halo: dict[str, str | float] = {
        "class": "p-words",
        "paint_order": "stroke",
        "stroke": PAPER,
        "stroke_width": 3,
        "stroke_linejoin": "round",
        "text_anchor": anchor,
    }
    name = text(x, first, short(each.node.label), **halo, fill=INK, font_weight=600)
    return name + "".join(
        text(x, first + LINE * at, line, **halo, font_size=13) for at, line in enumerate(lines, start=1)
    )
