"""Geometry of the charts, drawn as SVG on the server; the style sheet gives the colours, so that they follow dark mode.

A chart never stands alone: the page shows the same figures as a table. Lengths are in the units of the view box.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from casthouse.custody.position import NO_FLOW, Flow
from casthouse.custody.position_course import MonthOfCourse
from casthouse.custody.stage import Stage
from casthouse.measure.mass import tonnes_shown

GRAMS_PER_TONNE = 1_000_000
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The view box and where the drawing stands in it; two panels lie one above the other."""

    width: float
    left: float
    upper: tuple[float, float]
    lower: tuple[float, float]
    height: float


WIDE = Size(width=960, left=78, upper=(22, 204), lower=(250, 344), height=352)
NARROW = Size(width=420, left=64, upper=(22, 184), lower=(230, 324), height=332)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A piece of a column: `style` names its class, `title` comes up on pointing at it."""

    x: float
    y: float
    width: float
    height: float
    style: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on an axis with its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A point of the line."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChart:
    """The chart of a stage over a period: columns of what moved each month, a line of what was available."""

    size: Size
    bars: tuple[Bar, ...]
    months: tuple[Tick, ...]
    upper_ticks: tuple[Tick, ...]
    lower_ticks: tuple[Tick, ...]
    line: str
    dots: tuple[Dot, ...]
    zero: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Turns tonnes into heights between two edges."""

    low: float
    high: float
    top: float
    bottom: float

    def y(self, tonnes_: float) -> float:
        """Return the height of a value."""
        return round(
            self.bottom - (tonnes_ - self.low) / (self.high - self.low) * (self.bottom - self.top), 2
        )

    def ticks(self) -> tuple[Tick, ...]:
        """Return round values between the edges, few enough to read."""
        step = _step((self.high - self.low) / 4)
        first = int(self.low // step)
        values = [step * n for n in range(first, int(self.high // step) + 1) if step * n >= self.low]
        return tuple(Tick(at=self.y(value), label=_label(value, step)) for value in values)


def _step(least: float) -> float:
    power = 1.0
    while power * 10 <= least:
        power *= 10
    while power > least:
        power /= 10
    return next(power * step for step in STEPS if power * step >= least)


def _label(value: float, step: float) -> str:
    decimals = 0 if step >= 1 else len(f"{step:.6f}".rstrip("0").partition(".")[2])
    return f"{value:,.{decimals}f}".replace(",", "\N{NARROW NO-BREAK SPACE}").replace("-", "−")


def course_chart(months: Sequence[MonthOfCourse], stage: Stage, *, slots: int, size: Size) -> CourseChart:
    """Return the chart of one stage.

    Args:
        months: the course, in order.
        stage: the stage drawn.
        slots: months of the whole period, so that a year that goes on keeps its width.
        size: the view box.
    """
    flows = [each.flows.get(stage, NO_FLOW) for each in months]
    available = [each.position.stages[stage].available_g / GRAMS_PER_TONNE for each in months]
    upper = _scale([0.0, *(height for flow in flows for height in _heights(flow))], size.upper)
    lower = _scale([0.0, *available], size.lower)
    slot = (size.width - size.left - 8) / slots
    centres = [size.left + slot * (at + 0.5) for at in range(len(months))]
    points = list(zip(centres, (lower.y(value) for value in available), strict=True))
    return CourseChart(
        size=size,
        bars=tuple(
            bar
            for each, flow, centre in zip(months, flows, centres, strict=True)
            for bar in _bars(each, flow, centre, slot, upper)
        ),
        months=tuple(
            Tick(at=round(centre, 2), label=f"{each.month.start:%b}")
            for each, centre in zip(months, centres, strict=True)
        ),
        upper_ticks=upper.ticks(),
        lower_ticks=lower.ticks(),
        line=" ".join(f"{x:.2f},{y:.2f}" for x, y in points),
        dots=tuple(
            Dot(
                x=round(x, 2),
                y=y,
                title=f"{each.month.last_day}: available {tonnes_shown(each.position.stages[stage].available_g)} t",
            )
            for (x, y), each in zip(points, months, strict=True)
        ),
        zero=lower.y(0),
    )


def _scale(values: Sequence[float], edges: tuple[float, float]) -> Scale:
    low, high = min(values), max(values)
    room = (high - low) * 0.06 or 1.0
    return Scale(low=low - room if low < 0 else 0.0, high=high + room, top=edges[0], bottom=edges[1])


def _heights(flow: Flow) -> tuple[float, float]:
    inflow_g = flow.coc_inflow_g + flow.production_g + flow.non_coc_inflow_g
    return inflow_g / GRAMS_PER_TONNE, flow.outflow_g / GRAMS_PER_TONNE


def _bars(month: MonthOfCourse, flow: Flow, centre: float, slot: float, scale: Scale) -> list[Bar]:
    """Return two columns: what came in or was made, and what went out; CoC Material at the foot of both."""
    width = min(slot * 0.36, 26.0)
    gap = width * 0.08
    pieces_in = (
        ("c-in", "CoC in", flow.coc_inflow_g),
        ("c-made", "made in the scope", flow.production_g),
        ("c-in-other", "other in", flow.non_coc_inflow_g),
    )
    pieces_out = (
        ("c-out", "CoC out", flow.coc_outflow_g),
        ("c-out-other", "other out", flow.outflow_g - flow.coc_outflow_g),
    )
    name = f"{month.month.start:%B %Y}"
    return [
        *_column(pieces_in, name, x=centre - width - gap, width=width, scale=scale),
        *_column(pieces_out, name, x=centre + gap, width=width, scale=scale),
    ]


def _column(
    pieces: Sequence[tuple[str, str, int]], name: str, *, x: float, width: float, scale: Scale
) -> list[Bar]:
    edges_g = [0]
    for _, _, mass_g in pieces:
        edges_g.append(edges_g[-1] + mass_g)
    bars = []
    for (style, what, mass_g), (low_g, high_g) in zip(pieces, pairwise(edges_g), strict=True):
        if mass_g:
            top, foot = scale.y(high_g / GRAMS_PER_TONNE), scale.y(low_g / GRAMS_PER_TONNE)
            title = f"{name}: {what} {tonnes_shown(mass_g)} t"
            bars.append(
                Bar(
                    x=round(x, 2),
                    y=top,
                    width=round(width, 2),
                    height=round(foot - top, 2),
                    style=style,
                    title=title,
                )
            )
    return bars


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """How much of what a period grants is sold, on a bar of 1000 units."""

    used: float
    free: float
    over: float
    granted: float


def allowance_gauge(*, granted_g: int, sold_g: int, whole_g: int = 0) -> Gauge:
    """Return the bar of an allowance; what was sold beyond it stands apart. `whole_g` makes bars comparable."""
    whole = max(granted_g, sold_g, whole_g, 1)
    within_g = max(0, min(sold_g, granted_g))
    return Gauge(
        used=round(1000 * within_g / whole, 1),
        free=round(1000 * max(0, granted_g - sold_g) / whole, 1),
        over=round(1000 * (sold_g - within_g) / whole, 1),
        granted=round(1000 * max(0, granted_g) / whole, 1),
    )
