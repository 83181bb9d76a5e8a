"""Names beside the points of a map: each where it is free, or not at all.

A name may stand to the right of its point, to the left, below or above, in this order: on the sheet, over no other name
and over no other point. Who comes first is served first. A name for which nothing is free is left to the words that
come up on pointing at its point.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LETTER, LINE = 7.2, 15.0
"""How wide a letter is on average, and how high a line."""
AWAY, POINT = 8.0, 6.0
"""How far a name stands from its point, and half the room that a point takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Say whether both share some of the sheet."""
        is_beside = self.right <= other.left or other.right <= self.left
        return not is_beside and not (self.bottom <= other.top or other.bottom <= self.top)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """A point with its name."""

    x: float
    y: float
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLabel:
    """A name with its box; `anchor` is where its base line begins in words of SVG, `x` and `y` that place."""

    x: float
    y: float
    anchor: str
    box: Box


def map_labels(
    points: Sequence[MapPoint], *, width: float, height: float, most: int
) -> list[MapLabel | None]:
    """Return where the name of each point stands, None where nothing is free for it.

    Args:
        points: whoever comes first is served first.
        width: of the sheet.
        height: of the sheet.
        most: so many names at most.
    """
    dots = [_dot(each) for each in points]
    found: list[MapLabel | None] = []
    for number, point in enumerate(points):
        taken = [*dots[:number], *dots[number + 1 :], *(each.box for each in found if each is not None)]
        places = _places(point) if sum(each is not None for each in found) < most else iter(())
        found.append(next((each for each in places if _is_free(each.box, taken, width, height)), None))
    return found


def _dot(point: MapPoint) -> Box:
    return Box(left=point.x - POINT, top=point.y - POINT, right=point.x + POINT, bottom=point.y + POINT)


def _is_free(box: Box, taken: Sequence[Box], width: float, height: float) -> bool:
    is_inside = box.left >= 0 and box.top >= 0 and box.right <= width and box.bottom <= height
    return is_inside and not any(box.meets(each) for each in taken)


def _places(point: MapPoint) -> Iterator[MapLabel]:
    wide = LETTER * len(point.name)
    x, y = point.x, point.y
    beside = y - LINE / 2
    for anchor, at, left, top in (
        ("start", x + AWAY, x + AWAY, beside),
        ("end", x - AWAY, x - AWAY - wide, beside),
        ("middle", x, x - wide / 2, y + LINE / 2),
        ("middle", x, x - wide / 2, y - LINE * 3 / 2),
    ):
        box = Box(left=left, top=top, right=left + wide, bottom=top + LINE)
        yield MapLabel(x=at, y=top + LINE * 0.77, anchor=anchor, box=box)
