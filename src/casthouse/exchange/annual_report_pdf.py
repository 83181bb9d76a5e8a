"""The annual report of an organisation as PDF (fact sheet section 10)."""

from casthouse.custody.annual_report import ActivityYear, AnnualReport, MaterialYear
from casthouse.custody.report_account import AccountYear
from casthouse.exchange.paper import Align, Column, Ink, Paper, Row
from casthouse.exchange.printed_figure import (
    MATERIAL_WORDS,
    STAGE_WORDS,
    activity_words,
    code_words,
    day_figure,
    tonnes_figure,
)
from casthouse.exchange.report_page import (
    PageTitle,
    draw_banner,
    draw_facts,
    draw_foot,
    draw_title,
    pages_of,
)
from casthouse.exchange.typeface import TextStyle
from casthouse.measure.share import input_percentage_text, output_percentage_text

FOOT_NOTE = (
    "Masses in tonnes, exact. Input % is rounded down, Output % up; both are of the calendar year. "
    "Scrap bought or sold as CoC is Eligible Scrap."
)
_FIGURE = TextStyle(size=8.4)


def _figure_column(title: str, share: float) -> Column:
    return Column(title=title, share=share, align=Align.RIGHT, style=_FIGURE)


_FLAG_COLUMNS = (
    Column(title="Flag", share=0.34, style=Ink.strong),
    Column(title="Where", share=0.26),
    Column(title="What", share=0.4),
)
_ACTIVITY_COLUMNS = (
    Column(title="Activity", share=0.26, style=_FIGURE),
    Column(title="Stage", share=0.11, style=_FIGURE),
    _figure_column("CoC input", 0.125),
    _figure_column("Other input", 0.125),
    _figure_column("Production", 0.125),
    _figure_column("Output", 0.13),
    _figure_column("of it CoC", 0.125),
)
_MATERIAL_COLUMNS = (
    Column(title="Material", share=0.22, style=_FIGURE),
    _figure_column("Mined, CoC", 0.13),
    _figure_column("Bought as CoC", 0.13),
    _figure_column("Bought, other", 0.13),
    _figure_column("Produced", 0.13),
    _figure_column("Sold as CoC", 0.13),
    _figure_column("Sold, other", 0.13),
)
_ACCOUNT_COLUMNS = (
    Column(title="Account", share=0.28, style=_FIGURE),
    _figure_column("Input %", 0.1),
    _figure_column("Output %", 0.1),
    _figure_column("Balance carried in", 0.17),
    _figure_column("Positive Balance", 0.17),
    _figure_column("Internal Overdraft", 0.18),
)
_CORRECTION_COLUMNS = (
    Column(title="Day", share=0.16),
    Column(title="What was corrected", share=0.34),
    Column(title="Reason", share=0.5),
)


def annual_report_pdf(report: AnnualReport) -> bytes:
    """Return the report as one file."""
    pages = pages_of(lambda paper, count: _draw(paper, report, count))
    paper = Paper(title=f"Annual report {report.year} {report.organisation}", author=report.organisation_name)
    _draw(paper, report, pages)
    return paper.finish()


def _draw(paper: Paper, report: AnnualReport, pages: int) -> None:
    left = f"Annual CoC report {report.year}, {report.organisation_name} ({report.organisation})"
    paper.begin(lambda p: draw_foot(p, left, FOOT_NOTE, pages))
    draw_title(
        paper,
        PageTitle(
            author=report.organisation_name,
            kind="Chain of Custody",
            title="Annual report",
            number=str(report.year),
            detail=f"{day_figure(report.first_day)} to {day_figure(report.last_day)}",
        ),
    )
    if report.flags:
        count = f"{len(report.flags)} points are" if len(report.flags) > 1 else "1 point is"
        draw_banner(paper, "TO LOOK AT BEFORE SENDING", f"{count} listed below under “Before sending”.")
    paper.space(14)
    draw_facts(paper, _facts(report))
    _draw_tables(paper, report)
    _draw_corrections(paper, report)
    _draw_flags(paper, report)


def _facts(report: AnnualReport) -> list[tuple[str, str]]:
    note = "read in the official text" if report.rules.deadline_verified else "to be confirmed"
    return [
        ("Organisation", f"{report.organisation_name} ({report.organisation})"),
        ("Reported", f"{day_figure(report.first_day)} to {day_figure(report.last_day)}"),
        ("To be sent by", f"{day_figure(report.rules.deadline)} ({note})"),
    ]


def _draw_tables(paper: Paper, report: AnnualReport) -> None:
    paper.heading("Input and output by supply-chain activity (t)")
    _table(paper, _ACTIVITY_COLUMNS, [_activity_row(each) for each in report.activities])
    paper.heading("CoC Material and Eligible Scrap bought and sold (t)")
    _table(paper, _MATERIAL_COLUMNS, [_material_row(each) for each in report.materials])
    paper.heading("Accounts (t)")
    _table(paper, _ACCOUNT_COLUMNS, [_account_row(each) for each in report.accounts])


def _table(paper: Paper, columns: tuple[Column, ...], rows: list[Row]) -> None:
    if rows:
        paper.table(columns, rows)
    else:
        paper.block("Nothing to report.")


def _activity_row(each: ActivityYear) -> Row:
    flow = each.flow
    masses = (flow.coc_inflow_g, flow.non_coc_inflow_g, flow.production_g, flow.outflow_g, flow.coc_outflow_g)
    return Row(cells=(activity_words(each.activities), STAGE_WORDS[each.stage], *map(tonnes_figure, masses)))


def _material_row(each: MaterialYear) -> Row:
    masses = (
        each.coc_extraction_g,
        each.coc_bought_g,
        each.non_coc_bought_g,
        each.flow.production_g,
        each.coc_sold_g,
        each.non_coc_sold_g,
    )
    return Row(cells=(MATERIAL_WORDS[each.material], *map(tonnes_figure, masses)))


def _account_row(each: AccountYear) -> Row:
    balance = each.balance
    masses = (balance.carried_in_g, balance.positive_balance_g, balance.overdraft_g)
    return Row(
        cells=(
            f"{each.scope}, {STAGE_WORDS[each.stage].lower()}",
            input_percentage_text(each.input_share),
            output_percentage_text(each.output_share),
            *map(tonnes_figure, masses),
        )
    )


def _draw_corrections(paper: Paper, report: AnnualReport) -> None:
    paper.heading("Corrections since the last report")
    rows = [Row(cells=(day_figure(each.day), each.subject, each.reason)) for each in report.corrections]
    _table(paper, _CORRECTION_COLUMNS, rows)


def _draw_flags(paper: Paper, report: AnnualReport) -> None:
    paper.heading("Before sending")
    if not report.flags:
        paper.block("Nothing stands out.")
        return
    rows = [Row(cells=(code_words(each.code.value), each.where, each.detail)) for each in report.flags]
    paper.table(_FLAG_COLUMNS, rows)
