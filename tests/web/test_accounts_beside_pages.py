"""Pages of suppliers, cash, contractors, tolling and reconciliation: what they show, record and refuse, and to whom."""

from collections.abc import Mapping

import pytest

from casthouse.service.journal import journal
from casthouse.service.permission import OPERATOR
from tests.contract.movement_rows import receipt
from tests.web.api_world import post_rows
from tests.web.page_visit import Page, Visitor

pytestmark = pytest.mark.usefixtures("world")

SUPPLIERS = "/organisations/ACME/suppliers/"
CASH = f"{SUPPLIERS}cash/"
CONTRACTORS = "/scopes/ACME-COC/contractors/"
TOLLING = "/scopes/ACME-COC/tolling/"
RECONCILIATION = "/scopes/ACME-COC/reconciliation/"
YEAR = "?period=2024-01-01"
PAGES = (SUPPLIERS, CASH, CONTRACTORS, TOLLING, f"{RECONCILIATION}?month=2024-03")

ASSESS = {"form": "assess", "supplier": "Huber", "on": "2024-03-01", "result": "passed", "evidence": "visit"}
PAY = {"form": "cash", "reference": "K-1", "supplier": "Huber", "on": "2024-03-01", "amount_usd": "4000"}
LIST = {
    "form": "listing",
    "contractor": "Nord",
    "listed_from": "2024-01-01",
    "risk": "acceptable",
    "risk_assessed_on": "2023-12-01",
    "evidence": "visit",
}
SEND = {
    "form": "transfer",
    "direction": "sent",
    "contractor": "Nord",
    "reference": "T-1",
    "on": "2024-04-01",
    "material": "aluminium",
    "quantity": "12.5",
}
LOSE = {
    "form": "loss",
    "contractor": "Nord",
    "reference": "L-1",
    "on": "2024-04-02",
    "material": "aluminium",
    "quantity": "0.5",
    "cause": "melt loss",
}
HOLD = {"form": "held", "contractor": "Nord", "material": "aluminium", "held": "2", "explanation": "counted"}
TOLL = {
    "form": "entry",
    "side": "received",
    "customer": "Outsider",
    "reference": "TOLL-1",
    "on": "2024-04-01",
    "material": "dross",
    "quantity": "7",
    "evidence": "their certificate",
}
LINK = {"form": "link", "customer": "SUP", "movement": "IN-2"}
COUNT = {"form": "count", "on": "2024-03-31", "material": "aluminium", "quantity": "1700"}
DECLARE = {
    "form": "declare",
    "flow": "inflow",
    "material": "aluminium",
    "quantity": "2001",
    "source": "scales",
}
BACK = {"reference": "X", "contractor": "Nord", "reason": "typed twice"}

OPERATING, DECIDING = {"manager", "clerk"}, {"manager"}
ACTS = [
    (SUPPLIERS, ASSESS, OPERATING),
    (CASH, PAY, OPERATING),
    (CONTRACTORS + YEAR, LIST, DECIDING),
    (CONTRACTORS + YEAR, LOSE, OPERATING),
    (CONTRACTORS + YEAR, HOLD, OPERATING),
    (TOLLING, TOLL, OPERATING),
    (TOLLING, LINK, OPERATING),
    (f"{RECONCILIATION}?month=2024-03", COUNT, OPERATING),
    (f"{RECONCILIATION}?month=2024-03", DECLARE, OPERATING),
]


def sent(path: str, data: Mapping[str, str], person: str = "manager") -> Page:
    return Visitor(person).post(path, data)


def acts() -> int:
    return len(journal(OPERATOR, organisation="ACME"))


@pytest.mark.parametrize("path", PAGES)
def test_who_may_read(path: str) -> None:
    for person in ("manager", "clerk", "auditor"):
        assert Visitor(person).get(path).status == 200, person
    for person in ("secretariat", "stranger"):
        page = Visitor(person).get(path)
        assert (page.status, page.refusal) == (403, "not_permitted"), person
    assert Visitor(None).get(path).address.startswith("/account/login/")


@pytest.mark.parametrize(("path", "data", "allowed"), ACTS, ids=[act["form"] for _, act, _ in ACTS])
def test_who_may_record(path: str, data: Mapping[str, str], allowed: set[str]) -> None:
    before = acts()
    for person in ("secretariat", "stranger", "auditor", "clerk", "manager"):
        page = sent(path, data, person)
        if person in allowed:
            assert (page.status, page.refusal) == (200, ""), person
            break
        assert (page.status, page.refusal) == (403, "not_permitted"), person
        assert acts() == before
    assert acts() == before + 1


@pytest.mark.parametrize("path", [f"{CASH}reverse/", f"{CONTRACTORS}reverse/", f"{TOLLING}reverse/"])
def test_who_may_take_back(path: str) -> None:
    for person in ("secretariat", "stranger", "auditor", "clerk"):
        assert sent(path, BACK, person).refusal == "not_permitted", person
    page = sent(path, BACK)
    assert (page.status, page.refusal) == (404, "entry_unknown")


@pytest.mark.parametrize("person", ["auditor", "clerk", "manager"])
def test_forms_stand_only_where_they_may_be_sent(person: str) -> None:
    shown = Visitor(person).get(CONTRACTORS).text
    assert ('name="form" value="transfer"' in shown) == (person != "auditor")
    assert ('name="form" value="listing"' in shown) == (person == "manager")


def test_a_supplier_is_wanting_until_it_passes() -> None:
    post_rows("ACME", [receipt("PCS", material="post_consumer_scrap", counterparty="Huber", quantity="3")])
    on = f"{SUPPLIERS}?on=2024-06-01"
    page = Visitor().get(on)
    assert "1 supplier delivered what it is not entitled to" in page.words
    assert "Huber ✕ not entitled missing" in page.words
    assert "passed on 2024-03-01, to be renewed by" in sent(SUPPLIERS, ASSESS).words
    page = Visitor().get(on)
    assert "not entitled" not in page.words
    assert "✓ passed" in page.words
    assert "3.000" in page.words


def test_a_failed_assessment_ends_one_that_passed() -> None:
    sent(SUPPLIERS, ASSESS)
    sent(SUPPLIERS, ASSESS | {"on": "2024-04-01", "result": "failed"})
    assert "✓ passed" in Visitor().get(f"{SUPPLIERS}?on=2024-03-31").words
    assert "✓ passed" not in Visitor().get(f"{SUPPLIERS}?on=2024-04-01").words


def test_a_pass_needs_evidence() -> None:
    page = sent(SUPPLIERS, ASSESS | {"evidence": " \n "})
    assert (page.status, page.refusal) == (422, "due_diligence_without_evidence")
    assert 'value="Huber"' in page.text


def test_cash_counts_together_with_linked_purchases_up_to_the_cap() -> None:
    sent(CASH, PAY)
    page = sent(CASH, PAY | {"reference": "K-2", "amount_usd": "5000"})
    assert "5000.00 9000.00" in page.words
    refused = sent(CASH, PAY | {"reference": "K-3", "amount_usd": "5000"})
    assert (refused.status, refused.refusal) == (422, "cash_purchase_above_cap")
    assert "Cash purchase K-1 is taken back" in sent(f"{CASH}reverse/", BACK | {"reference": "K-1"}).words
    assert "1 purchase" in Visitor().get(CASH).words


def test_material_at_a_contractor_has_to_add_up() -> None:
    where = CONTRACTORS + YEAR
    assert sent(where, SEND).refusal == "contractor_not_listed"
    sent(where, LIST)
    assert "12.500 t sent, Nord: T-1 is recorded" in sent(where, SEND).words
    assert "2024-04-01 T-1 Nord sent Aluminium 12.500" in Visitor().get(where).words
    assert "T-1" not in Visitor().get(f"{CONTRACTORS}?period=2025-01-01").words
    page = sent(where, LOSE)
    assert "12.500 0.000 0.500 0.000 12.000 ! unexplained" in page.words
    page = sent(where, HOLD | {"held": "12"})
    assert "unexplained" not in page.words
    page = sent(f"{CONTRACTORS}reverse/", BACK | {"reference": "L-1"})
    assert "Entry L-1 is taken back" in page.words
    assert "L-1" not in Visitor().get(where).words


def test_toll_metal_is_owed_until_it_went_back() -> None:
    page = sent(TOLLING, TOLL)
    assert "Outsider 7.000 0.000 0.000 7.000" in page.words
    assert "1 entry" in page.words
    page = sent(TOLLING, TOLL | {"side": "returned", "reference": "TOLL-2", "quantity": "8"})
    assert (page.status, page.refusal) == (422, "toll_overdrawn")
    assert "ours: IN-2" in sent(TOLLING, LINK).words
    assert "TOLL-1 is taken back" in sent(f"{TOLLING}reverse/", BACK | {"reference": "TOLL-1"}).words


def test_a_month_shows_books_beside_what_was_declared() -> None:
    month = f"{RECONCILIATION}?month=2024-03"
    assert "Stock not counted" in Visitor().get(month).words
    sent(month, DECLARE)
    page = sent(month, COUNT)
    assert "In 2 000.000 2 001.000 1.000" in page.words.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "Stock not counted" not in page.words
    assert "1 700.000 1 700.000 0.000" in page.words.replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{RECONCILIATION}?month=2024-13", "month_invalid"),
        (f"{CONTRACTORS}?period=2024-02-01", "period_unknown"),
    ],
)
def test_a_wrong_address_says_so(path: str, code: str) -> None:
    page = Visitor().get(path)
    assert page.status in {404, 422}
    assert page.refusal == code
