"""The walk through the pools of all companies to where a delivery's trail ends, by the rule of each account.

What a draw on a pool is made of follows from the rule; draws that feed each other in a circle, cans that come back as
scrap, are the exact solution of a linear system.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from graphlib import TopologicalSorter

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from casthouse.provenance.exact_system import settled
from casthouse.provenance.fifo import DayDraw, fifo_draws, next_draw
from casthouse.provenance.pool import AttributionRule, Pool, PoolBooks, PoolEntry, PoolSubject

End = PoolEntry | Pool
"""Where the trail ends: an entry without a source, or the stock of a pool from before its period."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What left a pool, all of it or, first in first out, that of a day."""

    pool: Pool
    day: date | None = None


class PoolWalk:
    """The draws that a subject's trail comes through, with what each is made of."""

    def __init__(self, books: PoolBooks, subject: PoolSubject) -> None:
        self._books, self._subject = books, subject
        self._came: dict[Pool, dict[date, list[PoolEntry]]] = {}
        self._fifo: dict[Pool, dict[date, DayDraw]] = {}
        self._first = self._draw(subject.pool, subject.day)
        self.parts: dict[Draw, dict[Draw | End, Fraction]] = {}
        waiting = [self._first]
        for draw in waiting:  # it grows while it is gone through
            if draw not in self.parts:
                self.parts[draw] = self._made_of(draw)
                waiting += [part for part in self.parts[draw] if isinstance(part, Draw)]

    def _draw(self, pool: Pool, day: date | None) -> Draw:
        return Draw(pool, day if self._books.rule(pool) is AttributionRule.FIFO else None)

    def _made_of(self, draw: Draw) -> dict[Draw | End, Fraction]:
        came = self._came_to(draw.pool)
        if draw.day is None:
            whole_g = sum(map(_mass_g, came.values()))
            layers = {day: Fraction(_mass_g(entries), whole_g) for day, entries in came.items()}
            stock = Fraction(0 if came else 1)
        else:
            drawn = self._day_draw(draw.pool, draw.day)
            layers, stock = dict(drawn.layers), drawn.stock
        parts: dict[Draw | End, Fraction] = {draw.pool: stock} if stock else {}
        for day, of_draw in layers.items():
            layer_g = _mass_g(came[day])
            for entry in came[day]:
                part = entry if entry.source is None else self._draw(entry.source, entry.drawn_on)
                parts[part] = parts.get(part, Fraction(0)) + of_draw * Fraction(entry.mass_g, layer_g)
        return parts

    def _came_to(self, pool: Pool) -> dict[date, list[PoolEntry]]:
        if pool not in self._came:
            self._came[pool] = {}
            for each in self._books.into(pool):
                self._came[pool].setdefault(each.day, []).append(each)
        return self._came[pool]

    def _day_draw(self, pool: Pool, day: date) -> DayDraw:
        came = {each: _mass_g(entries) for each, entries in self._came_to(pool).items()}
        if pool not in self._fifo:
            self._fifo[pool] = fifo_draws(came, self._books.drawn(pool))
        found = self._fifo[pool].get(day)
        if found is None:  # nothing left on the day by these accounts: it would have been the next
            found = next_draw(came, self._books.drawn(pool), day=day, mass=self._subject.mass_g)
        return found

    def ends(self) -> dict[End, Fraction]:
        """Return what share of the subject ends where."""
        through = {self._first: Fraction(1)}
        ends: dict[End, Fraction] = {}
        for group in self._groups():
            self._settle(group, through, ends)
            inside = set(group)
            for draw in group:
                for part, of_draw in self.parts[draw].items():
                    share = through.get(draw, Fraction(0)) * of_draw
                    if not share or part in inside:
                        continue
                    if isinstance(part, Draw):
                        through[part] = through.get(part, Fraction(0)) + share
                    else:
                        ends[part] = ends.get(part, Fraction(0)) + share
        return ends

    def _settle(
        self, group: tuple[Draw, ...], through: dict[Draw, Fraction], ends: dict[End, Fraction]
    ) -> None:
        """Let the shares of a circle go round until nothing moves."""
        places = {draw: place for place, draw in enumerate(group)}
        hands = [
            {
                places[part]: of
                for part, of in self.parts[draw].items()
                if isinstance(part, Draw) and part in places
            }
            for draw in group
        ]
        if not any(hands):
            return
        entering = [through.get(draw, Fraction(0)) for draw in group]
        found = settled(entering, hands)
        if found is None:  # nothing ever came in from outside: it was there before
            for draw, share in zip(group, entering, strict=True):
                if share:
                    ends[draw.pool] = ends.get(draw.pool, Fraction(0)) + share
            found = [Fraction(0)] * len(group)
        through.update(zip(group, found, strict=True))

    def _groups(self) -> list[tuple[Draw, ...]]:
        """Return the draws in the order in which shares flow, those of a circle together."""
        draws = list(self.parts)
        places = {draw: place for place, draw in enumerate(draws)}
        pairs = [
            (place, places[part])
            for place, draw in enumerate(draws)
            for part in self.parts[draw]
            if isinstance(part, Draw)
        ]
        labels = _labels(len(draws), pairs)
        members: dict[int, list[Draw]] = {}
        for draw, label in zip(draws, labels, strict=True):
            members.setdefault(label, []).append(draw)
        before: dict[int, set[int]] = {label: set() for label in members}
        for of, part in pairs:
            if labels[of] != labels[part]:
                before[labels[part]].add(labels[of])
        return [tuple(members[label]) for label in TopologicalSorter(before).static_order()]


def _mass_g(entries: list[PoolEntry]) -> int:
    return sum(each.mass_g for each in entries)


def _labels(count: int, pairs: list[tuple[int, int]]) -> list[int]:
    """Return for each draw the number of its circle, the strongly connected component."""
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    matrix = csr_array((np.ones(len(pairs), np.int8), (rows, columns)), shape=(count, count))
    _, labels = connected_components(matrix, directed=True, connection="strong")
    return [int(label) for label in labels]
