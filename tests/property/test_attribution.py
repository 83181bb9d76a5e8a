"""Attribution against slow ways that cannot be wrong, over pools with merges, splits and circles."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance.attribution import Attribution, attributed
from casthouse.provenance.exact_system import settled, solved
from casthouse.provenance.fifo import fifo_draws, next_draw
from casthouse.provenance.origin_share import largest_remainder
from casthouse.provenance.pool import Pool, PoolEntry
from tests.property.pool_world import POOLS, START, SUBJECT, books_of, entries_of, entry

Rules = st.sets(st.sampled_from(POOLS)).map(lambda found: tuple(sorted(found)))


def by_plain_elimination(entries: Sequence[PoolEntry]) -> dict[PoolEntry, Fraction] | None:
    """Solve the share of every entry in every pool, in proportion, by dense elimination; None: no single one."""
    whole = {pool: sum(each.mass_g for each in entries if each.pool == pool) for pool in POOLS}
    matrix = [[Fraction(int(a == b)) for b in POOLS] for a in POOLS]
    for each in entries:
        if each.source is not None:
            row, column = POOLS.index(each.pool), POOLS.index(each.source)
            matrix[row][column] -= Fraction(each.mass_g, whole[each.pool])
    found = {}
    for origin in (each for each in entries if each.source is None):
        right = [
            Fraction(origin.mass_g, whole[pool]) if origin.pool == pool else Fraction(0) for pool in POOLS
        ]
        shares = solved(matrix, right)
        if shares is None:
            return None
        if shares[0]:
            found[origin] = shares[0]
    return found


@given(entries_of())
def test_shares_in_proportion_are_those_of_a_plain_solver(entries: list[PoolEntry]) -> None:
    wanted = by_plain_elimination(entries)
    if wanted is not None:
        found = attributed(books_of(entries), SUBJECT)
        assert found.entries == wanted
        assert sum(found.stock.values()) == 1 - sum(wanted.values())


@given(entries_of(), Rules, st.integers(1, 10**15))
def test_shares_sum_to_one_and_grams_to_the_mass(
    entries: list[PoolEntry], fifo: tuple[Pool, ...], mass_g: int
) -> None:
    found = attributed(books_of(entries, fifo=fifo), SUBJECT)
    shares = [*found.entries.values(), *found.stock.values()]
    assert sum(shares) == 1
    assert all(share > 0 for share in shares)
    grams = largest_remainder(shares, mass_g)
    assert sum(grams) == mass_g
    assert all(abs(gram - share * mass_g) < 1 for gram, share in zip(grams, shares, strict=True))


@given(entries_of(), Rules, st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(
    entries: list[PoolEntry], fifo: tuple[Pool, ...], chance: Random
) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    one, other = (attributed(books_of(each, fifo=fifo), SUBJECT) for each in (entries, shuffled))
    assert (one.entries, one.stock, one.pools) == (other.entries, other.stock, other.pools)


Days = st.dictionaries(
    st.integers(0, 12).map(lambda n: START + timedelta(days=n)), st.integers(1, 30), max_size=8
)


@given(Days, Days)
def test_first_in_first_out_is_a_queue_of_grams(came: dict[date, int], left: dict[date, int]) -> None:
    """Each gram by itself, in a queue: what a day took is counted gram by gram."""
    draws = fifo_draws(came, left)
    assert set(draws) == set(left)
    queue: list[date] = []
    for day in sorted({*came, *left}):
        queue += [day] * came.get(day, 0)
        taken, queue = queue[: left.get(day, 0)], queue[left.get(day, 0) :]
        if day in left:
            counted = {of: Fraction(taken.count(of), left[day]) for of in set(taken)}
            assert draws[day].layers == counted
            assert draws[day].stock == 1 - sum(counted.values())
    for of, mass_g in came.items():
        assert sum(draws[day].layers.get(of, 0) * gone for day, gone in left.items()) <= mass_g


def test_what_leaves_after_the_days_draws_is_next_in_the_queue() -> None:
    day = [START + timedelta(days=n) for n in range(4)]
    found = next_draw({day[0]: 10, day[1]: 10, day[3]: 99}, {day[1]: 5, day[3]: 50}, day=day[2], mass=10)
    assert found.layers == {day[0]: Fraction(1, 2), day[1]: Fraction(1, 2)}
    assert not found.stock


@given(st.data())
def test_a_circle_is_settled_as_by_plain_elimination(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 5))
    parts = st.dictionaries(st.integers(0, size - 1), st.integers(1, 9), max_size=size)
    weights = [data.draw(parts) for _ in range(size)]
    outside = [data.draw(st.integers(0, 3)) for _ in range(size)]
    hands = [
        {to: Fraction(weight, sum(each.values()) + leak) for to, weight in each.items()}
        for each, leak in zip(weights, outside, strict=True)
    ]
    entering = [Fraction(data.draw(st.integers(0, 5))) for _ in range(size)]
    matrix = [[Fraction(int(a == b)) - hands[b].get(a, 0) for b in range(size)] for a in range(size)]
    assert settled(entering, hands) == solved(matrix, entering)


def test_cans_that_come_back_as_scrap_are_solved_exactly() -> None:
    """A mill sells 100 to a can maker, of which 20 come back; beside them the mill buys 60 and 20 from two smelters."""
    mill, cans = POOLS[:2]
    entries = [
        *(entry(mill, 60, key="A"), entry(mill, 20, key="B"), entry(mill, 20, source=cans, key="SCRAP")),
        *(entry(cans, 100, source=mill, key="COIL"), entry(cans, 100, key="OTHER COIL")),
    ]
    found = attributed(books_of(entries), SUBJECT)
    assert shares(found) == {"A": Fraction(2, 3), "B": Fraction(2, 9), "OTHER COIL": Fraction(1, 9)}
    assert found.pools == (mill, cans)


def test_a_circle_that_nothing_entered_was_there_before() -> None:
    mill, cans = POOLS[:2]
    entries = [entry(mill, 5, source=cans), entry(cans, 5, source=mill)]
    assert attributed(books_of(entries), SUBJECT).stock == {mill: 1}


def test_the_rule_decides_and_is_that_of_each_account() -> None:
    """The mill bought A on the first day and B on the second; its first coil went out in between."""
    mill, smelter = POOLS[:2]
    entries = [
        *(entry(mill, 10, source=smelter, day=2, key="METAL"), entry(mill, 10, day=3, key="LATE")),
        *(entry(smelter, 10, day=0, key="A"), entry(smelter, 30, day=1, key="B")),
    ]
    half = Fraction(1, 2)
    assert shares(attributed(books_of(entries), SUBJECT)) == {
        "A": half / 4,
        "B": half * 3 / 4,
        "LATE": half,
    }
    assert shares(attributed(books_of(entries, fifo=(smelter,)), SUBJECT)) == {"A": half, "LATE": half}
    assert shares(attributed(books_of(entries, fifo=(mill,)), SUBJECT)) == {
        "A": Fraction(1, 4),
        "B": Fraction(3, 4),
    }


def shares(found: Attribution) -> dict[str, Fraction]:
    return {each.reference: share for each, share in found.entries.items()}
