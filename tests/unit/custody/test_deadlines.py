"""Every day of the accounts that the product counts, at its edges: last day inclusive, leap days, shorter months."""

from datetime import date, timedelta

import pytest

from casthouse.custody.contractor import ContractorListing
from casthouse.custody.due_diligence import Assessment, DueDiligenceResult, DueDiligenceStatus, status_on
from casthouse.custody.ledger_duty import (
    Account,
    LedgerTerms,
    close_duty,
    contractor_duties,
    due_diligence_duties,
    reconcile_duty,
    report_duty,
)
from casthouse.measure.period import Period
from casthouse.parties.duty import Basis, Duty
from casthouse.service.edition_rules import rules_of_edition

DAY = timedelta(days=1)
LAST_DAY_IN_TIME = ["near", "near", "overdue"]


def d(text: str) -> date:
    return date.fromisoformat(text)


def standings(duty: Duty | None) -> list[str]:
    assert duty is not None
    assert duty.due is not None
    return [duty.standing(duty.due + n * DAY, near_days=30).value for n in (-1, 0, 1)]


def terms(due: str) -> LedgerTerms:
    return LedgerTerms(
        report_due=d(due),
        report=Basis(rule="report.deadline", verified=False),
        report_reminder_days=(60, 30, 7),
        reconcile_months=1,
        reconcile=Basis(rule="reconciliation.months", verified=False),
    )


def account(start: str, end: str, *unseen: str, is_empty: bool = False) -> Account:
    return Account(
        organisation="ACME",
        scope="ACME-COC",
        first_open=Period(start=d(start), end=d(end)),
        is_empty=is_empty,
        months_unseen=tuple(d(each) for each in unseen),
        statements=0,
    )


def test_a_period_is_closed_from_the_day_after_its_end_up_to_the_report() -> None:
    found = close_duty(account("2023-03-01", "2024-03-01"), terms("2025-03-31"))
    assert found is not None
    assert found.opens == d("2024-03-01")  # its last day was 29 February
    assert standings(found) == LAST_DAY_IN_TIME
    assert found.remind == (d("2025-01-30"), d("2025-03-01"), d("2025-03-24"))
    assert close_duty(account("2023-03-01", "2024-03-01", is_empty=True), terms("2025-03-31")) is None


@pytest.mark.parametrize(
    ("today", "is_closed", "stands"),
    [("2025-03-31", True, True), ("2025-04-01", True, False), ("2025-04-01", False, True)],
)
def test_the_annual_report_is_due_on_31_march(today: str, *, is_closed: bool, stands: bool) -> None:
    found = report_duty("ACME", 2024, terms("2025-03-31"), is_closed=is_closed, today=d(today))
    assert (found is not None) is stands
    if found is not None:
        assert found.opens == d("2025-01-01")
        assert standings(found) == LAST_DAY_IN_TIME


@pytest.mark.parametrize(
    ("month", "opens", "due"),
    [
        ("2024-01-01", "2024-02-01", "2024-02-29"),
        ("2025-01-01", "2025-02-01", "2025-02-28"),
        ("2025-12-01", "2026-01-01", "2026-01-31"),
    ],
)
def test_a_month_is_reconciled_by_the_end_of_the_next(month: str, opens: str, due: str) -> None:
    found = reconcile_duty(account("2024-01-01", "2026-01-01", month), terms("2026-03-31"))
    assert found is not None
    assert (found.opens, found.due) == (d(opens), d(due))
    assert standings(found) == LAST_DAY_IN_TIME
    assert reconcile_duty(account("2024-01-01", "2026-01-01"), terms("2026-03-31")) is None


def passed(on: str, result: DueDiligenceResult = DueDiligenceResult.PASSED) -> Assessment:
    return Assessment(
        supplier="YARD",
        assessed_on=d(on),
        result=result,
        evidence=("visit",),
        expires_on=rules_of_edition("coc-v2").due_diligence_ends_on(d(on)),
    )


@pytest.mark.parametrize(
    ("on", "last"),
    [("2024-02-29", "2025-02-27"), ("2023-03-01", "2024-02-29"), ("2025-01-31", "2026-01-30")],
)
def test_due_diligence_stands_for_twelve_months(on: str, last: str) -> None:
    held = [passed(on)]
    assert status_on(held, supplier="YARD", day=d(last)) is DueDiligenceStatus.PASSED
    assert status_on(held, supplier="YARD", day=d(last) + DAY) is DueDiligenceStatus.OUT_OF_DATE
    for today in (d(last), d(last) + DAY):
        (found,) = due_diligence_duties("ACME", held, today=today, renewal_months=12, basis=Basis())
        assert found.due == d(last)
        assert standings(found) == LAST_DAY_IN_TIME


def test_who_failed_or_was_left_long_ago_is_not_assessed_anew() -> None:
    failed = [passed("2025-01-01"), passed("2025-06-01", DueDiligenceResult.FAILED)]
    assert (
        list(due_diligence_duties("A", failed, today=d("2025-07-01"), renewal_months=12, basis=Basis())) == []
    )
    old = [passed("2022-01-01")]
    assert list(due_diligence_duties("A", old, today=d("2024-01-01"), renewal_months=12, basis=Basis())) == []


def listed(first: str, until: str | None, accepted: str | None = "2024-01-01") -> ContractorListing:
    return ContractorListing(
        contractor="REMELT",
        listed_from=d(first),
        listed_until=d(until) if until else None,
        risk_accepted_on=d(accepted) if accepted else None,
    )


def test_a_contractor_may_be_used_up_to_the_last_day_of_its_listing() -> None:
    (found,) = contractor_duties("A", "A-COC", [listed("2024-01-01", "2024-03-01")], today=d("2024-02-29"))
    assert found.due == d("2024-02-29")
    assert standings(found) == LAST_DAY_IN_TIME
    followed = [listed("2024-01-01", "2024-03-01"), listed("2024-03-01", None)]
    assert list(contractor_duties("A", "A-COC", followed, today=d("2024-02-29"))) == []
    (unfit,) = contractor_duties("A", "A-COC", [listed("2024-01-01", None, None)], today=d("2024-02-01"))
    assert unfit.due is None
