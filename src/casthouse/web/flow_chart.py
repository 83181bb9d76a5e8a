"""Geometry of the flows of a stage: what came in on the left, what went out on the right, as bands of their mass.

Drawn as SVG on the server; the style sheet gives the colours, and the same figures stand in a table beside. All stages
of a year have one scale. Lengths are in the units of the view box.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.custody.volume_statistics import StageVolume, VolumeFigure, VolumeFlow, VolumeSheet

SLOT = 34.0
"""A band gets this height at least, so that its words fit beside it."""
BAR = 14.0
WORDS = {
    frozenset({VolumeFlow.COC_IN}): "CoC Material in",
    frozenset({VolumeFlow.OTHER_IN}): "other in",
    frozenset({VolumeFlow.MADE}): "made from the stage before",
    frozenset({VolumeFlow.COC_OUT}): "sold as CoC Material",
    frozenset({VolumeFlow.OTHER_OUT}): "sold as other",
}
STYLES = {
    VolumeFlow.COC_IN: "c-in",
    VolumeFlow.OTHER_IN: "c-in-other",
    VolumeFlow.MADE: "c-made",
    VolumeFlow.COC_OUT: "c-out",
    VolumeFlow.OTHER_OUT: "c-out-other",
}
ALL_IN, ALL_OUT, STAYED = (
    "all that came in or was made",
    "all that was sold",
    "not sold: processed on, or in stock",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSize:
    """The view box, how much of it the words take on each side, and how high the largest stage is."""

    width: float
    words: float
    tallest: float


WIDE = FlowSize(width=880, words=220, tallest=170)
NARROW = FlowSize(width=360, words=122, tallest=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBand:
    """A band with its words; `path` goes from its node to the bar of the stage."""

    words: str
    mass_g: int
    style: str
    path: str
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowChart:
    """The bands of one stage with its bar."""

    size: FlowSize
    height: float
    bands: tuple[FlowBand, ...]
    bar_x: float
    bar_y: float
    bar_height: float


Side = Sequence[tuple[str, int, str]]
"""Words, mass in grams and style of each band on a side."""


def figure_words(figure: VolumeFigure) -> str:
    """Return what a figure is of."""
    return WORDS.get(figure.flows) or (ALL_IN if next(iter(figure.flows)).is_in else ALL_OUT)


def flow_charts(sheet: VolumeSheet, size: FlowSize) -> dict[str, FlowChart]:
    """Return the chart of each stage that is published and at which something moved."""
    sides = {each.stage.value: _sides(each) for each in sheet.stages if each.figures}
    masses = [sum(mass for _, mass, _ in side) for both in sides.values() for side in both]
    largest = max(masses, default=0)
    if not largest:
        return {}
    return {stage: _chart(both, size, size.tallest / largest) for stage, both in sides.items()}


def _sides(volume: StageVolume) -> tuple[Side, Side]:
    """Return the bands on both sides; what came in and was not sold balances the right."""
    into: list[tuple[str, int, str]] = []
    out: list[tuple[str, int, str]] = []
    for figure in volume.figures:
        is_in = next(iter(figure.flows)).is_in
        style = STYLES[next(iter(figure.flows))] if len(figure.flows) == 1 else "c-made" if is_in else "c-out"
        if figure.mass_g:
            (into if is_in else out).append((figure_words(figure), figure.mass_g, style))
    rest = sum(mass for _, mass, _ in into) - sum(mass for _, mass, _ in out)
    if rest > 0:
        out.append((STAYED, rest, "c-in-other"))
    return into, out


def _chart(sides: tuple[Side, Side], size: FlowSize, scale: float) -> FlowChart:
    left, right = sides
    heights = [sum(max(mass * scale, SLOT) for _, mass, _ in side) for side in sides]
    height = max(*heights, SLOT) + 8
    bar = max(sum(mass for _, mass, _ in side) for side in sides) * scale
    bar_x, bar_y = (size.width - BAR) / 2, (height - bar) / 2
    return FlowChart(
        size=size,
        height=round(height, 1),
        bands=(
            *_bands(left, size, scale, (bar_x, bar_y), is_left=True, top=(height - heights[0]) / 2),
            *_bands(right, size, scale, (bar_x + BAR, bar_y), is_left=False, top=(height - heights[1]) / 2),
        ),
        bar_x=round(bar_x, 1),
        bar_y=round(bar_y, 1),
        bar_height=round(max(bar, 1.0), 1),
    )


def _bands(
    side: Side, size: FlowSize, scale: float, bar: tuple[float, float], *, is_left: bool, top: float
) -> list[FlowBand]:
    bands, at = [], bar[1]
    far = size.words if is_left else size.width - size.words
    middle = (far + bar[0]) / 2
    for words, mass_g, style in side:
        thick = max(mass_g * scale, 1.0)
        slot = max(thick, SLOT)
        node = top + (slot - thick) / 2
        path = (
            f"M{far:.1f} {node:.1f}C{middle:.1f} {node:.1f} {middle:.1f} {at:.1f} {bar[0]:.1f} {at:.1f}"
            f"V{at + thick:.1f}C{middle:.1f} {at + thick:.1f} {middle:.1f} {node + thick:.1f} "
            f"{far:.1f} {node + thick:.1f}Z"
        )
        bands.append(
            FlowBand(
                words=words,
                mass_g=mass_g,
                style=style,
                path=path,
                text_x=far - 6 if is_left else far + 6,
                text_y=round(top + slot / 2 - 3, 1),
                anchor="end" if is_left else "start",
            )
        )
        top, at = top + slot, at + mass_g * scale
    return bands
