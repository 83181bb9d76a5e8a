"""Figures of a stage now and then, side by side, as a page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from django.utils.html import format_html

from casthouse.custody.position import StagePosition
from casthouse.custody.stage import Stage
from casthouse.web.chart import Gauge, allowance_gauge
from casthouse.web.templatetags.figures import input_percent, mass

MAIN = frozenset({"available_g", "still_sellable_g"})
AGAINST_THE_CLAIMANT = frozenset({"non_coc_inflow_g", "coc_outflow_g", "to_repay_g", "overdraft_g"})
MASSES = (
    ("coc_inflow_g", "CoC in", "coc_in"),
    ("non_coc_inflow_g", "Other in", "other_in"),
    ("production_g", "Made in the scope", "made"),
    ("outflow_g", "Out, all", "out"),
    ("coc_outflow_g", "CoC out", "coc_out"),
    ("carried_in_g", "Carried in", ""),
    ("to_repay_g", "To repay", ""),
    ("own_maximum_g", "Own maximum", ""),
    ("available_g", "Available", ""),
    ("still_sellable_g", "Still sellable as CoC", ""),
    ("overdraft_g", "Internal overdraft", ""),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure now, then, and by how much it changes; `link` lists the movements behind what stands now."""

    name: str
    now: str
    then: str
    change: str
    link: str = ""
    is_main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StageComparison:
    """One stage now and then; its two bars are on one scale."""

    stage: Stage
    now: StagePosition
    then: StagePosition
    gauges: tuple[tuple[str, StagePosition, Gauge], ...]
    has_bars: bool
    lines: tuple[Line, ...]

    @property
    def has_moved(self) -> bool:
        """Whether there is anything to compare."""
        return any(
            (
                each.coc_inflow_g,
                each.non_coc_inflow_g,
                each.production_g,
                each.outflow_g,
                each.carried_in_g,
                each.to_repay_g,
            )
            != (0,) * 6
            for each in (self.now, self.then)
        )


def stage_comparison(
    stage: Stage, *, now: StagePosition, then: StagePosition, links: Mapping[str, str]
) -> StageComparison:
    """Return one stage now and then; `links` leads to the movements behind a figure."""
    whole_g = max(_granted_g(now), _granted_g(then), now.coc_outflow_g, then.coc_outflow_g)
    return StageComparison(
        stage=stage,
        now=now,
        then=then,
        gauges=tuple((name, each, _gauge(each, whole_g)) for name, each in (("Now", now), ("Then", then))),
        has_bars=whole_g > 0,
        lines=(_share_line(now.input_share, then.input_share), *_mass_lines(now, then, links)),
    )


def _granted_g(stage: StagePosition) -> int:
    return stage.carried_in_g + stage.own_maximum_g - stage.to_repay_g


def _gauge(stage: StagePosition, whole_g: int) -> Gauge:
    return allowance_gauge(granted_g=_granted_g(stage), sold_g=stage.coc_outflow_g, whole_g=whole_g)


def _share_line(now: Fraction | None, then: Fraction | None) -> Line:
    return Line(
        name="Input share", now=_percent(now), then=_percent(then), change=_points(now, then), is_main=True
    )


def _mass_lines(now: StagePosition, then: StagePosition, links: Mapping[str, str]) -> list[Line]:
    lines = []
    for member, name, link in MASSES:
        before, after = getattr(now, member), getattr(then, member)
        if before or after or member in MAIN:
            rounding = "up" if member in AGAINST_THE_CLAIMANT else "down"
            lines.append(
                Line(
                    name=name,
                    now=mass(before, rounding),
                    then=mass(after, rounding),
                    change=_change(before, after),
                    link=links.get(link, ""),
                    is_main=member in MAIN,
                )
            )
    return lines


def _percent(share: Fraction | None) -> str:
    return input_percent(share) if share is None else f"{input_percent(share)} %"


def _points(now: Fraction | None, then: Fraction | None) -> str:
    """Return the change of a share in percentage points, rounded down."""
    if now is None or then is None:
        return "–"
    points = floor((then - now) * 10_000)
    return f"{_sign(points)}{abs(points) / 100:.2f} points" if points else "none"


def _change(now_g: int | None, then_g: int | None) -> str:
    if now_g is None or then_g is None:
        return "none" if now_g == then_g else "–"
    change_g = then_g - now_g
    if not change_g:
        return "none"
    return format_html("{}{}", _sign(change_g), mass(abs(change_g), "up" if change_g < 0 else "down"))


def _sign(number: int) -> str:
    return "−" if number < 0 else "+"
