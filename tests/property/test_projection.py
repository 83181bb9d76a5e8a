"""The projection against the rows that it is made of: whole, or a part at first and the rest added piece by piece."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance.lot_graph import EdgeKind, LotEdge, LotName
from casthouse.provenance.projection import Lot, Projection
from casthouse.provenance.projection_columns import columns_of_rows
from casthouse.provenance.projection_edge import differing_edges, edges_of_projection, edges_of_rows
from casthouse.provenance.projection_name import Names, numbered
from casthouse.provenance.projection_part import ProjectedPart
from casthouse.provenance.projection_row import (
    MOVED,
    PROCESSED,
    TAKEN_BACK,
    LotRows,
    MovementWords,
    PartWords,
)

pytestmark = pytest.mark.one_store
LOTS = [(organisation, lot) for organisation in (1, 2) for lot in ("A", "B", "Käfig", "")]
EXTRACTION, RECEIPT, PRODUCTION = 1, 2, 3


@dataclass(frozen=True, kw_only=True)
class Moved:
    movement: int
    lot: tuple[int, str]
    kind: int
    mass_g: int
    source: tuple[int, str] | None

    def row(self) -> tuple[object, ...]:
        return (self.movement, *self.lot, self.kind, self.mass_g, *(self.source or (None, None)))


@dataclass(frozen=True, kw_only=True)
class Process:
    process: int
    inputs: list[tuple[tuple[int, str], int]]
    outputs: dict[tuple[int, str], int]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What is posted at once; `back` and `told` are places among the movements that are there."""

    moved: list[Moved]
    processes: list[Process]
    back: list[int]
    told: list[tuple[int, tuple[int, str] | None]]


lots = st.sampled_from(LOTS)
grams = st.integers(1, 10**15)


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    found, number = [], 0
    for _ in range(draw(st.integers(1, 4))):
        moved = []
        for lot, kind, mass_g in draw(
            st.lists(st.tuples(lots, st.sampled_from((1, 2, 3)), grams), max_size=5)
        ):
            number += 1
            source = draw(st.none() | lots) if kind == RECEIPT else None
            moved.append(Moved(movement=number, lot=lot, kind=kind, mass_g=mass_g, source=source))
        processes = []
        for _ in range(draw(st.integers(0, 2))):
            number += 1
            processes.append(
                Process(
                    process=number,
                    inputs=draw(st.lists(st.tuples(lots, grams), min_size=1, max_size=3)),
                    outputs=draw(st.dictionaries(lots, grams, min_size=1, max_size=2)),
                )
            )
        back = draw(st.lists(st.integers(0, 20), max_size=2))
        told = draw(st.lists(st.tuples(st.integers(0, 20), st.none() | lots), max_size=2))
        found.append(Piece(moved=moved, processes=processes, back=back, told=told))
    return found


class Ledger:
    """The plain way: lists of what is in force."""

    def __init__(self) -> None:
        self.moved: dict[int, Moved] = {}
        self.processes: list[Process] = []

    def post(self, piece: Piece) -> LotRows:
        """Post a piece and return the rows that came."""
        self.moved |= {each.movement: each for each in piece.moved}
        self.processes += piece.processes
        gone = [self.moved.pop(key) for key in self._keys(piece.back)]
        told = []
        for place, source in piece.told:
            for key in self._keys([place]):
                if self.moved[key].kind == RECEIPT:
                    self.moved[key] = Moved(**self.moved[key].__dict__ | {"source": source})
                    told.append(self.moved[key])
        still = [self.moved[each.movement] for each in piece.moved if each.movement in self.moved]
        return LotRows.of(
            moved=moved_frame(still),
            **process_frames(piece.processes),
            taken_back=pl.DataFrame([(e.movement, *e.lot) for e in gone], schema=TAKEN_BACK, orient="row"),
            relinked=moved_frame(told),
        )

    def _keys(self, places: Sequence[int]) -> list[int]:
        keys = list(self.moved)
        return sorted({keys[place % len(keys)] for place in places}) if keys else []

    def rows(self) -> LotRows:
        return LotRows.of(moved=moved_frame(list(self.moved.values())), **process_frames(self.processes))


def moved_frame(moved: list[Moved]) -> pl.DataFrame:
    return pl.DataFrame([each.row() for each in moved], schema=MOVED, orient="row")


def process_frames(processes: list[Process]) -> dict[str, pl.DataFrame]:
    drawn = [(p.process, *lot, mass) for p in processes for lot, mass in p.inputs]
    made = [(p.process, *lot, mass) for p in processes for lot, mass in p.outputs.items()]
    return {
        "drawn": pl.DataFrame(drawn, schema=PROCESSED, orient="row"),
        "made": pl.DataFrame(made, schema=PROCESSED, orient="row"),
    }


def projected(posted: list[Piece], whole: int) -> tuple[Projection, Ledger]:
    """Build the projection of the first pieces and add the others."""
    ledger = Ledger()
    for piece in posted[:whole]:
        ledger.post(piece)
    projection = Projection(columns_of_rows(ledger.rows()))
    for piece in posted[whole:]:
        projection.add(ledger.post(piece))
    return projection, ledger


@given(pieces(), st.integers(0, 4))
def test_built_and_kept_up_it_has_the_edges_that_the_ledgers_tell(posted: list[Piece], whole: int) -> None:
    projection, ledger = projected(posted, whole)
    differing = differing_edges(edges_of_projection(projection), edges_of_rows(ledger.rows()))
    assert differing.is_empty(), differing


@given(pieces(), st.integers(0, 4))
def test_a_part_has_the_edges_of_its_lots_and_reaches_no_fewer(posted: list[Piece], whole: int) -> None:
    projection, ledger = projected(posted, whole)
    everything = edges_told(ledger)
    for lot in LOTS:
        node = projection.node_of(lot)
        name = LotName(str(lot[0]), lot[1])
        if node is None:
            assert not [edge for edge in everything if name in {edge.target, edge.source}]
            continue
        part = ProjectedPart(projection, projection.upstream(node))
        above = upstream(everything, name)
        assert set(part.names({1: "1", 2: "2"})) >= above
        found = [edge for edge in part.edges(words(part)) if edge.target in above]
        assert sorted(map(repr, found)) == sorted(repr(e) for e in everything if e.target in above)
        below = {name}
        for _ in LOTS:
            below |= {edge.target for edge in everything if edge.source in below}
        down = ProjectedPart(projection, projection.downstream(node))
        assert set(down.names({1: "1", 2: "2"})) >= below


def edges_told(ledger: Ledger) -> list[LotEdge]:
    """Return the edges between lots, the plain way."""
    edges = []
    makers = {lot for each in ledger.processes for lot in each.outputs}
    for each in ledger.processes:
        for lot, made_g in each.outputs.items():
            edges += [
                LotEdge(
                    target=LotName(str(lot[0]), lot[1]),
                    source=LotName(str(drawn[0]), drawn[1]),
                    kind=EdgeKind.PROCESS,
                    reference=f"P{each.process}",
                    mass_g=mass_g,
                    made_g=made_g,
                )
                for drawn, mass_g in each.inputs
            ]
    kinds = {EXTRACTION: EdgeKind.EXTRACTION, RECEIPT: EdgeKind.RECEIPT, PRODUCTION: EdgeKind.PRODUCTION}
    edges += [
        LotEdge(
            target=LotName(str(each.lot[0]), each.lot[1]),
            source=None if each.source is None else LotName(str(each.source[0]), each.source[1]),
            kind=kinds[each.kind] if each.source is None else EdgeKind.DELIVERY,
            reference=f"M{each.movement}",
            mass_g=each.mass_g,
            counterparty="C",
            facility="F",
        )
        for each in ledger.moved.values()
        if each.kind != PRODUCTION or each.lot not in makers
    ]
    return edges


def words(part: ProjectedPart) -> PartWords:
    return PartWords(
        organisations={1: "1", 2: "2"},
        movements={
            key: MovementWords(reference=f"M{key}", counterparty="C", facility="F") for key in part.movements
        },
        processes={key: f"P{key}" for key in part.processes},
    )


def upstream(edges: list[LotEdge], name: LotName) -> set[LotName]:
    found = {name}
    for _ in LOTS:
        found |= {edge.source for edge in edges if edge.target in found and edge.source is not None}
    return found


def test_an_altered_edge_is_named() -> None:
    moved = [Moved(movement=7, lot=(1, "A"), kind=RECEIPT, mass_g=5, source=None)]
    rows = LotRows.of(moved=moved_frame(moved), **process_frames([]))
    projection = Projection(columns_of_rows(rows))
    projection.columns.mass_g[0] += 1
    differing = differing_edges(edges_of_projection(projection), edges_of_rows(rows))
    assert differing.select("lot", "movement", "mass_g", "more").rows() == [("A", 7, 5, -1), ("A", 7, 6, 1)]


def test_names_with_one_number_are_two_lots() -> None:
    """Looking up goes by a number made of the name: all are made the same here, and the name decides."""
    moved = [Moved(movement=n, lot=lot, kind=RECEIPT, mass_g=5, source=None) for n, lot in enumerate(LOTS, 1)]
    columns = columns_of_rows(LotRows.of(moved=moved_frame(moved), **process_frames([])))
    columns.sorted_marks[:] = columns.sorted_marks[3]
    projection = Projection(columns)
    wanted = columns.node_of_mark[3]
    lot = projection.lot_of(int(wanted))
    assert lot is not None
    assert projection.node_of(lot) == wanted
    assert projection.node_of((lot[0] + 7, lot[1])) is None


def test_many_rows_make_room() -> None:
    projection = Projection(columns_of_rows(LotRows.of(moved=moved_frame([]), **process_frames([]))))
    moved = [
        Moved(movement=n, lot=(1, f"L{n}"), kind=RECEIPT, mass_g=n, source=(1, f"L{n - 1}"))
        for n in range(1, 5_001)
    ]
    for start in range(0, 5_000, 700):
        projection.add(LotRows.of(moved=moved_frame(moved[start : start + 700]), **process_frames([])))
    node = projection.node_of((1, "L5000"))
    assert node is not None
    assert len(projection.upstream(node)) == 5_001
    assert projection.edges == 5_000


@given(st.lists(st.tuples(st.integers(1, 2), st.text(max_size=3)), max_size=12), st.integers(1, 3))
def test_lots_are_numbered_by_name_even_where_their_marks_are_the_same(lots: list[Lot], marks: int) -> None:
    names = Names.of_column(pl.Series([lot for _, lot in lots], dtype=pl.String))
    organisation = np.array([organisation for organisation, _ in lots], np.int32)
    few = np.array([len(lot) % marks for _, lot in lots], np.uint64)
    number, came_first = numbered(names.letters, names.first, organisation, few)
    known: dict[Lot, int] = {}
    assert number.tolist() == [known.setdefault(lot, len(known)) for lot in lots]
    assert [lots[row] for row in came_first.tolist()] == list(known)
