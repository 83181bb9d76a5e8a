"""Which rows of a lots file are refused, and with which code: whole processes or nothing."""

from time import process_time

import polars as pl
import pytest

from casthouse.provenance.lot_refusal import LotRefusal
from casthouse.provenance.lot_row import LotRow
from casthouse.provenance.lot_shape import LOT_COLUMNS, check_lot_shape, rows_of_frame
from casthouse.provenance.lot_stock import LotFacts, LotStock
from casthouse.provenance.process_admission import admit, content_of

FACILITIES = {"CH": 1, "MILL": 2}
T = 1_000_000
STOCKS = {"A": LotStock(received_g=100 * T), "B": LotStock(produced_g=50 * T)}

Line = tuple[str, str, str, str]
"""Process, direction, lot, tonnes."""


def frame_of(lines: list[dict[str, str]]) -> pl.DataFrame:
    rows = [
        {"row": number, **dict.fromkeys(LOT_COLUMNS, ""), "malformed": "", **line}
        for number, line in enumerate(lines, start=2)
    ]
    return pl.DataFrame(rows, schema_overrides={"row": pl.UInt32})


def line(process: str, direction: str, lot: str, tonnes: str, **other: str) -> dict[str, str]:
    usual = {
        "date": "2024-02-01",
        "facility": "CH",
        "step": "casting",
        "material": "aluminium",
        "unit": "t",
        "process": process,
        "direction": direction,
        "lot": lot,
        "quantity": tonnes,
    }
    return usual | other


def shaped(lines: list[dict[str, str]]) -> list[LotRow]:
    return rows_of_frame(check_lot_shape(frame_of(lines), FACILITIES))


def codes(lines: list[dict[str, str]], facts: LotFacts | None = None) -> list[str]:
    """Return the code of each row, empty where it can be posted."""
    rows = shaped(lines)
    admit(rows, facts or LotFacts(stocks=STOCKS, posted={}))
    return ["unchanged" if row.is_unchanged else row.code.value if row.code else "" for row in rows]


GOOD = [line("P1", "in", "A", "60"), line("P1", "out", "C", "59")]


def test_a_process_that_draws_what_is_there_is_posted() -> None:
    assert codes(GOOD) == ["", ""]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"process": ""}, "row_malformed"),
        ({"lot": ""}, "row_malformed"),
        ({"facility": "NONE"}, "facility_unknown"),
        ({"material": "gold"}, "material_unknown"),
        ({"quantity": "1,5"}, "quantity_invalid"),
        ({"quantity": "0"}, "quantity_invalid"),
        ({"unit": "T"}, "unit_unknown"),
        ({"date": "2024-02-30"}, "date_invalid"),
        ({"date": "2024-02-02"}, "reference_conflict"),
        ({"facility": "MILL"}, "reference_conflict"),
        ({"step": "rolling"}, "reference_conflict"),
        ({"step": "frying"}, "step_unknown"),
        ({"direction": "aside"}, "direction_invalid"),
    ],
)
def test_a_row_that_says_nothing_takes_its_process_along(change: dict[str, str], code: str) -> None:
    second = line("P1", "in", "B", "1") | change
    found = codes([*GOOD, second])
    assert found[2] == code
    assert found[:2] == (["", ""] if not second["process"] else ["process_incomplete"] * 2)


def test_a_process_needs_an_input_and_an_output() -> None:
    assert codes([line("P1", "in", "A", "1")]) == ["process_incomplete"]
    assert codes([line("P1", "out", "C", "1"), line("P1", "out", "D", "1")]) == ["process_incomplete"] * 2


def test_an_input_that_nothing_brought_in_is_unknown_and_so_is_what_lives_on_it() -> None:
    found = codes(
        [
            *(line("P1", "in", "X", "1"), line("P1", "in", "A", "1"), line("P1", "out", "Y", "1")),
            *(line("P2", "in", "Y", "1"), line("P2", "out", "Z", "1")),
        ]
    )
    assert found == [
        *("lot_unknown", "process_incomplete", "process_incomplete"),
        *("lot_unknown", "process_incomplete"),
    ]


def test_two_processes_that_feed_each_other_start_from_nothing() -> None:
    found = codes(
        [
            *(line("P1", "in", "X", "1"), line("P1", "out", "Y", "1")),
            *(line("P2", "in", "Y", "1"), line("P2", "out", "X", "1")),
        ]
    )
    assert found == ["lot_unknown", "process_incomplete"] * 2


def test_the_order_of_rows_does_not_matter_for_finding_what_made_an_input() -> None:
    assert codes([line("P2", "in", "C", "59"), line("P2", "out", "D", "59"), *GOOD]) == [""] * 4


def test_of_two_draws_on_one_lot_the_later_is_refused_to_the_gram() -> None:
    lines = [
        *(line("P1", "in", "A", "60"), line("P1", "out", "C", "60")),
        *(line("P2", "in", "A", "40.000001"), line("P2", "out", "D", "40")),
        *(line("P3", "in", "A", "40"), line("P3", "out", "E", "40")),
    ]
    assert codes(lines) == ["", "", "lot_overdrawn", "process_incomplete", "", ""]


def test_what_a_refused_process_would_have_drawn_is_there_for_a_row_before_it() -> None:
    """P1 takes all of A and more of B than there is; P2, whose row stands between, gets its metal from A."""
    lines = [
        *(line("P1", "in", "A", "100"), line("P2", "in", "A", "10"), line("P1", "in", "B", "51")),
        *(line("P1", "out", "C", "150"), line("P2", "out", "D", "10")),
    ]
    assert codes(lines) == ["process_incomplete", "", "lot_overdrawn", "process_incomplete", ""]


def test_shipped_metal_is_gone() -> None:
    facts = LotFacts(stocks={"A": LotStock(received_g=100 * T, shipped_g=41 * T)}, posted={})
    assert codes(GOOD, facts) == ["lot_overdrawn", "process_incomplete"]


def test_no_metal_is_created_and_alumina_counts_half() -> None:
    more = [line("P1", "in", "A", "60"), line("P1", "out", "C", "60.000001")]
    assert codes(more) == ["mass_created"] * 2
    smelt = [line("S", "in", "A", "1", material="alumina"), line("S", "out", "C", "0.5293")]
    assert codes(smelt) == ["", ""]
    smelt[1]["quantity"] = "0.529301"
    assert codes(smelt) == ["mass_created"] * 2
    assert codes(
        [line("R", "in", "A", "2", material="bauxite"), line("R", "out", "C", "2", material="alumina")]
    )


ORES = {"L": LotStock(received_g=189 * T, materials={2: 189 * T})}


@pytest.mark.parametrize(
    ("called", "made", "code"),
    [
        ("aluminium", "189", "mass_created"),
        ("aluminium", "100.037701", "mass_created"),
        ("aluminium", "100.0377", ""),
        ("post_consumer_scrap", "100.037701", "mass_created"),
        ("alumina", "100.0377", ""),
    ],
)
def test_alumina_that_a_row_calls_metal_is_none(called: str, made: str, code: str) -> None:
    lines = [line("S", "in", "L", "189", material=called), line("S", "out", "C", made)]
    assert codes(lines, LotFacts(stocks=ORES, posted={})) == [code] * 2


def test_alumina_is_not_made_metal_by_a_name_on_the_way() -> None:
    lines = [
        *(line("P2", "in", "M", "189"), line("P2", "out", "N", "189")),
        *(line("P1", "in", "L", "189"), line("P1", "out", "M", "189", material="alumina")),
    ]
    assert codes(lines, LotFacts(stocks=ORES, posted={})) == ["mass_created", "mass_created", "", ""]


def test_what_a_row_says_is_less_than_its_lot_counts_as_it_says() -> None:
    stocks = {"L": LotStock(received_g=10 * T, materials={3: 10 * T})}
    lines = [line("S", "in", "L", "1", material="alumina"), line("S", "out", "C", "0.529301")]
    assert codes(lines, LotFacts(stocks=stocks, posted={})) == ["mass_created"] * 2


def test_a_lot_of_several_materials_gives_the_metal_of_their_mixture() -> None:
    stocks = {"L": LotStock(received_g=20 * T, materials={2: 10 * T, 3: 10 * T})}
    facts = LotFacts(stocks=stocks, posted={})
    both = [line("S", "in", "L", "10", material="alumina"), line("S", "in", "L", "10")]
    assert codes([*both, line("S", "out", "C", "15.293")], facts) == [""] * 3
    assert codes([*both, line("S", "out", "C", "15.293001")], facts) == ["mass_created"] * 3
    assert codes([both[1], line("S", "out", "C", "7.6465")], facts) == [""] * 2
    assert codes([both[1], line("S", "out", "C", "10")], facts) == ["mass_created"] * 2


def test_an_earlier_check_prevails_over_created_metal() -> None:
    lines = [line("P1", "in", "X", "1"), line("P1", "in", "A", "101"), line("P1", "out", "C", "500")]
    assert codes(lines) == ["lot_unknown", "lot_overdrawn", "mass_created"]


def test_what_lives_on_created_metal_is_unknown() -> None:
    lines = [
        *(line("P1", "in", "A", "1"), line("P1", "out", "C", "2")),
        *(line("P2", "in", "C", "1"), line("P2", "out", "D", "1")),
    ]
    assert codes(lines) == ["mass_created", "mass_created", "lot_unknown", "process_incomplete"]


def test_a_lot_is_made_once() -> None:
    twice = [*GOOD, line("P2", "in", "B", "1"), line("P2", "out", "C", "1")]
    assert codes(twice) == ["", "", "process_incomplete", "reference_conflict"]
    received = [line("P1", "in", "B", "1"), line("P1", "out", "A", "1")]
    assert codes(received) == ["process_incomplete", "reference_conflict"]
    told_by_production = [line("P1", "in", "A", "50"), line("P1", "out", "B", "50")]
    assert codes(told_by_production) == ["", ""]


@pytest.mark.parametrize(
    ("fault", "first", "second"),
    [
        ({"facility": "NONE"}, ["facility_unknown", "process_incomplete"], ["", ""]),
        ({"date": "never"}, ["date_invalid", "process_incomplete"], ["", ""]),
        ({"quantity": "500"}, ["lot_overdrawn", ""], ["process_incomplete", "reference_conflict"]),
    ],
)
def test_a_process_that_an_earlier_check_refused_makes_no_lot_that_another_could_not(
    fault: dict[str, str], first: list[str], second: list[str]
) -> None:
    lines = [
        *(GOOD[0] | fault, GOOD[1]),
        *(line("P2", "in", "B", "1"), line("P2", "out", "C", "1")),
    ]
    found = codes(lines)
    assert found[2:] == second
    assert found[0] == first[0]


def test_a_process_refused_for_one_lot_leaves_its_other_lots_to_those_below() -> None:
    known = [GOOD[0], GOOD[1], line("P1", "out", "A", "1")]  # A was received
    below = [line("P2", "in", "B", "1"), line("P2", "out", "C", "1")]
    assert codes([*known, *below]) == [*["process_incomplete"] * 2, "reference_conflict", "", ""]
    other = [line("P0", "in", "B", "1"), line("P0", "out", "D", "1")]
    taken = [GOOD[0], GOOD[1], line("P1", "out", "D", "1")]
    assert codes([*other, *taken, *below])[2:] == [*["process_incomplete"] * 2, "reference_conflict", "", ""]


def test_the_same_process_again_is_unchanged_and_another_of_its_key_a_conflict() -> None:
    facts = LotFacts(stocks=STOCKS, posted={"P1": content_of(shaped(GOOD))})
    assert codes(GOOD[::-1], facts) == ["unchanged"] * 2
    assert codes(GOOD[:1], facts) == ["reference_conflict"]
    assert codes([GOOD[0], GOOD[1] | {"quantity": "58"}], facts) == ["reference_conflict"] * 2
    assert codes([GOOD[0], GOOD[1] | {"step": "frying"}], facts) == ["reference_conflict"] * 2


def test_the_codes_are_those_of_the_contract_in_its_order() -> None:
    assert [code.value for code in LotRefusal] == [
        *("row_malformed", "facility_unknown", "material_unknown", "quantity_invalid", "unit_unknown"),
        *("date_invalid", "reference_conflict", "step_unknown", "direction_invalid", "process_incomplete"),
        *("lot_unknown", "lot_overdrawn", "mass_created"),
    ]


def test_thirty_thousand_processes_are_settled_in_the_time_that_reading_them_takes() -> None:
    many = [
        each
        for number in range(30_000)
        for each in (
            line(f"P{number}", "in", f"B{number}", "1"),
            line(f"P{number}", "out", f"C{number}", "1"),
        )
    ]
    rows, stocks = shaped(many), {f"B{number}": LotStock(received_g=T) for number in range(30_000)}
    before = process_time()
    admit(rows, LotFacts(stocks=stocks, posted={}))
    assert all(row.stands for row in rows)
    assert process_time() - before < 5
