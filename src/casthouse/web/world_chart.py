"""The map of the world in the Equal Earth projection, sites put together where they are near.

The drawing is made on the server as SVG. Areas keep their proportions, so that no country looks larger than it is.
Lengths are in the units of the map, which is 1000 wide; a window is the part of it that is shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import log10

from casthouse.exchange.world_map import land_path
from casthouse.picture.world_projection import HEIGHT, WIDTH, projected
from casthouse.service.public_map import PublicPlace

ZOOM_MAX = 6
CELLS = 22
"""So many cells of a window beside each other; sites in one of them are drawn as one."""


@cache
def land_svg() -> str:
    """Return the land as a file: grey, so that it stands back in light and in dark."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}"><path d="{land_path()}" fill="#8797a6" fill-opacity=".38"/></svg>'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of the map that is shown: its corner and size; `zoom` 0 is the whole world."""

    zoom: int
    x: float
    y: float
    width: float
    height: float

    @property
    def view_box(self) -> str:
        """The window as SVG has it."""
        return f"{self.x:.1f} {self.y:.1f} {self.width:.1f} {self.height:.1f}"

    @property
    def middle(self) -> tuple[int, int]:
        """The point in the middle."""
        return round(self.x + self.width / 2), round(self.y + self.height / 2)

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies in it."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


def window(zoom: int, x: int, y: int) -> Window:
    """Return the window around a point, moved so that it shows nothing beyond the map."""
    level = min(max(zoom, 0), ZOOM_MAX)
    width, height = WIDTH / 2**level, HEIGHT / 2**level
    return Window(
        zoom=level,
        x=min(max(x - width / 2, 0.0), WIDTH - width),
        y=min(max(y - height / 2, 0.0), HEIGHT - height),
        width=width,
        height=height,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point on the map: one site, or several that are near; `certified` of them are certified on the day."""

    x: float
    y: float
    radius: float
    places: tuple[PublicPlace, ...]

    @property
    def certified(self) -> int:
        """How many are certified on the day."""
        return sum(each.is_certified for each in self.places)

    @property
    def text_size(self) -> float:
        """The height of the number in it."""
        return round(self.radius * 0.95, 2)

    @property
    def text_y(self) -> float:
        """Where the number stands."""
        return round(self.y + self.radius * 0.34, 2)

    @property
    def place(self) -> tuple[int, int]:
        """Where to look closer."""
        return round(self.x), round(self.y)


def marks(places: Iterable[PublicPlace], seen: Window) -> tuple[Mark, ...]:
    """Return the points of a window; sites near each other are one point, where they are on average.

    First come the sites in the same cell of a grid, then points that would lie over each other.
    """
    cells: dict[tuple[int, int], list[tuple[float, float, PublicPlace]]] = defaultdict(list)
    size = seen.width / CELLS
    for each in places:
        x, y = projected(each.longitude, each.latitude)
        if seen.holds(x, y):
            cells[int((x - seen.x) / size), int((y - seen.y) / size)].append((x, y, each))
    held = sorted((sites for _, sites in sorted(cells.items())), key=len, reverse=True)
    apart: list[list[tuple[float, float, PublicPlace]]] = []
    for sites in held:
        near = next((each for each in apart if _touch(_mark(each, seen), _mark(sites, seen))), None)
        if near is None:
            apart.append(list(sites))
        else:
            near += sites
    return tuple(sorted((_mark(each, seen) for each in apart), key=lambda mark: -len(mark.places)))


def _touch(one: Mark, other: Mark) -> bool:
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2 < (one.radius + other.radius) ** 2


def _mark(held: Sequence[tuple[float, float, PublicPlace]], seen: Window) -> Mark:
    count = len(held)
    return Mark(
        x=round(sum(x for x, _, _ in held) / count, 2),
        y=round(sum(y for _, y, _ in held) / count, 2),
        radius=round(seen.width * (0.0105 + 0.0045 * log10(count)), 2),
        places=tuple(place for _, _, place in held),
    )
