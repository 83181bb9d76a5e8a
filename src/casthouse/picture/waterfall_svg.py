"""A waterfall as a drawing: each step a bar that starts where the one before ended, the last one the sum.

A credit runs back. The same stands in a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from casthouse.picture.svg_text import INK, INK_2, PAPER, Drawing, element, short, text

WIDE, NARROW = 960.0, 420.0
LEFTS = {WIDE: 200.0, NARROW: 124.0}
ROW, BAR = 34.0, 20.0
FIGURE = 90.0
LABEL_MAX = {WIDE: 28, NARROW: 17}
BAR_MIN = 0.75
COLOURS = {"own": "#c4682a", "credit": "#2e7d4f", "sum": INK_2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A step: its name, what it adds, less than nothing for a credit, and how that is written."""

    name: str
    value: float
    shown: str


def waterfall_drawing(
    falls: Sequence[Fall], *, total: str, unit: str, title: str, width: float = WIDE
) -> Drawing:
    """Return the drawing of steps, which is `WIDE` or `NARROW`; `total` is how their sum is written."""
    edges = [0.0]
    for each in falls:
        edges.append(edges[-1] + each.value)
    low, high = min(edges), max(edges)
    scale = (width - LEFTS[width] - FIGURE) / ((high - low) or 1.0)
    rows = [
        *(
            _Row(
                each.name, each.shown, edges[place], edges[place + 1], "own" if each.value >= 0 else "credit"
            )
            for place, each in enumerate(falls)
        ),
        _Row("in all", total, 0.0, edges[-1], "sum"),
    ]
    pieces = [_row(place, row, low, scale, width) for place, row in enumerate(rows)]
    told = "; ".join(f"{each.name} {each.shown}" for each in falls)
    return Drawing(
        width=width,
        height=len(rows) * ROW,
        body="".join(pieces),
        title=title,
        description=f"In {unit}: {told}; in all {total}.",
    )


class _Row(NamedTuple):
    """A bar with its name, how its figure is written, where it starts and ends, and what it is."""

    name: str
    shown: str
    start: float
    end: float
    kind: str


def _row(place: int, row: _Row, low: float, scale: float, width: float) -> str:
    name, shown, start, end, kind = row
    x = LEFTS[width] + (min(start, end) - low) * scale
    size = max(abs(end - start) * scale, BAR_MIN)
    baseline = place * ROW + ROW / 2 + 4
    bar: dict[str, str | float] = {
        "class": f"fall {kind}",
        "x": x,
        "y": place * ROW + (ROW - BAR) / 2,
        "width": size,
        "height": BAR,
        "rx": 2,
        "fill": COLOURS[kind],
    }
    halo: dict[str, str | float] = {"paint_order": "stroke", "stroke": PAPER, "stroke_width": 3}
    said = short(name, LABEL_MAX[width])
    return "".join(
        (
            text(LEFTS[width] - 8, baseline, said, text_anchor="end", fill=INK, **halo),
            element("rect", bar),
            text(x + size + 6, baseline, shown, **halo),
        )
    )
