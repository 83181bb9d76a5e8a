"""Loops of scrap as a picture: from what left back to what was charged, as wide as their mass; a table has the same.

Lengths are in the units of the view box. A loop by which nothing came back is a thin dashed line.
"""

from dataclasses import dataclass

from casthouse.footprint.recovery_account import LoopKind, RecoveryAccount
from casthouse.measure.mass import tonnes_text

WIDE, NARROW = 960, 420
HEAD, DEPTH = 64, 54
THICK, THIN = 26.0, 1.0
NAMES = {
    LoopKind.SAME_SITE: "same site",
    LoopKind.COMPANY: "company",
    LoopKind.CUSTOMER: "customers",
    LoopKind.MARKET: "market",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopLine:
    """One loop: its path, its thickness, and its words with where they stand."""

    path: str
    thickness: float
    label: str
    text_y: float
    is_empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopPicture:
    """The two boxes and the loops between them, the shortest on top."""

    width: int
    height: int
    middle: float
    left: float
    right: float
    lines: tuple[LoopLine, ...]
    is_narrow: bool


def recovery_pictures(account: RecoveryAccount) -> tuple[LoopPicture, ...]:
    """Return the picture for a wide and for a narrow screen."""
    return (_picture(account, WIDE), _picture(account, NARROW))


def _picture(account: RecoveryAccount, width: int) -> LoopPicture:
    most = max((each.returned_g for each in account.loops), default=0) or 1
    edge = width * 0.12
    lines = []
    for number, each in enumerate(account.loops):
        inset = edge + (len(account.loops) - 1 - number) * width * 0.04
        low = HEAD + (number + 1) * DEPTH - DEPTH / 2
        lines.append(
            LoopLine(
                path=f"M {width - inset:.1f} {HEAD} V {low:.1f} H {inset:.1f} V {HEAD}",
                thickness=round(max(THIN, THICK * each.returned_g / most), 2),
                label=f"{NAMES[each.kind]}: {tonnes_text(each.returned_g)} t",
                text_y=low + 4 + THICK,
                is_empty=not each.returned_g,
            )
        )
    return LoopPicture(
        width=width,
        height=HEAD + len(account.loops) * DEPTH + 10,
        middle=width / 2,
        left=edge,
        right=width - edge,
        lines=tuple(lines),
        is_narrow=width == NARROW,
    )
