"""Due diligence on suppliers: who may deliver post-consumer scrap on which day, and the finding that follows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from casthouse.custody.due_diligence import Assessment
from casthouse.custody.supplier import Supplier
from casthouse.service.due_diligence import assess_supplier, suppliers
from casthouse.service.period import findings_of
from casthouse.service.permission import Actor
from tests.contract.movement_rows import receipt, shipment
from tests.contract.register_text import certificate, one_scope, register_text
from tests.contract.store import Store
from tests.scenario.company import (
    AUDITOR,
    CLERK,
    SCOPE,
    SECRETARIAT,
    STRANGER,
    YEAR,
    Company,
    T,
    command,
)

START = date(2024, 1, 1)


@pytest.fixture
def acme(store: Store) -> Company:
    return Company(store)


@pytest.fixture(scope="module")
def settled(new_store: Callable[[], Store], opened: None) -> Company:  # noqa: ARG001 - lets tests reach a store
    """Return a company without suppliers; tests must leave it as it is."""
    return Company(new_store())


def scrap(reference: str, day: str, supplier: str = "HUBER") -> dict[str, str]:
    return receipt(
        reference, date=day, material="post_consumer_scrap", counterparty=supplier, document="", quantity="10"
    )


def assess(acme: Company, on: str, *, passed: bool = True, supplier: str = "HUBER") -> Assessment:
    return acme.do(
        assess_supplier,
        CLERK,
        organisation="ACME",
        supplier=supplier,
        passed=passed,
        on=date.fromisoformat(on),
        evidence=["site visit"],
    )


def findings(acme: Company) -> list[str]:
    found = acme.do(findings_of, AUDITOR, scope=SCOPE, start=START)
    return [each.detail for each in found if each.code.value == "supplier_not_entitled"]


def listed(acme: Company, on: str) -> dict[str, Supplier]:
    day = date.fromisoformat(on)
    return {each.name: each for each in acme.do(suppliers, AUDITOR, organisation="ACME", on=day)}


def test_scrap_of_a_supplier_without_due_diligence_is_a_finding(acme: Company) -> None:
    acme.post(scrap("A", "2024-03-01"))
    assert findings(acme) == ["10 t of post_consumer_scrap booked as CoC, from 2024-03-01 on"]
    assess(acme, "2024-03-01")
    assert findings(acme) == []


def test_due_diligence_holds_for_the_months_of_the_edition(acme: Company) -> None:
    assert assess(acme, "2024-01-10").expires_on == date(2025, 1, 10)
    acme.post(scrap("A", "2024-01-09"), scrap("B", "2024-01-10"), scrap("C", "2024-12-31"))
    assert findings(acme) == ["10 t of post_consumer_scrap booked as CoC, from 2024-01-09 on"]


def test_an_assessment_that_failed_later_ends_one_that_passed(acme: Company) -> None:
    acme.post(scrap("A", "2024-03-01"), scrap("B", "2024-06-01"))
    assess(acme, "2024-01-10")
    assert findings(acme) == []
    assess(acme, "2024-05-01", passed=False)
    assert findings(acme) == ["10 t of post_consumer_scrap booked as CoC, from 2024-06-01 on"]


def test_due_diligence_does_not_replace_a_certificate_for_metal(acme: Company) -> None:
    acme.post(receipt("A", counterparty="HUBER"))
    assess(acme, "2024-01-10")
    assert len(findings(acme)) == 1


def test_a_user_s_rule_pack_sets_the_months(acme: Company) -> None:
    pack = 'code = "quick"\nname = "Quick"\nextends = "coc-v2"\n'
    rule = '[[rule]]\nid = "due_diligence.renewal_months"\nvalue = 6\n'
    command(acme, "rulepack", "load", acme.store.file("quick.toml", f"[pack]\n{pack}\n{rule}"))
    register = one_scope()
    register["scope"][0]["edition"] = "quick"
    assert acme.store.load(register_text(register)).code == 0
    assert assess(acme, "2024-01-10").expires_on == date(2024, 7, 10)


def test_the_list_says_where_each_supplier_stands(acme: Company) -> None:
    acme.post(scrap("A", "2024-03-01"), scrap("B", "2024-03-01", supplier="UNKNOWN"))
    acme.post(scrap("C", "2024-03-01", supplier="SUP"))
    assess(acme, "2024-01-10")
    assess(acme, "2024-01-10", supplier="FAILING")
    assess(acme, "2024-02-10", supplier="FAILING", passed=False)
    found = listed(acme, "2024-12-31")
    assert list(found) == ["UNKNOWN", "HUBER", "FAILING", "SUP"]
    assert {name: each.status.value for name, each in found.items()} == {
        "UNKNOWN": "missing",
        "HUBER": "passed",
        "FAILING": "failed",
        "SUP": "missing",
    }
    assert (found["HUBER"].days_left, found["HUBER"].delivered_g) == (10, 10 * T)
    assert [name for name, each in found.items() if each.is_wanting] == ["UNKNOWN"]
    assert found["SUP"].is_certified
    later = listed(acme, "2025-01-10")["HUBER"]
    assert (later.status.value, later.days_left, later.is_wanting) == ("out_of_date", None, True)
    assert "UNKNOWN" not in listed(acme, "2025-03-02")


def test_the_same_assessment_again_changes_nothing(acme: Company) -> None:
    assess(acme, "2024-01-10")
    before = acme.store.dump()
    assess(acme, "2024-01-10")
    assert acme.store.dump() == before
    assert acme.journal()[-1] == ("joan", "supplier.assess")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"evidence": []}, "due_diligence_without_evidence"),
        ({"evidence": ["   "]}, "text_invalid"),
        ({"supplier": " "}, "text_invalid"),
        ({"supplier": "a\x00"}, "text_invalid"),
        ({"on": date(9999, 1, 1)}, "due_diligence_in_future"),
        ({"organisation": "NONE"}, "not_permitted"),
    ],
)
def test_an_assessment_that_makes_no_sense_is_refused(
    settled: Company, changes: dict[str, Any], code: str
) -> None:
    usual: dict[str, Any] = {"organisation": "ACME", "supplier": "HUBER", "passed": True, "on": START}
    assert settled.refused(assess_supplier, CLERK, **usual | {"evidence": ["x"]} | changes) == code


@pytest.mark.parametrize("actor", [AUDITOR, STRANGER, SECRETARIAT])
def test_only_managers_and_clerks_assess(settled: Company, actor: Actor) -> None:
    usual: dict[str, Any] = {"organisation": "ACME", "supplier": "HUBER", "passed": True, "on": START}
    assert settled.refused(assess_supplier, actor, **usual, evidence=["x"]) == "not_permitted"


@pytest.mark.parametrize("actor", [STRANGER, SECRETARIAT])
def test_others_do_not_see_the_suppliers(settled: Company, actor: Actor) -> None:
    assert settled.refused(suppliers, actor, organisation="ACME") == "not_permitted"


def test_the_commands(acme: Company) -> None:
    file = acme.store.file("report.pdf", b"what was seen")
    whose = ("--organisation", "ACME", "--supplier", "HUBER", "--on", "2024-01-10")
    made = command(
        acme, "supplier", "assess", *whose, "--passed", "--evidence", "visit", "--evidence-file", file
    )
    digest = "sha256:d8b25f8f7c2eec4f0ec2c8d9b2f9a10ddd5ffcb0e4e95ba1a0b3bfcd4fbd0e5d"
    assert made["evidence"][0] == "visit"
    assert made["evidence"][1].startswith("report.pdf sha256:")
    assert len(made["evidence"][1]) == len("report.pdf ") + len(digest)
    missing = acme.store.run("supplier", "assess", *whose, "--passed", "--evidence-file", file + "x")
    assert missing.refusal == "evidence_unreadable"
    (huber,) = command(acme, "supplier", "list", "--organisation", "ACME", "--on", "2024-06-01")["suppliers"]
    assert (huber["status"], huber["days_left"], huber["evidence"]) == ("passed", 223, made["evidence"])


@pytest.fixture
def supplied(acme: Company) -> Company:
    """SUP, whose certificate ends on 30 June, shipped to ACME on that day under a CoC Document."""
    register = one_scope()
    register["certificate"][2] = certificate("COC-2", "SUP-COC", "2020-01-01", "2024-06-30")
    assert acme.store.load(register_text(register)).code == 0
    sup = {"facility": "SUP-CH", "quantity": "10"}
    acme.post(
        receipt("IN", counterparty="WHO", document="X", **sup | {"quantity": "100"}),
        shipment("OUT", date="2024-06-30", counterparty="ACME", **sup),
        organisation="SUP",
    )
    command(acme, "document", "issue", "OUT", "--organisation", "SUP")
    return acme


def document_number(acme: Company) -> str:
    from casthouse.storage.models import DocumentRow  # noqa: PLC0415 - needs the settings

    with acme.store.in_use():
        return DocumentRow.objects.get().number


def delivery(acme: Company, day: str, **changes: str) -> dict[str, str]:
    changes = {"document": document_number(acme), "counterparty": "SUP"} | changes
    return receipt("REC", date=day, quantity="10", **changes)


def test_goods_that_arrive_after_the_certificate_ended_were_shipped_before(supplied: Company) -> None:
    supplied.post(delivery(supplied, "2024-07-05"))
    assert findings(supplied) == []


def test_without_the_supplier_s_document_the_day_of_receipt_counts(supplied: Company) -> None:
    supplied.post(delivery(supplied, "2024-07-05", document="OF-SOMEBODY"))
    assert findings(supplied) == ["10 t of aluminium booked as CoC, from 2024-07-05 on"]


def test_another_supplier_s_document_of_the_same_number_does_not_count(supplied: Company) -> None:
    supplied.post(delivery(supplied, "2024-07-05", counterparty="CUS"))
    assert findings(supplied) == ["10 t of aluminium booked as CoC, from 2024-07-05 on"]


def test_a_certificate_that_began_after_the_shipment_does_not_cover_it(supplied: Company) -> None:
    register = one_scope()
    register["certificate"][2] = certificate("COC-2", "SUP-COC", "2024-07-01", "2030-12-31")
    assert supplied.store.load(register_text(register)).code == 0
    supplied.post(delivery(supplied, "2024-07-05"))
    assert findings(supplied) == ["10 t of aluminium booked as CoC, from 2024-06-30 on"]


def test_what_is_shipped_in_one_period_and_received_in_the_next_counts_there(supplied: Company) -> None:
    supplied.post(delivery(supplied, "2025-01-05"))
    found = supplied.do(findings_of, AUDITOR, scope=SCOPE, start=date(2025, 1, 1))
    assert [each.code.value for each in found] == []
    closed = command(supplied, "period", "close", SCOPE, YEAR)
    assert closed["findings"] == []
