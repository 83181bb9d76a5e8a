"""Golden files of the period statement, the annual report and the accounting workbook."""

from io import BytesIO

import pytest

from casthouse.exchange.annual_report_json import annual_report_json
from casthouse.exchange.annual_report_pdf import annual_report_pdf
from casthouse.exchange.annual_report_xlsx import write_annual_report
from casthouse.exchange.statement_pdf import statement_pdf
from casthouse.exchange.statement_xlsx import write_statement
from casthouse.exchange.workbook_xlsx import write_workbook
from tests.golden.golden import matches_golden
from tests.golden.seen import pdf_text, xlsx_text
from tests.unit.exchange.report_samples import (
    flows_2024,
    movement_table,
    report,
    scope_position,
    statement,
)


@pytest.mark.parametrize(
    ("name", "closed", "superseded"),
    [("closed", True, False), ("superseded", True, True), ("draft", False, False)],
    ids=["closed", "superseded", "draft"],
)
def test_statement(name: str, *, closed: bool, superseded: bool) -> None:
    subject = statement(closed=closed, superseded=superseded)
    assert matches_golden(f"statement-{name}.pdf.txt", pdf_text(statement_pdf(subject)))
    target = BytesIO()
    write_statement(target, subject)
    assert matches_golden(f"statement-{name}.xlsx.txt", xlsx_text(target.getvalue()))


def test_annual_report() -> None:
    assert matches_golden("annual-report.json", annual_report_json(report()).decode())
    assert matches_golden("annual-report.pdf.txt", pdf_text(annual_report_pdf(report())))
    target = BytesIO()
    write_annual_report(target, report())
    assert matches_golden("annual-report.xlsx.txt", xlsx_text(target.getvalue()))


def test_workbook() -> None:
    target = BytesIO()
    write_workbook(target, movements=movement_table(), months=flows_2024(), positions=[scope_position()])
    assert matches_golden("workbook.xlsx.txt", xlsx_text(target.getvalue()))
