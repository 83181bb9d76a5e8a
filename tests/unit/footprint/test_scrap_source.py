"""Where a charged lot came from, through layers and circles of sorting."""

from fractions import Fraction

import pytest

from casthouse.custody.stage import Material
from casthouse.footprint.scrap_source import LotMaker, RecoveryBoundary, ScrapSources
from casthouse.provenance.lot_process import Step

METAL, PRE, POST = Material.ALUMINIUM, Material.PRE_CONSUMER_SCRAP, Material.POST_CONSUMER_SCRAP
MELT = LotMaker(step=Step.MELTING, facility="HERE")


def sources(**makers: LotMaker) -> ScrapSources:
    """Return the makers of lots; a lot that is absent was bought."""
    return ScrapSources(boundary=RecoveryBoundary.COMPANY, makers=makers)


def sorted_from(**inputs: int) -> LotMaker:
    """Return a sorting of grams by lot."""
    return LotMaker(step=Step.SORTING, facility="HERE", inputs=inputs)


def test_layers_of_sorting_that_share_their_inputs_are_each_looked_at_once() -> None:
    makers = {"OWN": MELT, "A0": sorted_from(OWN=3, BOUGHT=1), "B0": sorted_from(OWN=1, BOUGHT=3)}
    for layer in range(1, 60):
        makers[f"A{layer}"] = sorted_from(**{f"A{layer - 1}": 1, f"B{layer - 1}": 1})
        makers[f"B{layer}"] = sorted_from(**{f"A{layer - 1}": 1, f"B{layer - 1}": 1})
    assert sources(**makers).own("A59") == Fraction(1, 2)
    assert sources(**makers).own("A0") == Fraction(3, 4)


@pytest.mark.parametrize(
    ("inputs", "own"),
    [
        ({"OWN": 1, "BOUGHT": 1, "BACK": 2}, Fraction(1, 2)),
        ({"OWN": 1, "BACK": 3}, Fraction(1)),
        ({"BOUGHT": 1, "BACK": 3}, Fraction(0)),
    ],
)
def test_metal_that_comes_back_to_be_sorted_again_is_what_came_in_beside_it(
    inputs: dict[str, int], own: Fraction
) -> None:
    held = sources(OWN=MELT, LOT=sorted_from(**inputs), BACK=sorted_from(LOT=5))
    assert held.own("LOT") == held.own("BACK") == own
    assert held.own("LOT", at="ELSEWHERE") == 0


def test_a_circle_into_which_nothing_comes_counts_as_run_around() -> None:
    assert sources(LOT=sorted_from(BACK=1), BACK=sorted_from(LOT=1)).own("LOT") == 1


def test_sorting_changes_no_material_through_layers_and_circles() -> None:
    makers = {
        "BALES": sorted_from(INGOT=30, CANS=10, BACK=5),
        "BACK": sorted_from(BALES=5),
        "BEST": sorted_from(BALES=40, EDGES=40),
        "EDGES": LotMaker(step=Step.ROLLING, facility="HERE"),
    }
    brought = {"INGOT": {METAL: 30}, "CANS": {POST: 7, METAL: 3}, "EDGES": {PRE: 40}, "BALES": {POST: 45}}
    held = ScrapSources(boundary=RecoveryBoundary.COMPANY, makers=makers, brought=brought)
    assert held.materials("BALES") == {METAL: Fraction(33, 40), POST: Fraction(7, 40)}
    assert held.materials("BEST") == {METAL: Fraction(33, 80), POST: Fraction(7, 80), PRE: Fraction(1, 2)}
    assert (held.own("BEST"), held.own("BEST", of=PRE), held.own("BEST", of=POST)) == (
        Fraction(1, 2),
        Fraction(1),
        Fraction(0),
    )
    assert held.materials("CANS") == {POST: Fraction(7, 10), METAL: Fraction(3, 10)}


def test_no_plant_makes_post_consumer_scrap_and_no_smelter_scrap() -> None:
    makers = {
        "CUT": LotMaker(step=Step.CUTTING, facility="HERE"),
        "POTS": LotMaker(step=Step.SMELTING, facility="HERE"),
        "MIX": sorted_from(CUT=1, NOBODY=1),
    }
    brought = {"CUT": {POST: 5}, "POTS": {POST: 5}}
    held = ScrapSources(boundary=RecoveryBoundary.SITE, makers=makers, brought=brought)
    assert held.materials("CUT") == {PRE: 1}
    assert held.materials("POTS") == {METAL: 1}
    assert held.materials("NOBODY") == {}, "the row is believed"
    assert held.materials("MIX") == {PRE: Fraction(1, 2), METAL: Fraction(1, 2)}, "unspecified is primary"
