"""The waterfall of a footprint: each step a bar that starts where the one before ended; the same stands in a table.

Lengths are in the units of the view box. A credit runs back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.footprint.product_footprint import FootprintStep

WIDE, NARROW = 960, 420
ROW, BAR = 34, 20
FIGURE = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One step: its bar, its words to the left and its figure at the end."""

    label: str
    figure: str
    x: float
    width: float
    y: float
    text_y: float
    figure_x: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """The bars, the last one for the sum."""

    width: int
    height: int
    left: int
    bars: tuple[Bar, ...]
    is_narrow: bool


def waterfalls(steps: Sequence[FootprintStep]) -> tuple[Waterfall, ...]:
    """Return the picture for a wide and for a narrow screen."""
    return (_waterfall(steps, WIDE, 200), _waterfall(steps, NARROW, 124))


def _waterfall(steps: Sequence[FootprintStep], width: int, left: int) -> Waterfall:
    values = [float(step.per_t) for step in steps]
    edges = [0.0]
    for value in values:
        edges.append(edges[-1] + value)
    low, high = min(edges), max(edges)
    scale = (width - left - FIGURE) / ((high - low) or 1.0)
    rows = [
        *(
            (step.name, edges[n], edges[n + 1], "own" if value >= 0 else "credit")
            for n, (step, value) in enumerate(zip(steps, values, strict=True))
        ),
        ("in all", 0.0, edges[-1], "sum"),
    ]
    bars = []
    for number, (label, start, end, kind) in enumerate(rows):
        x = left + (min(start, end) - low) * scale
        size = abs(end - start) * scale
        bars.append(
            Bar(
                label=label,
                figure=f"{end - start:.3f}",
                x=round(x, 2),
                width=round(max(size, 0.75), 2),
                y=number * ROW + (ROW - BAR) / 2,
                text_y=number * ROW + ROW / 2 + 4,
                figure_x=round(x + size + 6, 2),
                kind=kind,
            )
        )
    return Waterfall(
        width=width, height=len(rows) * ROW, left=left - 8, bars=tuple(bars), is_narrow=width == NARROW
    )
