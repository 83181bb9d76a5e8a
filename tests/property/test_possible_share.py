"""What is possible at least and at most, against every assignment of whole grams in tiny worlds of pools."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casthouse.custody.stage import Stage
from casthouse.provenance.attribution import attributed_shares
from casthouse.provenance.pool import EntryKind, Pool, PoolEntry, PoolSubject
from casthouse.provenance.possible_share import PossibleShare, PossibleShares
from tests.property.pool_world import POOLS, START, books_of, entries_of, entry

TINY = entries_of(pools=3, most=2, mass_max=3)
Stocks = st.dictionaries(st.sampled_from(POOLS[:3]), st.integers(0, 3))
Others = st.dictionaries(st.sampled_from(POOLS[:3]), st.integers(1, 4), max_size=2)
"""What else left some pools, to customers who are nobody's pool."""
NEXT_DAY = START + timedelta(days=1)
Held = Mapping[PoolEntry, int]


def subject(mass_g: int, kept_g: int = 0) -> PoolSubject:
    return PoolSubject(pool=POOLS[0], day=START, mass_g=mass_g, kept_g=kept_g)


def assignments(
    entries: Sequence[PoolEntry], origins: Collection[PoolEntry], stock_g: Mapping[Pool, int]
) -> Iterator[Held]:
    """Yield what of each delivery is of some origins, for every way in which whole grams may have gone.

    From each pool no more of the origins leaves than came to it, and no more of other metal than came or was in stock.
    Where the books say that more left than was there, the stock was as much larger.
    """
    left = [each for each in entries if each.source is not None]
    for held in product(*(range(each.mass_g + 1) for each in left)):
        of = dict(zip(left, held, strict=True))
        if all(_is_possible(pool, entries, origins, of, stock_g.get(pool, 99)) for pool in POOLS[:3]):
            yield of


def _is_possible(
    pool: Pool, entries: Sequence[PoolEntry], origins: Collection[PoolEntry], held: Held, stock: int
) -> bool:
    came = [each for each in entries if each.pool == pool]
    left = [each for each in entries if each.source == pool]
    came_g, left_g = (sum(each.mass_g for each in some) for some in (came, left))
    of_came = sum(held.get(each, each.mass_g if each in origins else 0) for each in came)
    of_left = sum(held[each] for each in left)
    return of_left <= of_came and left_g - of_left <= came_g - of_came + max(stock, left_g - came_g)


@given(TINY, st.integers(1, 4), Stocks, Others, st.data())
def test_every_possible_assignment_lies_inside_and_the_ends_are_reached(
    entries: list[PoolEntry],
    mass_g: int,
    stock_g: dict[Pool, int],
    others: dict[Pool, int],
    data: st.DataObject,
) -> None:
    assume(sum(each.source is not None for each in entries) <= 2)
    ends = [each for each in entries if each.source is None]
    assume(ends)
    origins = data.draw(st.sets(st.sampled_from(ends), min_size=1))
    books = books_of(entries, subject=subject(mass_g), stock_g=stock_g, others=others)
    found = PossibleShares(books, subject(mass_g)).of(origins)
    out = entry(POOLS[3], mass_g, source=POOLS[0], key="SUBJECT")
    sold = [entry(POOLS[3], other_g, source=pool, key="OTHER") for pool, other_g in others.items()]
    seen = {held[out] for held in assignments([*entries, out, *sold], origins, stock_g)}
    is_sold_on = any(
        each.source == POOLS[0] for each in entries
    )  # it may be the subject itself, for all we are told
    assert found.most == Fraction(max(seen), mass_g)
    assert found.least <= Fraction(min(seen), mass_g)
    assert is_sold_on or found.least == Fraction(min(seen), mass_g)


@given(TINY, st.integers(1, 4), Stocks, Others, st.data())
def test_the_ends_are_reached_of_a_lot_that_lies_there_too(
    entries: list[PoolEntry],
    mass_g: int,
    stock_g: dict[Pool, int],
    others: dict[Pool, int],
    data: st.DataObject,
) -> None:
    """A lot that never left is no delivery of the books, yet metal that is there, however much left beside it."""
    assume(sum(each.source is not None for each in entries) <= 2)
    ends = [each for each in entries if each.source is None]
    assume(ends)
    origins = data.draw(st.sets(st.sampled_from(ends), min_size=1))
    kept = subject(mass_g, kept_g=mass_g)
    books = books_of(entries, subject=kept, stock_g=stock_g, others=others)
    found = PossibleShares(books, kept).of(origins)
    lies = entry(POOLS[3], mass_g, source=POOLS[0], key="SUBJECT")
    sold = [entry(POOLS[3], other_g, source=pool, key="OTHER") for pool, other_g in others.items()]
    seen = {held[lies] for held in assignments([*entries, lies, *sold], origins, stock_g)}
    assert (found.least, found.most) == (Fraction(min(seen), mass_g), Fraction(max(seen), mass_g))


def test_a_lot_that_never_left_may_be_older_metal_where_more_left_than_came() -> None:
    """100 g of A and 20 g of B came, 150 g left and a lot of 60 g lies there: 90 g were older, maybe all of it."""
    entries = [entry(POOLS[0], 100, key="A"), entry(POOLS[0], 20, key="B")]

    def least(kept_g: int) -> Fraction:
        asked = subject(60, kept_g=kept_g)
        books = books_of(
            entries, subject=asked, stock_g={POOLS[0]: 0}, others={POOLS[0]: 150 - (60 - kept_g)}
        )
        return PossibleShares(books, asked).of(entries[:1]).least

    assert least(kept_g=0) == Fraction(1, 6), "150 g left with it: 30 g were older"
    assert least(kept_g=60) == 0


def test_where_more_left_than_came_the_stock_was_larger() -> None:
    """100 g of A came and nothing was counted, but 160 g left: 60 g of older metal may be all that is asked about."""
    entries = [entry(POOLS[0], 100, key="A")]

    def interval(*, other_g: int, stock: bool = False) -> PossibleShare:
        books = books_of(entries, subject=subject(60), stock_g={POOLS[0]: 0}, others={POOLS[0]: other_g})
        found = PossibleShares(books, subject(60))
        return found.of([], [POOLS[0]]) if stock else found.of(entries)

    assert interval(other_g=40) == PossibleShare(least=Fraction(1), most=Fraction(1))
    assert interval(other_g=100) == PossibleShare(least=Fraction(0), most=Fraction(1))
    assert interval(other_g=55) == PossibleShare(least=Fraction(3, 4), most=Fraction(1))
    assert interval(other_g=55, stock=True) == PossibleShare(least=Fraction(0), most=Fraction(1, 4))


def played(
    entries: Sequence[PoolEntry], origin: PoolEntry, subject: PoolEntry, stock_g: Mapping[Pool, int]
) -> Iterator[int]:
    """Yield what of a delivery is of an origin, for every order of deliveries and every choice of grams in each."""

    def play(
        left: tuple[PoolEntry, ...], held: dict[Pool, tuple[int, int]], of_subject: int
    ) -> Iterator[int]:
        if not left:
            yield of_subject
        for each in left:
            rest = tuple(one for one in left if one is not each)
            choices = range(each.mass_g + 1) if each.source else [each.mass_g if each is origin else 0]
            for of_origin in choices:
                after = _moved(held, each, of_origin)
                if after is not None:
                    yield from play(rest, after, of_origin if each is subject else of_subject)

    start = {pool: (0, stock_g.get(pool, 99)) for pool in POOLS[:3]}
    for pool in start:
        came, left = (sum(e.mass_g for e in entries if side(e) == pool) for side in (_to, _from))
        start[pool] = (0, max(start[pool][1], left - came))
    yield from play(tuple(entries), start, 0)


def _to(each: PoolEntry) -> Pool | None:
    return each.pool


def _from(each: PoolEntry) -> Pool | None:
    return each.source


def _moved(
    held: dict[Pool, tuple[int, int]], each: PoolEntry, of_origin: int
) -> dict[Pool, tuple[int, int]] | None:
    """Return what the pools hold of the origin and of other metal after a delivery; None where it is not there."""
    after = dict(held)
    for pool, sign in ((each.source, -1), (each.pool, 1)):
        if pool is not None:
            origin, other = after[pool]
            after[pool] = (origin + sign * of_origin, other + sign * (each.mass_g - of_origin))
            if min(after[pool]) < 0:
                return None
    return after


@given(entries_of(pools=3, most=2, mass_max=2), Stocks)
@settings(max_examples=40)
def test_whatever_is_played_lies_inside_also_where_the_subject_came_back(
    entries: list[PoolEntry], stock_g: dict[Pool, int]
) -> None:
    """The subject is one of the deliveries to another of the pools, and may have come back as scrap."""
    out = next((each for each in entries if each.source == POOLS[0]), None)
    origin = next((each for each in entries if each.source is None), None)
    assume(len(entries) <= 4)
    if out is None or origin is None:
        return
    found = PossibleShares(replace(books_of(entries), stock_g=stock_g), subject(out.mass_g)).of([origin])
    for of_origin in set(played(entries, origin, out, stock_g)):
        assert found.least <= Fraction(of_origin, out.mass_g) <= found.most


def test_without_a_counted_stock_nothing_is_certain() -> None:
    entries = [entry(POOLS[0], 8, key="A"), entry(POOLS[0], 2, key="B")]
    assert possible(entries, "A") == PossibleShare(least=Fraction(0), most=Fraction(1))
    assert possible(entries, "A", stock_g={POOLS[0]: 0}) == PossibleShare(
        least=Fraction(3, 5), most=Fraction(1)
    )
    assert possible(entries, "B", stock_g={POOLS[0]: 0}) == PossibleShare(
        least=Fraction(0), most=Fraction(2, 5)
    )


def possible(
    entries: list[PoolEntry], key: str, *, stock_g: dict[Pool, int] | None = None, mass_g: int = 5
) -> PossibleShare:
    (origin,) = (each for each in entries if each.reference == key)
    books = books_of(entries, subject=subject(mass_g), stock_g=stock_g)
    return PossibleShares(books, subject(mass_g)).of([origin])


def test_no_more_comes_through_than_was_delivered() -> None:
    """A went to two mills; only one gram of what they hold came here."""
    entries = [
        entry(POOLS[1], 50, key="A"),
        *(entry(POOLS[2], 50, source=POOLS[1], key="X"), entry(POOLS[0], 1, source=POOLS[2], key="Y")),
    ]
    assert possible(entries, "A").most == Fraction(1, 5)


def test_metal_of_alumina_is_no_more_than_it_holds() -> None:
    """A gram of alumina is at most 0.5293 grams of metal."""
    alumina = Pool(POOLS[0].account, Stage.ALUMINA)
    made = replace(entry(POOLS[0], 5, source=alumina, key="MADE"), kind=EntryKind.PRODUCTION)
    assert possible([entry(alumina, 1, key="A"), made], "A").most == Fraction(5_293, 50_000)


@given(entries_of(pools=1))
def test_what_is_attributed_in_proportion_is_possible_where_no_more_left_than_came(
    entries: list[PoolEntry],
) -> None:
    assume(sum(each.mass_g for each in entries) >= 7)
    for each in attributed_shares(books_of(entries), subject(7)):
        assert each.share_min <= each.share <= each.share_max
