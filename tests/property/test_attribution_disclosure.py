"""What a customer is told of the accounts behind it gives away neither what others bought nor how much."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.provenance.attribution import attributed
from casthouse.provenance.disclosed_attribution import STEPS, SeenEnds, pools_behind, seen_pool_origins
from casthouse.provenance.pool import PoolBooks, PoolEntry
from tests.property.pool_world import POOLS, SUBJECT, books_of, entries_of, entry

pytestmark = pytest.mark.one_store

BUYER, SUPPLIER, MILL, SMELTER = POOLS
Levels = st.lists(st.sampled_from(Disclosure), min_size=3, max_size=3)


def parties_of(levels: Iterable[Disclosure]) -> dict[str, DisclosedParty]:
    """Return the buyer, who sees itself whole, and the others."""
    return {
        pool.account.organisation: DisclosedParty(
            code=pool.account.organisation, name="", country="DE", level=level
        )
        for pool, level in zip(POOLS, (Disclosure.LOTS, *levels), strict=True)
    }


def seen(books: PoolBooks, parties: dict[str, DisclosedParty], *, mass_g: int = SUBJECT.mass_g) -> SeenEnds:
    subject = replace(SUBJECT, mass_g=mass_g)
    return seen_pool_origins(attributed(books, subject), books, subject, parties)


@given(entries_of(), Levels, st.integers(1, 10**12))
def test_exact_ends_and_those_in_steps_together_are_the_whole(
    entries: list[PoolEntry], levels: list[Disclosure], mass_g: int
) -> None:
    found = seen(books_of(entries), parties_of(levels), mass_g=mass_g)
    exact = [each for each in found.ends if each.share is not None]
    assert sum((each.share_from for each in exact), found.in_steps.share) == 1
    assert sum((each.mass_g or 0 for each in exact), found.in_steps.mass_g) == mass_g
    coarse = [each for each in found.ends if each.share is None]
    assert (
        sum(each.share_from for each in coarse)
        <= found.in_steps.share
        <= sum(each.share_to for each in coarse)
    )
    for each in coarse:
        assert each.mass_g is None
        assert each.share_to - each.share_from == found.in_steps.share / STEPS
        assert each.possible.least == 0


@given(entries_of(most=6, mass_max=4).flatmap(st.permutations), Levels)
def test_the_largest_share_comes_first_and_equal_ones_go_by_place(
    entries: list[PoolEntry], levels: list[Disclosure]
) -> None:
    ends = seen(books_of(entries), parties_of(levels)).ends
    assert list(ends) == sorted(ends, key=lambda each: (-each.share_from, each.place))


@given(entries_of(), Levels)
def test_what_is_possible_is_told_outwards_and_a_share_lies_in_its_step(
    entries: list[PoolEntry], levels: list[Disclosure]
) -> None:
    books = books_of(entries)
    whole = {each.place.reference: each for each in seen(books, parties_of([Disclosure.LOTS] * 3)).ends}
    for each in seen(books, parties_of(levels)).ends:
        if each.place.reference:
            exact = whole[each.place.reference]
            assert exact.share is not None
            assert each.share_from <= exact.share <= each.share_to
            assert each.possible.least <= exact.possible.least
            assert exact.possible.most <= each.possible.most


@given(entries_of(), Levels, st.integers(2, 50))
def test_how_much_was_bought_behind_a_company_that_does_not_disclose_its_lots_changes_nothing(
    entries: list[PoolEntry], levels: list[Disclosure], times: int
) -> None:
    """All that came in behind is so many times as much, in the same ratio; deliveries to others stay as they are."""
    books, parties = books_of(entries), parties_of(levels)
    behind = pools_behind(books, parties, attributed(books, SUBJECT).pools)
    if BUYER in behind:
        return
    larger = [replace(each, mass_g=each.mass_g * times) if each.pool in behind else each for each in entries]
    assert seen(books_of(larger), parties) == seen(books, parties)


@pytest.mark.parametrize("level", [Disclosure.NOTHING, Disclosure.COMPANY, Disclosure.SITE])
def test_a_ratio_cannot_be_searched_by_buying_more_of_others(level: Disclosure) -> None:
    """The supplier bought a seventh and six sevenths; the step is the same however the buyer mixes it."""
    bought = [entry(SUPPLIER, 1_000, key="A"), entry(SUPPLIER, 6_000, key="B", source=MILL)]
    bought.append(entry(MILL, 6_000, key="M"))
    steps = set()
    for others in range(1, 60):
        mixed = [entry(BUYER, 500, source=SUPPLIER), entry(BUYER, others, key="O"), *bought]
        levels = [level, Disclosure.LOTS, Disclosure.LOTS]
        found = seen(books_of(mixed), parties_of(levels), mass_g=10 * others)
        mill = next(each for each in found.ends if each.place.reference == "M")
        assert mill.share is None, "the mill discloses, but its share would tell how its customer mixed"
        steps.add((mill.share_from / found.in_steps.share, mill.share_to / found.in_steps.share))
    assert steps == {(Fraction(85, 100), Fraction(86, 100))}
