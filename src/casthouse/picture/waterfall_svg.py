"""A waterfall as a drawing: each step a bar that starts where the one before ended, the last one the sum.

A credit runs back. The same stands in a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.measure.mass import GROUP_GAP
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
    """A step: its name and what it adds; less than nothing for a credit."""

    name: str
    value: float


def waterfall_drawing(falls: Sequence[Fall], *, unit: str, title: str, width: float = WIDE) -> Drawing:
    """Return the drawing of steps, which is `WIDE` or `NARROW`."""
    edges = [0.0]
    for each in falls:
        edges.append(edges[-1] + each.value)
    low, high = min(edges), max(edges)
    scale = (width - LEFTS[width] - FIGURE) / ((high - low) or 1.0)
    rows = [
        *(
            (each.name, edges[place], edges[place + 1], "own" if each.value >= 0 else "credit")
            for place, each in enumerate(falls)
        ),
        ("in all", 0.0, edges[-1], "sum"),
    ]
    pieces = [_row(place, row, low, scale, width) for place, row in enumerate(rows)]
    told = "; ".join(f"{each.name} {_shown(each.value)}" for each in falls)
    return Drawing(
        width=width,
        height=len(rows) * ROW,
        body="".join(pieces),
        title=title,
        description=f"In {unit}: {told}; in all {_shown(edges[-1])}.",
    )


def _shown(value: float) -> str:
    """Return a figure in the digits of the table beside it."""
    return f"{value:,.4f}".replace(",", GROUP_GAP).replace("-", "−")


def _row(place: int, row: tuple[str, float, float, str], low: float, scale: float, width: float) -> str:
    name, start, end, kind = row
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
            text(x + size + 6, baseline, _shown(end - start), **halo),
        )
    )
