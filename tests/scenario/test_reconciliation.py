"""Books against what was counted and declared, month by month, per material and direction."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from casthouse.service.permission import Actor
from casthouse.service.reconciliation import count_stock, declare_flow, reconcile
from tests.contract.movement_rows import other_shipment, receipt, reversal
from tests.contract.register_text import one_scope
from tests.contract.store import Store
from tests.scenario.company import AUDITOR, CLERK, SCOPE, SECRETARIAT, STRANGER, Company, T, command


@pytest.fixture
def acme(store: Store) -> Company:
    """100 t came in March and 60 t left; 20 t left in April."""
    company = Company(store)
    company.post(
        receipt("IN", quantity="100", date="2024-03-10"),
        other_shipment("OUT-1", quantity="60", date="2024-03-31"),
        other_shipment("OUT-2", quantity="20", date="2024-04-01"),
    )
    return company


@pytest.fixture(scope="module")
def settled(new_store: Callable[[], Store], opened: None) -> Company:  # noqa: ARG001 - lets tests reach a store
    """Return a company without movements; tests must leave it as it is."""
    return Company(new_store())


def month(acme: Company, name: str) -> dict[str, Any]:
    return acme.do(reconcile, AUDITOR, scope=SCOPE, month=name).as_json()


def line(acme: Company, name: str, material: str = "aluminium") -> dict[str, Any]:
    (found,) = (each for each in month(acme, name)["materials"] if each["material"] == material)
    return dict(found)


def codes(acme: Company, name: str) -> list[str]:
    return [each["code"] for each in month(acme, name)["findings"]]


def count(acme: Company, day: str, tonnes: int, material: str = "aluminium") -> None:
    on = date.fromisoformat(day)
    acme.do(count_stock, CLERK, scope=SCOPE, on=on, material=material, quantity_g=tonnes * T)


def declare(acme: Company, name: str, flow: str, tonnes: int, material: str = "aluminium") -> None:
    mass_g = tonnes * T
    acme.do(declare_flow, CLERK, scope=SCOPE, month=name, material=material, flow=flow, quantity_g=mass_g)


def test_the_books_go_from_opening_to_stock(acme: Company) -> None:
    march, april = line(acme, "2024-03"), line(acme, "2024-04")
    assert march["inflow"] == {"booked_g": 100 * T, "declared_g": None, "difference_g": None}
    assert march["outflow"]["booked_g"] == 60 * T
    assert march["stock"] == {"booked_g": 40 * T, "counted_g": None, "difference_g": None}
    assert (april["opening_g"], april["stock"]["booked_g"]) == (40 * T, 20 * T)


def test_a_movement_taken_back_is_in_no_book(acme: Company) -> None:
    acme.post(reversal("BACK", "OUT-1", date="2024-05-01"))
    assert line(acme, "2024-03")["outflow"]["booked_g"] == 0


def test_a_month_without_a_count_is_a_finding(acme: Company) -> None:
    assert codes(acme, "2024-03") == ["stock_not_counted"]
    count(acme, "2024-03-31", 40)
    assert codes(acme, "2024-03") == []


def test_a_count_that_differs_is_reported_once_and_opens_the_next_month(acme: Company) -> None:
    count(acme, "2024-03-31", 38)
    assert codes(acme, "2024-03") == ["stock_differs"]
    assert line(acme, "2024-03")["stock"]["difference_g"] == -2 * T
    count(acme, "2024-04-30", 18)
    assert line(acme, "2024-04")["opening_g"] == 38 * T
    assert codes(acme, "2024-04") == []


def test_a_later_count_of_the_day_replaces_the_first(acme: Company) -> None:
    count(acme, "2024-03-31", 38)
    count(acme, "2024-03-31", 40)
    before = acme.store.dump()
    count(acme, "2024-03-31", 40)
    assert acme.store.dump() == before
    assert codes(acme, "2024-03") == []


def test_declared_masses_are_compared_by_direction(acme: Company) -> None:
    count(acme, "2024-03-31", 40)
    declare(acme, "2024-03", "inflow", 100)
    declare(acme, "2024-03", "outflow", 70)
    march = line(acme, "2024-03")
    assert march["inflow"]["difference_g"] == 0
    assert march["outflow"] == {"booked_g": 60 * T, "declared_g": 70 * T, "difference_g": 10 * T}
    assert codes(acme, "2024-03") == ["outflow_differs"]
    declare(acme, "2024-03", "outflow", 60)
    assert codes(acme, "2024-03") == []


def test_what_was_made_of_scrap_and_consumed_is_in_the_books(acme: Company) -> None:
    acme.post(receipt("SCRAP", material="pre_consumer_scrap", quantity="50", date="2024-03-12"))
    declare(acme, "2024-03", "consumed", 45, "pre_consumer_scrap")
    declare(acme, "2024-03", "made", 43)
    assert line(acme, "2024-03", "pre_consumer_scrap")["stock"]["booked_g"] == 5 * T
    assert line(acme, "2024-03")["stock"]["booked_g"] == 83 * T


def test_a_stock_below_zero_is_a_finding(acme: Company) -> None:
    acme.post(other_shipment("MORE", quantity="41", date="2024-03-31"))
    assert codes(acme, "2024-03") == ["stock_negative", "stock_not_counted"]


def test_a_count_before_the_first_period_opens_it(acme: Company) -> None:
    count(acme, "2023-12-31", 5)
    assert line(acme, "2024-01")["opening_g"] == 5 * T
    assert line(acme, "2024-03")["stock"]["booked_g"] == 45 * T


def test_a_first_period_that_begins_within_a_month(store: Store) -> None:
    acme = Company(store, one_scope(first="2024-03-15"))
    acme.post(
        receipt("BEFORE", quantity="7", date="2024-03-14"), receipt("AFTER", quantity="9", date="2024-03-15")
    )
    assert line(acme, "2024-03")["inflow"]["booked_g"] == 9 * T


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": date(2024, 3, 30)}, "stock_count_day"),
        ({"on": date(2023, 11, 30)}, "period_unknown"),
        ({"on": date(9999, 12, 31)}, "stock_count_in_future"),
        ({"quantity_g": -1}, "quantity_invalid"),
        ({"material": "steel"}, "material_unknown"),
        ({"scope": "NONE"}, "not_permitted"),
    ],
)
def test_a_count_that_makes_no_sense_is_refused(settled: Company, changes: dict[str, Any], code: str) -> None:
    usual: dict[str, Any] = {"scope": SCOPE, "on": date(2024, 3, 31), "material": "aluminium"}
    usual |= {"quantity_g": 1}
    assert settled.refused(count_stock, CLERK, **usual | changes) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"month": "2024-13"}, "month_invalid"),
        ({"month": "2024-3"}, "month_invalid"),
        ({"month": "2023-12"}, "period_unknown"),
        ({"flow": "sideways"}, "stock_flow_unknown"),
        ({"quantity_g": 10**16}, "quantity_invalid"),
        ({"source": "a\x00"}, "text_invalid"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(
    settled: Company, changes: dict[str, Any], code: str
) -> None:
    usual: dict[str, Any] = {"scope": SCOPE, "month": "2024-03", "material": "aluminium", "flow": "made"}
    assert settled.refused(declare_flow, CLERK, **usual | {"quantity_g": 1} | changes) == code


def test_any_month_that_can_be_named_is_answered(acme: Company) -> None:
    assert line(acme, "9999-12")["stock"]["booked_g"] == 20 * T


@pytest.mark.parametrize("actor", [AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_and_clerks_count(settled: Company, actor: Actor) -> None:
    content: dict[str, Any] = {"scope": SCOPE, "material": "aluminium", "quantity_g": 1}
    assert settled.refused(count_stock, actor, **content, on=date(2024, 3, 31)) == "not_permitted"
    assert settled.refused(declare_flow, actor, **content, month="2024-03", flow="made") == "not_permitted"


@pytest.mark.parametrize("actor", [STRANGER, SECRETARIAT])
def test_others_do_not_see_the_books(settled: Company, actor: Actor) -> None:
    assert settled.refused(reconcile, actor, scope=SCOPE, month="2024-03") == "not_permitted"


def test_the_commands(acme: Company) -> None:
    what = (SCOPE, "--material", "aluminium", "--quantity-g")
    assert acme.store.run("reconcile", SCOPE, "--month", "2024-03").code == 1
    command(acme, "stock", "count", *what, "40000000", "--date", "2024-03-31")
    command(acme, "stock", "declare", *what, "60100000", "--month", "2024-03", "--flow", "outflow")
    report = command(acme, "reconcile", SCOPE, "--month", "2024-03")
    assert (report["month"], report["findings"]) == ("2024-03", [])
    assert report["materials"][0]["outflow"]["difference_g"] == 100_000
    assert acme.journal()[-2:] == [("operator", "stock.count"), ("operator", "stock.declare")]
