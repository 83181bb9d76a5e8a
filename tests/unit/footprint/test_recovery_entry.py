"""What counts of the entries behind a figure sums to it, to the last fraction of a gram."""

from fractions import Fraction

import pytest

from casthouse.footprint.recovery_entry import figure_entries
from casthouse.footprint.scrap_loop import LoopKind
from casthouse.footprint.scrap_source import RecoveryBoundary
from casthouse.provenance.lot_process import Direction, Step
from casthouse.refusal import Refusal
from tests.unit.footprint.test_recovery_account import DROSS, F10, METAL, PRE, account, entry

pytestmark = pytest.mark.one_store

ROWS = [
    *F10,
    entry(Direction.IN, "SLAB", METAL, 20, step=Step.ROLLING),
    entry(Direction.OUT, "COIL", METAL, 15, step=Step.ROLLING),
    entry(Direction.OUT, "TRIM", PRE, 4, step=Step.ROLLING),
    entry(Direction.IN, "SKIM", DROSS, 2),
    entry(Direction.IN, "CHIPS", PRE, 5, step=Step.SORTING),
    entry(Direction.OUT, "BALE", PRE, 4, step=Step.SORTING),
]


@pytest.mark.parametrize("boundary", RecoveryBoundary)
def test_every_figure_is_the_sum_of_what_counts_of_its_entries(boundary: RecoveryBoundary) -> None:
    found = account(ROWS, boundary=boundary)
    charge = found.charge
    expected = {
        "charge": sum(e.mass_g for e in ROWS if e.direction is Direction.IN and e.step is Step.MELTING),
        "counted": charge.counted,
        "post_consumer": charge.post_consumer,
        "pre_consumer": charge.pre_consumer,
        "primary": charge.primary,
        "runaround": charge.runaround,
        "bought_scrap": found.bought_scrap,
        "dross": found.dross_g,
        "dross_charged": found.dross_charged_g,
        "own_scrap": found.loops[0].whole_g,
        **{each.kind.value: each.returned_g for each in found.loops if each.is_own},
    }
    for step in found.steps:
        name = step.step.value
        expected |= {f"{name}_in": step.charged_g, f"{name}_made": step.made_g}
        expected |= {f"{name}_scrap": step.scrap_g, f"{name}_dross": step.dross_g}
        expected |= {name: step.made_g + step.scrap_g + step.dross_g}
    assert {LoopKind.SAME_SITE.value, LoopKind.COMPANY.value, "sorting_made"} <= expected.keys()
    for name, mass_g in expected.items():
        behind = figure_entries(found, name)
        assert sum((each.counted_g for each in behind.entries), Fraction(0)) == mass_g, name
        assert all(0 < each.counted_g <= each.entry.mass_g for each in behind.entries), name
    assert expected["charge"] == charge.counted + charge.runaround


def test_what_has_no_such_name_has_no_entries_and_what_is_nothing_has_none() -> None:
    for entries, name in ((ROWS, "planet"), (F10, "rolling_in")):
        with pytest.raises(Refusal, match="recovery_figure_unknown"):
            figure_entries(account(entries), name)
    nothing = figure_entries(account(F10), "melting_scrap")
    assert (nothing.entries, nothing.mass_g) == ((), 0)
