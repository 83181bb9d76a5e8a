"""The statement as PDF: its rules stand together, wherever the page ends."""

from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader

from casthouse.exchange.statement_pdf import statement_pdf
from tests.unit.exchange.report_samples import statement


def test_the_rules_are_never_torn_apart() -> None:
    one = statement()
    names = [f"rule.number_{n}" for n in range(5)]
    rules = tuple(replace(one.rules[0], name=name) for name in names)
    for count in range(1, 16):
        found = replace(one, rules=rules, findings=one.findings * count)
        pages = [page.extract_text() for page in PdfReader(BytesIO(statement_pdf(found))).pages]
        holding = [page for page in pages if any(name in page for name in names)]
        assert len(holding) == 1, count
