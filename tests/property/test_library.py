"""The library over random plants: sweeps against exact answers, recalls against traces, footprints against a walk."""

from fractions import Fraction
from functools import cache

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import casthouse
from tests.plant_table import lots_table, movements_table

pytestmark = pytest.mark.one_store
BOUGHT = ("A", "B", "C")
Row = tuple[str, str, str, int]
"""Process, direction, lot, grams."""


@st.composite
def plants(draw: st.DrawFn) -> list[Row]:
    """Return processes that melt, split and remelt: each draws on lots that are there, never more than is left."""
    left = {lot: draw(st.integers(10, 10**12)) for lot in BOUGHT}
    rows: list[Row] = []
    for number in range(draw(st.integers(1, 7))):
        process, there = f"P{number}", sorted(lot for lot, mass_g in left.items() if mass_g)
        sources = draw(st.lists(st.sampled_from(there), min_size=1, max_size=3, unique=True))
        drawn = {lot: draw(st.integers(1, left[lot])) for lot in sources}
        made_g = draw(st.integers(1, sum(drawn.values())))
        cut = draw(st.integers(0, made_g - 1))
        for lot, mass_g in drawn.items():
            left[lot] -= mass_g
            rows.append((process, "in", lot, mass_g))
        for place, mass_g in enumerate((made_g - cut, cut)):
            if mass_g:
                left[f"{process}-{place}"] = mass_g
                rows.append((process, "out", f"{process}-{place}", mass_g))
    return draw(st.permutations(rows))


def table_of(rows: list[Row]) -> pl.DataFrame:
    names = ("process", "direction", "lot", "quantity")
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(
        date=pl.lit("2024-02-01"),
        facility=pl.lit("CH"),
        step=pl.lit("melting"),
        material=pl.lit("aluminium"),
        unit=pl.lit("g"),
    )


@given(plants())
def test_swept_shares_are_the_exact_ones_within_their_error(rows: list[Row]) -> None:
    book = casthouse.lot_book(table_of(rows))
    exact = {
        (lot, origin): Fraction(share)
        for lot, origin, share in casthouse.shares(book, exact=True)
        .select("lot", "origin", "share_exact")
        .iter_rows()
    }
    swept = {
        (lot, origin): (share, error) for lot, origin, share, error in casthouse.shares(book).iter_rows()
    }
    assert swept.keys() == exact.keys()
    for key, (share, error) in swept.items():
        assert abs(Fraction(share) - exact[key]) <= Fraction(error)
    for lot in book.lots:
        assert sum(share for (of, _), share in exact.items() if of == lot) == 1
        assert casthouse.trace(book, lot)["mass_g"].sum() == book.mass_g(lot)


@given(plants(), st.sets(st.sampled_from(BOUGHT), min_size=1))
def test_a_recall_finds_what_traces_find(rows: list[Row], subjects: set[str]) -> None:
    book = casthouse.lot_book(table_of(rows))
    known = subjects & set(book.lots)
    if not known:
        return
    held = {
        lot: Fraction(share)
        for lot, share in casthouse.recall(book, sorted(known)).select("lot", "share_exact").rows()
    }
    traced = {
        lot: sum(
            Fraction(share)
            for origin, share in casthouse.trace(book, lot).select("lot", "share_exact").rows()
            if origin in known
        )
        for lot in book.lots
    }
    assert held == {lot: share for lot, share in traced.items() if share}


@given(plants(), st.lists(st.decimals(0, 20, places=3), min_size=3, max_size=3), st.integers(0, 10**6))
def test_footprints_are_those_of_a_walk_within_their_error(
    rows: list[Row], carried: list[object], co2e_t: int
) -> None:
    """Mass times footprint is conserved: what goes into a process, and what it emits, is in what comes out of it."""
    book = casthouse.lot_book(table_of(rows))
    brought = dict(zip(BOUGHT, (Fraction(str(each)) for each in carried), strict=True))
    found = casthouse.footprints(
        book,
        brought_along=pl.DataFrame({"lot": BOUGHT, "co2e_per_t": [str(each) for each in carried]}),
        added=pl.DataFrame({"process": list(book.inputs), "co2e_t": [co2e_t] * len(book.inputs)}),
        method="cut-off",
    )

    @cache
    def walked(lot: str) -> Fraction:
        maker = next((process for process, way, of, _ in rows if way == "out" and of == lot), None)
        if maker is None:
            return brought[lot]
        inside = sum(
            mass_g * walked(of) for process, way, of, mass_g in rows if (process, way) == (maker, "in")
        )
        made_g = sum(mass_g for process, way, _, mass_g in rows if (process, way) == (maker, "out"))
        return Fraction(inside + co2e_t * 10**6) / made_g

    for lot, value, error in found.select("lot", "co2e_per_t", "error").iter_rows():
        assert abs(Fraction(value) - walked(lot)) <= Fraction(error)


@given(plants(), st.randoms(use_true_random=False))
def test_a_row_left_out_or_changed_is_refused_or_answered_and_nothing_else(
    rows: list[Row], chance: st.DataObject
) -> None:
    spoiled = list(rows)
    spoiled.pop(chance.randrange(len(spoiled)))  # type: ignore[attr-defined]  # a random.Random
    if not spoiled:
        return
    known = {"process_incomplete", "mass_created", "lot_overdrawn", "lot_unknown"}
    try:
        book = casthouse.lot_book(table_of(spoiled))
    except casthouse.RowsRefused as error:
        codes = {each.code for each in error.rows}
    else:
        codes = set()
        assert all(casthouse.trace(book, lot)["mass_g"].sum() == book.mass_g(lot) for lot in book.lots)
    assert codes <= known


NUMBERS = st.one_of(st.integers(), st.floats(), st.decimals(), st.complex_numbers(), st.just(10**5_000))
WORDS = st.one_of(
    st.text(max_size=9), st.binary(max_size=3), st.sampled_from(["A", "HEAT", "in", "out", "kg", "\ud800"])
)
DAYS = st.one_of(st.dates(), st.datetimes(), st.times(), st.timedeltas())
CELLS = st.one_of(st.none(), st.booleans(), NUMBERS, WORDS, DAYS, st.lists(st.integers(), max_size=2))


@st.composite
def spoiled_tables(draw: st.DrawFn, table: pl.DataFrame) -> pd.DataFrame:
    """Return a table of pandas with a few cells that hold anything."""
    cells = {name: table[name].to_list() for name in table.columns}
    for _ in range(draw(st.integers(1, 4))):
        cells[draw(st.sampled_from(table.columns))][draw(st.integers(0, table.height - 1))] = draw(CELLS)
    return pd.DataFrame({name: pd.Series(column, dtype="object") for name, column in cells.items()})


@given(spoiled_tables(lots_table()), spoiled_tables(movements_table()), CELLS)
def test_whatever_stands_in_a_table_is_answered_or_refused(
    lots: pd.DataFrame, moved: pd.DataFrame, named: object
) -> None:
    """A refusal, and nothing else, comes of cells that no file could hold."""
    try:
        book = casthouse.lot_book(lots, moved)
        assert all(casthouse.trace(book, lot)["mass_g"].sum() == book.mass_g(lot) for lot in book.lots)
        casthouse.shares(book)
        casthouse.recalled_shipments(book, named)  # type: ignore[arg-type]  # what people may write
    except casthouse.Refusal as refusal:
        known = str(refusal)
    else:
        known = "answered"
    assert known
