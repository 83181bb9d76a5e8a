"""What stands below the waterfall of a footprint: whether its factors were verified."""

from dataclasses import replace
from fractions import Fraction

from casthouse.exchange.footprint_picture import footprint_notes
from tests.unit.footprint.chain_world import account
from tests.unit.footprint.test_quantity_report import footprint_of

F = Fraction
NOT_ADDED = "Figures of different methods are never added or ranked."


def test_verified_factors_need_no_warning() -> None:
    found = replace(footprint_of(account("A", F(100), F(80))), is_verified=True)
    assert footprint_notes(found) == (NOT_ADDED,)
