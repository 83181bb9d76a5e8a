"""Movements of pools in columns against a plain list of them: built at once, or a part at first and the rest added."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance.pool_columns import PoolColumns, PoolMovements, differing_movements
from casthouse.provenance.pool_row import INTO, OUT_OF, PLACED, POOLED, SOURCED, PoolChanges, PoolSpan

pytestmark = pytest.mark.one_store


@dataclass(frozen=True, kw_only=True)
class Moved:
    movement: int
    facility: int
    kind: int
    mass_g: int
    source: tuple[int, int] | None

    def row(self) -> tuple[object, ...]:
        return (self.movement, self.facility, self.kind, 3, self.mass_g, *(self.source or (None, None)))


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What is posted at once; `back` and `told` are places among the movements that are there."""

    moved: list[Moved]
    back: list[int]
    told: list[tuple[int, tuple[int, int] | None]]


sources = st.none() | st.tuples(st.integers(1, 2**62), st.integers(1, 3))


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    """Return pieces whose keys are in no order, as days are when movements are posted late."""
    keys = draw(st.lists(st.integers(1, 2**62), unique=True, max_size=30))
    found = []
    while keys:
        now = [keys.pop() for _ in range(min(len(keys), draw(st.integers(1, 8))))]
        moved = [
            Moved(
                movement=key,
                facility=draw(st.integers(1, 3)),
                kind=draw(st.sampled_from(INTO + OUT_OF)),
                mass_g=draw(st.integers(1, 10**15)),
                source=draw(sources),
            )
            for key in now
        ]
        back = draw(st.lists(st.integers(0, 30), max_size=2))
        told = draw(st.lists(st.tuples(st.integers(0, 30), sources), max_size=2))
        found.append(Piece(moved=moved, back=back, told=told))
    return found


class Ledger:
    """The plain way: what is in force, and what each piece changed."""

    def __init__(self) -> None:
        self.moved: dict[int, Moved] = {}

    def post(self, piece: Piece) -> PoolChanges:
        """Post a piece; what it takes back at once is not among what was posted, but among what was taken back."""
        self.moved |= {each.movement: each for each in piece.moved}
        gone = [self.moved.pop(key).movement for key in self._keys(piece.back)]
        told = {}
        for place, source in piece.told:
            for key in self._keys([place]):
                self.moved[key] = replace(self.moved[key], source=source)
                told[key] = source
        posted = [each.row() for each in piece.moved if each.movement in self.moved]
        relinked = [(key, *(source or (None, None))) for key, source in told.items()]
        return PoolChanges(
            posted=pl.DataFrame(posted, schema=POOLED, orient="row"),
            taken_back=gone,
            relinked=pl.DataFrame(relinked, schema=SOURCED, orient="row"),
        )

    def _keys(self, places: Sequence[int]) -> list[int]:
        keys = list(self.moved)
        return sorted({keys[place % len(keys)] for place in places}) if keys else []

    def rows(self) -> pl.DataFrame:
        moved = [self.moved[key].row() for key in sorted(self.moved)]
        return pl.DataFrame(moved, schema=POOLED, orient="row")


def kept_up(posted: list[Piece], whole: int) -> tuple[PoolMovements, Ledger]:
    """Build the columns of the first pieces and add the others."""
    ledger = Ledger()
    for piece in posted[:whole]:
        ledger.post(piece)
    movements = PoolMovements(PoolColumns.of(ledger.rows()))
    for piece in posted[whole:]:
        movements.add(ledger.post(piece))
    return movements, ledger


@given(pieces(), st.integers(0, 4))
def test_built_and_kept_up_they_are_what_the_ledgers_tell(posted: list[Piece], whole: int) -> None:
    movements, ledger = kept_up(posted, whole)
    assert movements.rows().equals(ledger.rows())
    assert differing_movements(movements.rows(), ledger.rows()).is_empty()


keys = st.integers(0, 2**62)
spans = st.builds(
    lambda ends, facility: PoolSpan(first=min(ends), last=max(ends), facility=facility),
    st.tuples(keys, keys) | st.just((0, 2**62)),
    st.integers(1, 4),
)


@given(pieces(), st.integers(0, 4), st.lists(spans, max_size=5), st.sampled_from([INTO, OUT_OF]))
def test_spans_hold_the_movements_of_their_facility_and_keys(
    posted: list[Piece], whole: int, asked: list[PoolSpan], kinds: tuple[int, ...]
) -> None:
    movements, ledger = kept_up(posted, whole)
    wanted = [
        (place, *each.row())
        for place, span in enumerate(asked)
        for each in ledger.moved.values()
        if span.first <= each.movement <= span.last and each.facility == span.facility and each.kind in kinds
    ]
    found = movements.within(asked, kinds)
    expected = pl.DataFrame(wanted, schema=PLACED, orient="row").sort("place", "movement")
    assert found.sort("place", "movement").equals(expected)


def test_the_first_and_the_last_key_of_a_span_are_in_it() -> None:
    moved = {
        key: Moved(movement=key, facility=1, kind=INTO[0], mass_g=5, source=None) for key in (4, 5, 6, 7)
    }
    ledger = Ledger()
    ledger.moved = moved
    found = PoolMovements(PoolColumns.of(ledger.rows())).within([PoolSpan(first=5, last=6, facility=1)], INTO)
    assert sorted(found["movement"].to_list()) == [5, 6]


def test_an_altered_movement_is_named() -> None:
    ledger = Ledger()
    ledger.moved = {7: Moved(movement=7, facility=1, kind=INTO[0], mass_g=5, source=None)}
    movements = PoolMovements(PoolColumns.of(ledger.rows()))
    movements.columns.mass_g[0] += 1
    differing = differing_movements(movements.rows(), ledger.rows())
    assert differing.select("movement", "mass_g", "more").rows() == [(7, 5, -1), (7, 6, 1)]
