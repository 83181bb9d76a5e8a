"""What stands below the waterfall of a footprint: what is missing, and whether its factors were verified."""

from dataclasses import replace
from fractions import Fraction

from casthouse.exchange.footprint_picture import footprint_notes
from tests.unit.footprint.chain_world import account
from tests.unit.footprint.test_quantity_report import footprint_of

F = Fraction
NOT_VERIFIED = "Factors not verified in their sources."
NOT_ADDED = "Figures of different methods are never added or ranked."


def test_a_figure_of_which_something_is_missing_is_called_a_lower_bound() -> None:
    mine = account("A", F(100), F(80))
    assert footprint_notes(footprint_of(mine)) == (NOT_VERIFIED, NOT_ADDED)
    for words in ("electricity of A", "anodes of A"):
        mine.sheet.lack(words)
    bound = "A lower bound, missing: electricity of A; anodes of A."
    assert footprint_notes(footprint_of(mine)) == (bound, NOT_VERIFIED, NOT_ADDED)


def test_without_a_figure_nothing_can_be_told() -> None:
    nothing = replace(footprint_of(account("A", F(100), F(80))), figure=None)
    told = "Nothing can be told: nothing was measured, or nothing went out."
    assert footprint_notes(nothing) == (told, NOT_VERIFIED, NOT_ADDED)


def test_verified_factors_need_no_warning() -> None:
    found = replace(footprint_of(account("A", F(100), F(80))), is_verified=True)
    assert footprint_notes(found) == (NOT_ADDED,)
