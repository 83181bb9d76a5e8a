"""Monthly reconciliation of books and declarations."""

from datetime import date

import pytest

from casthouse.custody.finding import FindingCode
from casthouse.custody.movement import Kind
from casthouse.custody.reconciliation import (
    FLOW_OF_KIND,
    BookLine,
    DeclaredMonth,
    MonthReconciliation,
    StockFlow,
    month_of,
    reconcile_months,
    reconciliation_findings,
)
from casthouse.custody.stage import Material
from tests.unit.custody.allowance_samples import RULES, T
from tests.unit.refusing import refused

METAL = Material.ALUMINIUM


def line(day: str, flow: StockFlow, tonnes: int, material: Material = METAL) -> BookLine:
    return BookLine(day=date.fromisoformat(day), material=material, flow=flow, mass_g=tonnes * T)


def declared(
    month: str, *, inflow_g: int | None = None, outflow_g: int | None = None, counted_g: int | None = None
) -> DeclaredMonth:
    return DeclaredMonth(
        month=date.fromisoformat(month),
        material=METAL,
        inflow_g=inflow_g,
        outflow_g=outflow_g,
        counted_g=counted_g,
    )


JANUARY = [
    line("2024-01-01", StockFlow.INFLOW, 100),
    line("2024-01-31", StockFlow.MADE, 50),
    line("2024-01-15", StockFlow.CONSUMED, 20),
    line("2024-01-20", StockFlow.OUTFLOW, 90),
]


def months(
    lines: list[BookLine], *declarations: DeclaredMonth, last: str = "2024-01-31", opening: int = 0
) -> list[MonthReconciliation]:
    return reconcile_months(
        first=date(2024, 1, 1),
        last=date.fromisoformat(last),
        lines=lines,
        declared=declarations,
        opening_g={METAL: opening * T},
    )


def found(reconciled: list[MonthReconciliation]) -> list[tuple[FindingCode, str]]:
    findings = reconciliation_findings(reconciled, rules=RULES, subject="S")
    return [(each.code, each.subject) for each in findings]


def test_opening_in_made_consumed_and_out_are_the_closing_stock() -> None:
    (january,) = months(JANUARY, opening=10)
    assert january.book_closing_g == (10 + 100 + 50 - 20 - 90) * T
    assert (january.inflow_g, january.made_g, january.consumed_g, january.outflow_g) == (
        100 * T,
        50 * T,
        20 * T,
        90 * T,
    )


def test_a_month_without_a_count_is_found_and_its_book_stock_carried_on() -> None:
    january, february = months(JANUARY, last="2024-02-01")
    assert february.opening_g == january.book_closing_g == 40 * T
    assert found([january, february]) == [
        (FindingCode.STOCK_NOT_COUNTED, "S 2024-01 aluminium"),
        (FindingCode.STOCK_NOT_COUNTED, "S 2024-02 aluminium"),
    ]


def test_a_count_is_the_next_opening_so_that_a_difference_is_reported_once() -> None:
    counts = (declared("2024-01-01", counted_g=30 * T), declared("2024-02-01", counted_g=30 * T))
    january, february = months(JANUARY, *counts, last="2024-02-29")
    assert january.stock_difference_g == -10 * T
    assert february.stock_difference_g == 0
    assert found([january, february]) == [(FindingCode.STOCK_DIFFERS, "S 2024-01 aluminium")]


@pytest.mark.parametrize(
    ("counted_g", "is_found"),
    [
        (40 * T, False),
        (40 * T + 750_000, False),  # 0.5 % of the 150 t that had to be accounted for
        (40 * T + 750_001, True),
        (40 * T - 750_001, True),
    ],
)
def test_a_count_within_the_tolerance_is_not_found(counted_g: int, *, is_found: bool) -> None:
    reconciled = months(JANUARY, declared("2024-01-01", counted_g=counted_g))
    assert found(reconciled) == [(FindingCode.STOCK_DIFFERS, "S 2024-01 aluminium")] * is_found


@pytest.mark.parametrize(
    ("off_g", "is_found"), [(0, False), (500_000, False), (500_001, True), (-500_001, True)]
)
def test_a_declared_inflow_is_compared_with_the_booked_one(off_g: int, *, is_found: bool) -> None:
    reconciled = months(JANUARY, declared("2024-01-01", inflow_g=100 * T + off_g, counted_g=40 * T))
    assert found(reconciled) == [(FindingCode.INFLOW_DIFFERS, "S 2024-01 aluminium")] * is_found


@pytest.mark.parametrize(
    ("off_g", "is_found"), [(0, False), (450_000, False), (450_001, True), (-450_001, True)]
)
def test_a_declared_outflow_is_compared_with_the_booked_one(off_g: int, *, is_found: bool) -> None:
    reconciled = months(JANUARY, declared("2024-01-01", outflow_g=90 * T + off_g, counted_g=40 * T))
    assert found(reconciled) == [(FindingCode.OUTFLOW_DIFFERS, "S 2024-01 aluminium")] * is_found


def test_zero_declared_is_not_the_same_as_nothing_declared() -> None:
    zero = months(JANUARY, declared("2024-01-01", inflow_g=0, counted_g=40 * T))
    assert found(zero) == [(FindingCode.INFLOW_DIFFERS, "S 2024-01 aluminium")]
    nothing = months(JANUARY, declared("2024-01-01", counted_g=40 * T))
    assert found(nothing) == []


def test_books_below_zero_are_found() -> None:
    reconciled = months([line("2024-01-10", StockFlow.OUTFLOW, 1)], declared("2024-01-01", counted_g=0))
    assert found(reconciled) == [
        (FindingCode.STOCK_DIFFERS, "S 2024-01 aluminium"),
        (FindingCode.STOCK_NEGATIVE, "S 2024-01 aluminium"),
    ]


def test_an_empty_stock_is_not_below_zero() -> None:
    lines = [line("2024-01-10", StockFlow.INFLOW, 1), line("2024-01-11", StockFlow.OUTFLOW, 1)]
    assert found(months(lines, declared("2024-01-01", counted_g=0))) == []


def test_a_material_without_an_opening_stock_opens_with_nothing() -> None:
    (dross,) = (
        each for each in months([line("2024-01-02", StockFlow.INFLOW, 2, Material.DROSS)]) if each.inflow_g
    )
    assert (dross.material, dross.opening_g) == (Material.DROSS, 0)


def test_the_finding_says_both_figures() -> None:
    reconciled = months(JANUARY, declared("2024-01-01", inflow_g=99 * T, counted_g=30 * T))
    details = [each.detail for each in reconciliation_findings(reconciled, rules=RULES, subject="S")]
    assert details == ["inflow 100 t booked, 99 t declared", "stock 40 t booked, 30 t declared"]


def test_lines_of_other_months_do_not_count() -> None:
    outside = [line("2023-12-31", StockFlow.INFLOW, 1), line("2024-02-01", StockFlow.INFLOW, 1)]
    (january,) = months(outside)
    assert january.inflow_g == 0


def test_materials_are_kept_apart_in_their_order() -> None:
    lines = [
        line("2024-01-02", StockFlow.INFLOW, 1),
        line("2024-01-02", StockFlow.INFLOW, 2, Material.DROSS),
        line("2024-01-02", StockFlow.INFLOW, 3, Material.BAUXITE),
    ]
    assert [(each.material, each.inflow_g) for each in months(lines)] == [
        (Material.BAUXITE, 3 * T),
        (Material.ALUMINIUM, 1 * T),
        (Material.DROSS, 2 * T),
    ]


def test_a_month_is_declared_once() -> None:
    with refused("declared_twice"):
        months([], declared("2024-01-01"), declared("2024-01-01", counted_g=0))


def test_movements_change_the_stock_of_their_own_material() -> None:
    assert {kind: flow.value for kind, flow in FLOW_OF_KIND.items()} == {
        Kind.EXTRACTION: "inflow",
        Kind.RECEIPT: "inflow",
        Kind.PRODUCTION: "made",
        Kind.SHIPMENT: "outflow",
    }


def test_a_declaration_that_cannot_be_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        declared("2024-01-02")
    with pytest.raises(AssertionError):
        declared("2024-01-01", counted_g=-1)
    assert month_of(date(2024, 2, 29)) == date(2024, 2, 1)
