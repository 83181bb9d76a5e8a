"""What closing found stays in the statement with its details, whatever happens to the supplier afterwards."""

from datetime import date
from typing import Any

import pytest

from casthouse.custody.finding import FindingCode
from casthouse.exchange.annual_report_pdf import annual_report_pdf
from casthouse.exchange.statement_pdf import statement_pdf
from casthouse.service.annual_report import organisation_report
from casthouse.service.permission import OPERATOR
from casthouse.service.statement import period_statement
from tests.contract.movement_rows import receipt
from tests.contract.store import Store
from tests.golden.seen import pdf_text
from tests.scenario.company import AUDITOR, SCOPE, YEAR, Company, half_sold

START = date(2024, 1, 1)
UNFIT = "10 t of aluminium booked as CoC, from 2024-03-01 on"


@pytest.fixture
def acme(store: Store) -> Company:
    company = Company(store)
    company.post(*half_sold(), receipt("UNFIT", date="2024-03-01", counterparty="a yard", quantity="10"))
    return company


def test_a_statement_keeps_supplier_tonnes_and_day(acme: Company) -> None:
    assert acme.store.run("period", "close", SCOPE, YEAR).json["findings"] == ["supplier_not_entitled"]
    stated = acme.do(period_statement, AUDITOR, scope=SCOPE, start=START)
    found = [(each.code, each.supplier, each.detail) for each in stated.findings]
    assert found[-1] == (FindingCode.SUPPLIER_NOT_ENTITLED, "a yard", UNFIT)
    text = " ".join(pdf_text(statement_pdf(stated)).split())
    assert "Supplier not entitled" in text
    assert "a yard" in text
    assert UNFIT in text
    assert "supplier_not_entitled" not in text


def test_a_statement_from_before_details_were_kept_is_still_read(acme: Company) -> None:
    from casthouse.storage.models import StatementRow  # noqa: PLC0415 - needs the settings

    acme.store.run("period", "close", SCOPE, YEAR)
    acme.store.run("period", "reopen", SCOPE, YEAR, "--reason", "a test")
    with acme.store.in_use():
        row = StatementRow.objects.get()
        row.pk, row.superseded_at, row.superseded_by, row.superseded_reason = None, None, "", ""
        row.findings = ["outflow_exceeds_inflow", "supplier_not_entitled"]
        row.save(force_insert=True)
    stated = acme.do(period_statement, OPERATOR, scope=SCOPE, start=START)
    assert [each.code.value for each in stated.findings] == row.findings
    assert {each.detail for each in stated.findings} == {
        "details were not kept when this statement was frozen"
    }
    assert acme.store.run("period", "close", SCOPE, YEAR).json["findings"] == row.findings


def test_the_annual_report_names_every_finding_of_its_year_before_and_after_closing(acme: Company) -> None:
    def report() -> Any:
        return acme.do(organisation_report, AUDITOR, organisation="ACME", year=2024)

    found = [("supplier_not_entitled", f"{SCOPE} {YEAR} a yard", UNFIT)]
    assert [(each.code.value, each.where, each.detail) for each in report().flags][:1] == found
    acme.store.run("period", "close", SCOPE, YEAR)
    closed = report()
    assert [(each.code.value, each.where, each.detail) for each in closed.flags][:1] == found
    text = " ".join(pdf_text(annual_report_pdf(closed)).split())
    assert "TO LOOK AT BEFORE SENDING" in text
    assert "Nothing stands out" not in text
    assert "Supplier not entitled" in text
    as_json = acme.store.run("report", "annual", "--organisation", "ACME", "--year", "2024").json
    assert as_json["flags"][0] == dict(zip(("code", "where", "detail"), found[0], strict=True))
    others = acme.store.run("report", "annual", "--organisation", "ACME", "--year", "2025").json["flags"]
    assert "supplier_not_entitled" not in {each["code"] for each in others}
