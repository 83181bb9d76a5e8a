"""SUP runs a plant in which ACME holds a share; ACME takes its part of the metal."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casthouse.parties.role import Role
from casthouse.service.document_standing import issuer_standing
from casthouse.service.joint_venture import end_interest, joint_ventures, record_interest
from tests.contract.movement_rows import Row, file_text, other_shipment, receipt
from tests.contract.register_text import certificate, one_scope, register_text
from tests.contract.store import Store
from tests.scenario.company import MANAGER, SECRETARIAT, STRANGER, Company, command, person
from tests.unit.exchange.document_samples import PLAIN

DEED: dict[str, Any] = {
    "facility": "SUP-CH",
    "holder": "ACME",
    "share": "2/5",
    "first": date(2024, 1, 1),
    "reason": "deed of 2023",
}


@pytest.fixture
def plant(store: Store) -> Company:
    """Return the plant, which shipped 1,000 t in 2024, 500 t of them to ACME."""
    company = Company(store)
    rows: list[Row | str] = [
        other_shipment("TO-ACME", quantity="500", facility="SUP-CH", counterparty="ACME"),
        other_shipment("TO-CUS", quantity="500", facility="SUP-CH", counterparty="CUS"),
    ]
    assert store.post("SUP", file_text(rows)).code == 0
    company.post(receipt("TAKEN", quantity="500", counterparty="SUP", document="D-1"))
    return company


def findings(company: Company) -> list[tuple[str, str]]:
    return [
        (each["code"], each["subject"])
        for each in command(company, "check")["findings"]
        if each["code"].startswith("joint_venture")
    ]


def test_what_is_taken_beyond_the_share_is_found_on_both_sides(plant: Company) -> None:
    assert findings(plant) == []
    made = plant.do(record_interest, SECRETARIAT, **DEED)
    assert findings(plant) == [
        ("joint_venture_share_exceeded", "ACME-COC 2024-01-01 ACME"),
        ("joint_venture_share_exceeded", "SUP-COC 2024-01-01 ACME"),
    ]
    closed = plant.store.run("period", "close", "ACME-COC", "2024-01-01")
    assert "joint_venture_share_exceeded" in closed.json["findings"]
    plant.do(end_interest, SECRETARIAT, number=made.number, last=date(2024, 1, 1), reason="recorded wrongly")
    plant.do(record_interest, SECRETARIAT, **(DEED | {"share": "0.5", "first": date(2024, 1, 2)}))
    assert findings(plant) == []


def test_a_partner_needs_a_performance_certificate_of_its_own(plant: Company) -> None:
    plant.do(record_interest, SECRETARIAT, **(DEED | {"share": "1/2"}))
    assert findings(plant) == []
    short = [certificate("PS-1", "ACME-COC", "2020-01-01", "2023-12-31", "performance")]
    assert plant.store.load(register_text({"certificate": short})).code == 0
    assert findings(plant) == [("joint_venture_not_entitled", "ACME-COC 2024-01-01 SUP")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"holder": "SUP"}, "interest_in_own_facility"),
        ({"holder": "NOBODY"}, "organisation_unknown"),
        ({"facility": "NO-SUCH"}, "facility_unknown"),
        ({"share": "3/2"}, "share_invalid"),
        ({"reason": " "}, "text_invalid"),
    ],
)
def test_what_is_no_share_of_a_partner(store: Store, changes: dict[str, Any], code: str) -> None:
    assert Company(store).refused(record_interest, SECRETARIAT, **(DEED | changes)) == code


def test_a_partner_is_a_member_that_could_certify_what_is_done_there(store: Store) -> None:
    register = one_scope()
    register["organisation"][0] |= {"membership": "industrial_users"}
    assert Company(store, register).refused(record_interest, SECRETARIAT, **DEED) == (
        "membership_not_certifiable"
    )


def test_shares_are_seen_by_the_partners_and_recorded_by_the_secretariat(store: Store) -> None:
    company = Company(store)
    assert company.refused(record_interest, MANAGER, **DEED) == "not_permitted"
    made = company.do(record_interest, SECRETARIAT, **DEED)
    assert company.refused(record_interest, SECRETARIAT, **DEED) == "interest_twice"
    for actor, organisation in ((MANAGER, "ACME"), (STRANGER, "SUP")):
        assert company.do(joint_ventures, actor, organisation=organisation) == [made]
    other = person("bob", Role.MANAGER, "CUS")
    assert company.refused(joint_ventures, other, organisation="ACME") == "not_permitted"
    ending: dict[str, Any] = {"number": made.number, "last": date(2025, 12, 31), "reason": "sold"}
    assert company.do(end_interest, SECRETARIAT, **ending).interest.last == date(2025, 12, 31)
    assert company.refused(end_interest, SECRETARIAT, **ending) == "interest_ended"


def test_a_document_of_the_partner_may_name_the_plant_as_place_of_shipment(store: Store) -> None:
    company = Company(store)
    issuer = replace(PLAIN.issuer, code="ACME", coc_certificate="COC-1")
    document = replace(PLAIN, number="ACME-X", issuer=issuer, facility="SUP-CH")
    assert not company.do(issuer_standing, document).in_scope.holds
    company.do(record_interest, SECRETARIAT, **DEED)
    assert company.do(issuer_standing, document).in_scope.holds
    before = replace(document, shipment_date=date(2023, 12, 31))
    assert not company.do(issuer_standing, before).in_scope.holds
    lapsed = [certificate("COC-2", "SUP-COC", "2020-01-01", "2025-03-11")]
    assert store.load(register_text({"certificate": lapsed})).code == 0
    told = company.do(issuer_standing, document).in_scope
    assert not told.holds
    assert "not certified in a scope of SUP" in told.why
