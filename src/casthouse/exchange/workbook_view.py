"""Views of the accounting workbook: a sheet a material, the months, the totals, the percentages, with charts.

They are laid out as users of a material accounting spreadsheet know them. All cells are values in tonnes;
sums are made from grams before they are written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from xlsxwriter.chart import Chart

from casthouse.custody.month_flow import MonthFlow, stage_flows
from casthouse.custody.position import NO_FLOW, Flow, PeriodPosition, period_position
from casthouse.custody.stage import STAGES, Material, Stage
from casthouse.exchange.printed_figure import MATERIAL_WORDS, STAGE_WORDS
from casthouse.exchange.spreadsheet import Cell, CellKind, Sheet, SheetColumn, Spreadsheet
from casthouse.exchange.stage_figure import figures_of, has_moved
from casthouse.measure.period import Period, add_months
from casthouse.measure.share import input_percentage_text, output_percentage_text

_BLUE, _GREY, _GREEN, _SAND = "#1F5673", "#AEBBC6", "#4E8D7C", "#D9B26F"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopePosition:
    """The position of a scope in one period."""

    scope: str
    position: PeriodPosition


def _tonnes(title: str) -> SheetColumn:
    return SheetColumn(title=f"{title} (t)", width=17, kind=CellKind.TONNES)


_SCOPE = SheetColumn(title="Certification scope", width=18)
_MONTH = SheetColumn(title="Month", width=10, kind=CellKind.MONTH)
_FLOW_COLUMNS = tuple(map(_tonnes, ("CoC in", "Other in", "Production", "CoC out", "Other out")))
_PERCENT_COLUMNS = (
    SheetColumn(title="Input %, rounded down", width=13, kind=CellKind.PERCENT),
    SheetColumn(title="Output %, rounded up", width=13, kind=CellKind.PERCENT),
)


def add_material_sheets(book: Spreadsheet, months: Sequence[MonthFlow]) -> None:
    """Add a sheet for each material that moved: its months and their total, with a chart."""
    for material in Material:
        own = [each for each in months if each.material is material]
        if own:
            sheet = book.sheet(MATERIAL_WORDS[material], (_SCOPE, _MONTH, *_FLOW_COLUMNS))
            _add_months(sheet, own)
            _chart_flows(book, sheet, MATERIAL_WORDS[material])


def _add_months(sheet: Sheet, months: Sequence[MonthFlow]) -> None:
    for (scope, month), flow in _sums(months):
        sheet.add((scope, month, *_flow_cells(flow)))
    sheet.filter()
    total = sum((each.flow for each in months), NO_FLOW)
    sheet.add(("Total", None, *_flow_cells(total)), is_total=True)


def _sums(months: Iterable[MonthFlow]) -> list[tuple[tuple[str, date], Flow]]:
    """Return the flows added up by scope and month, in their order."""
    ordered = sorted(months, key=_scope_month)
    return [
        (key, sum((each.flow for each in group), NO_FLOW))
        for key, group in groupby(ordered, key=_scope_month)
    ]


def _scope_month(each: MonthFlow) -> tuple[str, date]:
    return each.scope, each.month


def _flow_cells(flow: Flow) -> tuple[Cell, ...]:
    return (
        flow.coc_inflow_g,
        flow.non_coc_inflow_g,
        flow.production_g,
        flow.coc_outflow_g,
        flow.outflow_g - flow.coc_outflow_g,
    )


def _chart_flows(book: Spreadsheet, sheet: Sheet, title: str) -> None:
    """Chart the months of a material sheet as columns; the last row is the total and stays out."""
    chart = book.book.add_chart({"type": "column"})
    name, last = sheet.worksheet.get_name(), sheet.row_count - 1
    for place, colour in zip(range(2, 7), (_BLUE, _GREY, _SAND, _GREEN, "#C9D6CF"), strict=True):
        chart.add_series(
            {
                "name": [name, 0, place],
                "categories": [name, 1, 1, last, 1],
                "values": [name, 1, place, last, place],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    _finish_chart(chart, f"{title} by month", "t")
    sheet.worksheet.insert_chart(1, len(sheet.columns) + 1, chart)


def add_month_sheet(book: Spreadsheet, months: Sequence[MonthFlow]) -> None:
    """Add the months of each account: a stage of a scope, all its materials together."""
    stage_column = SheetColumn(title="Stage", width=12)
    sheet = book.sheet("Months", (_SCOPE, stage_column, _MONTH, *_FLOW_COLUMNS))
    for stage in STAGES:
        for (scope, month), flow in _sums(each for each in months if each.stage is stage):
            sheet.add((scope, STAGE_WORDS[stage], month, *_flow_cells(flow)))
    sheet.filter()


def add_total_sheet(book: Spreadsheet, positions: Sequence[ScopePosition]) -> None:
    """Add the figures of each period and stage, as the statement lists them."""
    columns = (
        _SCOPE,
        SheetColumn(title="Period start", width=12, kind=CellKind.DATE),
        SheetColumn(title="Period end", width=12, kind=CellKind.DATE),
        SheetColumn(title="Stage", width=12),
        SheetColumn(title="Figure", width=42),
        _tonnes("Mass"),
        SheetColumn(title="Note", width=12),
    )
    sheet = book.sheet("Totals", columns)
    for each in positions:
        period = each.position.period
        for stage in (s for s in STAGES if has_moved(each.position.stages[s])):
            for words, mass_g, is_result in figures_of(each.position.stages[stage]):
                note = "no limit" if mass_g is None else None
                head = (each.scope, period.start, period.last_day, STAGE_WORDS[stage])
                sheet.add((*head, words, mass_g, note), is_total=is_result)
    sheet.filter()


def add_percentage_sheet(book: Spreadsheet, months: Sequence[MonthFlow]) -> None:
    """Add Input and Output Percentage of each account, month by month, with a line chart for each account."""
    columns = (_SCOPE, SheetColumn(title="Stage", width=12), _MONTH, *_PERCENT_COLUMNS)
    sheet = book.sheet("Percentages", columns)
    for place, (scope, stage) in enumerate(_accounts(months)):
        first = sheet.row_count + 1
        own = [each for each in months if each.scope == scope]
        for month in sorted({each.month for each in own if each.stage is stage}):
            position = _month_position(own, month).stages[stage]
            percentages = (
                input_percentage_text(position.input_share),
                output_percentage_text(position.output_share),
            )
            sheet.add((scope, STAGE_WORDS[stage], month, *percentages))
        _chart_percentages(book, sheet, f"{scope}, {STAGE_WORDS[stage].lower()}", first, place)
    sheet.filter()


def _accounts(months: Iterable[MonthFlow]) -> list[tuple[str, Stage]]:
    return sorted({(each.scope, each.stage) for each in months}, key=lambda a: (a[0], STAGES.index(a[1])))


def _month_position(months: Iterable[MonthFlow], month: date) -> PeriodPosition:
    """Return the stages of one month taken alone; only their shares are shown, so nothing is carried."""
    flows = stage_flows(each for each in months if each.month == month)
    return period_position(Period(start=month, end=add_months(month, 1)), flows, carried={})


def _chart_percentages(book: Spreadsheet, sheet: Sheet, title: str, first: int, place: int) -> None:
    chart = book.book.add_chart({"type": "line"})
    name, last = sheet.worksheet.get_name(), sheet.row_count
    for column, colour in ((3, _BLUE), (4, _GREEN)):
        chart.add_series(
            {
                "name": [name, 0, column],
                "categories": [name, first, 2, last, 2],
                "values": [name, first, column, last, column],
                "line": {"color": colour, "width": 2},
                "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"none": True}},
            }
        )
    _finish_chart(chart, title, "%")
    sheet.worksheet.insert_chart(1 + place * 17, len(sheet.columns) + 1, chart)


def _finish_chart(chart: Chart, title: str, unit: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12, "bold": False}})
    chart.set_x_axis({"num_format": "yyyy-mm", "text_axis": True})
    chart.set_y_axis(
        {
            "name": unit,
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#E3E8EC"}},
        }
    )
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 640, "height": 320})
