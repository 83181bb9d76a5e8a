"""`casthouse check` sees a CoC Document that is not what it was, and what buyers booked that sellers did not issue."""

import pytest
from django.db import connection

from tests.contract.movement_rows import receipt
from tests.contract.store import Store
from tests.scenario.trade import Trade

NUMBER = "SUP-2024-000001"


@pytest.fixture
def trade(store: Store) -> Trade:
    """Return two companies that trade; SUP issued two documents and ACME accepted the first."""
    trade = Trade(store)
    trade.issue()
    trade.accept(NUMBER)
    trade.check()
    return trade


def spoil(trade: Trade, table: str, change: str) -> list[tuple[str, str]]:
    """Change a table behind the back of its guards, and return what the check says then."""
    with trade.store.in_use(), connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{act}{on}")
        cursor.execute(change)
    answer = trade.store.run("check")
    assert answer.code == 1
    found = [(each["what"], each["subject"]) for each in answer.json["differences"]]
    # What the log says of the same rows stands in tests/property/test_tamper.py.
    return [(what, subject) for what, subject in found if not what.startswith("logged ")]


@pytest.mark.parametrize(
    ("change", "differences"),
    [
        ("UPDATE document SET content = REPLACE(content, 'coc@sup', 'spy@sup')", ["document content"]),
        ("UPDATE document SET digest = REPLACE(digest, '0', '1')", ["document content"]),
        ("UPDATE document SET state = 'issued'", ["document state"]),
        (
            "UPDATE document SET total_mass_g = total_mass_g + 1",
            ["document total mass"],
        ),
        ("UPDATE document SET issue_date = '2024-01-01'", ["document issue date"]),
        ("UPDATE document SET shipment_id = shipment_id + 1", ["document without its shipment"]),
    ],
    ids=["content", "digest", "state", "mass", "day", "shipment"],
)
def test_a_document_that_was_tampered_with(trade: Trade, change: str, differences: list[str]) -> None:
    assert spoil(trade, "document", change) == [(what, NUMBER) for what in differences]


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        ("UPDATE document_counter SET last_number = 2", "SUP 2024"),
        ("UPDATE document_counter SET last_number = 0", NUMBER),
        ("DELETE FROM document_counter", NUMBER),
    ],
    ids=["gap", "beyond", "lost"],
)
def test_numbers_that_are_not_unbroken(trade: Trade, change: str, subject: str) -> None:
    assert spoil(trade, "document_counter", change) == [("document numbers", subject)]


def test_a_booking_whose_receipt_is_gone(trade: Trade) -> None:
    change = "UPDATE received_document SET movement_id = movement_id + 1"
    assert spoil(trade, "received_document", change) == [("received document without its receipt", NUMBER)]


def test_content_and_numbers_are_guarded_by_the_database(trade: Trade) -> None:
    from django.db import DatabaseError  # noqa: PLC0415 - beside its one use

    with trade.store.in_use(), connection.cursor() as cursor:
        for change in (
            "UPDATE document SET content = ''",
            "UPDATE document SET number = 'X'",
            "DELETE FROM document",
            "UPDATE document_event SET reason = 'another'",
            "UPDATE received_document SET movement_id = 1",
        ):
            with pytest.raises(DatabaseError):
                cursor.execute(change)


def findings(trade: Trade) -> list[str]:
    answer = trade.store.run("check")
    assert answer.code == 0, answer.out
    return [each["subject"] for each in answer.json["findings"] if each["code"] == "document_not_in_ledger"]


def test_what_was_booked_but_never_issued_is_a_finding(trade: Trade) -> None:
    assert findings(trade) == []
    trade.post(
        "ACME", receipt("GR-1", document="SUP-2024-000009"), receipt("GR-2", document="D", counterparty="CUS")
    )
    assert findings(trade) == ["ACME SUP-2024-000009"]


def test_what_was_booked_beyond_its_document_is_a_finding(store: Store) -> None:
    trade = Trade(store)
    trade.issue()
    trade.post(
        "ACME",
        receipt("GR-1", document=NUMBER, quantity="12"),
        receipt("GR-2", document=NUMBER, quantity="8"),
    )
    assert findings(trade) == []
    trade.post("ACME", receipt("GR-3", document="OTHER-1", quantity="1"))
    assert findings(trade) == ["ACME OTHER-1"]
    trade.run("document", "cancel", NUMBER, "--organisation", "SUP", "--reason", "never left")
    assert findings(trade) == ["ACME OTHER-1", f"ACME {NUMBER}"]
