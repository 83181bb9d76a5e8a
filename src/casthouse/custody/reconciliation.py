"""Monthly reconciliation: books against what was counted and declared, per material (CoC Standard part 8).

Opening stock + in + made - consumed - out = closing stock. A physical count replaces the book figure as the
next month's opening, so that a difference is reported in the month in which it arose and not again.
Differences above the tolerance of the edition are findings, and so are a stock below zero and a month
without a count.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.measure.mass import tonnes_text
from casthouse.measure.period import add_months
from casthouse.refusal import Refusal


class StockFlow(StrEnum):
    """What changes a stock."""

    INFLOW = "inflow"
    MADE = "made"
    CONSUMED = "consumed"
    OUTFLOW = "outflow"


FLOW_OF_KIND: dict[Kind, StockFlow] = {
    Kind.EXTRACTION: StockFlow.INFLOW,
    Kind.RECEIPT: StockFlow.INFLOW,
    Kind.PRODUCTION: StockFlow.MADE,
    Kind.SHIPMENT: StockFlow.OUTFLOW,
}
"""What a movement does to the stock of its own material; consumption is no movement and comes from elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """A mass in the books, in grams; movements that were reversed are left out by the caller."""

    day: date
    material: Material
    flow: StockFlow
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredMonth:
    """What a person declares for a month: sums of weighbridge or invoices, and the stock counted at its end.

    `month` is its first day. None says that nobody declared the figure, which is not the same as zero.
    """

    month: date
    material: Material
    inflow_g: int | None
    outflow_g: int | None
    counted_g: int | None

    def __post_init__(self) -> None:
        assert self.month.day == 1
        assert all(each is None or each >= 0 for each in (self.inflow_g, self.outflow_g, self.counted_g))


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReconciliation:
    """One material in one month: the books in grams, and beside them what was declared."""

    month: date
    material: Material
    opening_g: int
    inflow_g: int
    made_g: int
    consumed_g: int
    outflow_g: int
    declared: DeclaredMonth | None

    @property
    def book_closing_g(self) -> int:
        """The stock at the month's end after the books; below zero where something is missing in them."""
        return self.opening_g + self.inflow_g + self.made_g - self.consumed_g - self.outflow_g

    @property
    def counted_g(self) -> int | None:
        """The stock counted at the month's end."""
        return None if self.declared is None else self.declared.counted_g

    @property
    def closing_g(self) -> int:
        """What the next month opens with: the count, or the book figure where nobody counted."""
        return self.book_closing_g if self.counted_g is None else self.counted_g

    @property
    def inflow_difference_g(self) -> int | None:
        """Declared less booked inflow; None where nothing was declared."""
        declared_g = None if self.declared is None else self.declared.inflow_g
        return None if declared_g is None else declared_g - self.inflow_g

    @property
    def outflow_difference_g(self) -> int | None:
        """Declared less booked outflow; None where nothing was declared."""
        declared_g = None if self.declared is None else self.declared.outflow_g
        return None if declared_g is None else declared_g - self.outflow_g

    @property
    def stock_difference_g(self) -> int | None:
        """Counted less booked stock; None where nobody counted."""
        return None if self.counted_g is None else self.counted_g - self.book_closing_g


def month_of(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def reconcile_months(
    *,
    first: date,
    last: date,
    lines: Iterable[BookLine],
    declared: Sequence[DeclaredMonth],
    opening_g: Mapping[Material, int],
) -> list[MonthReconciliation]:
    """Return each month from that of `first` to that of `last`, for every material that occurs.

    Args:
        first: a day of the first month.
        last: a day of the last month.
        lines: the books; days of other months do not count.
        declared: what people declared, at most once a month and material.
        opening_g: the stock at the start of the first month; a material without one opens with nothing.

    Raises:
        Refusal: `declared_twice`.
    """
    sums = _sums(lines, first=month_of(first), before=add_months(month_of(last), 1))
    declarations = _once(declared)
    materials = (
        {material for _, material, _ in sums} | {material for _, material in declarations} | set(opening_g)
    )
    months: list[MonthReconciliation] = []
    for material in (each for each in Material if each in materials):
        opening = opening_g.get(material, 0)
        month = month_of(first)
        while month <= last:
            figures = {flow: sums.get((month, material, flow), 0) for flow in StockFlow}
            reconciled = MonthReconciliation(
                month=month,
                material=material,
                opening_g=opening,
                inflow_g=figures[StockFlow.INFLOW],
                made_g=figures[StockFlow.MADE],
                consumed_g=figures[StockFlow.CONSUMED],
                outflow_g=figures[StockFlow.OUTFLOW],
                declared=declarations.get((month, material)),
            )
            months.append(reconciled)
            opening, month = reconciled.closing_g, add_months(month, 1)
    return months


def reconciliation_findings(
    months: Iterable[MonthReconciliation], *, rules: AllowanceRules, subject: str
) -> list[Finding]:
    """Return where books and declarations differ by more than the tolerance, month by month.

    Args:
        months: what `reconcile_months` returned.
        rules: the tolerance, a share of the booked mass.
        subject: the scope, to which month and material are added.
    """
    return [
        Finding(code=code, subject=f"{subject} {each.month:%Y-%m} {each.material.value}", detail=detail)
        for each in months
        for code, detail in _month_findings(each, tolerance=rules.reconciliation_tolerance)
    ]


def _month_findings(month: MonthReconciliation, *, tolerance: Fraction) -> Iterable[tuple[FindingCode, str]]:
    moved_g = month.opening_g + month.inflow_g + month.made_g
    comparisons = (
        (FindingCode.INFLOW_DIFFERS, "inflow", month.inflow_difference_g, month.inflow_g),
        (FindingCode.OUTFLOW_DIFFERS, "outflow", month.outflow_difference_g, month.outflow_g),
        (FindingCode.STOCK_DIFFERS, "stock", month.stock_difference_g, moved_g),
    )
    for code, what, difference_g, base_g in comparisons:
        if difference_g is not None and abs(difference_g) > tolerance * base_g:
            booked_g = month.book_closing_g if code is FindingCode.STOCK_DIFFERS else base_g
            yield (
                code,
                f"{what} {tonnes_text(booked_g)} t booked, {tonnes_text(booked_g + difference_g)} t declared",
            )
    if month.book_closing_g < 0:
        yield FindingCode.STOCK_NEGATIVE, f"stock of {tonnes_text(month.book_closing_g)} t in the books"
    if month.counted_g is None:
        yield FindingCode.STOCK_NOT_COUNTED, "no stock count at the month's end"


def _sums(
    lines: Iterable[BookLine], *, first: date, before: date
) -> dict[tuple[date, Material, StockFlow], int]:
    sums: dict[tuple[date, Material, StockFlow], int] = {}
    for line in lines:
        if first <= line.day < before:
            key = (month_of(line.day), line.material, line.flow)
            sums[key] = sums.get(key, 0) + line.mass_g
    return sums


def _once(declared: Sequence[DeclaredMonth]) -> dict[tuple[date, Material], DeclaredMonth]:
    declarations: dict[tuple[date, Material], DeclaredMonth] = {}
    for each in declared:
        if (each.month, each.material) in declarations:
            raise Refusal(
                "declared_twice",
                found=f"two declarations of {each.material.value} for {each.month:%Y-%m}",
                expected="one a month and material",
                todo="leave one of them out",
            )
        declarations[each.month, each.material] = each
    return declarations
