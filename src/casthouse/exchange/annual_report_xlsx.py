"""The annual report of an organisation as XLSX: a sheet for each of its tables."""

from typing import IO

from casthouse.custody.annual_report import AnnualReport
from casthouse.exchange.printed_figure import MATERIAL_WORDS, STAGE_WORDS, activity_words, code_words
from casthouse.exchange.spreadsheet import Cell, CellKind, SheetColumn, Spreadsheet, add_all
from casthouse.measure.share import input_percentage_text, output_percentage_text


def _tonnes(title: str) -> SheetColumn:
    return SheetColumn(title=f"{title} (t)", width=18, kind=CellKind.TONNES)


_FACT_COLUMNS = (SheetColumn(title="Fact", width=30), SheetColumn(title="Value", width=60))
_ACTIVITY_COLUMNS = (
    SheetColumn(title="Activity", width=44),
    SheetColumn(title="Stage", width=14),
    *map(_tonnes, ("CoC input", "Other input", "Production", "Output", "Output as CoC")),
)
_MATERIAL_COLUMNS = (
    SheetColumn(title="Material", width=22),
    *map(_tonnes, ("Mined, CoC", "Mined, other", "Bought as CoC", "Bought, other")),
    *map(_tonnes, ("Produced", "Sold as CoC", "Sold, other")),
)
_ACCOUNT_COLUMNS = (
    SheetColumn(title="Certification scope", width=22),
    SheetColumn(title="Stage", width=14),
    SheetColumn(title="Input %, rounded down", width=14, kind=CellKind.PERCENT),
    SheetColumn(title="Output %, rounded up", width=14, kind=CellKind.PERCENT),
    *map(_tonnes, ("Balance carried in", "Positive Balance", "Internal Overdraft")),
)
_CORRECTION_COLUMNS = (
    SheetColumn(title="Day", width=12, kind=CellKind.DATE),
    SheetColumn(title="What was corrected", width=40),
    SheetColumn(title="Reason", width=70),
)
_FLAG_COLUMNS = (
    SheetColumn(title="Flag", width=34),
    SheetColumn(title="Where", width=34),
    SheetColumn(title="What", width=80),
)


def write_annual_report(target: IO[bytes], report: AnnualReport) -> None:
    """Write the report to an open binary file."""
    with Spreadsheet(target, title=f"Annual report {report.year} {report.organisation}") as book:
        add_all(book.sheet("Report", _FACT_COLUMNS), _facts(report))
        add_all(book.sheet("Activities", _ACTIVITY_COLUMNS), _activities(report))
        add_all(book.sheet("Bought and sold", _MATERIAL_COLUMNS), _materials(report))
        add_all(book.sheet("Accounts", _ACCOUNT_COLUMNS), _accounts(report))
        corrections = [(each.day, each.subject, each.reason) for each in report.corrections]
        add_all(book.sheet("Corrections", _CORRECTION_COLUMNS), corrections)
        flags = [(code_words(each.code.value), each.where, each.detail) for each in report.flags]
        add_all(book.sheet("Before sending", _FLAG_COLUMNS), flags)


def _facts(report: AnnualReport) -> list[tuple[str, str]]:
    verified = "yes" if report.rules.deadline_verified else "no, to be confirmed"
    return [
        ("Organisation", f"{report.organisation_name} ({report.organisation})"),
        ("Year", str(report.year)),
        ("Reported", f"{report.first_day.isoformat()} to {report.last_day.isoformat()}"),
        ("To be sent by", report.rules.deadline.isoformat()),
        ("Deadline read in the official text", verified),
    ]


def _activities(report: AnnualReport) -> list[tuple[Cell, ...]]:
    return [
        (
            activity_words(each.activities),
            STAGE_WORDS[each.stage],
            each.flow.coc_inflow_g,
            each.flow.non_coc_inflow_g,
            each.flow.production_g,
            each.flow.outflow_g,
            each.flow.coc_outflow_g,
        )
        for each in report.activities
    ]


def _materials(report: AnnualReport) -> list[tuple[Cell, ...]]:
    return [
        (
            MATERIAL_WORDS[each.material],
            each.coc_extraction_g,
            each.non_coc_extraction_g,
            each.coc_bought_g,
            each.non_coc_bought_g,
            each.flow.production_g,
            each.coc_sold_g,
            each.non_coc_sold_g,
        )
        for each in report.materials
    ]


def _accounts(report: AnnualReport) -> list[tuple[Cell, ...]]:
    return [
        (
            each.scope,
            STAGE_WORDS[each.stage],
            input_percentage_text(each.input_share),
            output_percentage_text(each.output_share),
            each.balance.carried_in_g,
            each.balance.positive_balance_g,
            each.balance.overdraft_g,
        )
        for each in report.accounts
    ]
