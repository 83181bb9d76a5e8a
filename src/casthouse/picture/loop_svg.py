"""Loops of scrap as a drawing: from what left back to what was charged, as wide as their mass.

A loop by which nothing came back, or of which nobody told, is a thin dashed line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.picture.svg_text import INK, LINE, PAPER, Drawing, element, text

WIDE, NARROW = 960.0, 420.0
HEAD, DEPTH = 64.0, 54.0
THICK, THIN = 26.0, 1.0
HEAT = "#c4682a"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopBand:
    """A loop: its words, the grams that came back by it, and the mass as it is written."""

    name: str
    mass_g: int
    shown: str


def loop_drawing(loops: Sequence[LoopBand], *, left: str, right: str, title: str, width: float) -> Drawing:
    """Return the drawing of loops, the shortest on top.

    Args:
        loops: from the shortest to the longest.
        left: what stands where they end.
        right: what stands where they begin.
        title: what it is of.
        width: of the sheet, in the units of the view box.
    """
    most = max((each.mass_g for each in loops), default=0) or 1
    edge = width * 0.12
    pieces = []
    for place, each in enumerate(loops):
        inset = edge + (len(loops) - 1 - place) * width * 0.04
        low = HEAD + (place + 1) * DEPTH - DEPTH / 2
        pieces.append(_band(each, (inset, width - inset, low), max(THIN, THICK * each.mass_g / most)))
        pieces.append(_words(width / 2, low + 4 + THICK, f"{each.name}: {each.shown} t", "middle"))
    pieces.append(_words(edge, 40, left, "start"))
    pieces.append(_words(width - edge, 40, right, "end"))
    told = "; ".join(f"{each.name} {each.shown} t" for each in loops)
    return Drawing(
        width=width,
        height=HEAD + len(loops) * DEPTH + 10,
        body="".join(pieces),
        title=title,
        description=f"Loops by which scrap came back: {told}.",
    )


def _band(each: LoopBand, at: tuple[float, float, float], thick: float) -> str:
    first, last, low = at
    attributes: dict[str, str | float] = {
        "class": "loop" if each.mass_g else "loop empty",
        "d": f"M{last:.1f} {HEAD:.0f}V{low:.1f}H{first:.1f}V{HEAD:.0f}",
        "fill": "none",
        "stroke": HEAT if each.mass_g else LINE,
        "stroke-width": thick,
        "stroke-opacity": 0.75,
    }
    return element("path", attributes if each.mass_g else attributes | {"stroke-dasharray": "4 4"})


def _words(x: float, y: float, said: str, anchor: str) -> str:
    halo: dict[str, str | float] = {"paint_order": "stroke", "stroke": PAPER, "stroke_width": 3}
    return text(x, y, said, text_anchor=anchor, fill=INK, **halo, **{"class": "p-words"})
