"""Where the due diligence on a supplier stands on a day."""

from datetime import date

import pytest

from casthouse.custody.due_diligence import (
    Assessment,
    DueDiligenceResult,
    DueDiligenceStatus,
    PassedSpan,
    assess_supplier,
    passed_spans,
    renewals_due,
    status_on,
)
from tests.unit.custody.allowance_samples import RULES
from tests.unit.refusing import refused

PASSED, FAILED = DueDiligenceResult.PASSED, DueDiligenceResult.FAILED


def assessed(
    on: str,
    result: DueDiligenceResult = PASSED,
    *,
    supplier: str = "YARD",
    evidence: tuple[str, ...] = ("visit report 7",),
    recorded: str = "2030-01-01",
) -> Assessment:
    return assess_supplier(
        RULES,
        supplier=supplier,
        assessed_on=date.fromisoformat(on),
        result=result,
        evidence=evidence,
        recorded_on=date.fromisoformat(recorded),
    )


def status(day: str, *assessments: Assessment, supplier: str = "YARD") -> str:
    return status_on(assessments, supplier=supplier, day=date.fromisoformat(day)).value


def test_an_assessment_stands_for_twelve_months() -> None:
    passed = assessed("2024-03-15")
    assert passed.expires_on == date(2025, 3, 15)
    assert status("2024-03-14", passed) == DueDiligenceStatus.MISSING
    assert status("2024-03-15", passed) == DueDiligenceStatus.PASSED
    assert status("2025-03-14", passed) == DueDiligenceStatus.PASSED
    assert status("2025-03-15", passed) == DueDiligenceStatus.OUT_OF_DATE


def test_without_an_assessment_of_this_supplier_it_is_missing() -> None:
    assert status("2024-06-01") == DueDiligenceStatus.MISSING
    assert status("2024-06-01", assessed("2024-03-15"), supplier="OTHER") == DueDiligenceStatus.MISSING


def test_the_latest_assessment_decides() -> None:
    history = (assessed("2024-01-01"), assessed("2024-06-01", FAILED), assessed("2024-09-01"))
    assert status("2024-05-31", *history) == DueDiligenceStatus.PASSED
    assert status("2024-06-01", *history) == DueDiligenceStatus.FAILED
    assert status("2024-09-01", *history) == DueDiligenceStatus.PASSED
    assert status("2024-09-01", *reversed(history)) == DueDiligenceStatus.PASSED


def test_of_two_on_one_day_the_failed_one_counts() -> None:
    both = (assessed("2024-06-01"), assessed("2024-06-01", FAILED))
    assert status("2024-06-01", *both) == status("2024-06-01", *reversed(both)) == DueDiligenceStatus.FAILED


def test_a_failed_assessment_does_not_turn_out_of_date() -> None:
    assert status("2029-01-01", assessed("2024-06-01", FAILED)) == DueDiligenceStatus.FAILED


def test_nothing_is_passed_without_evidence() -> None:
    for evidence in ((), ("  ",)):
        with refused("due_diligence_without_evidence"):
            assessed("2024-01-01", evidence=evidence)
    assert assessed("2024-01-01", FAILED, evidence=()).evidence == ()
    assert assessed("2024-01-01", evidence=(" visit 7 ", " ")).evidence == ("visit 7",)


def test_an_assessment_names_its_supplier_and_is_not_of_the_future() -> None:
    with refused("due_diligence_supplier_missing"):
        assessed("2024-01-01", supplier=" ")
    with refused("due_diligence_in_future"):
        assessed("2024-01-02", recorded="2024-01-01")
    assert assessed("2024-01-02", recorded="2024-01-02", supplier=" YARD ").supplier == "YARD"


def test_an_assessment_that_never_stands_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        Assessment(
            supplier="YARD",
            assessed_on=date(2024, 1, 1),
            result=PASSED,
            evidence=("x",),
            expires_on=date(2024, 1, 1),
        )


def test_the_spans_end_where_the_next_assessment_decides() -> None:
    history = (assessed("2024-06-01"), assessed("2024-01-01"), assessed("2025-02-01", FAILED))
    assert passed_spans(history, supplier="YARD") == (
        PassedSpan(start=date(2024, 1, 1), end=date(2024, 6, 1)),
        PassedSpan(start=date(2024, 6, 1), end=date(2025, 2, 1)),
    )
    assert passed_spans(history, supplier="OTHER") == ()


def test_renewals_are_listed_by_urgency() -> None:
    late = assessed("2024-05-01", supplier="LATE")
    soon = assessed("2024-03-01", supplier="SOON")
    over = assessed("2023-01-01", supplier="OVER")
    failed = assessed("2024-03-01", FAILED, supplier="FAIL")
    renewed = (assessed("2024-03-01", supplier="DONE"), assessed("2025-01-01", supplier="DONE"))
    due = renewals_due([late, soon, over, failed, *renewed], on=date(2025, 2, 1), by=date(2025, 5, 1))
    assert due == (soon, late)
    assert renewals_due([late, soon], on=date(2025, 2, 1), by=date(2025, 4, 30)) == (soon,)
    assert renewals_due([soon], on=date(2025, 2, 28), by=date(2025, 3, 1)) == (soon,)
    assert renewals_due([soon], on=date(2025, 3, 1), by=date(2025, 3, 1)) == ()
    assert renewals_due([soon], on=date(2024, 3, 1), by=date(2025, 3, 1)) == (soon,)
    assert renewals_due([soon], on=date(2024, 2, 29), by=date(2025, 3, 1)) == ()
    failed_later = assessed("2025-02-15", FAILED, supplier="SOON")
    assert renewals_due([soon, failed_later], on=date(2025, 2, 14), by=date(2025, 3, 1)) == (soon,)
    assert renewals_due([soon, failed_later], on=date(2025, 2, 15), by=date(2025, 3, 1)) == ()
