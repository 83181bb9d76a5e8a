"""Where the nodes and bands of a network stand on a sheet: columns from left to right, heights in proportion to mass.

All heights have one scale, so that a band can be followed by its width. A node gets room for its words whatever its
mass. Lengths are in the units of the view box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casthouse.picture.flow_network import FlowBand, FlowNetwork, FlowNode, through_g

WIDTH = 1200.0
WORDS = 210.0
"""The room for words beside the outer columns."""
BAR = 16.0
TALLEST = 330.0
"""The height of the mass in the column with most of it."""
ROOM = 44.0
"""What a node takes of a column at least."""
LINE = 15.0
ABOVE = 10.0 + 3 * LINE
"""The room for words above a node of an inner column: its name, its mass, its share or a note."""
TOP = 34.0
THIN = 1.0
SWEEPS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedNode:
    """A node with its bar; `is_left` and `is_right` say in which outer column it stands."""

    node: FlowNode
    mass_g: int
    x: float
    y: float
    height: float
    is_left: bool
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBand:
    """A band: where it leaves and where it comes in, and how thick it is."""

    band: FlowBand
    x0: float
    y0: float
    x1: float
    y1: float
    thick: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLayout:
    """A network on a sheet."""

    width: float
    height: float
    columns: tuple[tuple[str, float], ...]
    nodes: tuple[PlacedNode, ...]
    bands: tuple[PlacedBand, ...]


def flow_layout(network: FlowNetwork) -> FlowLayout:
    """Return where everything stands; the same network always stands alike."""
    mass = through_g(network)
    columns = ordered_columns(network, mass)
    scale = TALLEST / max([1, *(sum(mass[each.key] for each in column) for column in columns)])
    count = len(columns)
    step = (WIDTH - 2 * WORDS - BAR) / max(1, count - 1)
    tall = max((_height(column, at, count, mass, scale) for at, column in enumerate(columns)), default=0)
    nodes: dict[str, PlacedNode] = {}
    for at, column in enumerate(columns):
        y = TOP + (tall - _height(column, at, count, mass, scale)) / 2
        for each in column:
            slot, lead = _slot(each, at, count, mass, scale)
            nodes[each.key] = PlacedNode(
                node=each,
                mass_g=mass[each.key],
                x=WORDS + at * step,
                y=y + lead,
                height=max(mass[each.key] * scale, THIN),
                is_left=at == 0,
                is_right=at == count - 1,
            )
            y += slot
    return FlowLayout(
        width=WIDTH,
        height=TOP + tall + 10,
        columns=tuple((name, WORDS + at * step + BAR / 2) for at, name in enumerate(network.headings)),
        nodes=tuple(nodes.values()),
        bands=_placed(network.bands, nodes, scale),
    )


def _slot(each: FlowNode, at: int, count: int, mass: Mapping[str, int], scale: float) -> tuple[float, float]:
    """Return the height that a node takes of its column, and how much of it lies above its bar."""
    thick = max(mass[each.key] * scale, THIN)
    if at in {0, count - 1}:
        slot = max(thick + 8, ROOM)
        return slot, (slot - thick) / 2
    return thick + ABOVE + 8, ABOVE


def _height(column: Sequence[FlowNode], at: int, count: int, mass: Mapping[str, int], scale: float) -> float:
    return sum(_slot(each, at, count, mass, scale)[0] for each in column)


def ordered_columns(network: FlowNetwork, mass: Mapping[str, int]) -> list[list[FlowNode]]:
    """Return the nodes of each column from top to bottom: near what they are joined to, else the largest first."""
    columns: list[list[FlowNode]] = [[] for _ in network.headings]
    for node in network.nodes:
        columns[node.column].append(node)
    for column in columns:
        column.sort(key=lambda each: (each.is_inside, -mass[each.key], each.key))
    forward: dict[str, list[tuple[str, int]]] = {}
    back: dict[str, list[tuple[str, int]]] = {}
    for band in network.bands:
        forward.setdefault(band.source, []).append((band.target, band.mass_g))
        back.setdefault(band.target, []).append((band.source, band.mass_g))
    for _ in range(SWEEPS):
        for column in columns[1:]:
            _sort_near(column, back, _places(columns))
        for column in reversed(columns[:-1]):
            _sort_near(column, forward, _places(columns))
    return columns


def _places(columns: Sequence[Sequence[FlowNode]]) -> dict[str, float]:
    return {each.key: (at + 0.5) / len(column) for column in columns for at, each in enumerate(column)}


def _sort_near(
    column: list[FlowNode], joined: Mapping[str, list[tuple[str, int]]], places: Mapping[str, float]
) -> None:
    def middle(each: FlowNode) -> float:
        ends = joined.get(each.key, [])
        whole = sum(mass_g for _, mass_g in ends)
        return sum(places[key] * mass_g for key, mass_g in ends) / whole if whole else places[each.key]

    near = {each.key: middle(each) for each in column}
    column.sort(key=lambda each: round(near[each.key], 6))  # equal ones keep their order


def _placed(
    bands: Sequence[FlowBand], nodes: Mapping[str, PlacedNode], scale: float
) -> tuple[PlacedBand, ...]:
    """Lay bands at their nodes one below the other, in the order of what they lead to, so that few cross."""
    leaves: dict[int, float] = {}
    comes: dict[int, float] = {}
    numbered = list(enumerate(bands))
    used: dict[str, float] = {}
    for at, band in sorted(numbered, key=lambda one: (nodes[one[1].target].y, one[0])):
        leaves[at] = nodes[band.source].y + used.get(band.source, 0.0)
        used[band.source] = used.get(band.source, 0.0) + band.mass_g * scale
    used = {}
    for at, band in sorted(numbered, key=lambda one: (nodes[one[1].source].y, one[0])):
        comes[at] = nodes[band.target].y + used.get(band.target, 0.0)
        used[band.target] = used.get(band.target, 0.0) + band.mass_g * scale
    return tuple(
        PlacedBand(
            band=band,
            x0=nodes[band.source].x + BAR,
            y0=leaves[at],
            x1=nodes[band.target].x,
            y1=comes[at],
            thick=max(band.mass_g * scale, THIN),
        )
        for at, band in numbered
    )
