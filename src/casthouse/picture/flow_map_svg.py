"""A network on the map of the world: an arc between two places for all mass that went from one to the other.

Only what has a place on record, and may be seen, is on the map; how much is not is said below it. Arcs are as wide as
their mass and bend to the right of their way, so that both directions can be told apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from casthouse.picture.flow_network import BandWay, FlowNetwork, Spot, Tone
from casthouse.picture.flow_svg import tonnes
from casthouse.picture.map_label import MapLabel, MapPoint, map_labels
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
from casthouse.picture.world_projection import HEIGHT, WIDTH, projected

WIDE, NARROW = 1200.0, 360.0
SHAPES = {WIDE: 0.5, NARROW: 0.9}
"""How high a map is for its width."""
PART_MIN = 180.0
"""So much of the world, of 1000, is shown at least."""
THICK, THIN = 13.0, 1.25
ARCS_MAX, NAMES_MAX = 60, 24
HEAD_FROM = 34.0
"""An arc shorter than this has no head: it would hide it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """All mass from one place to another."""

    start: Spot
    end: Spot
    mass_g: int
    is_undisclosed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What of a network is on the map.

    Attributes:
        arcs: the ways between places, the widest first.
        stayed_g: mass that moved within one place.
        unplaced_g: mass of which an end has no place that may be seen.
    """

    arcs: tuple[Arc, ...]
    stayed_g: int
    unplaced_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The part of the map that is shown, on a sheet of some width."""

    x: float
    y: float
    width: float
    height: float
    sheet: float

    @property
    def scale(self) -> float:
        """Units of the sheet for one of the map."""
        return self.sheet / self.width

    def on_sheet(self, spot: Spot) -> tuple[float, float]:
        """Return where a place is on the sheet."""
        x, y = projected(spot.longitude, spot.latitude)
        return (x - self.x) * self.scale, (y - self.y) * self.scale


def placed_flows(network: FlowNetwork) -> Placed:
    """Return the flows between places; what went on inside a place, and what has none, is counted apart."""
    nodes = network.by_key
    sums: dict[tuple[str, str], Arc] = {}
    stayed_g = unplaced_g = 0
    for band in network.bands:
        source, target = nodes[band.source], nodes[band.target]
        if source.is_inside or target.is_inside:
            continue
        for way in band.ways or (BandWay(start=source.spot, end=target.spot, mass_g=band.mass_g),):
            if way.start is None or way.end is None:
                unplaced_g += way.mass_g
            elif way.start == way.end:
                stayed_g += way.mass_g
            else:
                held = sums.get((way.start.name, way.end.name))
                sums[way.start.name, way.end.name] = Arc(
                    start=way.start,
                    end=way.end,
                    mass_g=way.mass_g + (held.mass_g if held else 0),
                    is_undisclosed=band.is_undisclosed and (held is None or held.is_undisclosed),
                )
    arcs = sorted(sums.values(), key=lambda each: (-each.mass_g, each.start.name, each.end.name))
    return Placed(arcs=tuple(arcs), stayed_g=stayed_g, unplaced_g=unplaced_g)


def map_description(network: FlowNetwork, placed: Placed) -> str:
    """Return in words what the map shows and what it cannot show."""
    span = f", {network.first} to {network.last}" if network.first else ""
    missing = (
        f" Without a place on record or disclosed: {tonnes(placed.unplaced_g)}." if placed.unplaced_g else ""
    )
    more = len(placed.arcs) - ARCS_MAX
    left = f" The {ARCS_MAX} widest of {len(placed.arcs)} arcs." if more > 0 else ""
    return f"Mass in tonnes{span}. Arcs are as wide as their mass.{missing}{left}"


def map_drawing(
    network: FlowNetwork, *, title: str, land: str, sheet: float = WIDE, address: str | None = None
) -> Drawing:
    """Return the map of a network.

    Args:
        network: what flows.
        title: what stands over it.
        land: SVG of the land in units of the map: an image on a page, the outlines themselves in a file.
        sheet: how wide the sheet is, `WIDE` or `NARROW`.
        address: where the table of the same flows is; None in a file.
    """
    placed = placed_flows(network)
    arcs = placed.arcs[:ARCS_MAX]
    spots = list({each.name: each for arc in arcs for each in (arc.start, arc.end)}.values())
    spots = spots or [each.spot for each in network.nodes if each.spot is not None][:1]
    view = _view(spots, sheet)
    height = view.height * view.scale
    place = f"scale({number(view.scale)}) translate({number(-view.x)} {number(-view.y)})"
    clip = element("svg", {"width": sheet, "height": height}, element("g", {"transform": place}, land))
    widest = max((arc.mass_g for arc in arcs), default=1)
    body = [clip, *(_arc(arc, view, widest, address) for arc in arcs), *_names(spots, arcs, view)]
    drawing = Drawing(
        width=sheet,
        height=height,
        body="".join(body),
        title=title,
        description=map_description(network, placed),
    )
    return captioned(drawing, network.caption, mark=network.mark)


def _view(spots: Sequence[Spot], sheet: float) -> View:
    """Return the part of the world that holds all places with room around them, of the sheet's shape."""
    shape = SHAPES[sheet]
    points = [projected(each.longitude, each.latitude) for each in spots] or [(0.0, 0.0), (WIDTH, HEIGHT)]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    room = 0.16 * max(right - left, bottom - top) + 20
    width = max(right - left + 2 * room, (bottom - top + 2 * room) / shape, PART_MIN)
    width = min(width, WIDTH if shape <= HEIGHT / WIDTH else HEIGHT / shape if sheet == WIDE else WIDTH)
    height = width * shape
    x = min(max((left + right - width) / 2, 0.0), WIDTH - width)
    y = (top + bottom - height) / 2
    if height <= HEIGHT:
        y = min(max(y, 0.0), HEIGHT - height)
    return View(x=x, y=y, width=width, height=height, sheet=sheet)


def _arc(arc: Arc, view: View, widest: int, address: str | None) -> str:
    (x0, y0), (x1, y1) = view.on_sheet(arc.start), view.on_sheet(arc.end)
    long = hypot(x1 - x0, y1 - y0) or 1.0
    right, down = (y0 - y1) / long, (x1 - x0) / long
    bend = 0.22 * long
    xm, ym = (x0 + x1) / 2 + right * bend, (y0 + y1) / 2 + down * bend
    thick = max(THICK * (view.sheet / WIDE) ** 0.5 * arc.mass_g / widest, THIN)
    tone = Tone.OTHER if arc.is_undisclosed else Tone.COC
    attributes: dict[str, str | float] = {
        "class": "p-arc" + (" p-hidden" if arc.is_undisclosed else ""),
        "d": f"M{number(x0)} {number(y0)}Q{number(xm)} {number(ym)} {number(x1)} {number(y1)}",
        "fill": "none",
        "stroke": COLOURS[tone],
        "stroke-opacity": 0.75,
        "stroke-width": thick,
    }
    if arc.is_undisclosed:
        attributes["stroke-dasharray"] = "6 5"
    said = f"{arc.start.name} → {arc.end.name}: {tonnes(arc.mass_g)}"
    way = (x1 - x0) / long, (y1 - y0) / long
    middle = (x0 + 2 * xm + x1) / 4, (y0 + 2 * ym + y1) / 4
    head = "" if long < HEAD_FROM else _head(*middle, *way, min(4.0 + thick * 0.8, long / 8))
    return linked(element("path", attributes) + head, address, said)


def _head(x: float, y: float, along: float, down: float, size: float) -> str:
    """Return the head of an arrow in the middle of an arc, where its way is that from end to end."""
    points = [
        (x + along * size, y + down * size),
        (x - along * size - down * size, y - down * size + along * size),
        (x - along * size + down * size, y - down * size - along * size),
    ]
    listed = " ".join(f"{number(a)},{number(b)}" for a, b in points)
    return element("polygon", {"class": "p-arrowhead", "points": listed, "fill": INK})


def _names(spots: Sequence[Spot], arcs: Sequence[Arc], view: View) -> list[str]:
    """Return points with their names, those with most mass served first; a name without room comes up on pointing."""
    mass: dict[str, int] = {}
    for arc in arcs:
        for each in (arc.start, arc.end):
            mass[each.name] = mass.get(each.name, 0) + arc.mass_g
    ordered = sorted(spots, key=lambda each: (-mass.get(each.name, 0), each.name))
    points = []
    for spot in ordered:
        x, y = view.on_sheet(spot)
        points.append(MapPoint(x=x, y=y, name=short(spot.name, 26)))
    labels = map_labels(points, width=view.sheet, height=view.height * view.scale, most=NAMES_MAX)
    dots = [_dot(point, spot) for point, spot in zip(points, ordered, strict=True)]
    return dots + [_name(point, each) for point, each in zip(points, labels, strict=True) if each is not None]


def _dot(point: MapPoint, spot: Spot) -> str:
    circle: dict[str, str | float] = {
        "class": "p-spot",
        "cx": point.x,
        "cy": point.y,
        "r": 4,
        "fill": PAPER,
        "stroke": INK,
        "stroke-width": 2,
    }
    return linked(element("circle", circle), None, spot.name)


def _name(point: MapPoint, label: MapLabel) -> str:
    return text(
        label.x,
        label.y,
        point.name,
        text_anchor=label.anchor,
        fill=INK,
        font_size=13,
        paint_order="stroke",
        stroke=PAPER,
        stroke_width=3,
        stroke_linejoin="round",
        **{"class": "p-words"},
    )


def land_group(path: str) -> str:
    """Return the land of a file that stands alone, from its outline in units of the map."""
    return element("path", {"d": path, "fill": INK_2, "fill-opacity": 0.16})
