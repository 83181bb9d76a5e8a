"""A network for a narrow sheet, such as a phone: column under column, each node with a bar as long as its mass.

It is read from top to bottom: from the mine, or what came in, down to the product, or what went out. What is not
disclosed is dashed.
"""

from collections.abc import Sequence

from casthouse.picture.flow_fold import drawn
from casthouse.picture.flow_layout import ordered_columns
from casthouse.picture.flow_network import FlowNetwork, FlowNode, Tone, through_g
from casthouse.picture.flow_svg import OPEN, AddressOf, description, tonnes_and_share
from casthouse.picture.svg_text import (
    COLOURS,
    INK,
    INK_2,
    LINE,
    PAPER,
    Drawing,
    captioned,
    element,
    linked,
    short,
    text,
)

WIDTH = 360.0
EDGE = 4.0
NODES_MAX = 8
ROW, BAR, HEAD, ARROW = 44.0, 12.0, 30.0, 26.0
LABEL_MAX, LABEL_MAX_WITH_SHARE = 30, 24


def flow_list_drawing(network: FlowNetwork, *, title: str, address_of: AddressOf | None = None) -> Drawing:
    """Return the narrow picture of a network; the arguments are those of `flow_drawing`."""
    shown = drawn(network, nodes_max=NODES_MAX)
    mass = through_g(shown)
    columns = ordered_columns(shown, mass)
    scale = (WIDTH - 2 * EDGE) / max(1, *mass.values(), 1)
    pieces, y = [], 0.0
    for at, (name, column) in enumerate(zip(shown.headings, columns, strict=True)):
        if at:
            pieces.append(_arrow(y))
            y += ARROW
        pieces.append(
            text(EDGE, y + 18, name, font_size=15, font_weight=600, fill=INK, **{"class": "p-head"})
        )
        y += HEAD
        for node in column:
            pieces.append(
                _row(
                    node,
                    y,
                    _parts(shown, node, mass[node.key]),
                    scale=scale,
                    whole_g=network.whole_g,
                    address_of=address_of,
                )
            )
            y += ROW
    drawing = Drawing(
        width=WIDTH, height=y + EDGE, body="".join(pieces), title=title, description=description(network)
    )
    return captioned(drawing, network.caption, mark=network.mark)


def _arrow(y: float) -> str:
    middle = WIDTH / 2
    path = f"M{middle} {y + 2}V{y + 20}M{middle - 6} {y + 13}L{middle} {y + 20}L{middle + 6} {y + 13}"
    return element("path", {"class": "p-arrow", "d": path, "fill": "none", "stroke": LINE, "stroke-width": 2})


def _row(
    node: FlowNode,
    y: float,
    parts: Sequence[tuple[Tone, int]],
    *,
    scale: float,
    whole_g: int,
    address_of: AddressOf | None,
) -> str:
    mass_g = sum(part for _, part in parts)
    note = f" · {node.note}" if node.note else ""
    bars = [
        text(
            EDGE,
            y + 14,
            short(node.label + note, LABEL_MAX_WITH_SHARE if whole_g else LABEL_MAX),
            fill=INK,
            font_size=15,
            **{"class": "p-words"},
        ),
        text(WIDTH - EDGE, y + 14, tonnes_and_share(mass_g, whole_g), text_anchor="end", font_size=15),
    ]
    x = EDGE
    for tone, part in parts:
        bars.append(_bar(x, y + 20, max(part * scale, 1.5), tone, node=node))
        x += part * scale
    address = address_of(node.entries) if address_of and node.entries else None
    return linked("".join(bars), address, f"{node.label}{note}: {tonnes_and_share(mass_g, whole_g)}")


def _bar(x: float, y: float, long: float, tone: Tone, *, node: FlowNode) -> str:
    attributes: dict[str, str | float] = {
        "class": f"p-node p-{tone}" + (" p-hidden" if node.is_undisclosed else ""),
        "x": x,
        "y": y,
        "width": long,
        "height": BAR,
        "fill": COLOURS[tone],
    }
    if node.is_undisclosed:
        attributes |= {"fill": PAPER, "stroke": INK_2, "stroke-dasharray": "4 3"}
    elif node.is_provisional:
        attributes |= OPEN
        attributes |= {"class": f"p-node p-{tone} p-open", "fill-opacity": 0.4}
    return element("rect", attributes)


def _parts(network: FlowNetwork, node: FlowNode, mass_g: int) -> list[tuple[Tone, int]]:
    """Return what a node's bar is made of: in the outer columns the tones of its bands, else its own."""
    bands = [each for each in network.bands if node.key in {each.source, each.target}]
    if node.column not in {0, len(network.headings) - 1} or sum(each.mass_g for each in bands) != mass_g:
        return [(node.tone, mass_g)]
    sums = {tone: sum(each.mass_g for each in bands if each.tone is tone) for tone in Tone}
    return [(tone, part) for tone, part in sums.items() if part]
