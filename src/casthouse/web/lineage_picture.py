"""The picture of a trace: origins on the left, the lot in the middle, customers on the right; bands as wide as mass.

Undisclosed parts are dashed. The same figures stand in the tables below it. Lengths are in the units of the view box.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.provenance.disclosed_trace import UNDISCLOSED, Place, SeenOrigin
from casthouse.service.trace import Trace

WIDTH = 960
HEIGHT_MIN, ROW = 120, 34
COLUMN, GAP = 18, 4
LEFT, MIDDLE, RIGHT = 250, 471, 692
SHOWN_MAX = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One origin or customer: its block, its band to or from the lot, and its words."""

    y: float
    height: float
    path: str
    label: str
    share: str
    mass_g: int
    is_undisclosed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineagePicture:
    """A trace as bands; `height` is that of the view box, the lot's block is `top` to `top + thickness`."""

    height: float
    top: float
    thickness: float
    origins: tuple[Band, ...]
    customers: tuple[Band, ...]
    width: int = WIDTH
    left: int = LEFT
    middle: int = MIDDLE
    right: int = RIGHT
    column: int = COLUMN


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What one band stands for."""

    label: str
    mass_g: int
    is_undisclosed: bool = False


def lineage_picture(trace: Trace) -> LineagePicture:
    """Return the picture of a trace."""
    origins = _fewer([_origin(each) for each in trace.origins])
    sums: dict[str, int] = {}
    for shipped in trace.downstream:
        sums[shipped.customer] = sums.get(shipped.customer, 0) + shipped.mass_g
    customers = _fewer(
        [
            Portion(label=name or UNDISCLOSED, mass_g=mass_g, is_undisclosed=not name)
            for name, mass_g in sorted(sums.items(), key=lambda each: -each[1])
        ]
    )
    rows = max(len(origins), len(customers), 1)
    height = max(HEIGHT_MIN, rows * ROW)
    thickness = height - (rows - 1) * GAP
    whole_g = max(trace.subject.mass_g, sum(sums.values()), 1)
    top = (height - thickness) / 2
    return LineagePicture(
        height=height,
        top=top,
        thickness=thickness,
        origins=_bands(origins, whole_g, height, top, thickness, is_left=True),
        customers=_bands(customers, whole_g, height, top, thickness, is_left=False),
    )


def _fewer(portions: Sequence[Portion]) -> list[Portion]:
    """Return the largest portions, the rest as one."""
    if len(portions) <= SHOWN_MAX:
        return list(portions)
    rest = portions[SHOWN_MAX - 1 :]
    mass_g = sum(each.mass_g for each in rest)
    return [*portions[: SHOWN_MAX - 1], Portion(label=f"{len(rest)} more", mass_g=mass_g)]


def _origin(each: SeenOrigin) -> Portion:
    hidden = each.place.is_undisclosed
    return Portion(label=_origin_words(each.place), mass_g=each.mass_g, is_undisclosed=hidden)


def _origin_words(place: Place) -> str:
    words = (place.organisation, place.facility, place.lot, place.counterparty)
    return " · ".join(word for word in words if word) or place.country or UNDISCLOSED


def _bands(
    portions: Sequence[Portion],
    whole_g: int,
    height: float,
    top: float,
    thickness: float,
    *,
    is_left: bool,
) -> tuple[Band, ...]:
    taken = sum(each.mass_g for each in portions)
    gaps = (len(portions) - 1) * GAP
    outer = (height - thickness * taken / whole_g - gaps) / 2
    inner = top
    bands = []
    for each in portions:
        size = thickness * each.mass_g / whole_g
        bands.append(
            Band(
                y=round(outer, 2),
                height=round(max(size, 0.5), 2),
                path=_ribbon(outer, inner, size, is_left=is_left),
                label=each.label,
                share=f"{100 * each.mass_g / whole_g:.1f} %",
                mass_g=each.mass_g,
                is_undisclosed=each.is_undisclosed,
            )
        )
        outer += size + GAP
        inner += size
    return tuple(bands)


def _ribbon(outer: float, inner: float, size: float, *, is_left: bool) -> str:
    if is_left:
        start, end, a, b = LEFT + COLUMN, MIDDLE, outer, inner
    else:
        start, end, a, b = MIDDLE + COLUMN, RIGHT, inner, outer
    half = (start + end) / 2
    size = max(size, 0.5)
    return (
        f"M{start} {a:.2f}C{half} {a:.2f} {half} {b:.2f} {end} {b:.2f}V{b + size:.2f}"
        f"C{half} {b + size:.2f} {half} {a + size:.2f} {start} {a + size:.2f}Z"
    )
