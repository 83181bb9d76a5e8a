"""Due diligence on suppliers: what was assessed, on which evidence, and on which days it stands.

CoC Standard part 7; for post-consumer scrap it is what makes the scrap eligible (part 4). The latest
assessment up to a day decides about that day: one that failed ends an earlier one that passed, and of two
on one day the failed one counts. Without evidence nothing is passed. Spans are half-open: `expires_on` is
the first day not covered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.refusal import Refusal


class DueDiligenceResult(StrEnum):
    """How an assessment ended."""

    PASSED = "passed"
    FAILED = "failed"


class DueDiligenceStatus(StrEnum):
    """Where the due diligence on a supplier stands on a day; only `passed` makes scrap eligible."""

    PASSED = "passed"
    FAILED = "failed"
    OUT_OF_DATE = "out_of_date"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One assessment of one supplier; `evidence` are references to what was looked at."""

    supplier: str
    assessed_on: date
    result: DueDiligenceResult
    evidence: tuple[str, ...]
    expires_on: date

    def __post_init__(self) -> None:
        assert self.assessed_on < self.expires_on
        assert self.evidence or self.result is DueDiligenceResult.FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedSpan:
    """A run of days on which the due diligence on a supplier stands; `end` is the first day after it."""

    start: date
    end: date


def assess_supplier(
    rules: AllowanceRules,
    *,
    supplier: str,
    assessed_on: date,
    result: DueDiligenceResult,
    evidence: Iterable[str],
    recorded_on: date,
) -> Assessment:
    """Return an assessment, to be renewed after the months that the edition asks for.

    Raises:
        Refusal: `due_diligence_supplier_missing`, `due_diligence_in_future`,
        `due_diligence_without_evidence`.
    """
    named = supplier.strip()
    references = tuple(each.strip() for each in evidence if each.strip())
    if not named:
        raise Refusal(
            "due_diligence_supplier_missing",
            found="no supplier",
            expected="the supplier's code or name, as in the movements",
            todo="name the supplier",
        )
    if assessed_on > recorded_on:
        raise Refusal(
            "due_diligence_in_future",
            found=f"assessed on {assessed_on}",
            expected=f"a day up to {recorded_on}",
            todo="record the assessment when it is done",
        )
    if result is DueDiligenceResult.PASSED and not references:
        raise Refusal(
            "due_diligence_without_evidence",
            found=f"{named} passed without evidence",
            expected="a reference to at least one piece of evidence",
            todo="name the evidence that was looked at",
        )
    return Assessment(
        supplier=named,
        assessed_on=assessed_on,
        result=result,
        evidence=references,
        expires_on=rules.due_diligence_ends_on(assessed_on),
    )


def deciding_on(assessments: Iterable[Assessment], *, supplier: str, day: date) -> Assessment | None:
    """Return the assessment that decides about a day, None without one; later assessments do not count."""
    known = [each for each in assessments if each.supplier == supplier and each.assessed_on <= day]
    return max(known, key=_weight, default=None)


def status_on(assessments: Iterable[Assessment], *, supplier: str, day: date) -> DueDiligenceStatus:
    """Return where the due diligence on a supplier stands on a day."""
    latest = deciding_on(assessments, supplier=supplier, day=day)
    if latest is None:
        return DueDiligenceStatus.MISSING
    if latest.result is DueDiligenceResult.FAILED:
        return DueDiligenceStatus.FAILED
    return DueDiligenceStatus.PASSED if day < latest.expires_on else DueDiligenceStatus.OUT_OF_DATE


def passed_spans(assessments: Iterable[Assessment], *, supplier: str) -> tuple[PassedSpan, ...]:
    """Return the days on which `status_on` says passed, as spans in their order."""
    deciding = _one_a_day([each for each in assessments if each.supplier == supplier])
    spans = []
    for number, each in enumerate(deciding):
        next_day = deciding[number + 1].assessed_on if number + 1 < len(deciding) else date.max
        if each.result is DueDiligenceResult.PASSED:
            spans.append(PassedSpan(start=each.assessed_on, end=min(each.expires_on, next_day)))
    return tuple(spans)


def renewals_due(assessments: Sequence[Assessment], *, on: date, by: date) -> tuple[Assessment, ...]:
    """Return the assessments that stand on a day and expire up to another, the most urgent first."""
    suppliers = sorted({each.supplier for each in assessments})
    latest = [
        deciding[-1]
        for supplier in suppliers
        if (
            deciding := _one_a_day([a for a in assessments if a.supplier == supplier and a.assessed_on <= on])
        )
    ]
    standing = [
        each for each in latest if each.result is DueDiligenceResult.PASSED and on < each.expires_on <= by
    ]
    return tuple(sorted(standing, key=lambda each: (each.expires_on, each.supplier)))


def _one_a_day(assessments: Sequence[Assessment]) -> list[Assessment]:
    """Return the assessment that decides each day of assessment, in their order."""
    deciding = {each.assessed_on: each for each in sorted(assessments, key=_weight)}
    return [deciding[day] for day in sorted(deciding)]


def _weight(assessment: Assessment) -> tuple[date, bool, date]:
    """Order assessments so that the last one decides: by day, then failed over passed, then the rest."""
    is_failed = assessment.result is DueDiligenceResult.FAILED
    return assessment.assessed_on, is_failed, assessment.expires_on
