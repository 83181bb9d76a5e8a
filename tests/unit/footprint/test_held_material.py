"""What was charged is what the lots are, whatever a row calls them."""

from dataclasses import replace

import pytest

from casthouse.custody.stage import Material
from casthouse.footprint.held_material import as_held
from casthouse.footprint.scrap_loop import ProcessEntry
from casthouse.provenance.lot_process import Direction, Step

pytestmark = pytest.mark.one_store

CHARGED = ProcessEntry(
    process="P",
    step=Step.MELTING,
    facility="CH",
    direction=Direction.IN,
    lot="L",
    material=Material.POST_CONSUMER_SCRAP,
    mass_g=10,
)


def held(entry: ProcessEntry, materials: dict[Material, int]) -> list[tuple[Material, int]]:
    return [(each.material, each.mass_g) for each in as_held([entry], {"L": materials})]


def test_bought_metal_that_a_row_calls_scrap_is_metal() -> None:
    assert held(CHARGED, {Material.ALUMINIUM: 500}) == [(Material.ALUMINIUM, 10)]
    assert held(CHARGED, {Material.POST_CONSUMER_SCRAP: 500}) == [(Material.POST_CONSUMER_SCRAP, 10)]


def test_a_mixture_gives_its_part_of_each_to_the_gram() -> None:
    mixed = {Material.ALUMINIUM: 2, Material.POST_CONSUMER_SCRAP: 1}
    assert held(CHARGED, mixed) == [(Material.ALUMINIUM, 7), (Material.POST_CONSUMER_SCRAP, 3)]


def test_of_a_lot_that_nothing_brought_in_and_of_outputs_the_row_is_believed() -> None:
    assert as_held([CHARGED], {}) == [CHARGED]
    made = replace(CHARGED, direction=Direction.OUT)
    assert as_held([made], {"L": {Material.ALUMINIUM: 5}}) == [made]
