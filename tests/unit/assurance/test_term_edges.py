"""Terms and deadlines around leap days and short months that stand in no duty of a work list: the last day counts.

Beside `test_deadlines` (duties), `test_certificate_course` (phases) and `test_complaint`.
"""

from datetime import date, timedelta

import pytest

from casthouse.assurance.accreditation import DeclaredRelation, RelationKind, TeamLimits, stands_against
from casthouse.assurance.audit import AuditDeadlines, AuditState, runs_on
from casthouse.assurance.certificate_terms import CertificateTerms
from casthouse.assurance.publication import PublicationRules
from casthouse.measure.disclosure import DisclosureRules

TERMS = CertificateTerms(full_months=36, provisional_months=12, extension_months=6, cure_months=6)
DAY = timedelta(days=1)
d = date.fromisoformat


@pytest.mark.parametrize(
    ("last", "extended"),
    [
        ("2028-02-29", "2028-08-31"),
        ("2028-02-28", "2028-08-28"),
        ("2027-08-30", "2028-02-28"),  # counts from the 31st: up to the day before the 29th
        ("2026-08-30", "2027-02-27"),
        ("2027-02-28", "2027-08-31"),
    ],
)
def test_an_extension_counts_from_the_day_after_the_last(last: str, extended: str) -> None:
    assert TERMS.extended(d(last)) == d(extended)


def test_an_extension_at_the_end_of_the_calendar_ends_there() -> None:
    assert TERMS.extended(date.max) == date.max


@pytest.mark.parametrize(
    ("suspended", "cured"),
    [("2023-08-31", "2024-02-29"), ("2024-08-31", "2025-02-28"), ("2024-02-29", "2024-08-29")],
)
def test_a_suspension_is_cured_up_to_the_same_day_of_the_month_or_its_last(
    suspended: str, cured: str
) -> None:
    assert TERMS.cure_by(d(suspended)) == d(cured)


@pytest.mark.parametrize(
    ("until", "last"),
    [("2024-02-29", "2027-02-28"), ("2021-02-28", "2024-02-28"), ("2023-08-31", "2026-08-31")],
)
def test_consulting_stands_against_an_audit_on_its_last_day_and_not_the_day_after(
    until: str, last: str
) -> None:
    relation = DeclaredRelation(
        firm="PRUEF",
        auditor="theo",
        organisation="RHEIN",
        kind=RelationKind.CONSULTING,
        since=d("2020-01-01"),
        until=d(until),
    )
    limits = TeamLimits(consulting_months=36, lead_cycles_max=2)
    assert stands_against(relation, d(last), limits)
    assert not stands_against(relation, d(last) + DAY, limits)


@pytest.mark.parametrize(
    ("decided", "last"),
    [("2024-02-29", "2025-08-29"), ("2023-08-31", "2025-02-28"), ("2022-08-31", "2024-02-29")],
)
def test_an_auditor_sees_an_audit_up_to_the_last_day_of_its_follow_up(decided: str, last: str) -> None:
    deadlines = AuditDeadlines(report_days=56, oversight_days=30, follow_up_months=18)
    runs = [
        runs_on(AuditState.DECIDED, day, decided_on=d(decided), deadlines=deadlines)
        for day in (d(last), d(last) + DAY)
    ]
    assert runs == [True, False]


@pytest.mark.parametrize(
    ("year", "first"), [(2023, "2024-03-01"), (2027, "2028-03-01"), (2026, "2027-03-01")]
)
def test_the_figures_of_a_year_wait_for_whole_months(year: int, first: str) -> None:
    sharing = DisclosureRules(organisations_min=3)
    rules = PublicationRules(counts=sharing, masses=sharing, after_months=2)
    assert rules.first_day(year) == d(first)
