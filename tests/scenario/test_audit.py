"""From the opening of an audit to the certificate, as an auditor would tell it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection

from casthouse.assurance.audit import AuditState
from casthouse.assurance.decision import DecisionReasonCode, Outcome
from casthouse.assurance.non_conformance import Grade, NonConformanceState
from casthouse.service.accreditation import declare_relation
from casthouse.service.audit import audits, open_audit, withdraw_audit
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.audit_list import oversight_queue
from casthouse.service.audit_plan import approve_plan, send_plan_back, submit_plan
from casthouse.service.audit_report import (
    WantedReport,
    comment,
    record_visit,
    send_report,
    send_report_back,
)
from casthouse.service.audit_view import audit_view
from casthouse.service.certificate_book import found_certificate, load_book
from casthouse.service.decision import decision_view, take_decision
from casthouse.service.non_conformance import judge, non_conformances, report_action
from casthouse.storage.audit import AuditVisit
from casthouse.storage.decision import RecordedDecision
from tests.contract.store import Store
from tests.scenario.audit_world import FIRST, Assurance, SmelterAudit, accredit_for
from tests.scenario.certification import on_day


@pytest.fixture
def world(store: Store) -> Assurance:
    return Assurance(store)


def states(world: Assurance, number: str) -> list[tuple[str, date, date | None]]:
    """Return the entitling and later phases of a certificate."""
    with world.store.in_use():
        history = found_certificate(number)
        course = load_book(history.organisation).course(history)
        return [
            (each.state.value, each.first, each.valid_to)
            for each in course.phases
            if each.valid_to is not None
        ]


def test_a_smelter_without_major_gets_full_for_three_years(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.through()
    taken = audit.decided()
    assert taken.decision.outcome is Outcome.FULL
    assert (taken.decision.valid_from, taken.decision.valid_to) == (date(2025, 10, 2), date(2028, 10, 1))
    assert states(world, taken.certificate)[0] == ("full", date(2025, 10, 2), date(2028, 10, 1))
    with audit.day(32):
        assert world.by("sven", audit_view, audit=audit.reference).record.state is AuditState.CLOSED


def test_a_smelter_with_one_major_gets_provisional_for_a_year_closes_it_and_gets_full(
    world: Assurance,
) -> None:
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    first = audit.decided()
    assert (first.decision.outcome, first.decision.valid_to) == (Outcome.PROVISIONAL, date(2026, 10, 1))
    with audit.day(100):
        again = world.refused_to("sven", take_decision, audit=audit.reference, outcome="provisional")
        milder = world.refused_to("sven", take_decision, audit=audit.reference, outcome="full")
    assert (again, milder) == ("decision_unchanged", "decision_milder")
    audit.closed(1)
    second = audit.decided(after=201)
    assert second.decision.outcome is Outcome.FULL
    assert (second.decision.valid_from, second.decision.valid_to) == (date(2025, 10, 2), date(2028, 10, 1))
    assert second.certificate == first.certificate
    assert [(state, end) for state, _, end in states(world, first.certificate)][:2] == [
        ("provisional", date(2026, 10, 1)),
        ("full", date(2028, 10, 1)),
    ]


def test_a_smelter_that_does_not_close_its_major_within_the_year_loses_the_certificate(
    world: Assurance,
) -> None:
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    taken = audit.decided()
    with on_day("2026-10-02"):
        view = world.by("sven", decision_view, audit=audit.reference)
        assert [each.code for each in view.computed.reasons] == [DecisionReasonCode.NO_CERTIFICATE]
        late = world.by("sven", non_conformances, audit=audit.reference)[0]
    assert states(world, taken.certificate)[-1][0] == "expired"
    assert late.timeliness.value == "late"


def test_a_smelter_with_four_majors_gets_none(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.through(majors=("5.2", "1.1", "1.2", "1.3"))
    with audit.day(31):
        for wanted in ("full", "provisional"):
            asked = {"audit": audit.reference, "outcome": wanted, "reason": "they promised"}
            assert world.refused_to("sven", take_decision, **asked) == "decision_milder"
    taken = audit.decided()
    assert (taken.decision.outcome, len(taken.decision.majors)) == (Outcome.REFUSED, 4)
    assert states(world, taken.certificate) == []
    with audit.day(32):
        assert world.by("sven", audit_view, audit=audit.reference).record.state is AuditState.CLOSED


def test_three_minors_of_one_criterion_count_as_a_major(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.through(minors=("2.1a", "2.1b", "2.1c"))
    taken = audit.decided()
    assert (taken.decision.outcome, taken.decision.majors) == (Outcome.PROVISIONAL, ("2.1 (repeated)",))


def test_an_audit_over_nothing_certifies_nothing(world: Assurance) -> None:
    audit = SmelterAudit(world)
    with audit.day(0):
        view = world.by("sven", decision_view, audit=audit.reference)
        assert (view.computed.outcome, view.choices) == (Outcome.NOTHING, ())
        asked = {"audit": audit.reference, "outcome": "full"}
        assert world.refused_to("sven", take_decision, **asked) == "audit_state"
    audit.planned()
    report = {"audit": audit.reference, "wanted": _report()}
    with audit.day(10):
        assert world.refused_to("lena", send_report, **report) == "report_incomplete"
    audit.visited()
    with audit.day(10):
        assert world.refused_to("lena", send_report, **report) == "report_incomplete"


def test_an_auditor_outside_the_accreditation_cannot_open_the_audit(world: Assurance) -> None:
    given = _opening()
    with on_day("2025-07-01"):
        assert world.refused_to("uwe", open_audit, **{**given, "lead": "uwe"}) == "audit_team_refused"
        assert world.refused_to("lena", open_audit, **{**given, "members": ["uwe"]}) == "audit_team_refused"
        later = {"first_day": date(2030, 1, 7), "last_day": date(2030, 1, 11)}
        assert world.refused_to("lena", open_audit, **{**given, **later}) == "audit_team_refused"
        assert world.refused_to("mia", open_audit, **given) == "not_permitted"
        assert world.refused_to("sven", open_audit, **given) == "not_permitted"
        with world.store.in_use():
            accredit_for("uwe", ["casthouse"])
        assert world.refused_to("uwe", open_audit, **{**given, "lead": "uwe"}) == "audit_team_refused"
        assert world.by("uwe", open_audit, **given).state is AuditState.PLAN_DUE


def test_who_consulted_the_smelter_cannot_audit_it_for_three_years(world: Assurance) -> None:
    said = {"firm": "PRUEF", "auditor": "lena", "organisation": "SMELT", "kind": "consulting"}
    world.by("lena", declare_relation, since=date(2020, 1, 1), until=date(2022, 9, 1), **said)
    with on_day("2025-07-01"):
        assert world.refused_to("lena", open_audit, **_opening()) == "audit_team_refused"
        day_later = {"first_day": date(2025, 9, 2), "last_day": date(2025, 9, 12)}
        assert world.by("lena", open_audit, **{**_opening(), **day_later}).lead == "lena"


def test_what_else_stands_against_opening(world: Assurance) -> None:
    given = _opening()
    with on_day("2025-07-01"):
        for changed, code in (
            ({"edition": "ps-v2"}, "edition_not_auditable"),
            ({"edition": "coc-v2"}, "edition_not_auditable"),
            ({"edition": "ps-v4-draft"}, "edition_not_auditable"),
            ({"edition": "ps-v9"}, "edition_unknown"),
            ({"audit_type": "visit"}, "word_unknown"),
            ({"scope": "NONE"}, "scope_unknown"),
            ({"last_day": FIRST - timedelta(days=1)}, "audit_dates_invalid"),
            ({"members": ["nobody"]}, "auditor_unknown"),
        ):
            assert world.refused_to("lena", open_audit, **{**given, **changed}) == code
        world.by("lena", open_audit, **given)
        assert world.refused_to("lena", open_audit, **given) == "audit_running"


def test_a_plan_is_in_time_and_goes_where_the_sample_says(world: Assurance) -> None:
    audit = SmelterAudit(world)
    asked = {"audit": audit.reference, "wanted": audit.plan}
    with audit.day(-41):
        assert world.refused_to("lena", submit_plan, **asked) == "plan_refused"
    nowhere = replace(audit.plan, sites=(replace(audit.plan.sites[0], half_days=0),))
    short = replace(audit.plan, sites=(replace(audit.plan.sites[0], half_days=12),))
    with audit.day(-42):
        assert world.refused_to("lena", submit_plan, audit=audit.reference, wanted=nowhere) == "plan_refused"
        assert world.refused_to("lena", submit_plan, audit=audit.reference, wanted=short) == "plan_refused"
        empty = replace(audit.plan, sites=())
        assert (
            world.refused_to("lena", submit_plan, audit=audit.reference, wanted=empty) == "plan_sites_invalid"
        )
        assert world.refused_to("theo", submit_plan, **asked) == "not_permitted"
        reasoned = replace(short, reason_below_default="one potline stands still")
        answer = world.by("lena", submit_plan, audit=audit.reference, wanted=reasoned)
        assert [each.code.value for each in answer.warnings] == ["effort_below_default"]
        assert answer.plan.sites[0].chosen_because == "random"
        assert world.refused_to("lena", approve_plan, audit=audit.reference) == "not_permitted"
        world.by("sven", send_plan_back, audit=audit.reference, reason="say which potline")
        world.by("lena", submit_plan, **asked)
        world.by("sven", approve_plan, audit=audit.reference)


def test_a_finding_rests_on_evidence_and_its_grade_on_grounds(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.planned()
    good = WantedFinding(
        item="5.2", site="SMELT-1", rating="conformance", statement="7.9 t", evidence=("ledger",)
    )
    with audit.day(6):
        asked = {"audit": audit.reference}
        assert world.refused_to("theo", record_finding, wanted=good, **asked) == "site_not_visited"
    audit.visited()
    with audit.day(7):
        for changed, code in (
            ({"evidence": ()}, "finding_invalid"),
            ({"statement": " "}, "finding_invalid"),
            ({"item": "99.9"}, "item_not_listed"),
            ({"site": "CUS-1"}, "item_not_listed"),
            ({"rating": "splendid"}, "word_unknown"),
            ({"rating": "major_non_conformance"}, "ground_missing"),
            ({"rating": "minor_non_conformance", "grounds": ("systemic",)}, "grading_rule"),
            ({"rating": "major_non_conformance", "grounds": ("isolated",)}, "grading_rule"),
            ({"grounds": ("isolated",)}, "grading_rule"),
        ):
            wanted = replace(good, **changed)
            assert world.refused_to("theo", record_finding, wanted=wanted, **asked) == code
        wrong = replace(good, rating="major_non_conformance", grounds=("systemic",))
        assert world.by("theo", record_finding, wanted=wrong, **asked).non_conformance == 1
        corrected = world.by("lena", record_finding, wanted=good, **asked)
        assert corrected.is_correction
        (raised,) = world.by("mia", non_conformances, **asked)
    assert raised.rules.state is NonConformanceState.RETRACTED
    with world.store.in_use(), connection.cursor() as cursor:
        for table in ("audit_finding", "non_conformance_event", "audit_event", "audit_plan", "audit_visit"):
            with pytest.raises(DatabaseError):
                cursor.execute(f"DELETE FROM {table}")


def test_the_member_plans_and_acts_and_the_lead_verifies(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",), minors=("1.3",))
    audit.decided()
    named = {"audit": audit.reference, "number": 1}
    with audit.day(40):
        major = next(
            each
            for each in world.by("mia", non_conformances, audit=audit.reference)
            if each.grade is Grade.MAJOR
        )
        number = major.recorded.number
        assert (major.plan_due, major.due) == (date(2025, 10, 7), date(2026, 9, 7))
        named["number"] = number
        for name, judgement in (("mia", "closed"), ("theo", "closed"), ("carl", "closed")):
            asked = {**named, "judgement": judgement, "text": "seen"}
            assert world.refused_to(name, judge, **asked) == "not_permitted"
        closing = {**named, "judgement": "closed", "text": "seen"}
        assert world.refused_to("lena", judge, **closing) == "non_conformance_state"
        assert world.refused_to("mia", report_action, text="done", **named) == "non_conformance_state"
    audit.closed(number)
    with audit.day(201):
        still = [
            each for each in world.by("mia", non_conformances, audit=audit.reference) if each.rules.is_open
        ]
    assert [each.rules.item for each in still] == ["1.3"]


def test_a_minor_that_is_late_counts_as_major(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.through(minors=("1.3",))
    audit.decided()
    for day, grade in (("2027-03-07", Grade.MINOR), ("2027-03-08", Grade.MAJOR)):
        with on_day(day):
            (found,) = world.by("sven", non_conformances, audit=audit.reference)
            assert found.grade is grade


def test_a_passed_surveillance_keeps_the_certificate_and_four_majors_revoke_it(world: Assurance) -> None:
    first = SmelterAudit(world)
    first.through()
    held = first.decided().certificate
    second = SmelterAudit(world, kind="surveillance", first=date(2027, 3, 1))
    second.through()
    taken = second.decided()
    assert (taken.decision.outcome, taken.certificate) == (Outcome.FULL, held)
    assert taken.decision.valid_to == date(2028, 10, 1)
    third = SmelterAudit(world, kind="surveillance", first=date(2028, 1, 3))
    third.through(majors=("5.2", "1.1", "1.2", "1.3"))
    assert third.decided().decision.outcome is Outcome.REVOKED
    assert states(world, held)[-1][0] == "revoked"


def test_majors_at_surveillance_make_the_certificate_provisional(world: Assurance) -> None:
    first = SmelterAudit(world)
    first.through()
    held = first.decided().certificate
    second = SmelterAudit(world, kind="surveillance", first=date(2027, 3, 1))
    second.through(majors=("5.2",))
    taken = second.decided()
    assert (taken.decision.outcome, taken.decision.valid_to) == (Outcome.PROVISIONAL, date(2028, 3, 31))
    assert ("provisional", date(2027, 4, 1), date(2028, 3, 31)) in states(world, held)


def test_a_decision_is_stricter_with_a_reason_and_never_by_somebody_of_the_team(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.through()
    with audit.day(31):
        asked = {"audit": audit.reference, "outcome": "provisional"}
        assert world.refused_to("sven", take_decision, **asked) == "reason_missing"
        for name in ("lena", "theo", "mia"):
            assert world.refused_to(name, take_decision, **asked) == "not_permitted"
    taken: RecordedDecision = audit.decided("provisional", reason="the grievance log was not shown")
    assert (taken.computed, taken.decision.outcome) == (Outcome.FULL, Outcome.PROVISIONAL)
    assert taken.overrule_reason == "the grievance log was not shown"


def test_the_secretariat_sends_a_report_back_with_comments(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.planned()
    audit.visited()
    audit.found()
    with audit.day(20):
        world.by("lena", send_report, audit=audit.reference, wanted=_report())
        (line,) = world.by("sven", oversight_queue)
        assert (line.record.reference, line.due, line.is_late) == (audit.reference, date(2025, 10, 21), False)
        world.by("sven", send_report_back, audit=audit.reference, text="name the potlines")
        world.by("lena", comment, audit=audit.reference, text="potlines A and B, added")
        world.by("lena", send_report, audit=audit.reference, wanted=_report())
        view = world.by("sven", audit_view, audit=audit.reference)
    assert [(each.by, each.text) for each in view.comments] == [
        ("sven", "name the potlines"),
        ("lena", "potlines A and B, added"),
    ]
    assert [each.number for each in view.reports] == [1, 2]


def test_auditors_see_only_what_their_audit_covers_and_for_as_long_as_it_runs(world: Assurance) -> None:
    audit = SmelterAudit(world)
    other = SmelterAudit(world, scope="CUS-PS")

    def seen(name: str) -> set[str]:
        return {each.reference for each in world.by(name, audits)}

    with audit.day(0):
        assert seen("lena") == seen("theo") == {audit.reference, other.reference}
        assert seen("uwe") == set()
        assert seen("mia") == {audit.reference}
        assert seen("carl") == {other.reference}
        assert world.refused_to("uwe", audit_view, audit=audit.reference) == "not_permitted"
        assert world.refused_to("carl", audit_view, audit=audit.reference) == "not_permitted"
        assert world.refused_to("carl", audit_view, audit="NONE-A1") == "not_permitted"
        assert world.who("lena").roles_in("SMELT") == frozenset()
        world.by("lena", withdraw_audit, audit=other.reference, reason="the customer stepped back")
        assert seen("lena") == {audit.reference}
    audit.through()
    audit.decided()
    with audit.day(32):
        assert seen("lena") == set()
        assert world.refused_to("lena", audit_view, audit=audit.reference) == "not_permitted"
        assert seen("mia") == {audit.reference}


def test_a_visit_is_made_where_and_when_the_plan_says(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.planned()
    visit = AuditVisit(
        site="SMELT-1", first_day=FIRST, last_day=FIRST, is_remote=False, half_days=2, interviews=3, by=""
    )
    with audit.day(0):
        for changed in (
            {"site": "CUS-1"},
            {"last_day": FIRST + timedelta(days=1)},
            {"first_day": FIRST - timedelta(days=1)},
            {"half_days": 0},
        ):
            wrong = replace(visit, **changed)
            assert (
                world.refused_to("theo", record_visit, audit=audit.reference, visit=wrong) == "visit_invalid"
            )


def test_the_commands_do_the_same(world: Assurance) -> None:
    run = world.store.run
    with on_day("2025-07-01"):
        opened = run(
            *("audit", "open", "SMELT-PS", "--standard", "performance", "--edition", "ps-v3"),
            *("--type", "certification", "--firm", "PRUEF", "--lead", "lena", "--member", "theo"),
            *("--from", "2025-09-01", "--to", "2025-09-30"),
        ).json
        audit = opened["reference"]
        plan = world.store.file(
            "plan.toml",
            "on_site_from = 2025-09-01\non_site_to = 2025-09-05\n[[site]]\ncode = 'SMELT-1'\nstaff = 200\n"
            "half_days = 13\ninterviews = 15\n",
        )
        assert run("audit", "plan", audit, plan).json["sample"] == {"SMELT-1": "random"}
        assert run("audit", "judge-plan", audit, "--send-back", "say more").code == 0
        assert run("audit", "plan", audit, plan).json["number"] == 2
        (waiting,) = run("audit", "queue").json["audits"]
        assert (waiting["audit"], waiting["is_late"]) == (audit, False)
        assert run("audit", "judge-plan", audit).code == 0
    with on_day("2025-09-08"):
        days = ("--from", "2025-09-01", "--to", "2025-09-05", "--half-days", "13")
        assert run("audit", "visit", audit, "--site", "SMELT-1", *days).code == 0
        found = run(
            *("audit", "find", audit, "--item", "5.2", "--site", "SMELT-1"),
            *("--rating", "major_non_conformance", "--ground", "systemic"),
            *("--statement", "14.2 t CO2e per t", "--evidence", "GHG ledger 2024"),
        )
        assert found.json["non_conformance"] == 1
        rated = [each for each in run("audit", "checklist", audit).json["checklist"] if each["rating"]]
        assert [each["item"] for each in rated] == ["5.2"]
        maturity = ("--systems", "low", "--risk", "low", "--performance", "low", "--summary", "early")
        assert run("audit", "report", audit, *maturity).refusal == "report_incomplete"
        assert run("audit", "review", audit).refusal == "audit_state"
        assert run("audit", "comment", audit, "--text", "no report yet").code == 0
        correction = ("--root-cause", "coal", "--action", "hydro", "--responsible", "buyer")
        planned = run("nonconformance", "plan", audit, "1", *correction, "--deadline", "2026-09-06")
        assert planned.refusal == "corrective_action_invalid"
        planned = run("nonconformance", "plan", audit, "1", *correction, "--deadline", "2026-09-05")
        assert planned.json["state"] == "plan_submitted"
        assert run("nonconformance", "judge", audit, "1", "plan_approved").json["state"] == "in_action"
        assert (
            run("nonconformance", "done", audit, "1", "--text", "contract").json["state"] == "to_be_verified"
        )
        assert run("nonconformance", "judge", audit, "1", "closed").refusal == "reason_missing"
        closed = run("nonconformance", "judge", audit, "1", "closed", "--text", "contract seen")
        assert closed.json["state"] == "closed"
        assert run("nonconformance", "list", audit).json["non_conformances"][0]["timeliness"] is None
        shown = run("decision", "show", audit)
        assert (shown.code, shown.json["computed"], shown.json["choices"]) == (1, "nothing", [])
        assert run("decision", "take", audit, "full").refusal == "audit_state"
        assert run("audit", "show", audit).json["state"] == "in_audit"
        assert run("audit", "withdraw", audit, "--reason", "stepped back").code == 0
        assert [each["state"] for each in run("audit", "list").json["audits"]] == ["withdrawn"]


def _opening() -> dict[str, object]:
    return {
        "scope": "SMELT-PS",
        "standard": "performance",
        "edition": "ps-v3",
        "audit_type": "certification",
        "firm": "PRUEF",
        "lead": "lena",
        "members": [],
        "first_day": FIRST,
        "last_day": FIRST + timedelta(days=10),
    }


def _report() -> WantedReport:
    return WantedReport(systems="high", risk="high", performance="high", summary="A smelter.")
