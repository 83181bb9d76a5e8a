"""A smelter that misses its greenhouse gas path for a reason that it cannot remove alone."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection

from casthouse.assurance.decision import DecisionReasonCode, Outcome
from casthouse.assurance.non_conformance import Grade, NonConformanceState
from casthouse.service.decision import decision_view
from casthouse.service.non_conformance import judge, non_conformances
from casthouse.service.notice import notices
from casthouse.service.performance_exemption import decide_exemption, request_exemption
from casthouse.service.permission import OPERATOR
from casthouse.service.person import add_person
from casthouse.service.worklist import worklist
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance, SmelterAudit
from tests.scenario.certification import on_day

BARRIER = (
    "The only line to the site carries coal power up to 2032; the regulator's plan of the grid is attached."
)
SEEN = "the plan of the grid was read; nothing else reaches the site"


@pytest.fixture
def world(store: Store) -> Assurance:
    return Assurance(store)


def missed(world: Assurance) -> SmelterAudit:
    """Return an audit that found the path missed, decided as provisional."""
    audit = SmelterAudit(world)
    audit.through(majors=("5.3a",))
    assert audit.decided().decision.outcome is Outcome.PROVISIONAL
    return audit


def test_an_exempted_major_stays_on_record_and_is_not_counted_up_to_the_next_audit(world: Assurance) -> None:
    audit = missed(world)
    one: dict[str, Any] = {"audit": audit.reference, "number": 1}
    with audit.day(40):
        world.by("mia", request_exemption, barrier=BARRIER, **one)
        assert world.by("sven", decision_view, audit=audit.reference).computed.outcome is Outcome.PROVISIONAL
        world.by("sven", decide_exemption, is_approved=True, reason=SEEN, **one)
        (found,) = world.by("mia", non_conformances, audit=audit.reference)
        assert (found.grade, found.rules.state) == (Grade.MAJOR, NonConformanceState.PLAN_DUE)
        assert found.exempt_to == date(2027, 4, 11)
        assert world.by("mia", notices, organisation="SMELT")[0].subject.endswith("is approved")
    taken = audit.decided(after=41)
    assert (taken.decision.outcome, taken.decision.majors) == (Outcome.FULL, ())
    assert [each.code for each in taken.decision.reasons] == [
        DecisionReasonCode.NO_MAJOR,
        DecisionReasonCode.MAJOR_EXEMPTED,
    ]
    later = SmelterAudit(world, kind="surveillance", first=date(2026, 9, 7))
    later.planned()
    for day, exempt_to in (("2026-09-13", date(2026, 9, 13)), ("2026-09-14", None)):
        with on_day(day):
            (found,) = world.by("sven", non_conformances, audit=audit.reference)
            assert found.exempt_to == exempt_to
    later.visited()
    later.found()
    later.reported()
    again = later.decided()
    assert (again.decision.outcome, again.decision.majors) == (Outcome.PROVISIONAL, ("5.3a",))


def test_it_takes_the_written_barrier_and_another_pair_of_eyes(world: Assurance) -> None:
    audit = missed(world)
    one: dict[str, Any] = {"audit": audit.reference, "number": 1}
    approving: dict[str, Any] = {"is_approved": True, "reason": SEEN, **one}
    with audit.day(40):
        assert world.refused_to("sven", decide_exemption, **approving) == "exemption_not_asked"
        for name in ("lena", "carl", "sven"):
            assert world.refused_to(name, request_exemption, barrier=BARRIER, **one) == "not_permitted"
        assert world.refused_to("mia", request_exemption, barrier=" ", **one) == "text_invalid"
        world.by("mia", request_exemption, barrier=BARRIER, **one)
        assert world.refused_to("mia", request_exemption, barrier=BARRIER, **one) == "exemption_asked_already"
        for name in ("mia", "lena", "theo", "carl"):
            assert world.refused_to(name, decide_exemption, **approving) == "not_permitted"
        waiting = [each.duty.kind.value for each in world.by("sven", worklist)]
        assert waiting.count("exemption_decision") == 1
        assert world.refused_to("sven", decide_exemption, **{**approving, "reason": ""}) == "reason_missing"
        world.by("sven", decide_exemption, **{**approving, "is_approved": False})
        assert world.refused_to("sven", decide_exemption, **approving) == "exemption_not_asked"
        world.do(request_exemption, OPERATOR, barrier=BARRIER, **one)
        assert world.refused(decide_exemption, OPERATOR, **approving) == "exemption_not_independent"
        with world.store.in_use():
            add_person(OPERATOR, username="theo", role="secretariat")
        assert world.refused_to("theo", decide_exemption, **approving) == "judged_by_auditor"
        world.by("sven", decide_exemption, **approving)
        world.by("lena", judge, judgement="escalated", text="the path was left on purpose", **one)
        (found,) = world.by("sven", non_conformances, audit=audit.reference)
        assert found.exempt_to is None
    with world.store.in_use(), connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("UPDATE non_conformance_event SET act = 'exempted'")


def test_no_other_criterion_is_exempted(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    with audit.day(40):
        asked = {"audit": audit.reference, "number": 1, "barrier": BARRIER}
        assert world.refused_to("mia", request_exemption, **asked) == "exemption_impossible"
