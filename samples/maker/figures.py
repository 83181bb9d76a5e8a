"""The position of a scope in plain integers and fractions, written apart from the product (contract section 3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from maker.parties import Opening

STAGES = ("bauxite", "alumina", "aluminium")


def stage_of(material: str) -> str:
    """Return the stage of a material: metal, scrap and dross are all aluminium."""
    return material if material in STAGES else "aluminium"


@dataclass(slots=True)
class Totals:
    """What crossed a stage, in grams."""

    coc_in_g: int = 0
    other_in_g: int = 0
    made_g: int = 0
    out_g: int = 0
    coc_out_g: int = 0


StageTotals = dict[str, Totals]


def no_totals() -> StageTotals:
    """Return empty totals of all stages."""
    return {stage: Totals() for stage in STAGES}


def input_shares(totals: StageTotals) -> dict[str, Fraction | None]:
    """Return the input share of each stage; the share of a stage flows into what is made from it."""
    shares: dict[str, Fraction | None] = {}
    before: Fraction | None = None
    for stage in STAGES:
        here = totals[stage]
        inflow_g = here.coc_in_g + here.other_in_g + here.made_g
        claimed = here.coc_in_g + here.made_g * (before or Fraction(0))
        before = shares[stage] = Fraction(claimed, 1) / inflow_g if inflow_g else None
    return shares


def figures(totals: StageTotals, openings: Sequence[Opening]) -> dict[str, dict[str, int | str | None]]:
    """Return the stages of a first period as the command `position` prints them (contract section 4)."""
    shares = input_shares(totals)
    return {stage: _stage(totals[stage], shares[stage], _opening(openings, stage)) for stage in STAGES}


def available_g(totals: StageTotals, openings: Sequence[Opening], stage: str) -> int:
    """Return what may still be claimed at a stage; below 0 a CoC shipment would be refused."""
    available = figures(totals, openings)[stage]["available_g"]
    assert isinstance(available, int)
    return available


def _opening(openings: Sequence[Opening], stage: str) -> Opening:
    return next((one for one in openings if one.stage == stage), Opening(stage=stage))


def _stage(here: Totals, share: Fraction | None, opening: Opening) -> dict[str, int | str | None]:
    own_maximum = floor(share * here.out_g) if share is not None else 0
    carried_in, to_repay = opening.positive_balance_g, opening.overdraft_g
    from_carried = min(carried_in, here.coc_out_g)
    available = carried_in + own_maximum - to_repay - here.coc_out_g
    return {
        "coc_inflow_g": here.coc_in_g,
        "non_coc_inflow_g": here.other_in_g,
        "production_g": here.made_g,
        "input_share": None if share is None else f"{share.numerator}/{share.denominator}",
        "outflow_g": here.out_g,
        "coc_outflow_g": here.coc_out_g,
        "own_maximum_g": own_maximum,
        "carried_in_g": carried_in,
        "to_repay_g": to_repay,
        "available_g": available,
        "still_sellable_g": None if share == 1 else floor(Fraction(available) / (1 - (share or Fraction(0)))),
        "positive_balance_g": max(0, own_maximum - to_repay - (here.coc_out_g - from_carried)),
        "overdraft_g": max(0, here.coc_out_g + to_repay - own_maximum - carried_in),
    }
