"""What an auditor may see: what the audit covers, for as long as it runs, to the day."""

from datetime import date

import pytest

from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.measure.period import add_months
from casthouse.service.audit import audits, withdraw_audit
from casthouse.service.audit_checklist import checklist
from casthouse.service.audit_report import comment
from casthouse.service.audit_view import audit_view
from casthouse.service.decision import decision_view
from casthouse.service.movement_list import movement_page
from casthouse.service.non_conformance import non_conformances
from casthouse.service.position import position
from casthouse.service.self_assessment import assessments
from tests.contract.register_text import Register, scope
from tests.contract.store import Store
from tests.scenario.audit_world import FIRST, Assurance, SmelterAudit, smelter
from tests.scenario.certification import on_day

READS = (audit_view, checklist, decision_view, non_conformances)
DAY = FIRST.resolution


def two_scopes() -> Register:
    """Return the smelter with a second scope and its site."""
    register = smelter()
    register["facility"].append(register["facility"][0] | {"code": "SMELT2-1"})
    register["scope"].append(scope("SMELT2-PS", "SMELT", ["SMELT2-1"], "2025-01-01"))
    return register


@pytest.fixture
def world(store: Store) -> Assurance:
    return Assurance(store, two_scopes())


def sees(world: Assurance, name: str, audit: str, day: date) -> bool:
    """Say whether somebody reads an audit on a day: all of it and in the list, or nothing and not listed."""
    with on_day(day.isoformat()):
        listed = audit in {each.reference for each in world.by(name, audits)}
        for read in READS:
            if listed:
                world.by(name, read, audit=audit)
            else:
                assert world.refused_to(name, read, audit=audit) == "not_permitted"
        return listed


def test_an_auditor_sees_the_own_audit_and_nothing_else_of_the_organisation(world: Assurance) -> None:
    own, other = SmelterAudit(world), SmelterAudit(world, scope="SMELT2-PS", lead="theo", members=[])
    assert sees(world, "lena", own.reference, FIRST)
    assert not sees(world, "lena", other.reference, FIRST)
    assert sees(world, "theo", own.reference, FIRST)
    assert sees(world, "theo", other.reference, FIRST)
    assert not sees(world, "uwe", own.reference, FIRST)  # of the same firm
    with own.day(0):
        for name in ("lena", "theo"):
            assert world.refused_to(name, position, scope="SMELT-PS") == "not_permitted"
            assert world.refused_to(name, assessments, scope="SMELT-PS") == "not_permitted"
            assert world.refused_to(name, movement_page, organisation="SMELT") == "not_permitted"


def test_it_ends_with_the_withdrawal(world: Assurance) -> None:
    audit = SmelterAudit(world)
    assert sees(world, "lena", audit.reference, FIRST)
    with audit.day(0):
        world.by("sven", withdraw_audit, audit=audit.reference, reason="the member left")
    assert not sees(world, "lena", audit.reference, FIRST)
    assert sees(world, "mia", audit.reference, FIRST)  # the member keeps reading it
    assert not sees(world, "carl", audit.reference, FIRST)


def test_it_ends_with_a_decision_that_leaves_nothing_open(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.through()
    decided = FIRST + 31 * DAY
    assert sees(world, "theo", audit.reference, decided)
    audit.decided(after=31)
    assert not sees(world, "theo", audit.reference, decided)
    assert not sees(world, "lena", audit.reference, decided)
    with on_day(decided.isoformat()):
        assert world.refused_to("lena", comment, audit=audit.reference, text="later") == "not_permitted"


def test_after_a_provisional_one_it_lasts_as_long_as_a_correction_may_take(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    audit.decided(after=31)
    months = built_in_assurance_manual().deadlines.follow_up_months
    last = add_months(FIRST + 31 * DAY, months)
    assert sees(world, "lena", audit.reference, last)
    assert not sees(world, "lena", audit.reference, last + DAY)
    assert sees(world, "sven", audit.reference, last + DAY)
