"""The walk through the pools of all companies to where a delivery's trail ends, by the rule of each account.

What a draw on a pool is made of follows from the rule; draws that feed each other in a circle, cans that come back as
scrap, are the exact solution of a linear system.
"""

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from casthouse.provenance.exact_system import settled
from casthouse.provenance.fifo import DayDraw, fifo_draws, next_draw
from casthouse.provenance.flow_group import flow_groups
from casthouse.provenance.pool import AttributionRule, Pool, PoolBooks, PoolEntry, PoolSubject


@dataclass(frozen=True, slots=True)
class Draw:
    """What left a pool, all of it or, first in first out, that of a day."""

    pool: Pool
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Entries without a source that came into a pool together: a gram of each has the same share of the subject."""

    per_gram: Fraction
    entries: tuple[PoolEntry, ...]


@dataclass(slots=True, kw_only=True)
class _Layer:
    """What came into a pool together: in the period or, first in first out, on a day."""

    mass_g: int = 0
    onward: dict[Draw, int] = field(default_factory=dict)
    ends: list[PoolEntry] = field(default_factory=list)


Layers = dict[date | None, _Layer]
LayerName = tuple[Pool, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What a draw is made of: parts of other draws, grams of layers where the trail ends, and stock from before."""

    onward: dict[Draw, Fraction]
    per_gram: dict[LayerName, Fraction]
    stock: Fraction


class PoolWalk:
    """The draws that a subject's trail comes through, with what each is made of; then where the trail ends.

    `endings` and `stock` together are the whole subject.
    """

    def __init__(self, books: PoolBooks, subject: PoolSubject) -> None:
        self._books, self._subject = books, subject
        self._layers: dict[Pool, Layers] = {}
        self._fifo: dict[Pool, dict[date, DayDraw]] = {}
        self._first = self._draw(subject.pool, subject.day)
        self._made: dict[Draw, _Made] = {}
        waiting = [self._first]
        for draw in waiting:  # it grows while it is gone through
            if draw not in self._made:
                self._made[draw] = self._made_of(draw)
                waiting += self._made[draw].onward
        self._per_gram: dict[LayerName, Fraction] = {}
        self.stock: dict[Pool, Fraction] = {}
        self._from_before: dict[tuple[Pool, Pool], Fraction] = {}
        self._through = {self._first: Fraction(1)}
        self._go()

    @property
    def pools(self) -> set[Pool]:
        """The pools that the trail came through, and those of earlier periods in whose stock it ends."""
        return {each.pool for each in self._made} | {pool for pool, _ in self._per_gram} | self.stock.keys()

    @property
    def endings(self) -> tuple[Ending, ...]:
        """The entries at which the trail ends."""
        return tuple(
            Ending(per_gram=per_gram, entries=tuple(self._layers_of(pool)[day].ends))
            for (pool, day), per_gram in self._per_gram.items()
        )

    def _draw(self, pool: Pool, day: date | None) -> Draw:
        return Draw(pool, day if self._books.rule(pool) is AttributionRule.FIFO else None)

    def _layers_of(self, pool: Pool) -> Layers:
        if pool not in self._layers:
            by_day = self._books.rule(pool) is AttributionRule.FIFO
            layers: Layers = {}
            for entry in self._books.into(pool):
                layer = layers.setdefault(entry.day if by_day else None, _Layer())
                layer.mass_g += entry.mass_g
                if entry.source is None:
                    layer.ends.append(entry)
                else:
                    source = self._draw(entry.source, entry.drawn_on)
                    layer.onward[source] = layer.onward.get(source, 0) + entry.mass_g
            self._layers[pool] = layers
        return self._layers[pool]

    def _made_of(self, draw: Draw) -> _Made:
        parts, stock = self._parts(draw)
        onward: dict[Draw, Fraction] = {}
        per_gram: dict[LayerName, Fraction] = {}
        for (pool, day), part in parts.items():
            layer = self._layers_of(pool)[day]
            gram = part / layer.mass_g
            for source, mass_g in layer.onward.items():
                onward[source] = onward.get(source, Fraction(0)) + gram * mass_g
            if layer.ends:
                per_gram[pool, day] = gram
        return _Made(onward=onward, per_gram=per_gram, stock=stock)

    def _parts(self, draw: Draw) -> tuple[dict[LayerName, Fraction], Fraction]:
        """Return of which layers a draw is made, and what of it was in stock before them."""
        if draw.day is None:
            layers = self._layers_of(draw.pool)
            return {(draw.pool, name): Fraction(1) for name in layers}, Fraction(0 if layers else 1)
        drawn = self._day_draw(draw.pool, draw.day)
        return {(self._pool_on(draw.pool, day), day): part for day, part in drawn.layers.items()}, drawn.stock

    def _pool_on(self, pool: Pool, day: date) -> Pool:
        """Return the pool into which came what is in a queue since a day: that of its period."""
        found = pool
        while day < found.account.period.start:
            before = self._books.carried_from(found)
            assert before is not None
            found = before
        return found

    def _day_draw(self, pool: Pool, day: date) -> DayDraw:
        if pool not in self._fifo:
            self._fifo[pool] = fifo_draws(self._came(pool), self._left(pool))
        found = self._fifo[pool].get(day)
        if found is None:  # nothing left on the day by these accounts: it would have been the next
            mass_g = self._subject.mass_g
            found = next_draw(self._came(pool), self._left(pool), day=day, mass=mass_g)
        return found

    def _came(self, pool: Pool) -> dict[date, int]:
        """Return what came in by day, in the periods before too as far as they are one queue."""
        return {
            day: layer.mass_g
            for each in self._books.run(pool)
            for day, layer in self._layers_of(each).items()
            if day is not None
        }

    def _left(self, pool: Pool) -> dict[date, Fraction]:
        return {day: mass for each in self._books.run(pool) for day, mass in self._books.drawn(each).items()}

    def _go(self) -> None:
        """Let the subject's shares flow to where the trail ends."""
        through = self._through
        for group in self._groups():
            self._settle(group, through)
            inside = set(group)
            for draw in group:
                share, made = through.get(draw, Fraction(0)), self._made[draw]
                if not share:
                    continue
                for part, of_draw in made.onward.items():
                    if part not in inside:
                        through[part] = through.get(part, Fraction(0)) + share * of_draw
                for name, gram in made.per_gram.items():
                    self._per_gram[name] = self._per_gram.get(name, Fraction(0)) + share * gram
                self._add_stock(draw, share * made.stock)

    def _add_stock(self, draw: Draw, share: Fraction) -> None:
        """Add what was in stock before the draw's period, or before the first that is one queue with it."""
        if share:
            pool = self._books.run(draw.pool)[0]
            self.stock[pool] = self.stock.get(pool, Fraction(0)) + share
            if pool != draw.pool:
                way = pool, draw.pool
                self._from_before[way] = self._from_before.get(way, Fraction(0)) + share

    def ways(self) -> dict[tuple[Pool, Pool], Fraction]:
        """Return the subject's share on the way from each pool into another; in a circle it counts each time."""
        found = dict(self._from_before)

        def add(source: Pool, target: Pool, share: Fraction) -> None:
            if source != target:
                found[source, target] = found.get((source, target), Fraction(0)) + share

        for draw, share in self._through.items():
            for (pool, day), part in self._parts(draw)[0].items() if share else ():
                layer = self._layers_of(pool)[day]
                add(pool, draw.pool, share * part)
                for source, mass_g in layer.onward.items():
                    add(source.pool, pool, share * part / layer.mass_g * mass_g)
        return found

    def _settle(self, group: tuple[Draw, ...], through: dict[Draw, Fraction]) -> None:
        """Let the shares of a circle go round until nothing moves."""
        places = {draw: place for place, draw in enumerate(group)}
        hands = [
            {places[part]: of for part, of in self._made[draw].onward.items() if part in places}
            for draw in group
        ]
        if not any(hands):
            return
        entering = [through.get(draw, Fraction(0)) for draw in group]
        found = settled(entering, hands)
        if found is None:  # nothing ever came in from outside: it was there before
            for draw, share in zip(group, entering, strict=True):
                self._add_stock(draw, share)
            found = [Fraction(0)] * len(group)
        through.update(zip(group, found, strict=True))

    def _groups(self) -> list[tuple[Draw, ...]]:
        """Return the draws in the order in which shares flow, those of a circle together."""
        return flow_groups({draw: made.onward for draw, made in self._made.items()})[::-1]
