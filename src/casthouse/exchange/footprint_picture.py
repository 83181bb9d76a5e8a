"""The loops of a recovery account and the waterfall of a footprint as drawings, for pages and for files."""

from collections.abc import Sequence
from fractions import Fraction

from casthouse.exchange.printed_figure import burden_figure
from casthouse.footprint.lot_footprint import LotFootprint
from casthouse.footprint.product_footprint import FootprintStep
from casthouse.footprint.recovery_account import RecoveryAccount
from casthouse.footprint.scope_footprint import ScopeFootprint
from casthouse.footprint.scrap_loop import LOOP_WORDS
from casthouse.measure.mass import GROUP_GAP, tonnes_shown
from casthouse.picture.loop_svg import LoopBand, loop_drawing
from casthouse.picture.svg_text import Drawing
from casthouse.picture.waterfall_svg import WIDE, Fall, waterfall_drawing

NOT_VERIFIED = "Factors not verified in their sources."
NOT_ADDED = "Figures of different methods are never added or ranked."


def recovery_drawing(account: RecoveryAccount, *, width: float = WIDE) -> Drawing:
    """Return the loops by which scrap came back."""
    return loop_drawing(
        [
            LoopBand(name=LOOP_WORDS[each.kind], mass_g=each.returned_g, shown=tonnes_shown(each.returned_g))
            for each in account.loops
        ],
        left="charged",
        right=f"{tonnes_shown(account.shipped_g)} t shipped",
        title=f"Loops of scrap of {account.organisation}, {account.first} to {account.last}",
        width=width,
    )


def recovery_notes(account: RecoveryAccount) -> tuple[str, ...]:
    """Return what has to be known to read the loops right."""
    boundary = account.boundary.value
    return (
        "Tonnes as posted: own scrap where it was charged, bought scrap where it was received.",
        f"Run-around scrap is that of the {boundary}.",
    )


def footprint_drawing(found: ScopeFootprint, *, width: float = WIDE) -> Drawing:
    """Return the waterfall of a footprint by step; without a figure it has the sum alone."""
    steps = found.figure.steps if found.figure else ()
    days = f"{found.period.start} to {found.period.last_day}"
    return waterfall_drawing(
        _falls(steps),
        total=_shown(found.figure.value.total if found.figure and found.figure.value else Fraction(0)),
        unit="t CO2e per t",
        title=f"Footprint of {found.scope} by step, {days}, {found.method.code}",
        width=width,
    )


def _falls(steps: Sequence[FootprintStep]) -> list[Fall]:
    return [Fall(name=each.name, value=float(each.per_t), shown=_shown(each.per_t)) for each in steps]


def _shown(per_t: Fraction) -> str:
    """Return a figure in the digits of the table beside it."""
    return burden_figure(per_t, 4).replace(",", GROUP_GAP).replace("-", "−")


def footprint_notes(found: ScopeFootprint) -> tuple[str, ...]:
    """Return what has to be known to read the waterfall right."""
    lacking = f"A lower bound, missing: {'; '.join(found.missing)}." if found.missing else ""
    told = "" if found.figure else "Nothing can be told: nothing was measured, or nothing went out."
    verified = "" if found.is_verified else NOT_VERIFIED
    return tuple(each for each in (told, lacking, verified, NOT_ADDED) if each)


def lot_footprint_drawing(found: LotFootprint, *, width: float = WIDE) -> Drawing:
    """Return the waterfall of the footprint of a lot by step."""
    return waterfall_drawing(
        _falls(found.figure.steps),
        total=_shown(found.figure.value.total),
        unit="t CO2e per t",
        title=f"Footprint of lot {found.subject.lot} of {found.subject.organisation} by step, {found.method.code}",
        width=width,
    )


def lot_footprint_notes(found: LotFootprint) -> tuple[str, ...]:
    """Return what has to be known to read it right."""
    lacking = f"A lower bound, missing: {'; '.join(found.missing)}." if found.missing else ""
    verified = "" if found.is_verified else NOT_VERIFIED
    return tuple(each for each in (lacking, verified, NOT_ADDED) if each)
