"""What the accounts attribute: in proportion, through the stages, and never more than is physically possible."""

from fractions import Fraction

from casthouse.custody.stage import Stage
from casthouse.provenance.attribution import PoolInflow, StagePool, attributed_shares, unattributed


def inflow(reference: str, mass_g: int) -> PoolInflow:
    return PoolInflow(organisation="ACME", counterparty="SUP", lot="", reference=reference, mass_g=mass_g)


POOLS = {
    Stage.ALUMINA: StagePool(inflows=(inflow("ALUMINA-1", 300), inflow("ALUMINA-2", 100)), production_g=0),
    Stage.ALUMINIUM: StagePool(inflows=(inflow("METAL", 50),), production_g=150),
}


def test_metal_made_in_the_scope_goes_on_to_the_stage_before() -> None:
    shares = attributed_shares(POOLS, Stage.ALUMINIUM, 40)
    assert {each.inflow.reference: each.share for each in shares} == {
        "METAL": Fraction(1, 4),
        "ALUMINA-1": Fraction(9, 16),
        "ALUMINA-2": Fraction(3, 16),
    }
    assert unattributed(shares) == 0


def test_no_more_of_an_inflow_than_it_weighed_can_be_in_a_delivery() -> None:
    shares = attributed_shares(POOLS, Stage.ALUMINIUM, 200)
    assert {each.inflow.reference: each.share_max for each in shares}["METAL"] == Fraction(1, 4)
    assert all(each.share_min <= each.share <= each.share_max <= 1 for each in shares)


def test_what_no_inflow_stands_behind_is_undisclosed() -> None:
    made_of_nothing = {Stage.ALUMINIUM: StagePool(inflows=(inflow("METAL", 50),), production_g=150)}
    assert unattributed(attributed_shares(made_of_nothing, Stage.ALUMINIUM, 10)) == Fraction(3, 4)
    assert unattributed(attributed_shares({}, Stage.ALUMINIUM, 10)) == 1
