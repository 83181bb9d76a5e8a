"""Granting certificates as audit decisions permit them, and what the ledger makes of it."""

from datetime import date

from casthouse.service.certificate import grant_certificate
from tests.contract.movement_rows import Row, file_text, shipment
from tests.contract.store import Store
from tests.scenario.certification import COC, FULL, PS, SECRETARY, granted, on_day, rolling_mill
from tests.scenario.company import Company


def cast(reference: str, day: str) -> Row:
    """Return a CoC shipment of 1 t from CAST to MILL."""
    return shipment(reference, date=day, facility="CAST-1", quantity="1", counterparty="MILL")


def test_a_casthouse_gets_its_performance_certificate_and_then_its_custody_certificate(store: Store) -> None:
    company = Company(store, rolling_mill())
    granted(company, "CAST-SCOPE", PS, "2025-03-01")
    held = granted(company, "CAST-SCOPE", COC, "2025-03-01", actor=SECRETARY)
    assert held.number == "CH-COC-00001"
    sold: list[Row | str] = [cast("S-1", "2025-02-28"), cast("S-2", "2025-03-01")]
    answer = store.post("CAST", file_text(sold), "--partial")
    assert [each["code"] for each in answer.json["refused"]] == ["scope_not_certified"]
    last: list[Row | str] = [cast("S-3", "2028-02-29"), cast("S-4", "2028-03-01")]
    answer = store.post("CAST", file_text(last), "--partial")
    codes = [each["code"] for each in answer.json["refused"]]
    assert codes == ["coc_not_available", "scope_not_certified"]  # the last day is still certified
    assert store.run("check").json["clean"]


def test_a_casthouse_gets_no_custody_certificate_before_its_performance_certificate(store: Store) -> None:
    company = Company(store, rolling_mill())
    with on_day("2025-03-01"):
        code = company.refused(
            grant_certificate,
            SECRETARY,
            scope="CAST-SCOPE",
            standard=COC,
            edition="coc-v2",
            level=FULL,
            issued=date(2025, 3, 1),
            decision="DEC-1",
        )
    assert code == "performance_certificate_missing"
