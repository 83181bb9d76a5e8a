from dataclasses import replace
from datetime import date

import pytest

from casthouse.assurance.decision import DecisionReasonCode, Outcome, decide
from casthouse.assurance.non_conformance import (
    Grade,
    GradedItem,
    Ground,
    NonConformance,
    NonConformanceAct,
    NonConformanceEvent,
    majors_counted,
)
from casthouse.assurance.performance_exemption import exempt_to, exemption_flaw, is_requested
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.parties.activity import Activity
from tests.unit.assurance.audit_result_samples import GOOD, TODAY

pytestmark = pytest.mark.one_store

ACT = NonConformanceAct
RULES = built_in_assurance_manual().exemption
LIMITS = built_in_assurance_manual().decision
ON = date(2025, 10, 1)
PATH = NonConformance(
    item="5.3a",
    criterion="5.3",
    site="SMELT-1",
    grounds=frozenset({Ground.SYSTEMIC}),
    raised_grade=Grade.MAJOR,
    counted_from=date(2025, 9, 7),
)


def events(*acts: NonConformanceAct) -> list[NonConformanceEvent]:
    return [NonConformanceEvent(act=act, on=ON) for act in acts]


def test_it_runs_to_the_next_audit_and_no_longer_than_the_manual_allows() -> None:
    approved = events(ACT.EXEMPTION_REQUESTED, ACT.EXEMPTED)
    assert exempt_to(approved, audit_ends=[], rules=RULES) == date(2027, 4, 1)
    ends = [ON, date(2026, 11, 6), date(2026, 9, 4)]
    assert exempt_to(approved, audit_ends=ends, rules=RULES) == date(2026, 9, 4)
    assert exempt_to(approved, audit_ends=[date(2028, 1, 1)], rules=RULES) == date(2027, 4, 1)


@pytest.mark.parametrize("ending", [ACT.ESCALATED, ACT.DOWNGRADED])
def test_what_was_regraded_has_to_be_asked_for_again(ending: NonConformanceAct) -> None:
    approved = (ACT.EXEMPTION_REQUESTED, ACT.EXEMPTED)
    assert exempt_to(events(*approved, ending), audit_ends=[], rules=RULES) is None
    assert exempt_to(events(*approved, ending, *approved), audit_ends=[], rules=RULES) is not None
    assert not is_requested(events(ACT.EXEMPTION_REQUESTED, ending))


def test_a_request_alone_exempts_nothing() -> None:
    asked = events(ACT.EXEMPTION_REQUESTED)
    assert (is_requested(asked), exempt_to(asked, audit_ends=[], rules=RULES)) == (True, None)
    declined = events(ACT.EXEMPTION_REQUESTED, ACT.EXEMPTION_DECLINED)
    assert (is_requested(declined), exempt_to(declined, audit_ends=[], rules=RULES)) == (False, None)


@pytest.mark.parametrize(
    ("found", "edition", "grade", "activity"),
    [
        (replace(PATH, item="5.2", criterion="5.2"), "ps-v3", Grade.MAJOR, Activity.ALUMINIUM_SMELTING),
        (PATH, "ps-v2", Grade.MAJOR, Activity.ALUMINIUM_SMELTING),
        (PATH, "ps-v3", Grade.MINOR, Activity.ALUMINIUM_SMELTING),
        (PATH, "ps-v3", Grade.MAJOR, Activity.CASTHOUSE),
        (
            replace(PATH, grounds=frozenset({Ground.CRITICAL})),
            "ps-v3",
            Grade.MAJOR,
            Activity.ALUMINIUM_SMELTING,
        ),
        (
            replace(PATH, events=tuple(events(ACT.RETRACTED))),
            "ps-v3",
            Grade.MAJOR,
            Activity.ALUMINIUM_SMELTING,
        ),
    ],
)
def test_nothing_else_is_exempted(
    found: NonConformance, edition: str, grade: Grade, activity: Activity
) -> None:
    def flaw(one: NonConformance, of: str, counts: Grade, does: Activity) -> str | None:
        return exemption_flaw(one, edition=of, grade=counts, activities=frozenset({does}), rules=RULES)

    assert flaw(PATH, "ps-v3", Grade.MAJOR, Activity.ALUMINIUM_SMELTING) is None
    assert flaw(found, edition, grade, activity) is not None


def test_an_exempted_major_is_not_counted_but_named_and_the_same_at_another_site_counts() -> None:
    exempted = GradedItem(item="5.3a", criterion="5.3", grade=Grade.MAJOR, exempt_to=date(2026, 9, 4))
    decision = decide(replace(GOOD, non_conformances=(exempted,)), on=TODAY, limits=LIMITS)
    assert (decision.outcome, decision.majors) == (Outcome.FULL, ())
    assert DecisionReasonCode.MAJOR_EXEMPTED in {each.code for each in decision.reasons}
    elsewhere = replace(exempted, exempt_to=None)
    assert majors_counted([exempted, elsewhere], repeated_minors=LIMITS.repeated_minors) == ("5.3a",)
