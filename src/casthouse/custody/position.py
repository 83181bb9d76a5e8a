"""Where a stage of a certification scope stands in a material accounting period (contract section 3).

Guarantees: every figure is a fold over movements; shares stay exact fractions; the one rounding is
`own maximum = floor(input share × total outflow)`, against the claimant. CoC Standard V2 part 8.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.stage import STAGES, Stage
from casthouse.measure.period import Period
from casthouse.measure.share import floor_product, share_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What crossed the boundary at one stage in one period, in grams; production is made inside the scope."""

    coc_inflow_g: int = 0
    non_coc_inflow_g: int = 0
    production_g: int = 0
    outflow_g: int = 0
    coc_outflow_g: int = 0

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(
            coc_inflow_g=self.coc_inflow_g + other.coc_inflow_g,
            non_coc_inflow_g=self.non_coc_inflow_g + other.non_coc_inflow_g,
            production_g=self.production_g + other.production_g,
            outflow_g=self.outflow_g + other.outflow_g,
            coc_outflow_g=self.coc_outflow_g + other.coc_outflow_g,
        )


NO_FLOW = Flow()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What one period hands to the next at one stage: a positive balance or an overdraft to repay."""

    positive_balance_g: int = 0
    overdraft_g: int = 0


NOTHING_CARRIED = Carried()


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePosition:
    """The position of one stage, in grams; names are those of contract section 4."""

    coc_inflow_g: int
    non_coc_inflow_g: int
    production_g: int
    input_share: Fraction | None
    outflow_g: int
    coc_outflow_g: int
    own_maximum_g: int
    carried_in_g: int
    to_repay_g: int
    coc_input_g: Fraction

    @property
    def available_g(self) -> int:
        """What may still be claimed; negative when more was sold than the period grants."""
        return self.carried_in_g + self.own_maximum_g - self.to_repay_g - self.coc_outflow_g

    @property
    def still_sellable_g(self) -> int | None:
        """What may still be sold as CoC, given that a sale is outflow too; None where this rule sets no limit."""
        share = self.input_share or Fraction(0)
        return None if share == 1 else floor(self.available_g / (1 - share))

    @property
    def positive_balance_g(self) -> int:
        """The balance handed on: the carried balance is drawn first, its unused rest expires."""
        from_carried_g = min(self.carried_in_g, self.coc_outflow_g)
        return max(0, self.own_maximum_g - self.to_repay_g - (self.coc_outflow_g - from_carried_g))

    @property
    def overdraft_g(self) -> int:
        """The internal overdraft handed on."""
        return max(0, -self.available_g)

    @property
    def output_share(self) -> Fraction | None:
        """CoC outflow over total outflow, None without outflow."""
        return Fraction(self.coc_outflow_g, self.outflow_g) if self.outflow_g else None

    def carried(self, rules: AllowanceRules) -> Carried:
        """Return what the next period takes over under the rules."""
        return Carried(
            positive_balance_g=self.positive_balance_g if rules.balance_carries else 0,
            overdraft_g=self.overdraft_g,
        )

    def as_json(self) -> dict[str, int | str | None]:
        """Return the members of contract section 4."""
        return {
            "coc_inflow_g": self.coc_inflow_g,
            "non_coc_inflow_g": self.non_coc_inflow_g,
            "production_g": self.production_g,
            "input_share": share_text(self.input_share),
            "outflow_g": self.outflow_g,
            "coc_outflow_g": self.coc_outflow_g,
            "own_maximum_g": self.own_maximum_g,
            "carried_in_g": self.carried_in_g,
            "to_repay_g": self.to_repay_g,
            "available_g": self.available_g,
            "still_sellable_g": self.still_sellable_g,
            "positive_balance_g": self.positive_balance_g,
            "overdraft_g": self.overdraft_g,
        }


Flows = Mapping[Stage, Flow]
PlannedOutflow = Mapping[Stage, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPosition:
    """The positions of all stages of a scope in one period."""

    period: Period
    stages: Mapping[Stage, StagePosition]

    def carried(self, rules: AllowanceRules) -> dict[Stage, Carried]:
        """Return what each stage hands to the next period."""
        return {stage: position.carried(rules) for stage, position in self.stages.items()}

    def as_json(self) -> dict[str, object]:
        """Return the members `period` and `stages` of contract section 4; the end is inclusive."""
        return {
            "period": {"start": self.period.start.isoformat(), "end": self.period.last_day.isoformat()},
            "stages": {stage.value: self.stages[stage].as_json() for stage in STAGES},
        }


def stage_position(
    flow: Flow, *, share_before: Fraction | None, carried: Carried, planned_outflow_g: int = 0
) -> StagePosition:
    """Return the position of one stage.

    Args:
        flow: what crossed the boundary at this stage.
        share_before: the input share of the stage before, None at the first stage or where it has none.
        carried: what the period before hands over.
        planned_outflow_g: an approved plan; own maximum then uses the larger of actual and planned outflow.
    """
    coc_input_g = flow.coc_inflow_g + flow.production_g * (share_before or Fraction(0))
    inflow_g = flow.coc_inflow_g + flow.non_coc_inflow_g + flow.production_g
    share = Fraction(coc_input_g, inflow_g) if inflow_g else None
    outflow_g = max(flow.outflow_g, planned_outflow_g)
    return StagePosition(
        coc_inflow_g=flow.coc_inflow_g,
        non_coc_inflow_g=flow.non_coc_inflow_g,
        production_g=flow.production_g,
        input_share=share,
        outflow_g=flow.outflow_g,
        coc_outflow_g=flow.coc_outflow_g,
        own_maximum_g=0 if share is None else floor_product(share, outflow_g),
        carried_in_g=carried.positive_balance_g,
        to_repay_g=carried.overdraft_g,
        coc_input_g=Fraction(coc_input_g),
    )


def period_position(
    period: Period,
    flows: Flows,
    *,
    carried: Mapping[Stage, Carried],
    planned: PlannedOutflow | None = None,
) -> PeriodPosition:
    """Return the positions of all stages of a period, each stage fed by the one before."""
    share: Fraction | None = None
    stages: dict[Stage, StagePosition] = {}
    for stage in STAGES:
        position = stage_position(
            flows.get(stage, NO_FLOW),
            share_before=share,
            carried=carried.get(stage, NOTHING_CARRIED),
            planned_outflow_g=(planned or {}).get(stage, 0),
        )
        stages[stage] = position
        share = position.input_share
    return PeriodPosition(period=period, stages=stages)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFlows:
    """The flows of one period, and the approved plan for it."""

    period: Period
    flows: Flows
    planned: PlannedOutflow


def chained_positions(
    periods: Sequence[PeriodFlows], *, carried: Mapping[Stage, Carried], rules: AllowanceRules
) -> list[PeriodPosition]:
    """Return the positions of periods that follow each other, each handing its balance to the next."""
    positions: list[PeriodPosition] = []
    for each in periods:
        position = period_position(each.period, each.flows, carried=carried, planned=each.planned)
        positions.append(position)
        carried = position.carried(rules)
    return positions


def without_plan(periods: Sequence[PeriodFlows]) -> list[PeriodFlows]:
    """Return the periods as closing sees them: actual outflow only."""
    return [replace(each, planned={}) for each in periods]
