"""Rules of audits and certificates that a certifier knows by heart, each once from one end to the other."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from casthouse.assurance.certificate_state import MoveKind
from casthouse.assurance.decision import DecisionReasonCode, Outcome
from casthouse.assurance.non_conformance import Grade, NonConformanceState
from casthouse.service.audit import open_audit, withdraw_audit
from casthouse.service.audit_checklist import report_gaps
from casthouse.service.audit_plan import (
    WantedPlan,
    WantedSite,
    approve_plan,
    check_plan,
    head_office_before,
)
from casthouse.service.audit_plan import submit_plan as submit_audit_plan
from casthouse.service.audit_report import record_visit, site_visit
from casthouse.service.audit_view import audit_view
from casthouse.service.certificate_book import found_certificate, load_book
from casthouse.service.certificate_move import move_certificate
from casthouse.service.non_conformance import WantedAction, judge, non_conformances, submit_plan
from casthouse.storage import audit as audit_store
from casthouse.storage.decision import RecordedDecision
from tests.contract.register_text import scope
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance, SmelterAudit, smelter
from tests.scenario.certification import on_day, site

GROUP = ("GROUP-HQ", "GROUP-1", "GROUP-2", "GROUP-3", "GROUP-4")


@pytest.fixture
def world(store: Store) -> Assurance:
    return Assurance(store)


def opening(**changed: Any) -> dict[str, Any]:
    """Return what opens an audit of the smelter."""
    first = changed.get("first_day", date(2025, 9, 1))
    return {
        "scope": "SMELT-PS",
        "standard": "performance",
        "edition": "ps-v3",
        "audit_type": "recertification",
        "firm": "PRUEF",
        "lead": "lena",
        "members": ["theo"],
        "first_day": first,
        "last_day": first + timedelta(days=30),
        **changed,
    }


def state(world: Assurance, number: str, day: str) -> tuple[str, date | None]:
    """Return where a certificate stands on a day, and its last day then."""
    with world.store.in_use():
        history = found_certificate(number)
        phase = load_book(history.organisation).course(history).on(date.fromisoformat(day))
    assert phase is not None
    return phase.state.value, phase.valid_to


def moved(world: Assurance, number: str, kind: MoveKind, day: str) -> None:
    """Let the secretariat move a certificate on a day."""
    with on_day(day):
        world.by("sven", move_certificate, number=number, kind=kind, reason="as the file says")


def granted(world: Assurance, **found: Any) -> RecordedDecision:
    """Walk a first audit to its decision."""
    audit = SmelterAudit(world)
    audit.through(**found)
    return audit.decided()


def test_suspended_and_cured_extended_once_and_superseded_by_its_recertification(world: Assurance) -> None:
    first = granted(world).certificate
    moved(world, first, MoveKind.SUSPEND, "2026-01-10")
    assert state(world, first, "2026-01-10")[0] == "suspended"
    moved(world, first, MoveKind.REINSTATE, "2026-07-10")  # the last day of the cure
    assert state(world, first, "2026-07-10") == ("full", date(2028, 10, 1))
    moved(world, first, MoveKind.EXTEND, "2028-09-01")
    assert state(world, first, "2029-04-01") == ("full", date(2029, 4, 1))
    with on_day("2028-09-02"):
        again = {"number": first, "kind": MoveKind.EXTEND, "reason": "the war goes on"}
        assert world.refused_to("sven", move_certificate, **again) == "certificate_extended_already"
    renewal = SmelterAudit(world, kind="recertification", first=date(2028, 11, 6))
    renewal.through()
    second = renewal.decided()
    assert (second.decision.outcome, second.certificate != first) == (Outcome.FULL, True)
    assert state(world, first, "2028-12-07")[0] == "superseded"
    assert state(world, second.certificate, "2028-12-07") == ("full", date(2031, 12, 6))
    with on_day("2029-02-01"):  # lena led the last two cycles
        third = opening(first_day=date(2029, 3, 5))
        assert world.refused_to("lena", open_audit, **third) == "audit_team_refused"
        assert world.by("lena", open_audit, **{**third, "lead": "theo"}).lead == "theo"


def test_a_minor_left_open_is_a_major_at_the_next_audit_which_lengthens_nothing(world: Assurance) -> None:
    held = granted(world, minors=("1.3",)).certificate
    later = SmelterAudit(world, kind="surveillance", first=date(2028, 2, 7))
    later.through()
    taken = later.decided()
    assert (taken.decision.outcome, taken.decision.majors) == (Outcome.PROVISIONAL, ("1.3",))
    assert state(world, held, "2028-03-09") == ("provisional", date(2028, 10, 1)), (
        "not beyond the old last day"
    )


def test_audited_from_afar_is_provisional_and_provisional_does_not_follow_itself(world: Assurance) -> None:
    remote = SmelterAudit(world)
    remote.planned()
    remote.visited(is_remote=True)
    remote.found()
    remote.reported(is_site_visit_due=True)
    first = remote.decided()
    assert (first.decision.outcome, first.decision.valid_to) == (Outcome.PROVISIONAL, date(2026, 10, 1))
    assert [each.code for each in first.decision.reasons] == [DecisionReasonCode.SITE_VISIT_DUE]
    assert state(world, first.certificate, "2026-10-02")[0] == "expired"
    again = SmelterAudit(world, first=date(2026, 11, 2))
    again.through(majors=("5.2",))
    second = again.decided()
    assert second.decision.outcome is Outcome.REFUSED
    assert DecisionReasonCode.PROVISIONAL_TWICE in {each.code for each in second.decision.reasons}


def test_the_lead_of_a_later_audit_raises_and_lowers_the_grade(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.planned()
    audit.visited()
    audit.found(minors=("1.3",))
    one: dict[str, Any] = {"audit": audit.reference, "number": 1}
    with audit.day(10):
        world.by("lena", withdraw_audit, audit=audit.reference, reason="the firm stepped back")
    with on_day("2025-12-01"):
        assert world.refused_to("theo", judge, judgement="escalated", text="again", **one) == "not_permitted"
        later = opening(first_day=date(2026, 1, 5), lead="theo", members=[], audit_type="certification")
        world.by("theo", open_audit, **later)
        world.by("theo", judge, judgement="escalated", text="the same lapse at every shift", **one)
        (found,) = world.by("mia", non_conformances, audit=audit.reference)
        assert (found.grade, found.rules.state) == (Grade.MAJOR, NonConformanceState.PLAN_DUE)
        plan = WantedAction(
            root_cause="no trigger", action="a trigger", responsible="the site", deadline=date(2026, 3, 1)
        )
        world.by("mia", submit_plan, wanted=plan, **one)
        world.by("theo", judge, judgement="plan_approved", **one)
        world.by("theo", judge, judgement="downgraded", text="nine shifts of ten follow it now", **one)
        (found,) = world.by("mia", non_conformances, audit=audit.reference)
        assert (found.grade, found.rules.is_open) == (Grade.MINOR, True)


def test_affected_communities_are_heard_before_the_report(world: Assurance) -> None:
    audit = SmelterAudit(world)
    told: dict[str, Any] = {"community_notice_on": date(2025, 8, 1), "community_language": "Sorbian"}
    (there,) = audit.plan.sites
    wanted = replace(audit.plan, sites=(replace(there, has_communities=True, half_days=17, **told),))
    with audit.day(-50):
        world.by("lena", submit_audit_plan, audit=audit.reference, wanted=wanted)
        world.by("sven", approve_plan, audit=audit.reference)
    audit.visited()
    unheard = "nobody of the affected communities at SMELT-1 was interviewed"
    assert unheard in gaps(world, audit)
    visit = site_visit(
        site="SMELT-1",
        first_day=audit.first,
        last_day=audit.first,
        is_remote=False,
        half_days=1,
        interviews=3,
        community_interviews=4,
    )
    with audit.day(7):
        asked: dict[str, Any] = {"audit": audit.reference}
        assert world.refused_to("theo", record_visit, visit=visit, **asked) == "visit_invalid"
        world.by("theo", record_visit, visit=replace(visit, community_interviews=2), **asked)
    assert unheard not in gaps(world, audit)


def gaps(world: Assurance, audit: SmelterAudit) -> list[str]:
    """Return what is missing for the report."""
    with world.store.in_use():
        record = audit_store.audit(audit.reference)
        assert record is not None
        return report_gaps(record)


def test_the_plan_of_a_group_has_its_head_office_and_says_what_is_less_than_usual(store: Store) -> None:
    register = smelter()
    register["facility"] += [site(code, "SMELT", "casthouse") for code in GROUP]
    register["scope"].append(scope("GROUP-PS", "SMELT", list(GROUP), "2025-01-01"))
    world = Assurance(store, register)
    with on_day("2025-07-01"):
        reference = world.by(
            "lena", open_audit, **opening(scope="GROUP-PS", audit_type="certification")
        ).reference
        sites = tuple(
            WantedSite(
                code=code,
                staff=99,
                half_days=None,
                interviews=None,
                is_head_office=code == "GROUP-HQ",
                is_joint_custody=code == "GROUP-1",
                has_communities=code == "GROUP-2",
            )
            for code in GROUP
        )
        wanted = WantedPlan(on_site_from=date(2025, 9, 1), on_site_to=date(2025, 9, 5), sites=sites)
        checked = world.by("lena", check_plan, audit=reference, wanted=wanted)
        chosen = {each.code: each.chosen_because for each in checked.sites if each.chosen_because}
        assert (chosen["GROUP-HQ"], len(chosen)) == ("head_office", 1 + 2)  # two of four alike
        usual = {each.code: each.default_half_days for each in checked.sites}
        assert (usual["GROUP-3"], usual["GROUP-1"], usual["GROUP-2"]) == (6, 8, 10)
        told = replace(wanted, sites=tuple(replace(each, has_communities=False) for each in sites))
        headless = replace(told, sites=tuple(replace(each, is_head_office=False) for each in told.sites))
        assert _stopping(world, reference, headless) == ["head_office_unknown"]
        elsewhere = replace(headless, head_office_elsewhere="Oslo, with the group")
        assert _stopping(world, reference, elsewhere) == []
        unvisited = [replace(each, half_days=0) if each.is_head_office else each for each in told.sites]
        assert _stopping(world, reference, replace(wanted, sites=tuple(unvisited))) == ["site_missing"]
        nowhere = tuple(
            WantedSite(
                code=each.code, staff=99, is_head_office=each.is_head_office, half_days=1, interviews=1
            )
            for each in sites
        )
        short = WantedPlan(on_site_from=wanted.on_site_from, on_site_to=wanted.on_site_to, sites=nowhere)
        checked = world.by("lena", check_plan, audit=reference, wanted=short)
        assert [each.split(":")[0] for each in checked.stopping] == ["reason_missing"]
        assert {each.code.value for each in checked.warnings} == {
            "effort_below_default",
            "interviews_below_default",
        }
    with on_day("2025-07-02"):
        world.by("lena", submit_audit_plan, audit=reference, wanted=elsewhere)
        plan = world.by("lena", audit_view, audit=reference).plan
        assert plan is not None
        assert plan.head_office_elsewhere == "Oslo, with the group"
        world.by("lena", submit_audit_plan, audit=reference, wanted=replace(elsewhere, sites=told.sites))
        plan = world.by("lena", audit_view, audit=reference).plan
        assert plan is not None
        assert plan.head_office_elsewhere == ""
        (office,) = [each for each in plan.sites if each.is_head_office]
        assert office.chosen_because is not None
        assert office.chosen_because.words == "the head office: always visited"
        assert world.by("lena", head_office_before, audit=reference) == (frozenset({"GROUP-HQ"}), "")


def _stopping(world: Assurance, reference: str, wanted: WantedPlan) -> list[str]:
    checked = world.by("lena", check_plan, audit=reference, wanted=wanted)
    return [each.split(":")[0] for each in checked.stopping]
