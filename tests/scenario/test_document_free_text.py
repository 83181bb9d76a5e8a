"""Documents made out to a name: who is registered under it books them, and its accounts follow what becomes of them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction

from casthouse.custody.document_state import DocumentAct, DocumentState
from casthouse.service.document_held import document_held
from casthouse.service.document_move import move_document
from casthouse.service.document_reach import touched_downstream
from casthouse.service.document_receipt import receive_document
from casthouse.service.permission import OPERATOR
from casthouse.storage import document as document_store
from tests.contract.store import Store
from tests.scenario.trade import YEAR, T, Trade, shipped
from tests.unit.refusing import refused

FIRST, SECOND = "SUP-2024-000001", "SUP-2024-000002"
OWN = ("--organisation", "SUP")
WHY = ("--reason", "weighbridge error")
ADDRESS = ("--recipient-address", "Hafenstr. 1, Duisburg")


@pytest.fixture
def trade(store: Store) -> Iterator[Trade]:
    """Return a trade whose first document is made out to a name; the store must agree with itself in the end."""
    trade = Trade(store)
    trade.post("SUP", shipped("LS-2", counterparty="ACME Ltd", quantity="20"))
    document = trade.issue("LS-2", *ADDRESS)
    assert (document["number"], document["recipient"]["code"]) == (FIRST, "")
    yield trade
    trade.check()


def booked(trade: Trade) -> None:
    """Let ACME book the document."""
    document = trade.run("document", "show", FIRST, *OWN)["document"]
    trade.receive(document, "--new", "--reference", "GR-1")
    assert (trade.state(FIRST), trade.inflow()) == ("accepted", (20, 100))


def test_one_that_was_booked_is_cancelled_on_both_sides(trade: Trade) -> None:
    booked(trade)
    trade.run("document", "cancel", FIRST, *OWN, *WHY)
    assert (trade.state(FIRST), trade.inflow()) == ("cancelled", (0, 100))


def test_one_that_was_booked_is_corrected_on_both_sides(trade: Trade) -> None:
    booked(trade)
    new = trade.run("document", "correct", FIRST, *OWN, *WHY, "--coc-mass-g", str(18 * T))
    assert (new["number"], new["recipient"]["code"]) == (SECOND, "")
    assert (trade.state(FIRST), trade.state(SECOND), trade.inflow()) == ("corrected", "accepted", (18, 100))
    trade.run("document", "cancel", SECOND, *OWN, *WHY)
    assert (trade.state(SECOND), trade.inflow()) == ("cancelled", (0, 100))


def test_one_that_is_made_out_to_the_code_now_still_is_the_bookers(trade: Trade) -> None:
    booked(trade)
    new = trade.run("document", "correct", FIRST, *OWN, *WHY, "--recipient", "ACME")
    assert (new["recipient"]["code"], trade.state(SECOND), trade.inflow()) == ("ACME", "accepted", (20, 100))


@pytest.mark.parametrize("other", ["CUS", "Kessler"])
def test_one_that_is_made_out_to_another_now_is_taken_back(trade: Trade, other: str) -> None:
    booked(trade)
    trade.run("document", "correct", FIRST, *OWN, *WHY, "--recipient", other, *ADDRESS)
    assert (trade.state(SECOND), trade.inflow()) == ("issued", (0, 100))


def test_the_bookers_closed_period_refuses(trade: Trade) -> None:
    booked(trade)
    trade.run("period", "close", "ACME-COC", YEAR)
    answer = trade.refused("document", "cancel", FIRST, *OWN, *WHY)
    assert answer.refusal == "period_closed"
    assert "ask ACME to reopen" in answer.json["refusal"]["todo"]


def test_whom_it_touches_is_shown_before(trade: Trade) -> None:
    booked(trade)
    with trade.store.in_use():
        (touched,) = touched_downstream(OPERATOR, organisation="SUP", document=FIRST)
    assert (touched.recipient, touched.booked, touched.period_closed) == ("ACME", True, False)
    assert (touched.receipt, touched.accounts and touched.accounts.scope) == ("GR-1", "ACME-COC")


def test_a_booking_whose_ledger_is_not_held_is_not_touched(trade: Trade) -> None:
    with trade.store.in_use():
        content = document_store.stored_document("SUP", FIRST)
        assert content is not None
        with document_held(OPERATOR, "SUP", FIRST) as held:
            assert held.booking() is None
            receive_document(OPERATOR, organisation="ACME", content=content.content.encode())
            with refused("document_state"):
                held.booking()
        with document_held(OPERATOR, "SUP", FIRST) as held:
            booking = held.booking()
            assert booking is not None
            assert booking.recipient == "ACME"


def test_of_two_that_move_a_document_from_one_state_the_second_is_refused(trade: Trade) -> None:
    with trade.store.in_use():
        stored = document_store.stored_document("SUP", FIRST)
        assert stored is not None

        def move(act: DocumentAct, state: DocumentState) -> None:
            with transaction.atomic():
                move_document(
                    stored.identifier,
                    act=act,
                    was=stored.state,
                    state=state,
                    organisation_id=stored.issuer_id,
                    at=datetime(2024, 4, 1, tzinfo=UTC),
                    actor="ada",
                )

        move(DocumentAct.CANCEL, DocumentState.CANCELLED)
        with refused("document_state"):
            move(DocumentAct.ACCEPT, DocumentState.ACCEPTED)
        assert document_store.state_of(stored.identifier) is DocumentState.CANCELLED
        assert [each.act for each in document_store.document_events(stored.identifier)] == ["cancel"]
