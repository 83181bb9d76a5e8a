"""`casthouse report`: period statements, annual reports and the accounting workbook as files."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, OrganisationOption, ScopeArgument, StartArgument
from casthouse.cli.output import print_json, print_message, print_text
from casthouse.exchange.annual_report_json import annual_report_members
from casthouse.exchange.annual_report_pdf import annual_report_pdf
from casthouse.exchange.annual_report_xlsx import write_annual_report
from casthouse.exchange.statement_pdf import statement_pdf
from casthouse.exchange.statement_xlsx import write_statement
from casthouse.measure.count import counted
from casthouse.service.annual_report import organisation_report
from casthouse.service.permission import OPERATOR
from casthouse.service.statement import period_statement
from casthouse.service.workbook import organisation_workbook

app = typer.Typer(help="Statements, annual reports and the accounting workbook.", no_args_is_help=True)

PdfOption = Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write a PDF here.")]
XlsxOption = Annotated[Path | None, typer.Option("--xlsx", metavar="FILE", help="Write an XLSX here.")]


@app.command("statement")
def statement(
    scope: ScopeArgument, start: StartArgument, *, pdf: PdfOption = None, xlsx: XlsxOption = None
) -> None:
    """Write the statement of a period; a draft while it is open.

    Example: casthouse report statement RHEIN-COC 2025-01-01 --pdf statement.pdf
    """
    found = period_statement(OPERATOR, scope=scope, start=start)
    if pdf is not None:
        pdf.write_bytes(statement_pdf(found))
        print_message(f"Wrote {pdf}.")
    if xlsx is not None:
        with xlsx.open("wb") as target:
            write_statement(target, found)
        print_message(f"Wrote {xlsx}.")
    state = (
        "draft"
        if found.closed_at is None
        else f"closed {found.closed_at:%Y-%m-%d %H:%M} UTC by {found.closed_by}"
    )
    print_text(f"{scope}, {found.period.start} to {found.period.last_day}: {state}.")


@app.command("annual")
def annual(
    organisation: OrganisationOption,
    year: Annotated[int, typer.Option("--year", help="The calendar year.")],
    *,
    pdf: PdfOption = None,
    xlsx: XlsxOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Make the annual report of an organisation.

    Example: casthouse report annual --organisation RHEIN --year 2025 --pdf report.pdf
    """
    report = organisation_report(OPERATOR, organisation=organisation, year=year)
    if pdf is not None:
        pdf.write_bytes(annual_report_pdf(report))
        print_message(f"Wrote {pdf}.")
    if xlsx is not None:
        with xlsx.open("wb") as target:
            write_annual_report(target, report)
        print_message(f"Wrote {xlsx}.")
    if as_json:
        print_json(annual_report_members(report))
        return
    print_text(
        f"{organisation}, {year}: {counted(len(report.accounts), 'account')}, due {report.rules.deadline}."
    )
    for flag in report.flags:
        print_text(f"Look at {flag.where}: {flag.code.value} – {flag.detail}")


@app.command("workbook")
def workbook(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The XLSX to write.")],
    organisation: OrganisationOption,
) -> None:
    """Write the accounting workbook: its first sheet can be imported again.

    Example: casthouse report workbook accounts.xlsx --organisation RHEIN
    """
    with file.open("wb") as target:
        organisation_workbook(OPERATOR, organisation=organisation, target=target)
    print_text(f"Wrote {file}.")
