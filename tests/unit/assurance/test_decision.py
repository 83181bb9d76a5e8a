from dataclasses import replace
from datetime import date

import pytest

from casthouse.assurance.audit import AuditType
from casthouse.assurance.decision import (
    AuditResult,
    Decision,
    DecisionReasonCode,
    Outcome,
    confirmed,
    decide,
    last_day,
    open_choices,
)
from casthouse.assurance.non_conformance import Grade
from casthouse.assurance.rating import Rating
from casthouse.refusal import Refusal
from tests.unit.assurance.audit_result_samples import (
    FULL,
    GOOD,
    ITEMS,
    PROVISIONAL,
    SITE,
    TODAY,
    non_conformant,
    rated,
)
from tests.unit.assurance.manual_samples import MANUAL

CODE = DecisionReasonCode
SURVEILLANCE = replace(GOOD, audit_type=AuditType.SURVEILLANCE, certificate=FULL)


def decided(result: AuditResult, on: date = TODAY) -> Decision:
    return decide(result, on=on, limits=MANUAL.decision)


def with_majors(result: AuditResult, count: int) -> AuditResult:
    return replace(result, non_conformances=tuple(non_conformant(item) for item in ITEMS[:count]))


def codes(decision: Decision) -> list[DecisionReasonCode]:
    return [each.code for each in decision.reasons]


def test_no_major_gives_full_for_three_years_less_a_day() -> None:
    found = decided(GOOD)
    assert (found.outcome, codes(found)) == (Outcome.FULL, [CODE.NO_MAJOR])
    assert (found.valid_from, found.valid_to) == (TODAY, date(2028, 6, 1))


@pytest.mark.parametrize(
    ("issued", "months", "last"),
    [
        (date(2024, 2, 29), 36, date(2027, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2025, 1, 1), 36, date(2027, 12, 31)),
        (date(2025, 3, 1), 36, date(2028, 2, 29)),
    ],
)
def test_the_last_day_of_a_certificate(issued: date, months: int, last: date) -> None:
    assert last_day(issued, months) == last


@pytest.mark.parametrize("count", [1, 2, 3])
def test_one_to_three_majors_give_provisional_for_a_year(count: int) -> None:
    found = decided(with_majors(GOOD, count))
    assert (found.outcome, codes(found)) == (Outcome.PROVISIONAL, [CODE.MAJORS_FEW])
    assert (found.valid_from, found.valid_to) == (TODAY, date(2026, 6, 1))


def test_four_majors_give_none() -> None:
    found = decided(with_majors(GOOD, 4))
    assert (found.outcome, codes(found), found.valid_to) == (Outcome.REFUSED, [CODE.MAJORS_MANY], None)
    assert decided(with_majors(SURVEILLANCE, 4)).outcome is Outcome.REVOKED
    recertified = replace(SURVEILLANCE, audit_type=AuditType.RECERTIFICATION)
    assert decided(with_majors(recertified, 4)).outcome is Outcome.REVOKED


def test_repeated_minors_count_as_a_major() -> None:
    minors = tuple(non_conformant(item, Grade.MINOR) for item in ("2.1a", "2.1b", "2.1b"))
    found = decided(replace(GOOD, non_conformances=minors))
    assert (found.outcome, found.majors) == (Outcome.PROVISIONAL, ("2.1 (repeated)",))
    assert decided(replace(GOOD, non_conformances=minors[:2])).outcome is Outcome.FULL


def test_audited_from_afar_with_the_visit_due_is_provisional() -> None:
    remote = replace(GOOD, is_remote=True, is_site_visit_due=True)
    assert codes(decided(remote)) == [CODE.SITE_VISIT_DUE]
    assert decided(remote).outcome is Outcome.PROVISIONAL
    assert decided(replace(GOOD, is_remote=True)).outcome is Outcome.FULL
    unable = (rated("1.1", Rating.UNABLE_TO_RATE), *GOOD.ratings[1:])
    assert decided(replace(GOOD, is_remote=True, ratings=unable)).outcome is Outcome.PROVISIONAL


def test_provisional_does_not_follow_provisional() -> None:
    again = with_majors(replace(GOOD, audit_type=AuditType.RECERTIFICATION, certificate=PROVISIONAL), 1)
    assert codes(decided(again)) == [CODE.MAJORS_FEW, CODE.PROVISIONAL_TWICE]
    assert decided(again).outcome is Outcome.REFUSED
    assert decided(with_majors(replace(GOOD, was_provisional=True), 1)).outcome is Outcome.REFUSED
    assert decided(replace(again, non_conformances=())).outcome is Outcome.FULL


def test_closed_within_the_year_gives_full_counted_from_the_provisional() -> None:
    follow_up = replace(GOOD, is_follow_up=True, certificate=PROVISIONAL)
    found = decided(follow_up)
    assert (found.outcome, found.valid_from, found.valid_to) == (
        Outcome.FULL,
        date(2024, 9, 1),
        date(2027, 8, 31),
    )
    assert decided(follow_up, on=date(2025, 8, 31)).outcome is Outcome.FULL
    late = decided(follow_up, on=date(2025, 9, 1))
    assert (late.outcome, codes(late)) == (Outcome.NOTHING, [CODE.NO_CERTIFICATE])


def test_still_open_within_the_year_stays_provisional_to_the_same_day() -> None:
    found = decided(with_majors(replace(GOOD, is_follow_up=True, certificate=PROVISIONAL), 2))
    assert (found.outcome, found.valid_to) == (Outcome.PROVISIONAL, PROVISIONAL.valid_to)


def test_a_passed_surveillance_keeps_the_certificate_as_it_is() -> None:
    found = decided(SURVEILLANCE)
    assert (found.outcome, found.valid_from, found.valid_to) == (Outcome.FULL, FULL.issued_on, FULL.valid_to)


def test_majors_at_surveillance_make_it_provisional_and_never_longer() -> None:
    assert decided(with_majors(SURVEILLANCE, 1)).valid_to == date(2026, 6, 1)
    soon_over = replace(SURVEILLANCE, certificate=replace(FULL, valid_to=date(2025, 12, 31)))
    assert decided(with_majors(soon_over, 1)).valid_to == date(2025, 12, 31)


def test_a_critical_breach_suspends_at_once() -> None:
    assert decided(replace(SURVEILLANCE, has_critical_breach=True)).outcome is Outcome.SUSPENDED
    assert decided(replace(GOOD, has_critical_breach=True)).outcome is Outcome.REFUSED
    many = with_majors(replace(SURVEILLANCE, has_critical_breach=True), 4)
    assert decided(many).outcome is Outcome.REVOKED


EMPTY = replace(
    GOOD,
    is_plan_approved=False,
    is_reviewed=False,
    is_maturity_rated=False,
    required=frozenset(),
    ratings=(),
    sites_planned=frozenset(),
    sites_visited=frozenset(),
)


def test_an_audit_over_nothing_certifies_nothing() -> None:
    found = decided(EMPTY)
    assert found.outcome is Outcome.NOTHING
    assert codes(found) == [
        CODE.PLAN_NOT_APPROVED,
        CODE.NO_SITE_VISITED,
        CODE.NOTHING_APPLICABLE,
        CODE.NOTHING_RATED,
        CODE.MATURITY_NOT_RATED,
        CODE.REPORT_NOT_REVIEWED,
    ]


@pytest.mark.parametrize(
    ("result", "missing"),
    [
        (replace(GOOD, is_plan_approved=False), [CODE.PLAN_NOT_APPROVED]),
        (replace(GOOD, sites_visited=frozenset()), [CODE.NO_SITE_VISITED, CODE.SITE_NOT_VISITED]),
        (replace(GOOD, sites_planned=frozenset({SITE, "CASTHOUSE"})), [CODE.SITE_NOT_VISITED]),
        (replace(GOOD, ratings=GOOD.ratings[1:]), [CODE.ITEM_NOT_RATED]),
        (
            replace(GOOD, ratings=(rated("1.1", Rating.UNABLE_TO_RATE), *GOOD.ratings[1:])),
            [CODE.ITEM_UNABLE_TO_RATE],
        ),
        (
            replace(GOOD, ratings=tuple(rated(item, Rating.NOT_APPLICABLE) for item in ITEMS)),
            [CODE.NOTHING_RATED],
        ),
        (replace(GOOD, required=frozenset()), [CODE.NOTHING_APPLICABLE]),
        (replace(GOOD, is_maturity_rated=False), [CODE.MATURITY_NOT_RATED]),
        (replace(GOOD, is_reviewed=False), [CODE.REPORT_NOT_REVIEWED]),
        (replace(SURVEILLANCE, certificate=None), [CODE.NO_CERTIFICATE]),
    ],
)
def test_each_gap_alone_is_enough(result: AuditResult, missing: list[DecisionReasonCode]) -> None:
    found = decided(result)
    assert (found.outcome, codes(found)) == (Outcome.NOTHING, missing)


def confirm(result: AuditResult, chosen: Outcome, reason: str = "") -> Decision:
    return confirmed(result, chosen, reason, on=TODAY, limits=MANUAL.decision)


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, match=f"^{code}:")


def test_a_person_confirms_or_is_stricter_with_a_reason() -> None:
    assert confirm(GOOD, Outcome.FULL) == decided(GOOD)
    stricter = confirm(GOOD, Outcome.PROVISIONAL, "the grievance log was not shown")
    assert (stricter.outcome, stricter.valid_to) == (Outcome.PROVISIONAL, date(2026, 6, 1))
    with refused("reason_missing"):
        confirm(GOOD, Outcome.PROVISIONAL, " ")


def test_nobody_is_milder_than_the_findings() -> None:
    with refused("decision_milder"):
        confirm(with_majors(GOOD, 1), Outcome.FULL, "a good friend")
    with refused("decision_milder"):
        confirm(with_majors(GOOD, 4), Outcome.PROVISIONAL, "they promised")
    with refused("decision_nothing"):
        confirm(EMPTY, Outcome.REFUSED, "nothing was done")


def test_only_sensible_choices_are_open() -> None:
    assert open_choices(decided(GOOD), GOOD, on=TODAY) == (
        Outcome.FULL,
        Outcome.PROVISIONAL,
        Outcome.REFUSED,
    )
    assert open_choices(decided(SURVEILLANCE), SURVEILLANCE, on=TODAY) == (
        Outcome.FULL,
        Outcome.PROVISIONAL,
        Outcome.SUSPENDED,
        Outcome.REVOKED,
    )
    assert open_choices(decided(EMPTY), EMPTY, on=TODAY) == ()
    with refused("decision_senseless"):
        confirm(GOOD, Outcome.REVOKED, "no")
