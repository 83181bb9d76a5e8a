"""What the questions over all accounts show to the team of an audit: what it covers, while it runs, and no more."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest

from casthouse.assurance.ledger_anomaly import Anomaly
from casthouse.measure.period import Period
from casthouse.service.anomaly_clearance import clear_anomaly
from casthouse.service.audited_anomaly import BEYOND, OTHER_SIDE
from casthouse.service.chain_anomaly import asked_in
from casthouse.service.evidence_pack import build_pack
from casthouse.service.ledger_anomaly import anomalies
from casthouse.service.ledger_finding import WantedPin, pin, pins
from casthouse.service.permission import OPERATOR
from casthouse.service.tie_out import tie_entry
from tests.contract.movement_rows import other_shipment, receipt, reversal
from tests.contract.register_text import facility, register_text, scope
from tests.contract.store import Store
from tests.scenario.custody_audit import AUDIT, CustodyAudit
from tests.scenario.test_chain_anomaly import pay
from tests.scenario.test_ledger_audit import first_item, issue, rated
from tests.scenario.trade import two_companies

PAPER = {"counterparty": "ELSEWHERE", "document": "P-7", "quantity": "20"}
YEAR = Period(start=date(2024, 1, 1), end=date(2025, 1, 1))
TWICE = "chain_document_booked_twice"


@pytest.fixture
def world(store: Store) -> CustodyAudit:
    """One paper is booked by ACME, which is audited, and by SUP."""
    made = CustodyAudit(store)
    made.post(receipt("A-1", **PAPER))
    made.post(receipt("S-1", facility="SUP-CH", **PAPER), organisation="SUP")
    return made


def seen(world: CustodyAudit, name: str = "lena") -> dict[str, Anomaly]:
    return {each.code: each for each in world.now(name, anomalies, audit=AUDIT)}


def test_the_team_sees_the_side_of_the_audited_ledger_and_that_there_is_another(world: CustodyAudit) -> None:
    for name in ("lena", "theo"):
        asked = seen(world, name)[TWICE]
        assert asked.entries == ("A-1",)
        assert OTHER_SIDE in asked.detail
        assert "S-1" not in repr(asked)
        assert "SUP" not in repr(asked)
    for name in ("ada", "sue", "uwe", "sven"):
        assert world.refused_now(name, anomalies, audit=AUDIT) == "not_permitted"
    tied = world.now("lena", tie_entry, audit=AUDIT, reference="A-1")
    assert tied.movement.reference == "A-1", "from there it is pinned"


@pytest.mark.one_store
def test_it_is_in_the_evidence_pack_with_its_key_and_digest(world: CustodyAudit) -> None:
    asked = seen(world)[TWICE]
    out = io.BytesIO()
    world.now("lena", build_pack, audit=AUDIT, out=out)
    packed = json.loads(zipfile.ZipFile(out).read("anomalies.json"))["anomalies"]
    (line,) = [each for each in packed if each["code"] == TWICE]
    assert (line["key"], line["digest"], line["entries"]) == (asked.key, asked.digest, ["A-1"])
    assert asked.key
    assert "S-1" not in json.dumps(packed)


@pytest.mark.one_store
@pytest.mark.parametrize("is_told", [False, True])
def test_the_team_learns_of_a_clearance_as_the_organisation_does(
    world: CustodyAudit, *, is_told: bool
) -> None:
    key = seen(world)[TWICE].key
    with world.today(), world.store.in_use():
        clear_anomaly(OPERATOR, key=key, reason="SUP says so", start=date(2024, 1, 1), is_told=is_told)
    cleared = seen(world)[TWICE].cleared
    assert "cleared by the operator on 2025-03-02" in cleared
    assert ("SUP says so" in cleared) is is_told
    world.post(reversal("S-1-R", "S-1", facility="SUP-CH"), organisation="SUP")
    world.post(receipt("S-2", facility="SUP-CH", **PAPER), organisation="SUP")
    assert "for other evidence" in seen(world)[TWICE].cleared


def test_an_anomaly_is_pinned_as_it_was_seen_and_the_pin_says_when_it_is_gone(world: CustodyAudit) -> None:
    item, key = first_item(world), seen(world)[TWICE].key
    rated(world, item)
    wanted = WantedPin(item=item, site="ACME-CH", anomaly=key, note="asked at the gate")
    assert world.now("theo", pin, audit=AUDIT, wanted=wanted) == 1
    assert world.now("lena", pin, audit=AUDIT, wanted=wanted) == 1, "once as it is seen"
    other = WantedPin(item=item, site="ACME-CH", anomaly="document_booked_twice-0")
    assert world.refused_now("lena", pin, audit=AUDIT, wanted=other) == "anomaly_unknown"
    assert world.refused_now("ada", pin, audit=AUDIT, wanted=wanted) == "not_permitted"
    with world.today(), world.store.in_use():
        clear_anomaly(OPERATOR, key=key, reason="two pages", start=date(2024, 1, 1))
    (held,) = world.now("lena", pins, audit=AUDIT)
    assert not held.is_changed, "who cleared it is nothing of what was seen"
    out = io.BytesIO()
    world.now("lena", build_pack, audit=AUDIT, out=out)
    (packed,) = json.loads(zipfile.ZipFile(out).read("findings.json"))["findings"]
    assert [(each["over"], each["key"]) for each in packed["entries"]] == [("anomalies", key)]
    assert "booked P-7 of ELSEWHERE" in packed["entries"][0]["line"]
    world.post(reversal("S-1-R", "S-1", facility="SUP-CH"), organisation="SUP")
    (held,) = world.now("lena", pins, audit=AUDIT)
    assert (held.digest_now, held.is_changed) == (None, True)


def test_entries_are_named_from_the_first_audited_day_on(world: CustodyAudit) -> None:
    world.post(
        other_shipment("BEFORE", date="2023-12-30", quantity="9000"), other_shipment("AFTER", quantity="9000")
    )
    asked = seen(world)["chain_output_above_input"]
    assert "BEFORE" not in asked.entries
    assert "18941.265 t" in asked.detail, "what left before the accounts began is in the figure"
    assert asked.entries_total < 40


@pytest.mark.one_store
def test_what_both_sides_of_a_document_show_is_not_asked_a_second_time(world: CustodyAudit) -> None:
    register = two_companies()
    register["facility"].append(facility("CUS-CH", "CUS"))
    world.store.load(register_text(register))
    number = issue(world, "COC-1")
    paper = {"counterparty": "ACME", "document": number, "date": "2024-06-11"}
    world.post(receipt("C-1", facility="CUS-CH", quantity="25", **paper), organisation="CUS")
    found = seen(world)
    assert found["document_booked_twice"].entries == ("COC-1",)
    assert "chain_document_altered" not in found
    with world.today(), world.store.in_use():
        asked = {each.anomaly.kind.value: each.anomaly for each in asked_in(YEAR, "ACME")}
    assert asked["document_altered"].subject == f"ACME/{number}", "its organisation reads it still"
    item = first_item(world)
    rated(world, item)
    wanted = WantedPin(item=item, site="ACME-CH", anomaly=asked["document_altered"].key)
    assert world.now("lena", pin, audit=AUDIT, wanted=wanted) == 1, "and it can be pinned"
    world.post(receipt("S-9", facility="SUP-CH", quantity="3", **paper), organisation="SUP")
    assert seen(world)["chain_document_not_issued"].entries == ("COC-1",), (
        "of SUP the comparison says nothing"
    )


def second_scope() -> dict[str, Any]:
    register = two_companies()
    register["facility"].append(facility("ACME-2", "ACME"))
    register["scope"].append(scope("ACME-TWO", "ACME", ["ACME-2"], "2024-01-01"))
    return register


def test_of_sites_that_are_not_audited_nothing_is_told(world: CustodyAudit) -> None:
    world.store.load(register_text(second_scope()))
    world.post(
        receipt("A-OTHER", facility="ACME-2", **(PAPER | {"document": "P-9"})),
        other_shipment("HUGE", facility="ACME-2", quantity="77777"),
    )
    world.post(receipt("S-2", facility="SUP-CH", **(PAPER | {"document": "P-9"})), organisation="SUP")
    found = world.now("lena", anomalies, audit=AUDIT)
    assert "A-OTHER" not in repr(found)
    assert "77777" not in repr(found)
    assert "chain_output_above_input" not in seen(world)


@pytest.mark.one_store
def test_cash_is_asked_about_where_every_site_is_audited_on_all_days(world: CustodyAudit) -> None:
    with world.store.in_use():
        for month in (2, 5, 8):
            pay(month)
    asked = seen(world)["chain_scrap_below_cash_cap"]
    assert "K-2 (USD 9900" in asked.detail
    world.store.load(register_text(second_scope()))
    assert "chain_scrap_below_cash_cap" not in seen(world), "of which site it was paid nobody knows"


def test_a_paper_that_is_booked_at_sites_within_and_without_shows_no_figures(world: CustodyAudit) -> None:
    world.store.load(register_text(second_scope()))
    world.post(
        receipt("W-1", document="P-10", counterparty="ELSEWHERE", quantity="21"),
        receipt("W-2", facility="ACME-2", document="P-10", counterparty="ELSEWHERE", quantity="4242"),
        receipt("W-3", facility="ACME-2", document="P-10", counterparty="ELSEWHERE", quantity="1"),
    )
    world.post(
        receipt("S-3", facility="SUP-CH", document="P-10", counterparty="ELSEWHERE", quantity="21"),
        organisation="SUP",
    )
    told = [each for each in world.now("lena", anomalies, audit=AUDIT) if each.code == TWICE]
    (mixed,) = [each for each in told if "W-1" in each.entries]
    assert mixed.entries == ("W-1",)
    assert mixed.detail == f"{BEYOND}; {OTHER_SIDE}"
