"""The library over tables of one's own: answers, refusals, pandas, and what importing it costs."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import casthouse
from tests.plant_table import lots_table, movements_table

pytestmark = pytest.mark.one_store
LOTS, MOVEMENTS = lots_table(), movements_table()


def pandas_of(table: pl.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: table[name].to_list() for name in table.columns})


def shares_of(table: Any, key: str = "lot") -> dict[str, Fraction]:
    return {name: Fraction(share) for name, share in zip(table[key], table["share_exact"], strict=True)}


def refusal_of(ask: Callable[[], object]) -> casthouse.Refusal:
    with pytest.raises(casthouse.Refusal) as raised:
        ask()
    return raised.value


def test_a_trace_tells_origins_with_exact_shares_and_whole_grams() -> None:
    found = casthouse.trace(LOTS, "COIL-1", movements=MOVEMENTS)
    assert shares_of(found, "reference") == {
        "IN-1": Fraction(1, 3),
        "IN-2": Fraction(4, 9),
        "IN-3": Fraction(2, 9),
    }
    assert found["mass_g"].to_list() == [17_777_778, 13_333_333, 8_888_889]
    assert found["counterparty"].to_list() == ["SUP", "SUP", "OTHER"]


def test_without_movements_what_nobody_made_came_in() -> None:
    assert shares_of(casthouse.trace(LOTS, "REMELT")) == {"A": Fraction(1, 3), "B": Fraction(2, 3)}


def test_a_lot_that_was_only_shipped_ends_at_itself_as_in_the_store() -> None:
    shipped = MOVEMENTS.tail(1).with_columns(
        reference=pl.lit("OUT-2"), lot=pl.lit("X"), quantity=pl.lit(7, dtype=pl.Int64)
    )
    moved = pl.concat([MOVEMENTS, shipped])
    found = casthouse.trace(LOTS, "X", movements=moved)
    assert found.select("lot", "reference", "mass_g", "share_exact").rows() == [("X", "", 7_000_000, "1/1")]
    assert casthouse.shares(LOTS, of=["X"], movements=moved)["origin"].to_list() == ["X"]
    assert casthouse.recalled_shipments(LOTS, "X", movements=moved)["reference"].to_list() == ["OUT-2"]
    assert refusal_of(lambda: footprints(of=["X"], movements=moved)).code == "footprint_missing"
    drawn = LOTS.with_columns(lot=pl.col("lot").replace("A", "X"))
    assert refusal_of(lambda: casthouse.trace(drawn, "HEAT", movements=moved)).code == "lot_unknown"


def test_a_recall_finds_lots_and_shipments_and_rounds_up() -> None:
    found = casthouse.recall(LOTS, "A", movements=MOVEMENTS)
    assert found["lot"].to_list() == ["A", "COIL-1", "COIL-2", "HEAT", "REMELT"]
    assert found["held_g"].to_list()[1:3] == [13_333_334, 13_166_667]
    shipped = casthouse.recalled_shipments(LOTS, "A", movements=MOVEMENTS)
    assert shipped.select("customer", "reference", "held_g").rows() == [("CUS", "OUT-1", 13_000_000)]


def test_several_lots_are_recalled_together_and_counted_once() -> None:
    found = shares_of(casthouse.recall(LOTS, ["A", "HEAT"]))
    assert found == dict.fromkeys(("A", "HEAT", "COIL-1", "COIL-2", "REMELT"), Fraction(1))


def test_shares_of_all_lots_lie_within_their_error_of_the_exact_ones() -> None:
    for by in ("lot", "reference", "counterparty", "facility", "kind"):
        swept = casthouse.shares(LOTS, by=by, movements=MOVEMENTS)
        exact = casthouse.shares(LOTS, by=by, movements=MOVEMENTS, exact=True)
        both = swept.join(exact, on=["lot", "origin"], how="full", suffix="_true")
        assert both.null_count().sum_horizontal().item() == 0
        for share, error, true in both.select("share", "error", "share_exact").iter_rows():
            assert abs(Fraction(share) - Fraction(true)) <= Fraction(error) < Fraction("0.00001")


def test_metal_that_only_went_round_in_a_loop_is_answered_as_a_trace_answers() -> None:
    """L is drawn on as a production told of it, and a later process makes it of what was drawn."""
    lots = pl.DataFrame(
        [("P1", "in", "L"), ("P1", "out", "M"), ("P2", "in", "M"), ("P2", "out", "L")],
        schema=("process", "direction", "lot"),
        orient="row",
    ).with_columns(
        step=pl.lit("casting"),
        quantity=5,
        date=pl.date(2024, 2, 1),
        facility=pl.lit("CH"),
        material=pl.lit("aluminium"),
        unit=pl.lit("t"),
    )
    moved = MOVEMENTS.head(1).with_columns(kind=pl.lit("production"), lot=pl.lit("L"), quantity=5)
    assert casthouse.trace(lots, "L", movements=moved)["lot"].to_list() == ["L"]
    found = casthouse.shares(lots, movements=moved, exact=False)
    assert found.select("lot", "origin", "share").rows() == [("L", "L", 1.0), ("M", "M", 1.0)]
    emitted = pl.DataFrame({"process": ["P1", "P2"], "co2e_t": [1, 0]})
    asked: dict[str, Any] = {"brought_along": BROUGHT, "added": emitted, "method": "cut-off"}
    assert refusal_of(lambda: casthouse.footprints(lots, movements=moved, **asked)).code == "chain_invalid"


def test_a_loop_that_metal_enters_is_settled() -> None:
    """L went into M with as much of A, and part of M came back as L: all of it is A's."""
    passed = [("P1", "in", "L", 5), ("P1", "in", "A", 5), ("P1", "out", "M", 9), ("P2", "in", "M", 5)]
    lots = pl.DataFrame(
        [*passed, ("P2", "out", "L", 5), ("P3", "in", "M", 4), ("P3", "in", "B", 4), ("P3", "out", "N", 8)],
        schema=("process", "direction", "lot", "quantity"),
        orient="row",
    ).with_columns(
        step=pl.lit("casting"),
        date=pl.date(2024, 2, 1),
        facility=pl.lit("CH"),
        material=pl.lit("aluminium"),
        unit=pl.lit("t"),
    )
    told = MOVEMENTS.head(1).with_columns(
        reference=pl.lit("MADE"),
        kind=pl.lit("production"),
        lot=pl.lit("L"),
        quantity=pl.lit(6, dtype=pl.Int64),
    )
    book = casthouse.lot_book(lots, pl.concat([MOVEMENTS.head(3), told]))
    assert book.mass_g("L") == 6_000_000  # the movement counts, as in the ledger
    swept = {
        (lot, origin): (share, error) for lot, origin, share, error in casthouse.shares(book).iter_rows()
    }
    exact = casthouse.shares(book, exact=True).select("lot", "origin", "share_exact").rows()
    assert {(lot, origin): share for lot, origin, share in exact} == {
        **dict.fromkeys((("A", "A"), ("B", "B"), ("L", "A"), ("M", "A")), "1/1"),
        **dict.fromkeys((("N", "A"), ("N", "B")), "1/2"),
    }
    for lot, origin, share in exact:
        assert abs(Fraction(swept[lot, origin][0]) - Fraction(share)) <= Fraction(swept[lot, origin][1])
    assert swept["L", "A"] == swept["M", "A"], "a loop is rounded once"
    assert swept["L", "A"][1] > 2 * swept["A", "A"][1], "and not before all that enters it"
    assert shares_of(casthouse.recall(book, "M")) == {"M": 1, "L": 1, "N": Fraction(1, 2)}


BROUGHT = pl.DataFrame({"lot": ["A", "B"], "co2e_per_t": [4.0, 10.0]})
ADDED = pl.DataFrame({"process": ["P1", "P2", "P3"], "co2e_t": ["13.2", "7.95", "0"]})


def footprints(**changes: Any) -> Any:
    asked: dict[str, Any] = {
        "lots": LOTS,
        "brought_along": BROUGHT,
        "added": ADDED,
        "method": "cut-off, mine to metal",
    }
    return casthouse.footprints(**(asked | changes))


def test_a_footprint_carries_what_came_in_over_what_came_out() -> None:
    heat = (30 * 4 + 60 * 10 + 13.2) / 88
    coil = (80 * heat + 7.95) / 79.5
    found = footprints()
    figures = dict(found.select("lot", "co2e_per_t").iter_rows())
    remelt = (8 * heat + 4 * coil) / 11.9
    assert figures == pytest.approx(
        {"A": 4, "B": 10, "HEAT": heat, "COIL-1": coil, "COIL-2": coil, "REMELT": remelt}, rel=1e-14
    )
    assert set(found["method"]) == {"cut-off, mine to metal"}
    assert found["error"].max() < 1e-12


def test_what_lies_behind_no_lot_in_question_need_not_be_told() -> None:
    found = footprints(of=["HEAT", "HEAT"], added=ADDED.head(1))
    assert found["lot"].to_list() == ["HEAT"]
    whole, part = casthouse.shares(LOTS), casthouse.shares(LOTS, of=["COIL-1"])
    assert part.rows() == whole.filter(lot="COIL-1").rows()


@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        ({"method": " "}, "method_unknown", "under a method"),
        ({"method": None}, "method_unknown", "under a method"),
        ({"method": 5}, "method_unknown", "a int"),
        ({"method": []}, "method_unknown", "a list"),
        ({"brought_along": BROUGHT.head(1)}, "footprint_missing", "“B”"),
        ({"added": ADDED.head(2)}, "footprint_missing", "“P3”"),
        ({"added": pl.concat([ADDED, ADDED])}, "footprint_invalid", "a second figure"),
        ({"brought_along": BROUGHT.with_columns(co2e_per_t=-1.0)}, "footprint_invalid", "“-1”"),
        ({"brought_along": BROUGHT.with_columns(co2e_per_t=float("inf"))}, "footprint_invalid", "Infinity"),
        ({"brought_along": BROUGHT.with_columns(co2e_per_t=None)}, "footprint_invalid", "“A”"),
        ({"of": ["NONE"]}, "trace_unknown", "“NONE”"),
    ],
)
def test_what_nobody_knows_is_no_zero(change: dict[str, Any], code: str, word: str) -> None:
    found = refusal_of(lambda: footprints(**change))
    assert found.code == code
    assert word in str(found)


def test_answers_are_of_the_kind_that_was_asked_with() -> None:
    lots, moved = pandas_of(LOTS), pandas_of(MOVEMENTS)
    for mine, theirs in (
        (
            casthouse.trace(lots, "COIL-1", movements=moved),
            casthouse.trace(LOTS, "COIL-1", movements=MOVEMENTS),
        ),
        (casthouse.recall(lots, ["A"], movements=moved), casthouse.recall(LOTS, ["A"], movements=MOVEMENTS)),
        (
            casthouse.recalled_shipments(lots, "A", movements=moved),
            casthouse.recalled_shipments(LOTS, "A", movements=MOVEMENTS),
        ),
        (
            casthouse.shares(lots, by="counterparty", movements=moved),
            casthouse.shares(LOTS, by="counterparty", movements=MOVEMENTS),
        ),
        (footprints(lots=lots, added=pandas_of(ADDED)), footprints()),
    ):
        assert isinstance(mine, pd.DataFrame)
        assert list(mine.columns) == theirs.columns
        assert mine.to_dict("list") == theirs.to_dict(as_series=False)


def test_missing_values_of_pandas_say_nothing() -> None:
    moved = pandas_of(MOVEMENTS)
    moved["document"] = [None, float("nan"), pd.NA, pd.NaT]
    moved["date"] = pd.to_datetime(moved["date"])
    moved["counterparty"] = pd.Categorical(moved["counterparty"])
    assert len(casthouse.trace(pandas_of(LOTS), "COIL-1", movements=moved)) == 3


def test_cells_of_numpy_say_what_plain_ones_say() -> None:
    lots = pandas_of(LOTS)
    lots["quantity"] = pd.Series([np.float64(each) for each in LOTS["quantity"]], dtype="object")
    lots["date"] = pd.Series([np.datetime64("2024-02-01", "ns")] * len(lots), dtype="object")
    assert casthouse.trace(lots, "HEAT").to_dict("list") == casthouse.trace(LOTS, "HEAT").to_dict(
        as_series=False
    )
    lots["quantity"] = pd.Series([np.int64(each) for each in LOTS["quantity"]], dtype="object")
    lots.loc[0, "date"] = np.datetime64("NaT")
    assert refusal_of(lambda: casthouse.trace(lots, "HEAT")).code == "date_invalid"


def test_refused_rows_are_those_of_an_import_with_their_place_in_the_table() -> None:
    bad = LOTS.with_columns(
        quantity=pl.when(pl.col("lot") == "B").then(70.0).otherwise(pl.col("quantity")),
        step=pl.when(pl.col("process") == "P3").then(pl.lit("frying")).otherwise(pl.col("step")),
    )
    found = refusal_of(lambda: casthouse.lot_book(bad, MOVEMENTS))
    assert isinstance(found, casthouse.RowsRefused)
    told = {each.row: each.code for each in found.rows}
    assert told == {
        **dict.fromkeys((0, 2, 4, 5), "process_incomplete"),
        1: "lot_overdrawn",
        3: "lot_unknown",
        **dict.fromkeys((6, 7, 8), "step_unknown"),
    }
    assert found.code == "lot_overdrawn"
    assert "row 1: found 70000000 g out of lot “B”, in which 60000000 g are left" in str(found)
    assert found.frame()["row"].to_list() == list(range(9))
    same = refusal_of(lambda: casthouse.lot_book(pd.DataFrame(bad.to_dict(as_series=False)), MOVEMENTS))
    assert isinstance(same, casthouse.RowsRefused)
    assert isinstance(same.frame(), pd.DataFrame)
    assert list(same.frame()["code"]) == found.frame()["code"].to_list()


def test_a_movement_that_is_taken_back_brought_nothing() -> None:
    back = MOVEMENTS.head(1).with_columns(
        reference=pl.lit("BACK"), kind=pl.lit("reversal"), lot=pl.lit(""), reverses=pl.lit("IN-1")
    )
    moved = pl.concat([MOVEMENTS, back], how="diagonal")
    found = refusal_of(lambda: casthouse.trace(LOTS, "COIL-1", movements=moved))
    assert found.code == "lot_unknown"
    twice = pl.concat([moved, back.with_columns(reference=pl.lit("AGAIN"))], how="diagonal")
    assert refusal_of(lambda: casthouse.lot_book(LOTS, twice)).code == "already_reversed"
    same = pl.concat([MOVEMENTS, MOVEMENTS])
    assert casthouse.trace(LOTS, "HEAT", movements=same)["mass_g"].sum() == 88_000_000


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (LOTS.drop("unit"), "heading_missing"),
        (LOTS.clear(), "file_empty"),
        (LOTS.lazy(), "table_invalid"),
        ([{"lot": "A"}], "table_invalid"),
        (LOTS.with_columns(lot=pl.lit("")), "row_malformed"),
        (LOTS.with_columns(lot=pl.lit("L" * 3_000)), "row_malformed"),
        (LOTS.with_columns(lot=pl.lit([["A"]])), "row_malformed"),
        (LOTS.with_columns(quantity=-1), "quantity_invalid"),
        (LOTS.with_columns(quantity=1e300), "quantity_invalid"),
        (LOTS.with_columns(quantity=float("nan")), "quantity_invalid"),
        (LOTS.with_columns(date=pl.lit("2024-02-30")), "date_invalid"),
        (LOTS.with_columns(date=pl.datetime(2024, 2, 1, 6)), "date_invalid"),
    ],
)
def test_a_hostile_table_is_a_refusal_and_nothing_else(table: Any, code: str) -> None:
    assert refusal_of(lambda: casthouse.trace(table, "HEAT")).code == code


def test_a_table_with_a_column_twice_and_a_text_that_is_none_are_refused() -> None:
    lots = pandas_of(LOTS)
    twice = pd.concat([lots, lots[["lot"]]], axis=1)
    assert refusal_of(lambda: casthouse.trace(twice, "HEAT")).code == "heading_repeated"
    lots["lot"] = pd.Series(["\ud800"] * len(lots), dtype="object")
    assert refusal_of(lambda: casthouse.trace(lots, "HEAT")).code == "row_malformed"


def test_what_was_not_asked_for_or_is_not_there_is_refused() -> None:
    assert refusal_of(lambda: casthouse.trace(LOTS, "NONE")).code == "trace_unknown"
    assert refusal_of(lambda: casthouse.recall(LOTS, ["A", "NONE"])).code == "trace_unknown"
    assert refusal_of(lambda: casthouse.recall(LOTS, [])).code == "trace_unknown"
    assert refusal_of(lambda: casthouse.recall(LOTS, [["A"]])).code == "trace_unknown"  # type: ignore[list-item]
    assert refusal_of(lambda: casthouse.shares(LOTS, by="colour")).code == "origin_unknown"
    with pytest.raises(AttributeError):
        _ = casthouse.nothing


def test_movements_beside_a_book_are_not_left_aside_in_silence() -> None:
    book = casthouse.lot_book(LOTS, MOVEMENTS)
    assert casthouse.trace(book, "HEAT").equals(casthouse.trace(LOTS, "HEAT", movements=MOVEMENTS))
    assert refusal_of(lambda: casthouse.trace(book, "HEAT", movements=MOVEMENTS)).code == "table_invalid"


def test_numbers_of_lots_may_be_numbers() -> None:
    lots = LOTS.with_columns(lot=pl.col("lot").rank("dense").cast(pl.Int64))
    heat = lots.filter(process="P1", direction="out")["lot"].item()
    assert casthouse.trace(lots, heat)["mass_g"].sum() == 88_000_000
    assert len(casthouse.recall(lots, [heat])) == 4


def test_a_truth_value_says_whether_it_is_coc_material() -> None:
    sold = MOVEMENTS.with_columns(coc=True)
    assert refusal_of(lambda: casthouse.lot_book(LOTS, sold)).code == "document_missing"


def test_masses_beyond_what_columns_hold_are_refused() -> None:
    lots = pl.DataFrame(
        [(f"P{n}", side, lot) for n in range(2_500) for side, lot in (("in", f"I{n}"), ("out", f"O{n}"))],
        schema=("process", "direction", "lot"),
        orient="row",
    ).with_columns(
        step=pl.lit("casting"),
        quantity=10**9,
        unit=pl.lit("t"),
        date=pl.date(2024, 1, 1),
        facility=pl.lit("CH"),
        material=pl.lit("aluminium"),
    )
    assert refusal_of(lambda: casthouse.lot_book(lots)).code == "mass_beyond_ledger"


ACTIVITY = pl.DataFrame(
    {
        "reference": ["F-1", "F-2", "O-1", "S-1"],
        "facility": "CH",
        "from": date(2024, 1, 1),
        "to": date(2024, 12, 31),
        "kind": ["fuel", "fuel", "output", "supplier_footprint"],
        "item": ["natural_gas", "natural_gas", "billet", "aluminium"],
        "quantity": [900, 1000, 80, 6.5],
        "unit": ["GJ", "GJ", "t", "tCO2e/t"],
        "counterparty": ["", "", "", "SUP"],
        "method": ["", "", "", "mine to metal"],
        "evidence": ["", "", "", "letter"],
        "corrects": ["", "F-1", "", ""],
    },
    strict=False,
)


def plant_footprint(**changes: Any) -> Any:
    asked: dict[str, Any] = {
        "measurements": ACTIVITY,
        "movements": MOVEMENTS,
        "facilities": {"CH": ["remelting_refining"]},
        "first": date(2024, 1, 1),
        "last": date(2024, 12, 31),
    }
    return casthouse.plant_footprint(**(asked | changes))


def test_the_footprint_of_a_plant_has_all_that_is_behind_it() -> None:
    found = plant_footprint()
    assert found.per_t == Fraction("56.1") / 80 + (100 * Fraction("6.5") + 20 * Fraction("15.1")) / 80
    assert (found.co2e_t / found.over_t, found.is_complete, found.missing) == (found.per_t, True, ())
    assert sum(found.steps["co2e_per_t"]) == pytest.approx(float(found.per_t), abs=1e-12)
    assert found.inflows.select("shipper", "basis", "co2e_per_t").rows() == [
        ("SUP", "declared", 6.5),
        ("OTHER", "stand_in", 15.1),
    ]
    assert found.lines["entries"].to_list() == ["F-2"]
    assert "footprint of aluminium from OTHER" in found.fallbacks["wanted"].to_list()
    in_pandas = plant_footprint(measurements=pandas_of(ACTIVITY))
    assert isinstance(in_pandas.steps, pd.DataFrame)
    assert in_pandas.per_t == found.per_t


def test_only_what_happened_in_the_days_counts() -> None:
    later = plant_footprint(first="2024-02-01", last="2024-12-31")
    assert len(later.inflows) == 0
    assert later.over_t == 80 * Fraction(335, 366)


def test_what_is_missing_at_a_plant_is_said() -> None:
    found = plant_footprint(facilities={"CH": ["aluminium_smelting"]})
    assert not found.is_complete
    assert "anode effects of CH" in found.missing


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"method": "none"}, "method_unknown"),
        ({"method": None}, "method_unknown"),
        ({"method": 5}, "method_unknown"),
        ({"method": []}, "method_unknown"),
        ({"facilities": None}, "activity_unknown"),
        ({"facilities": 5}, "activity_unknown"),
        ({"facilities": ["CH"]}, "activity_unknown"),
        ({"facilities": {"CH": None}}, "activity_unknown"),
        ({"facilities": {"CH": 5}}, "activity_unknown"),
        ({"facilities": {"CH": [[]]}}, "activity_unknown"),
        ({"facilities": {None: ["casthouse"]}}, "activity_unknown"),
        ({"facilities": {5: ["casthouse"]}}, "activity_unknown"),
        ({"stage": 5}, "stage_unknown"),
        ({"stage": ["aluminium"]}, "stage_unknown"),
        ({"facilities": {"CH": ["frying"]}}, "activity_unknown"),
        ({"facilities": {"CH": []}}, "activity_unknown"),
        ({"facilities": {"MILL": ["casthouse"]}}, "facility_unknown"),
        ({"last": date(2023, 12, 31)}, "period_unknown"),
        ({"last": date(2025, 1, 1)}, "period_unknown"),
        ({"last": "2024-02-30"}, "period_unknown"),
        ({"first": None}, "period_unknown"),
        ({"stage": "gold"}, "stage_unknown"),
        ({"stage": "alumina"}, "footprint_missing"),
        ({"first": date(2030, 1, 1), "last": date(2030, 2, 1)}, "footprint_missing"),
        ({"measurements": ACTIVITY.rename({"item": "Item"})}, "heading_missing"),
        ({"measurements": ACTIVITY.with_columns(colour=1)}, "heading_unknown"),
        ({"measurements": ACTIVITY.with_columns(unit=pl.lit("lb"))}, "unit_unknown"),
    ],
)
def test_a_footprint_that_cannot_be_told_is_refused(change: dict[str, Any], code: str) -> None:
    assert refusal_of(lambda: plant_footprint(**change)).code == code


APART = """
import sys, time
before = time.perf_counter()
import casthouse
took = time.perf_counter() - before
loaded = {name.partition(".")[0] for name in sys.modules}
assert not loaded & {"polars", "numpy", "numba", "django", "pandas"}, loaded
assert "trace" in dir(casthouse)
from tests.plant_table import lots_table, movements_table
casthouse.trace(lots_table(), "COIL-1", movements=movements_table())
loaded = {name.partition(".")[0] for name in sys.modules}
assert not loaded & {"django", "pandas", "numba", "openpyxl", "sqlite3", "psycopg"}, loaded
casthouse.shares(lots_table())
assert "django" not in sys.modules
print(took)
"""


def test_importing_the_library_loads_nothing_and_tracing_loads_no_store() -> None:
    done = subprocess.run([sys.executable, "-c", APART], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < 0.25
