"""What waits for whom, as people of the trade would tell it."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from casthouse.service.permission import OPERATOR, Actor
from casthouse.service.plan import propose_plan
from casthouse.service.worklist import WorkEntry, worklist
from tests.contract.movement_rows import receipt, shipment
from tests.contract.register_text import Register, organisation
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance, SmelterAudit
from tests.scenario.certification import COC, PROVISIONAL, PS, granted, on_day, rolling_mill
from tests.scenario.company import AUDITOR, CLERK, MANAGER, SECRETARIAT, STRANGER, Company


def waits(company: Company, actor: Actor, day: str, **given: object) -> list[WorkEntry]:
    """Return what waits for somebody on a day."""
    with on_day(day):
        return company.do(worklist, actor, **given)  # type: ignore[arg-type]


def told(entries: list[WorkEntry]) -> list[tuple[str, str | None, str]]:
    """Return entries as their kind, their day and where they stand."""
    return [
        (each.duty.kind.value, each.duty.due.isoformat() if each.duty.due else None, each.standing.value)
        for each in entries
    ]


def of_kind(entries: list[WorkEntry], kind: str) -> list[WorkEntry]:
    return [each for each in entries if each.duty.kind.value == kind]


@pytest.fixture
def world(store: Store) -> Assurance:
    return Assurance(store)


def test_each_step_of_an_audit_waits_for_one_part_until_its_day(world: Assurance) -> None:
    audit = SmelterAudit(world)  # first day on site 2025-09-01, a smelter: the plan six weeks ahead
    lena, sven, mia = (world.who(name) for name in ("lena", "sven", "mia"))
    with audit.day(-60):
        lena = world.who("lena")
    (plan,) = waits(world, lena, "2025-07-21")[:1]
    assert (plan.duty.kind.value, plan.duty.due, plan.days_left) == ("audit_plan", date(2025, 7, 21), 0)
    assert plan.standing.value == "near"
    assert plan.link == "/audits/SMELT-PS-A1/"
    assert waits(world, lena, "2025-07-22")[0].standing.value == "overdue"
    assert of_kind(waits(world, sven, "2025-07-21"), "audit_plan_approval") == []
    audit.planned()
    assert told(of_kind(waits(world, lena, "2025-08-01"), "audit_report")) == [
        ("audit_report", "2025-11-02", "open")
    ]
    audit.visited()
    audit.found(majors=("5.2",))
    assert told(of_kind(waits(world, mia, "2025-10-07"), "correction_plan")) == [
        ("correction_plan", "2025-10-07", "near")
    ]
    audit.reported()
    assert told(of_kind(waits(world, sven, "2025-10-21"), "decision")) == [("decision", "2025-10-21", "near")]
    audit.decided()
    audit.closed(1)
    assert of_kind(waits(world, mia, "2026-04-01"), "correction") == []


def test_a_certificate_asks_for_its_surveillance_and_its_renewal(world: Assurance) -> None:
    audit = SmelterAudit(world)
    audit.through()
    audit.decided()  # full from 2025-10-02 for three years, maturity medium
    mia = world.who("mia")
    late = waits(world, mia, "2027-04-03")
    assert told(of_kind(late, "surveillance")) == [("surveillance", "2027-04-02", "overdue")]
    assert of_kind(waits(world, mia, "2027-01-01"), "surveillance")[0].standing.value == "ahead"
    assert of_kind(waits(world, mia, "2027-01-02"), "surveillance")[0].standing.value == "open"
    renew = of_kind(waits(world, mia, "2028-01-01"), "renew_certificate")
    assert told(renew) == [("renew_certificate", "2028-10-01", "open")]
    assert renew[0].duty.remind == (date(2028, 1, 1), date(2028, 4, 1), date(2028, 7, 1))
    assert of_kind(waits(world, mia, "2028-10-02"), "renew_certificate") == []
    certify = of_kind(waits(world, mia, "2028-10-02"), "certify")
    assert told(certify) == [("certify", "2028-10-01", "overdue")]


def test_a_member_certifies_within_two_years_of_joining(store: Store) -> None:
    company = Company(store, rolling_mill(joined="2024-02-29"))
    for day, standing in (("2026-02-28", "near"), ("2026-03-01", "overdue")):
        found = of_kind(waits(company, OPERATOR, day, organisation="MILL"), "certify")
        assert told(found) == [("certify", "2026-02-28", standing)]
        assert found[0].duty.basis.verified is False
    granted(company, "MILL-SCOPE", PS, "2026-02-28")
    assert of_kind(waits(company, OPERATOR, "2026-02-28", organisation="MILL"), "certify") == []


def test_the_day_is_the_one_where_the_organisation_is(store: Store) -> None:
    """At one instant it is already the next day on Kiritimati, and still the day before on Honolulu."""
    register: Register = {"organisation": []}
    for code, zone in (("EARLY", "Pacific/Kiritimati"), ("LATE", "Pacific/Honolulu")):
        register["organisation"].append(organisation(code) | {"joined": date(2024, 1, 15), "timezone": zone})
    company = Company(store, register)
    with on_day("2026-01-15", "12:00"):
        found = company.do(worklist, OPERATOR)
    assert {each.duty.organisation: each.standing.value for each in of_kind(found, "certify")} == {
        "EARLY": "overdue",
        "LATE": "near",
    }


def test_provisional_suspended_and_the_performance_deadline(store: Store) -> None:
    company = Company(store, rolling_mill(joined="2024-01-15"))
    number = granted(company, "MILL-SCOPE", COC, "2025-03-01", level=PROVISIONAL).number
    found = waits(company, OPERATOR, "2025-06-01", organisation="MILL")
    assert told(of_kind(found, "make_full")) == [("make_full", "2026-02-28", "open")]
    assert told(of_kind(found, "performance_first")) == [("performance_first", "2026-01-15", "open")]
    assert of_kind(found, "make_full")[0].duty.keys == (number,)
    after = waits(company, OPERATOR, "2026-01-16", organisation="MILL")
    assert told(of_kind(after, "cure_suspension")) == [("cure_suspension", "2026-02-28", "open")]
    assert of_kind(after, "performance_first") == []


def test_the_accounts_wait_for_closing_reconciling_and_the_report(store: Store) -> None:
    company = Company(store)
    company.post(receipt("IN", quantity="100"), shipment("OUT", quantity="50"))  # in 2024
    found = waits(company, MANAGER, "2025-03-31")
    assert told(of_kind(found, "close_period")) == [("close_period", "2025-03-31", "near")]
    assert told(of_kind(found, "annual_report")) == [("annual_report", "2025-03-31", "near")]
    assert of_kind(found, "reconcile_month")[0].standing.value == "overdue"
    assert of_kind(found, "issue_documents")[0].duty.subject == "1 CoC shipment"
    assert [
        each.standing.value for each in of_kind(waits(company, MANAGER, "2025-04-01"), "close_period")
    ] == ["overdue"]


def test_nobody_is_told_what_they_may_not_read_or_do(store: Store) -> None:
    company = Company(store)
    company.post(receipt("IN", quantity="100"), shipment("OUT", quantity="50"))
    clerk = {each.duty.kind.value for each in waits(company, CLERK, "2025-03-31")}
    assert "issue_documents" in clerk
    assert "close_period" not in clerk  # a clerk may not close
    assert "close_period" in {
        each.duty.kind.value for each in waits(company, CLERK, "2025-03-31", with_others=True)
    }
    assert of_kind(waits(company, AUDITOR, "2025-03-31"), "issue_documents") == []
    keeper = {each.duty.kind.value for each in waits(company, SECRETARIAT, "2025-03-31", with_others=True)}
    assert "annual_report" in keeper
    assert not keeper & {"issue_documents", "close_period", "reconcile_month", "inbox"}
    stranger = waits(company, STRANGER, "2025-03-31", with_others=True)
    assert {each.duty.organisation for each in stranger} <= {"SUP"}
    assert company.refused(worklist, STRANGER, organisation="ACME") == "not_permitted"
    assert company.refused(worklist, STRANGER, organisation="NOBODY") == "not_permitted"
    assert company.refused(worklist, OPERATOR, organisation="NOBODY") == "organisation_unknown"
    assert company.refused(worklist, Actor(name="nobody")) == "not_permitted"


def test_who_proposed_a_plan_does_not_wait_for_it(store: Store) -> None:
    company = Company(store)
    with on_day("2024-02-01"):
        company.do(
            propose_plan, MANAGER, scope="ACME-COC", period=date(2024, 1, 1), stage="aluminium", outflow_g=5
        )
    assert of_kind(waits(company, MANAGER, "2024-02-02"), "approve_plan") == []
    other = Actor(name="grace", organisation_roles=MANAGER.organisation_roles)
    assert of_kind(waits(company, other, "2024-02-02"), "approve_plan")[0].duty.asked_by == "ada"


def test_the_number_of_statements_does_not_grow_with_the_organisations(
    store: Store, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    register = rolling_mill()
    many = [organisation(f"M{n}") | {"joined": date(2024, 1, 1)} for n in range(40)]
    register["organisation"] += many
    company = Company(store, register)
    company.store.in_use()
    granted(company, "MILL-SCOPE", COC, "2025-03-01")
    with company.store.in_use(), django_assert_max_num_queries(45):
        found = worklist(OPERATOR)
    assert len(found) > 40
