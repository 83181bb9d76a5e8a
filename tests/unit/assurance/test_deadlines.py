"""Every day of assurance that the product counts, at its edges: last day inclusive, leap days, months that are shorter.

One table a group of rules. A line says from what the day is counted, and which day is the last one in time.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from casthouse.assurance.accreditation import Accreditation
from casthouse.assurance.assessment_duty import (
    EndingEvidence,
    OpenAssessment,
    PromisedAction,
    accreditation_duties,
    action_duty,
    evidence_duty,
)
from casthouse.assurance.audit import AuditState, AuditType, report_due, review_due, runs_on
from casthouse.assurance.audit_duty import AuditFacts, NonConformanceFacts, audit_duty, non_conformance_duty
from casthouse.assurance.audit_plan import submission_due
from casthouse.assurance.certificate import EntitledSpan
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_duty import CertificateDuties, certify_duty
from casthouse.assurance.certificate_history import (
    CertificateHistory,
    CertificateLevel,
    CertificateMove,
    CertifiedFacility,
)
from casthouse.assurance.certificate_state import MoveKind, Mover
from casthouse.assurance.claim import ClaimAct
from casthouse.assurance.claim_duty import ClaimFacts, claim_duty, complaint_duties
from casthouse.assurance.complaint import ComplaintAct, ComplaintCourse, ComplaintEvent
from casthouse.assurance.corrective_action import (
    Timeliness,
    correction_due,
    plan_due,
    timeliness,
    warned_from,
)
from casthouse.assurance.maturity import Maturity, surveillance_due
from casthouse.assurance.non_conformance import (
    Grade,
    NonConformance,
    NonConformanceAct,
    NonConformanceEvent,
)
from casthouse.assurance.performance_precondition import PreconditionRules, performance_deadline
from casthouse.assurance.running_certificate import running_certificates
from casthouse.measure.period import PeriodCalendar, add_months, months_before
from casthouse.parties.activity import Activity
from casthouse.parties.duty import Basis, Duty, DutyKind, DutyStanding
from casthouse.parties.membership import MemberState, Standing
from casthouse.parties.organisation import Membership, Organisation
from casthouse.service import clock
from casthouse.service.permission import Actor
from casthouse.service.worklist_source import Reach
from casthouse.standard.standard_name import StandardName
from tests.unit.assurance.manual_samples import MANUAL

DAY = timedelta(days=1)
NEAR = MANUAL.reminder.near_days


def d(text: str) -> date:
    return date.fromisoformat(text)


def standings(duty: Duty | None) -> list[str]:
    """Return where a duty stands the day before its last day, on it, and the day after."""
    assert duty is not None
    assert duty.due is not None
    return [duty.standing(duty.due + n * DAY, near_days=NEAR).value for n in (-1, 0, 1)]


LAST_DAY_IN_TIME = ["near", "near", "overdue"]

# --- months -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2024-02-29", 24, "2026-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-02-28", 12, "2024-02-28"),  # the end of February is no rule of its own
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-10-31", 1, "2025-11-30"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-12-31", 2, "2026-02-28"),
        ("9999-12-31", 1, "9999-12-31"),
    ],
)
def test_months_are_clamped_to_the_months_end(day: str, months: int, expected: str) -> None:
    assert add_months(d(day), months) == d(expected)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2028-10-01", 9, "2028-01-01"),
        ("2028-11-30", 9, "2028-02-29"),
        ("2027-11-30", 9, "2027-02-28"),
        ("2027-05-31", 3, "2027-02-28"),
        ("0001-01-31", 1, "0001-01-01"),
        ("0001-02-28", 1, "0001-01-28"),
    ],
)
def test_months_before_a_day(day: str, months: int, expected: str) -> None:
    assert months_before(d(day), months) == d(expected)


# --- membership -------------------------------------------------------------------------------------------------


def member(joined: str, kind: Membership | None = Membership.INDUSTRIAL_USERS) -> MemberState:
    return MemberState(membership=kind, joined=d(joined), standing=Standing.GOOD)


def history(
    number: str, standard: StandardName, first: str, last: str, *more: CertificateMove, **facts: str
) -> CertificateHistory:
    ways = (
        (MoveKind.APPLY, Mover.HOLDER),
        (MoveKind.OPEN_AUDIT, Mover.AUDITOR),
        (MoveKind.SEND_REPORT, Mover.AUDITOR),
    )
    before = tuple(
        CertificateMove(sequence=n, kind=kind, mover=mover, effective=d(first))
        for n, (kind, mover) in enumerate(ways, start=1)
    )
    grant = CertificateMove(
        sequence=4,
        kind=MoveKind.GRANT,
        mover=Mover.DECISION,
        effective=d(first),
        level=CertificateLevel(facts.get("level", "full")),
        valid_from=d(first),
        valid_to=d(last),
        facilities=(CertifiedFacility(facility="ACME-1", activities=frozenset({Activity.SEMI_FABRICATION})),),
    )
    return CertificateHistory(
        number=number,
        organisation="ACME",
        scope="ACME-1",
        standard=standard,
        edition=facts.get("edition", "ps-v3"),
        moves=(*before, grant, *more),
    )


RULES = PreconditionRules(
    first=frozenset({Activity.CASTHOUSE}), months_after_joining=24, months_after_grant=12
)


def book(*histories: CertificateHistory, joined: str | None = "2020-01-01") -> CertificateBook:
    return CertificateBook(
        histories=histories,
        joined=d(joined) if joined else None,
        rules={"coc-v2": RULES, "ps-v3": None},
        terms=MANUAL.terms,
    )


PS, COC = StandardName.PERFORMANCE, StandardName.CHAIN_OF_CUSTODY


@pytest.mark.parametrize(
    ("joined", "due"),
    [
        ("2024-01-15", "2026-01-15"),
        ("2024-02-29", "2026-02-28"),
        ("2026-02-28", "2028-02-28"),
        ("2025-12-31", "2027-12-31"),
    ],
)
def test_a_member_certifies_within_two_years_the_day_itself_inclusive(joined: str, due: str) -> None:
    for today in (d(due), d(due) + DAY):
        found = certify_duty("ACME", member(joined), (), today=today, manual=MANUAL, facts=1)
        assert found is not None
        assert found.due == d(due)
        assert standings(found) == LAST_DAY_IN_TIME


@pytest.mark.parametrize(
    ("certificate", "today", "due"),
    [
        (("2025-01-01", "2027-12-31"), "2027-12-31", None),  # its last day certifies
        (("2025-01-01", "2027-12-31"), "2028-01-01", "2027-12-31"),  # kept from then on: late at once
        (("2022-01-01", "2024-06-30"), "2024-07-01", "2026-01-15"),  # lapsed, but the two years still run
        (("2027-01-01", "2029-12-31"), "2026-12-31", "2026-01-15"),  # granted, not yet begun
    ],
)
def test_certified_once_is_certified_on(certificate: tuple[str, str], today: str, due: str | None) -> None:
    spans = book(history("PS-1", PS, *certificate)).performance()
    held = [(each.first, each.last) for each in spans]
    found = certify_duty("ACME", member("2024-01-15"), held, today=d(today), manual=MANUAL, facts=1)
    assert (found.due if found else None) == (d(due) if due else None)


def test_who_need_not_certify_has_no_day() -> None:
    today = d("2026-01-01")
    for kind in (None, Membership.CIVIL_SOCIETY, Membership.ASSOCIATIONS):
        assert certify_duty("A", member("2020-01-01", kind), (), today=today, manual=MANUAL, facts=1) is None
    unknown = MemberState(membership=Membership.INDUSTRIAL_USERS, joined=None, standing=Standing.GOOD)
    assert certify_duty("A", unknown, (), today=today, manual=MANUAL, facts=1) is None


# --- certificates -----------------------------------------------------------------------------------------------


def duties(held: CertificateBook, today: str, maturity: Maturity | None = None) -> dict[DutyKind, Duty]:
    made = CertificateDuties(
        organisation="ACME",
        running=running_certificates(held, d(today)),
        today=d(today),
        until=date.max,
        manual=MANUAL,
        maturity={each.number: maturity for each in held.histories} if maturity else {},
        precondition={"coc-v2": Basis(), "ps-v3": Basis()},
    )
    return {each.kind: each for each in made.all()}


@pytest.mark.parametrize(
    ("issued", "last", "opens"),
    [
        ("2026-03-01", "2029-02-28", "2028-05-28"),
        ("2025-03-01", "2028-02-29", "2027-05-29"),
        ("2025-10-02", "2028-10-01", "2028-01-01"),
        ("2025-12-01", "2028-11-30", "2028-02-29"),
    ],
)
def test_a_certificate_is_renewed_up_to_its_last_day(issued: str, last: str, opens: str) -> None:
    assert MANUAL.terms.last_day(d(issued), is_full=True) == d(last)
    held = book(history("PS-1", PS, issued, last))
    found = duties(held, last)[DutyKind.RENEW_CERTIFICATE]
    assert (found.due, found.opens) == (d(last), d(opens))
    assert found.remind[0] == d(opens)
    assert standings(found) == LAST_DAY_IN_TIME
    assert found.standing(d(opens) - DAY, near_days=NEAR) is DutyStanding.AHEAD
    assert DutyKind.RENEW_CERTIFICATE not in duties(held, (d(last) + DAY).isoformat())  # expired


def test_a_certificate_that_another_follows_is_not_renewed() -> None:
    held = book(
        history("PS-1", PS, "2025-01-01", "2027-12-31"), history("PS-2", PS, "2027-06-01", "2030-05-31")
    )
    found = [each.subject for each in duties(held, "2027-07-01").values()]
    assert found == ["PS-2"]


def suspended(day: str) -> CertificateMove:
    return CertificateMove(
        sequence=5, kind=MoveKind.SUSPEND, mover=Mover.SECRETARIAT, effective=d(day), reason="audit late"
    )


@pytest.mark.parametrize(
    ("day", "due"),
    [
        ("2025-08-31", "2026-02-28"),
        ("2027-08-31", "2027-12-31"),  # its last day comes before the cure ends
        ("2026-08-30", "2027-02-28"),
    ],
)
def test_a_suspension_is_cured_within_six_months(day: str, due: str) -> None:
    held = book(history("PS-1", PS, "2025-01-01", "2027-12-31", suspended(day)))
    found = duties(held, due)[DutyKind.CURE_SUSPENSION]
    assert found.due == d(due)
    assert standings(found) == LAST_DAY_IN_TIME
    after = duties(held, (d(due) + DAY).isoformat())
    assert DutyKind.CURE_SUSPENSION not in after  # revoked, or expired


def test_provisional_becomes_full_by_its_last_day() -> None:
    held = book(history("PS-1", PS, "2024-02-29", "2025-02-27", level="provisional"))
    assert MANUAL.terms.last_day(d("2024-02-29"), is_full=False) == d("2025-02-27")
    assert standings(duties(held, "2025-02-27")[DutyKind.MAKE_FULL]) == LAST_DAY_IN_TIME


@pytest.mark.parametrize(
    ("maturity", "issued", "days"),
    [
        (Maturity.MEDIUM, "2025-10-02", ["2027-04-02"]),
        (Maturity.MEDIUM, "2025-08-31", ["2027-02-28"]),
        (Maturity.LOW, "2024-02-29", ["2025-02-28", "2026-02-28"]),
        (Maturity.HIGH, "2025-10-02", ["2027-04-02"]),
    ],
)
def test_surveillance_by_maturity(maturity: Maturity, issued: str, days: list[str]) -> None:
    found = surveillance_due(maturity, d(issued), MANUAL.surveillance)
    assert [each.on.isoformat() for each in found] == days
    last = MANUAL.terms.last_day(d(issued), is_full=True).isoformat()
    due = duties(book(history("PS-1", PS, issued, last)), days[-1], maturity)[DutyKind.SURVEILLANCE]
    assert due.due == d(days[-1])
    assert due.opens == months_before(d(days[-1]), 3)
    assert standings(due) == LAST_DAY_IN_TIME


def test_a_surveillance_that_was_done_is_no_duty() -> None:
    done = CertificateMove(sequence=5, kind=MoveKind.SURVEIL, mover=Mover.DECISION, effective=d("2025-02-20"))
    held = book(history("PS-1", PS, "2024-02-29", "2027-02-27", done))
    assert duties(held, "2025-03-01", Maturity.LOW)[DutyKind.SURVEILLANCE].due == d("2026-02-28")


# --- the performance certificate before the custody certificate -------------------------------------------------


@pytest.mark.parametrize(
    ("joined", "granted", "performance", "due"),
    [
        ("2024-02-29", "2025-03-01", None, "2026-02-28"),
        ("2024-01-15", "2025-12-31", None, "2026-01-15"),
        ("2024-01-15", "2025-12-31", "2026-01-15", "2026-12-31"),  # met elsewhere on the last day
        ("2024-01-15", "2025-12-31", "2026-01-16", "2026-01-15"),  # a day too late
        ("2024-01-15", "2024-02-29", "2025-01-01", "2026-01-15"),  # a year after the grant comes sooner
        ("2022-01-15", "2024-02-29", "2023-01-01", "2025-02-28"),
    ],
)
def test_the_deadline_of_post_casthouse_sites(
    joined: str, granted: str, performance: str | None, due: str
) -> None:
    held = [EntitledSpan(facility="OTHER", first=d(performance), last=date.max)] if performance else []
    found = performance_deadline(RULES, joined=d(joined), granted=d(granted), performance=held)
    assert found is not None
    assert found.day == d(due)


def test_the_deadline_is_a_duty_up_to_its_day_and_a_suspension_after_it() -> None:
    held = book(history("COC-1", COC, "2025-03-01", "2028-02-29", edition="coc-v2"), joined="2024-02-29")
    assert standings(duties(held, "2026-02-28")[DutyKind.PERFORMANCE_FIRST]) == LAST_DAY_IN_TIME
    after = duties(held, "2026-03-01")
    assert DutyKind.PERFORMANCE_FIRST not in after
    assert after[DutyKind.CURE_SUSPENSION].due == d("2026-09-01")


# --- audits -----------------------------------------------------------------------------------------------------


def audit(state: AuditState, **facts: object) -> AuditFacts:
    usual: dict[str, object] = {
        "reference": "A1",
        "organisation": "ACME",
        "scope": "ACME-1",
        "firm": "PRUEF",
        "audit_type": AuditType.CERTIFICATION,
        "activities": frozenset({Activity.ALUMINIUM_SMELTING}),
        "state": state,
        "first_day": d("2024-04-11"),
        "on_site_from": None,
        "on_site_to": None,
        "last_visit": None,
        "reported_on": None,
        "moved_on": d("2024-01-02"),
        "facts": 1,
    }
    return AuditFacts(**{**usual, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "activity", "first", "due"),
    [
        (AuditType.CERTIFICATION, Activity.ALUMINIUM_SMELTING, "2024-04-11", "2024-02-29"),
        (AuditType.CERTIFICATION, Activity.BAUXITE_MINING, "2025-04-12", "2025-03-01"),
        (AuditType.CERTIFICATION, Activity.CASTHOUSE, "2024-04-11", "2024-04-11"),
        (AuditType.SURVEILLANCE, Activity.ALUMINIUM_SMELTING, "2024-04-11", "2024-04-11"),
    ],
)
def test_a_plan_is_there_six_weeks_ahead(kind: AuditType, activity: Activity, first: str, due: str) -> None:
    assert submission_due(kind, frozenset({activity}), on_site_from=d(first), notice=MANUAL.notice) == d(due)
    facts = audit(AuditState.PLAN_DUE, audit_type=kind, activities=frozenset({activity}), first_day=d(first))
    found = audit_duty(facts, MANUAL)
    assert found is not None
    assert found.due == d(due)
    assert standings(found) == LAST_DAY_IN_TIME


@pytest.mark.parametrize(
    ("end", "due"),
    [("2024-01-04", "2024-02-29"), ("2025-01-04", "2025-03-01"), ("2025-12-31", "2026-02-25")],
)
def test_a_report_is_there_within_eight_weeks(end: str, due: str) -> None:
    assert report_due(d(end), MANUAL.deadlines) == d(due)
    facts = audit(AuditState.IN_AUDIT, on_site_to=d("2023-12-01"), last_visit=d(end))
    assert standings(audit_duty(facts, MANUAL)) == LAST_DAY_IN_TIME
    assert audit_duty(facts, MANUAL).due == d(due)  # type: ignore[union-attr]


@pytest.mark.parametrize("state", [AuditState.UNDER_REVIEW, AuditState.REVIEWED])
def test_oversight_takes_thirty_days(state: AuditState) -> None:
    assert review_due(d("2024-01-30"), MANUAL.deadlines) == d("2024-02-29")
    facts = audit(state, reported_on=d("2024-01-30"), moved_on=d("2024-01-30"))
    assert standings(audit_duty(facts, MANUAL)) == LAST_DAY_IN_TIME


def test_after_the_decision_the_follow_up_ends_with_the_longest_correction() -> None:
    ends = add_months(d("2024-08-31"), 18)
    assert ends == d("2026-02-28")
    for day, runs in ((ends, True), (ends + DAY, False)):
        assert (
            runs_on(AuditState.DECIDED, day, decided_on=d("2024-08-31"), deadlines=MANUAL.deadlines) is runs
        )


# --- corrective action ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "plan", "warned", "major", "minor"),
    [
        ("2025-01-31", "2025-02-28", "2025-07-31", "2026-01-31", "2026-07-31"),
        ("2024-02-29", "2024-03-29", "2024-08-29", "2025-02-28", "2025-08-29"),
        ("2025-08-31", "2025-09-30", "2026-02-28", "2026-08-31", "2027-02-28"),
        ("2023-08-31", "2023-09-30", "2024-02-29", "2024-08-31", "2025-02-28"),
    ],
)
def test_corrections_count_from_the_last_day_on_site(
    end: str, plan: str, warned: str, major: str, minor: str
) -> None:
    limits, last = MANUAL.correction, d(end)
    assert plan_due(last, limits) == d(plan)
    assert warned_from(last, limits) == d(warned)
    assert correction_due(Grade.MAJOR, last, limits) == d(major)
    assert correction_due(Grade.MINOR, last, limits) == d(minor)
    for grade, due in ((Grade.MAJOR, d(major)), (Grade.MINOR, d(minor))):
        late = [timeliness(grade, last, limits, today=due + n * DAY) is Timeliness.LATE for n in (0, 1)]
        assert late == [False, True]
    warnings = [timeliness(Grade.MAJOR, last, limits, today=d(warned) + n * DAY) for n in (0, 1)]
    assert warnings == [Timeliness.IN_TIME, Timeliness.WARNED]


def finding(grade: Grade, end: str, *acts: NonConformanceAct, **facts: date | None) -> NonConformanceFacts:
    events = tuple(NonConformanceEvent(act=each, on=d(end)) for each in (NonConformanceAct.RAISED, *acts))
    return NonConformanceFacts(
        audit=audit(AuditState.DECIDED),
        number=1,
        rules=NonConformance(
            item="5.2",
            criterion="5.2",
            site="ACME-1",
            grounds=frozenset(),
            raised_grade=grade,
            counted_from=d(end),
            events=events,
        ),
        promised=facts.get("promised"),
        audit_ends=tuple(each for each in [facts.get("next_audit")] if each),
    )


A = NonConformanceAct
IN_ACTION = (A.PLAN_SUBMITTED, A.PLAN_APPROVED)
REPORTED = (*IN_ACTION, A.ACTION_REPORTED)


@pytest.mark.parametrize(
    ("found", "kind", "due"),
    [
        (finding(Grade.MAJOR, "2025-01-31"), DutyKind.CORRECTION_PLAN, "2025-02-28"),
        (finding(Grade.MAJOR, "2025-01-31", *IN_ACTION), DutyKind.CORRECTION, "2026-01-31"),
        (
            finding(Grade.MAJOR, "2025-01-31", *IN_ACTION, promised=d("2025-06-30")),
            DutyKind.CORRECTION,
            "2025-06-30",
        ),
        (
            finding(Grade.MINOR, "2025-01-31", *IN_ACTION, next_audit=d("2026-03-31")),
            DutyKind.CORRECTION,
            "2026-03-31",
        ),
        (
            finding(Grade.MINOR, "2025-01-31", *IN_ACTION, next_audit=d("2027-03-31")),
            DutyKind.CORRECTION,
            "2026-07-31",
        ),
        (finding(Grade.MAJOR, "2024-02-29", *REPORTED), DutyKind.CORRECTION_VERIFICATION, "2025-02-28"),
    ],
)
def test_what_a_non_conformance_waits_for(found: NonConformanceFacts, kind: DutyKind, due: str) -> None:
    duty = non_conformance_duty(found, MANUAL)
    assert duty is not None
    assert (duty.kind, duty.due) == (kind, d(due))
    assert standings(duty) == LAST_DAY_IN_TIME


def test_a_judgement_has_no_day_and_what_is_closed_waits_for_nothing() -> None:
    waiting = non_conformance_duty(finding(Grade.MAJOR, "2025-01-31", A.PLAN_SUBMITTED), MANUAL)
    assert waiting is not None
    assert (waiting.due, waiting.standing(d("2030-01-01"), near_days=NEAR)) == (None, DutyStanding.OPEN)
    assert non_conformance_duty(finding(Grade.MAJOR, "2025-01-31", *REPORTED, A.CLOSED), MANUAL) is None


# --- self-assessment, evidence, auditors ------------------------------------------------------------------------

ASSESSMENT = OpenAssessment(
    organisation="ACME", scope="ACME-1", number=1, edition="ps-v3", is_draft=True, started_on=d("2026-01-01")
)


def test_an_action_and_a_file_are_good_on_their_last_day() -> None:
    promised = PromisedAction(
        assessment=ASSESSMENT,
        item="2.1a",
        action="write the policy",
        responsible="Ada",
        due=d("2028-02-29"),
        promised_on=d("2026-01-01"),
        version=1,
    )
    assert standings(action_duty(promised)) == LAST_DAY_IN_TIME
    ending = EndingEvidence(
        assessment=ASSESSMENT, digest="0", name="iso.pdf", valid_until=d("2028-02-29"), items=2
    )
    found = evidence_duty(ending, MANUAL)
    assert standings(found) == LAST_DAY_IN_TIME
    assert found.opens == d("2027-12-31")  # sixty days, over a leap day


def right(last: str, activity: Activity = Activity.CASTHOUSE) -> Accreditation:
    return Accreditation(
        firm="PRUEF",
        auditor="lena",
        standard=PS,
        country="DE",
        activity=activity,
        valid_from=d("2020-01-01"),
        valid_to=d(last),
    )


def test_an_accreditation_is_renewed_up_to_its_last_day_and_forgotten_half_a_year_later() -> None:
    held = [right("2026-08-31"), right("2026-08-31", Activity.BAUXITE_MINING)]
    (found,) = accreditation_duties(held, today=d("2026-08-31"), manual=MANUAL)
    assert (found.count, found.opens) == (2, d("2026-02-28"))
    assert standings(found) == LAST_DAY_IN_TIME
    assert len(list(accreditation_duties(held, today=d("2027-02-28"), manual=MANUAL))) == 1
    assert list(accreditation_duties(held, today=d("2027-03-01"), manual=MANUAL)) == []
    renewed = [*held, right("2029-08-31"), right("2029-08-31", Activity.BAUXITE_MINING)]
    assert [each.due for each in accreditation_duties(renewed, today=d("2026-08-31"), manual=MANUAL)] == [
        d("2029-08-31")
    ]


# --- periods ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "months", "number", "start", "last"),
    [
        ("2024-01-01", 12, 0, "2024-01-01", "2024-12-31"),
        ("2023-08-31", 6, 1, "2024-02-29", "2024-08-30"),
        ("2024-02-29", 12, 1, "2025-02-28", "2026-02-27"),
        ("2024-02-29", 12, 4, "2028-02-29", "2029-02-27"),
        ("2025-01-31", 1, 1, "2025-02-28", "2025-03-30"),
    ],
)
def test_periods_start_on_their_day_clamped_to_the_months_end(
    first: str, months: int, number: int, start: str, last: str
) -> None:
    found = PeriodCalendar(first_start=d(first), months=months).period(number)
    assert (found.start, found.last_day) == (d(start), d(last))


# --- where the day is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        ("2026-02-28T09:59:59", "Pacific/Kiritimati", "2026-02-28"),  # fourteen hours ahead of UTC
        ("2026-02-28T10:00:00", "Pacific/Kiritimati", "2026-03-01"),
        ("2026-03-01T09:59:59", "Pacific/Honolulu", "2026-02-28"),  # ten behind
        ("2026-03-01T10:00:00", "Pacific/Honolulu", "2026-03-01"),
        ("2026-03-28T22:59:59", "Europe/Berlin", "2026-03-28"),
        ("2026-03-28T23:00:00", "Europe/Berlin", "2026-03-29"),  # the clocks go forward on this day
        ("2026-03-29T21:59:59", "Europe/Berlin", "2026-03-29"),
        ("2026-03-29T22:00:00", "Europe/Berlin", "2026-03-30"),  # a day of twenty-three hours
        ("2026-10-25T22:59:59", "Europe/Berlin", "2026-10-25"),
        ("2026-10-25T23:00:00", "Europe/Berlin", "2026-10-26"),  # a day of twenty-five hours
        ("2028-02-29T23:59:59", "UTC", "2028-02-29"),
    ],
)
def test_a_day_begins_where_the_organisation_is(
    instant: str, zone: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: at)
    there = Organisation(code="ACME", name="Acme", country="DE", timezone=zone)
    reach = Reach(Actor(name="ada"), {"ACME": there}, is_mine=True)
    assert reach.today("ACME") == d(day)
    assert reach.today("") == at.date()


# --- claims and complaints --------------------------------------------------------------------------------------


def test_a_claim_is_made_up_to_its_last_day() -> None:
    facts = ClaimFacts(
        organisation="ACME",
        number="ACME-CLAIM-1",
        acts=[ClaimAct.DRAFTED, ClaimAct.SUBMITTED, ClaimAct.APPROVED],
        moved_on=d("2026-01-01"),
        moved_by="sven",
        valid_to=d("2028-04-30"),
    )
    found = claim_duty(facts, today=d("2028-04-30"))
    assert found is not None
    assert found.opens == d("2028-02-29")
    assert standings(found) == LAST_DAY_IN_TIME
    assert claim_duty(facts, today=d("2028-05-01")) is None  # it ended
    waiting = claim_duty(replace(facts, acts=[ClaimAct.DRAFTED, ClaimAct.SUBMITTED]), today=d("2030-01-01"))
    assert waiting is not None
    assert (waiting.kind, waiting.asked_by, waiting.due) == (DutyKind.APPROVE_CLAIM, "sven", None)


@pytest.mark.parametrize(
    ("received", "answer", "end"),
    [
        ("2024-02-22", "2024-03-01", "2024-05-22"),  # six business days and ninety days, over a leap day
        ("2025-02-20", "2025-02-28", "2025-05-21"),
        ("2026-01-02", "2026-01-12", "2026-04-02"),  # a Friday: two weekends between
    ],
)
def test_a_complaint_is_answered_and_ended_by_its_days(received: str, answer: str, end: str) -> None:
    at = datetime.fromisoformat(f"{received}T23:59:59").replace(tzinfo=UTC)
    course = ComplaintCourse(events=(ComplaintEvent(act=ComplaintAct.RECEIVED, at=at, by="complainant"),))
    found = {each.kind: each for each in complaint_duties("C1", course, MANUAL)}
    assert found[DutyKind.COMPLAINT_ANSWER].due == d(answer)
    assert found[DutyKind.COMPLAINT_END].due == d(end)
    for each in found.values():
        assert standings(each) == LAST_DAY_IN_TIME
