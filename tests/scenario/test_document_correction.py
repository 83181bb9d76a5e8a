"""Correcting and cancelling CoC Documents: nothing is edited, and the accounts of both sides follow."""

from collections.abc import Iterator
from datetime import date

import pytest

from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service.document_reach import touched_downstream
from casthouse.service.permission import Actor
from tests.contract.movement_rows import other_receipt, other_shipment, receipt, shipment
from tests.contract.store import Store
from tests.scenario.trade import SHIPPED, SIDES, YEAR, T, Trade, shipped

FIRST, SECOND = "SUP-2024-000001", "SUP-2024-000002"
OWN = ("--organisation", "SUP")
WHY = ("--reason", "weighbridge error")


@pytest.fixture
def trade(store: Store) -> Iterator[Trade]:
    """Return two companies that trade, with a document issued; the store must agree with itself in the end."""
    trade = Trade(store)
    assert trade.issue()["number"] == FIRST
    yield trade
    trade.check()


def correct(trade: Trade, *options: str, number: str = FIRST) -> dict[str, object]:
    document: dict[str, object] = trade.run("document", "correct", number, *OWN, *WHY, *options)
    return document


def test_a_correction_supersedes_and_both_positions_follow(trade: Trade) -> None:
    trade.accept(FIRST)
    assert (trade.outflow(), trade.inflow()) == ((20, 20), (20, 100))
    new = correct(trade, "--coc-mass-g", str(18 * T))
    assert (new["number"], new["revision"], new["supersedes"]) == (SECOND, 2, FIRST)
    assert (new["reference"], new["coc_mass_g"], new["total_mass_g"]) == ("LS-1/C1", 18 * T, 18 * T)
    assert (trade.outflow(), trade.inflow()) == ((18, 18), (18, 100))
    assert (trade.state(FIRST), trade.state(SECOND)) == ("corrected", "accepted")
    story = trade.run("document", "show", FIRST, *OWN)
    assert (story["superseded_by"], story["events"][-1]["reason"]) == (SECOND, "weighbridge error")
    assert trade.run("document", "inbox", "--organisation", "ACME")["documents"] == []
    assert trade.refused("document", "accept", FIRST, *SIDES).refusal == "document_not_in_force"


def test_a_correction_of_a_correction_counts_on(trade: Trade) -> None:
    trade.accept(FIRST)
    correct(trade, "--coc-mass-g", str(18 * T))
    third = correct(trade, "--coc-mass-g", str(19 * T), number=SECOND)
    assert (third["number"], third["revision"], third["reference"]) == ("SUP-2024-000003", 3, "LS-1/C2")
    assert (trade.outflow(), trade.inflow()) == ((19, 19), (19, 100))
    assert trade.refused("document", "correct", SECOND, *OWN, *WHY, "--lot", "x").refusal == "document_state"


def test_a_part_may_stay_without_coc(trade: Trade) -> None:
    trade.accept(FIRST)
    new = correct(trade, "--coc-mass-g", str(15 * T), "--total-mass-g", str(20 * T))
    assert (new["coc_mass_g"], new["total_mass_g"]) == (15 * T, 20 * T)
    assert trade.inflow() == (15, 105)


def test_goods_that_were_weighed_keep_their_weight(trade: Trade) -> None:
    trade.accept(FIRST, "--received-mass-g", "19950000")
    correct(trade, "--coc-mass-g", str(19 * T))
    stage = trade.store.stage("ACME-COC", YEAR)
    assert (stage["coc_inflow_g"], stage["non_coc_inflow_g"]) == (19 * T, 100 * T + 950_000)


def test_lots_share_the_change(trade: Trade) -> None:
    trade.post(
        "ACME",
        receipt("GR-1", quantity="12", document=FIRST, lot="H-1"),
        receipt("GR-2", quantity="8", document=FIRST, lot="H-2"),
    )
    trade.accept(FIRST)
    correct(trade, "--coc-mass-g", str(10 * T))
    assert trade.inflow() == (10, 100)
    again = trade.refused("document", "accept", SECOND, *SIDES)
    assert again.refusal == "document_already_booked"
    lots = [row for row in trade.store.dump()["movement"] if "'GR-" in row and "/C1" in row]
    assert sorted(("H-1" in row, str(6 * T) in row, str(4 * T) in row) for row in lots) == [
        (False, False, True),
        (True, True, False),
    ]


def test_what_is_not_in_the_accounts_leaves_the_shipment_alone(trade: Trade) -> None:
    before = trade.store.dump()["movement"]
    new = correct(trade, "--recipient-address", "Werkstr. 4, Linz")
    assert (new["reference"], new["supersedes"]) == ("LS-1", FIRST)
    assert trade.store.dump()["movement"] == before


def test_one_that_says_the_same_is_refused(trade: Trade) -> None:
    assert trade.refused("document", "correct", FIRST, *OWN, *WHY).refusal == "correction_empty"
    options = ("--coc-mass-g", str(20 * T), "--recipient", "ACME")
    assert trade.refused("document", "correct", FIRST, *OWN, *WHY, *options).refusal == "correction_empty"


def test_another_recipient_takes_the_receipt_back(trade: Trade) -> None:
    trade.accept(FIRST)
    new = correct(trade, "--recipient", "CUS")
    assert (new["recipient"], trade.inflow()) == (new["recipient"], (0, 100))
    assert trade.state(SECOND) == "issued"
    assert trade.outflow() == (20, 20)


def test_more_than_is_available_is_refused(trade: Trade) -> None:
    answer = trade.refused("document", "correct", FIRST, *OWN, *WHY, "--coc-mass-g", str(101 * T))
    assert answer.refusal == "coc_not_available"
    assert (
        trade.refused("document", "correct", FIRST, *OWN, *WHY, "--coc-mass-g", "0").refusal
        == "quantity_invalid"
    )
    answer = trade.refused("document", "correct", FIRST, *OWN, *WHY, "--total-mass-g", "1")
    assert answer.refusal == "mass_impossible"


def test_the_issuers_closed_period_refuses(trade: Trade) -> None:
    trade.store.run("period", "close", "SUP-COC", YEAR)
    answer = trade.refused("document", "correct", FIRST, *OWN, *WHY, "--coc-mass-g", str(18 * T))
    assert answer.refusal == "period_closed"
    correct(trade, "--recipient-address", "Werkstr. 4, Linz")


def test_the_recipients_closed_period_refuses_and_says_who_must_reopen(trade: Trade) -> None:
    trade.accept(FIRST)
    trade.store.run("period", "close", "ACME-COC", YEAR)
    for command in (
        ("correct", FIRST, *OWN, *WHY, "--coc-mass-g", str(18 * T)),
        ("cancel", FIRST, *OWN, *WHY),
    ):
        answer = trade.refused("document", *command)
        assert answer.refusal == "period_closed"
        assert "ask ACME to reopen" in answer.json["refusal"]["todo"]
    trade.run("period", "reopen", "ACME-COC", YEAR, "--reason", "SUP corrects a document")
    correct(trade, "--coc-mass-g", str(18 * T))
    assert trade.inflow() == (18, 100)


def test_a_correction_may_leave_the_buyer_with_an_overdraft(trade: Trade) -> None:
    trade.accept(FIRST)
    trade.post("ACME", other_shipment("REST", quantity="100"), shipment("OUT", quantity="20"))
    trade.run("document", "cancel", FIRST, *OWN, *WHY)
    stage = trade.store.stage("ACME-COC", YEAR)
    assert (stage["coc_inflow_g"], stage["available_g"]) == (0, -20 * T)


def test_cancelling_takes_back_what_only_the_document_brought(trade: Trade) -> None:
    trade.accept(FIRST)
    trade.run("document", "cancel", FIRST, *OWN, *WHY)
    assert (trade.state(FIRST), trade.inflow(), trade.outflow()) == ("cancelled", (0, 100), (20, 20))
    assert trade.refused("document", "cancel", FIRST, *OWN, *WHY).refusal == "document_state"
    assert trade.refused("document", "accept", FIRST, *SIDES).refusal == "document_not_in_force"
    assert trade.issue()["number"] == SECOND
    trade.accept(SECOND)
    assert trade.inflow() == (20, 100)


def test_cancelling_leaves_goods_that_the_buyers_own_system_recorded(trade: Trade) -> None:
    trade.post("ACME", receipt("GR-1", quantity="20", document=FIRST))
    trade.accept(FIRST)
    trade.run("document", "cancel", FIRST, *OWN, *WHY)
    assert trade.inflow() == (0, 120)
    waiting = trade.run("document", "waiting", "--organisation", "ACME", "--on", "2024-12-31")["receipts"]
    assert [(each["reference"], each["missing"]) for each in waiting] == [
        ("GR-1/N1", "document"),
        ("OTHER", "document"),
    ]


def test_cancelling_gives_late_matched_goods_back_to_those_that_wait(trade: Trade) -> None:
    trade.post("ACME", other_receipt("GR-1", quantity="20"))
    assert trade.accept(FIRST)["receipts"] == ["GR-1/C1"]
    trade.run("document", "cancel", FIRST, *OWN, *WHY)
    assert trade.inflow() == (0, 120)
    trade.issue()
    assert trade.accept(SECOND)["receipts"] == ["GR-1/C2"]
    assert trade.inflow() == (20, 100)


def test_a_cancelled_document_lets_the_shipment_be_taken_back(trade: Trade) -> None:
    trade.run("document", "cancel", FIRST, *OWN, *WHY)
    rows = "reference,date,facility,kind,material,quantity,unit,coc,counterparty,document,lot,reverses\n"
    assert trade.store.post("SUP", rows + f"R,{SHIPPED},SUP-CH,reversal,,,,,,,,LS-1\n").code == 0
    assert trade.outflow() == (0, 0)


@pytest.mark.parametrize("act", ["cancel", "correct"])
def test_needs_a_reason_and_a_document_of_ones_own(trade: Trade, act: str) -> None:
    options = ("--lot", "H-9") if act == "correct" else ()
    answer = trade.refused("document", act, FIRST, *OWN, "--reason", " ", *options)
    assert answer.refusal == "reason_missing"
    answer = trade.refused("document", act, FIRST, "--organisation", "ACME", *WHY, *options)
    assert answer.refusal == "document_unknown"


def test_a_disputed_document_is_corrected_to_what_arrived(trade: Trade) -> None:
    trade.run("document", "dispute", FIRST, *SIDES, "--reason", "18 t arrived")
    correct(trade, "--coc-mass-g", str(18 * T))
    assert (trade.state(FIRST), trade.state(SECOND), trade.inflow()) == ("corrected", "issued", (0, 100))
    inbox = trade.run("document", "inbox", "--organisation", "ACME")["documents"]
    assert [each["number"] for each in inbox] == [SECOND]


def test_whom_it_touches_is_shown_before(trade: Trade) -> None:
    trade.accept(FIRST, "--reference", "GR-1")
    trade.post("ACME", other_shipment("REST", quantity="100"), shipment("OUT", quantity="5"))
    before = trade.store.dump()
    touched = trade.run("document", "correct", FIRST, *OWN, *WHY, "--dry-run", "--lot", "H-9")["touched"]
    assert trade.store.dump() == before
    assert touched == [
        {
            "document": FIRST,
            "shipment": "LS-1",
            "recipient": "ACME",
            "state": "accepted",
            "booked": True,
            "period_closed": False,
            "receipt": "GR-1",
            "scope": "ACME-COC",
            "period": {"start": YEAR, "end": "2024-12-31"},
            "further_shipments": 1,
            "further_mass_g": 5 * T,
        }
    ]


def test_an_issuer_sees_of_its_customer_only_that_it_booked(trade: Trade) -> None:
    trade.accept(FIRST, "--reference", "GR-1")
    trade.store.run("period", "close", "ACME-COC", YEAR)
    issuer = Actor(name="ada", organisation_roles={"SUP": frozenset({Role.MANAGER})})
    trade.post("SUP", shipped("LS-2", counterparty="CUS"))
    with trade.store.in_use():
        ways = [
            touched_downstream(issuer, organisation="SUP", document=FIRST),
            touched_downstream(issuer, organisation="SUP", shipment="LS-1"),
        ]
        for (touched,) in ways:
            assert (touched.booked, touched.period_closed) == (True, True)
            assert (touched.receipt, touched.accounts) == (None, None)


def test_anothers_scope_is_as_unknown_as_none(trade: Trade) -> None:
    issuer = Actor(name="ada", organisation_roles={"SUP": frozenset({Role.MANAGER})})
    told = []
    with trade.store.in_use():
        for code in ("ACME-COC", "NONE-COC"):
            with pytest.raises(Refusal) as refusal:
                touched_downstream(issuer, organisation="SUP", scope=code, period=date(2024, 1, 1))
            told.append(str(refusal.value).replace(code, "X"))
    assert told[0] == told[1]


def test_reopening_touches_the_documents_of_the_period(trade: Trade) -> None:
    issuer = Actor(name="ada", organisation_roles={"SUP": frozenset({Role.MANAGER})})
    trade.post("SUP", shipped("LS-2", counterparty="CUS"), shipped("LS-3", counterparty="CUS"))
    trade.issue("LS-2")
    with trade.store.in_use():
        touched = touched_downstream(issuer, organisation="SUP", scope="SUP-COC", period=date(2024, 1, 1))
    assert [(each.document, each.recipient, each.booked) for each in touched] == [
        (FIRST, "ACME", False),
        (SECOND, "CUS", False),
    ]
