"""The order of shares by their leading digits is that of the fractions."""

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casthouse.provenance.share_order import falling, falling_ratio

pytestmark = pytest.mark.one_store
small = st.fractions(0, 3, max_denominator=50)
long = st.builds(Fraction, st.integers(0, 10**90), st.integers(1, 10**90))
near = st.builds(lambda n: Fraction(10**40 + n, 10**40), st.integers(-3, 3))


@given(st.lists(small | long | near, max_size=12))
@example([Fraction(1, 2), Fraction(1), Fraction(2), Fraction(0), Fraction(2**64 - 1, 2**64)])
def test_keys_put_shares_in_their_order(shares: list[Fraction]) -> None:
    assert sorted(shares, key=falling) == sorted(shares, reverse=True)


@given(st.lists(st.tuples(long, st.integers(1, 10**30)), max_size=8))
def test_ratios_need_not_be_in_lowest_terms(ratios: list[tuple[Fraction, int]]) -> None:
    given_so = [(share.numerator * by, share.denominator * by) for share, by in ratios]
    found = sorted(given_so, key=lambda ratio: falling_ratio(*ratio))
    assert [Fraction(*ratio) for ratio in found] == sorted((share for share, _ in ratios), reverse=True)
    same = {falling_ratio(*ratio) for ratio in given_so}
    assert len(same) == len({share for share, _ in ratios})
