"""What may still be sold under a plan: the limit of the refusal test, found by trying."""

from fractions import Fraction
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.position import Carried, Flow, StagePosition, stage_position
from casthouse.custody.sellable import sellable_g

MASS = st.integers(0, 10_000)


def after_selling(flow: Flow, carried: Carried, planned_g: int, mass_g: int) -> StagePosition:
    sold = flow + Flow(outflow_g=mass_g, coc_outflow_g=mass_g)
    return stage_position(sold, share_before=None, carried=carried, planned_outflow_g=planned_g)


@given(coc_g=MASS, other_g=MASS, out_g=MASS, sold_g=MASS, planned_g=MASS, balance_g=MASS)
def test_that_much_may_be_sold_and_a_little_more_may_not(
    coc_g: int, other_g: int, out_g: int, sold_g: int, planned_g: int, balance_g: int
) -> None:
    flow = Flow(coc_inflow_g=coc_g, non_coc_inflow_g=other_g, outflow_g=out_g + sold_g, coc_outflow_g=sold_g)
    carried = Carried(positive_balance_g=balance_g)
    position = stage_position(flow, share_before=None, carried=carried)
    limit_g = sellable_g(position, planned_outflow_g=planned_g)
    if limit_g is None:
        assert position.input_share == 1
        assert after_selling(flow, carried, planned_g, 10**12).available_g >= 0
        return
    if limit_g >= 0:
        assert after_selling(flow, carried, planned_g, limit_g).available_g >= 0
    share = position.input_share or Fraction(0)
    slack_g = 2 if share == 1 else ceil(1 / (1 - share)) + 1
    assert after_selling(flow, carried, planned_g, max(0, limit_g) + slack_g).available_g < 0


def test_without_a_plan_it_is_the_figure_of_the_position() -> None:
    flow = Flow(coc_inflow_g=6000, non_coc_inflow_g=4000, outflow_g=9800, coc_outflow_g=5300)
    position = stage_position(flow, share_before=None, carried=Carried())
    assert sellable_g(position, planned_outflow_g=0) == position.still_sellable_g == 1450


def test_up_to_the_plan_a_sale_raises_no_ceiling() -> None:
    flow = Flow(coc_inflow_g=50, non_coc_inflow_g=50)
    position = stage_position(flow, share_before=None, carried=Carried())
    assert sellable_g(position, planned_outflow_g=40) == 20
