"""What is physically possible: how much of a delivery may have come from an origin, at least and at most.

What happens inside a pool is not known: any of its metal may have left in any delivery of the period. Known is what
came and left, to the gram, and that no metal is created. So the most of an origin that can be in a delivery is the
greatest flow of metal from the one to the other through the pools, each way carrying no more than was delivered on it;
it is reached, since the rest can be other metal. The least is what of the origin has nowhere else to be: nothing where
the stock from before the period is not on record, for then all of it may lie there still and older metal have left.

The books may be off: more left than came in and was counted, or left while what is asked about lies there still. Then
the stock was as much larger, and older metal may have left instead. Days inside a period are not looked at, since metal
is often booked on another day than it moves.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from casthouse.provenance.greatest_flow import FlowWays
from casthouse.provenance.pool import Pool, PoolBooks, PoolEntry, PoolSubject, metal_parts

SUBJECT = "subject"
ELSEWHERE = "elsewhere"
ORIGIN = "origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleShare:
    """The share of an origin in a delivery that is possible at least and at most."""

    least: Fraction
    most: Fraction


class PossibleShares:
    """The ways of metal to one delivery, to be asked for any origin, or for several together."""

    def __init__(self, books: PoolBooks, subject: PoolSubject) -> None:
        self._books, self._subject = books, subject
        self._metal = subject.mass_g * metal_parts(subject.pool.stage)
        self._stock = _stock(books, subject)
        self._ways = _ways(books, self._stock, self._metal)
        self._rest = _rest(books, subject, self._stock)
        self._most_of: dict[Pool, int] = {}

    def of(self, entries: Iterable[PoolEntry], stocks: Iterable[Pool] = ()) -> PossibleShare:
        """Return what of the subject may have come from where the trail ends, taken together.

        Args:
            entries: what came in without a source.
            stocks: pools of which the stock from before is meant.
        """
        came: dict[Pool, int] = {}
        for each in entries:
            came[each.pool] = came.get(each.pool, 0) + each.metal
        for pool in stocks:
            came[pool] = came.get(pool, 0) + self._stock.get(pool, self._metal)
        is_known = all(self._rest.get(pool, 0) is not None for pool in came)
        least = max(0, sum(came.values()) - self._elsewhere(came)) if is_known else 0
        return PossibleShare(least=self._share(min(least, self._metal)), most=self._share(self._most(came)))

    def _share(self, metal: int) -> Fraction:
        return Fraction(metal, self._metal) if metal else Fraction(0)

    def of_any_amount(self, pools: Iterable[Pool]) -> PossibleShare:
        """Return what of the subject may have come from pools if any amount had come into each of them."""
        most = self._to_subject(dict.fromkeys(pools, self._metal))
        return PossibleShare(least=Fraction(0), most=Fraction(most, self._metal))

    def _most(self, came: Mapping[Pool, int]) -> int:
        if len(came) == 1:  # one place: what reaches the subject from there, at most what came in
            ((pool, metal),) = came.items()
            if pool not in self._most_of:
                self._most_of[pool] = self._to_subject({pool: self._metal})
            return min(metal, self._most_of[pool])
        return self._to_subject(came)

    def _to_subject(self, came: Mapping[Pool, int]) -> int:
        ways = FlowWays(self._ways.items())
        ways.add(self._subject.pool, SUBJECT, self._metal)
        return _flow(ways, came, SUBJECT)

    def _elsewhere(self, came: Mapping[Pool, int]) -> int:
        """Return how much of what came can be somewhere else than in the subject."""
        ways = FlowWays(self._ways.items())
        whole = sum(came.values())
        for pool, rest in self._rest.items():
            ways.add(pool, ELSEWHERE, whole if rest is None else rest)
        return _flow(ways, came, ELSEWHERE)


def _flow(ways: FlowWays, came: Mapping[Pool, int], to: str) -> int:
    for pool, metal in came.items():
        ways.add(ORIGIN, pool, metal)
    return ways.greatest(ORIGIN, to)


def _stock(books: PoolBooks, subject: PoolSubject) -> dict[Pool, int]:
    """Return the metal that was in each pool before the period, where it was counted.

    It is what was counted, and what more left or lies there as the subject than that and all that came in.
    """
    received, made = _passed(books, is_made=False), _passed(books, is_made=True)
    stock: dict[Pool, int] = {}
    for pool, stock_g in books.stock_g.items():
        part = metal_parts(pool.stage)
        shipped = sum(books.shipped.get(pool, {}).values()) * part
        left = max(shipped, received.get(pool, 0)) + made.get(pool, 0)
        drawn = _with_subject(left, pool, subject)
        stock[pool] = max(stock_g * part, drawn - books.inflow_g(pool) * part)
    return stock


def _with_subject(left: int, pool: Pool, subject: PoolSubject) -> int:
    """Return the metal that left a pool and that of the subject: in what left, but for what was kept."""
    if pool != subject.pool:
        return left
    part = metal_parts(pool.stage)
    return max(left, (subject.mass_g - subject.kept_g) * part) + subject.kept_g * part


def _passed(books: PoolBooks, *, is_made: bool) -> dict[Pool, int]:
    """Return how much metal of each pool another of these pools got by what was made there, or else by receipts."""
    passed: dict[Pool, int] = {}
    for entries in books.entries.values():
        for each in entries:
            if each.source is not None and each.is_made == is_made:
                passed[each.source] = passed.get(each.source, 0) + each.metal
    return passed


def _ways(
    books: PoolBooks, stock: Mapping[Pool, int], any_amount: int
) -> dict[tuple[Hashable, Hashable], int]:
    """Return how much metal went, or may have been carried on, from pool to pool; `any_amount` is the subject's."""
    ways: dict[tuple[Hashable, Hashable], int] = {}
    for pool, entries in books.entries.items():
        for each in entries:
            if each.source is not None and each.source != pool:
                way = (each.source, pool)
                ways[way] = ways.get(way, 0) + each.metal
    for pool in {part for each in (*books.entries, *books.shipped) for part in books.run(each)}:
        before = books.carried_from(pool)
        if before is not None:  # what was there on the evening before, any amount where nobody counted
            ways[before, pool] = stock.get(pool, any_amount)
    return ways


def _rest(books: PoolBooks, subject: PoolSubject, stock: Mapping[Pool, int]) -> dict[Pool, int | None]:
    """Return how much of each pool's metal is neither the subject nor in another of these pools.

    It is in other deliveries, was lost, or is still there. None where the stock from before is not on record. The
    subject may be one of the deliveries to another of these pools, so it is not counted beside them; what was kept is.
    """
    received, made = _passed(books, is_made=False), _passed(books, is_made=True)
    rest: dict[Pool, int | None] = {}
    for pool in {*books.entries, *books.shipped, *received, *made, subject.pool}:
        passed = received.get(pool, 0) + made.get(pool, 0)
        taken = _with_subject(passed, pool, subject)
        came = books.inflow_g(pool) * metal_parts(pool.stage)
        rest[pool] = max(0, came + stock[pool] - taken) if pool in stock else None
    return rest
