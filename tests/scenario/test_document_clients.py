"""Many clients at once: one document a shipment, numbers without gaps, and never a document of a reversed shipment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import transaction

from casthouse.custody.document import CocDocument
from casthouse.exchange.document_json import document_json_around_number
from casthouse.refusal import Refusal
from casthouse.service.document import issue_document, issue_documents
from casthouse.service.document_correction import cancel_document
from casthouse.service.document_receipt import accept_document
from casthouse.service.movement_entry import reverse_movement
from casthouse.service.permission import OPERATOR
from casthouse.storage.document_issue import (
    AppendedDocument,
    IssueFile,
    NewDocument,
    append_document,
    issue_file,
)
from tests.contract.store import Store
from tests.scenario.trade import SHIPPED, Trade, shipped, two_companies

CLIENTS = 8
SHIPMENTS = 24
R = TypeVar("R")


@pytest.fixture
def trade(store: Store) -> Trade:
    """Return two companies that trade; SUP shipped to ACME as often as `SHIPMENTS` says."""
    trade = Trade(store)
    trade.post("SUP", *(shipped(reference) for reference in references()))
    return trade


def references() -> list[str]:
    return [f"S-{number:02}" for number in range(SHIPMENTS)]


def at_once(trade: Trade, acts: Sequence[Callable[[], R]]) -> list[R | Refusal]:
    """Run acts in threads that begin together, each on a connection of its own; a refusal is an answer."""
    barrier = Barrier(len(acts))

    def client(act: Callable[[], R]) -> R | Refusal:
        with trade.store.in_use():
            barrier.wait(timeout=60)
            try:
                return act()
            except Refusal as refusal:
                return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(client, acts))


def issue(reference: str) -> str:
    return issue_document(OPERATOR, organisation="SUP", shipment=reference).document.number


def numbers(count: int) -> list[str]:
    return [f"SUP-2024-{number:06}" for number in range(1, count + 1)]


def test_two_clients_that_issue_for_the_same_shipments_get_the_same_documents(trade: Trade) -> None:
    def issue_all() -> list[str]:
        return [issue(reference) for reference in references()]

    answers = at_once(trade, [issue_all] * CLIENTS)
    assert all(answer == answers[0] for answer in answers)
    assert sorted(answers[0]) == numbers(SHIPMENTS)  # type: ignore[arg-type]  # nobody was refused
    trade.check()


def test_clients_with_shipments_of_their_own_leave_no_gap(trade: Trade) -> None:
    def issue_some(first: int) -> list[str]:
        return [issue(reference) for reference in references()[first::CLIENTS]]

    answers = at_once(trade, [lambda first=first: issue_some(first) for first in range(CLIENTS)])  # type: ignore[misc]
    given = [number for answer in answers for number in answer]  # type: ignore[union-attr]
    assert sorted(given) == numbers(SHIPMENTS)
    trade.check()


def test_all_at_once_beside_one_at_a_time(trade: Trade) -> None:
    def bulk() -> set[str]:
        return {each.number for each in issue_documents(OPERATOR, organisation="SUP").issued}

    def single() -> set[str]:
        return {issue(reference) for reference in reversed(references())}

    answers = at_once(trade, [bulk, single, bulk, single])
    assert answers[1] == answers[3]
    issued = {number for answer in answers for number in answer}  # type: ignore[union-attr]
    assert issued == set(numbers(SHIPMENTS + 1))  # with LS-1 of the trade
    trade.check()


def test_a_shipment_is_reversed_or_documented_but_never_both(trade: Trade) -> None:
    def reverse(reference: str) -> str:
        reverse_movement(
            OPERATOR,
            organisation="SUP",
            reverses=reference,
            reference=f"{reference}-R",
            date=SHIPPED,
            facility="SUP-CH",
        )
        return "reversed"

    for reference in references():
        reversal, document = at_once(trade, [lambda r=reference: reverse(r), lambda r=reference: issue(r)])  # type: ignore[misc]
        if reversal == "reversed":
            assert isinstance(document, Refusal)
            assert document.code == "shipment_reversed"
        else:
            assert isinstance(reversal, Refusal)
            assert reversal.code == "document_issued"
            assert isinstance(document, str)
    trade.check()


def test_what_was_read_before_the_ledger_moved_on_is_not_issued(trade: Trade) -> None:
    with trade.store.in_use():
        file = issue_file("SUP", "S-00")
        assert isinstance(file, IssueFile)
        trade.post("SUP", shipped("LATER"))
        before = trade.store.dump()
        draft = issue_document(OPERATOR, organisation="SUP", shipment="LATER").document
        assert append_stale(file, draft) is None
        assert draft.number == "SUP-2024-000001"
        assert issue("S-00") == "SUP-2024-000002"
    assert len(trade.store.dump()["document"]) == len(before["document"]) + 2
    trade.check()


def test_what_was_read_before_the_certificates_changed_is_not_issued(trade: Trade) -> None:
    with trade.store.in_use():
        file = issue_file("SUP", "S-00")
        assert isinstance(file, IssueFile)
        draft = issue_document(OPERATOR, organisation="SUP", shipment="S-01").document
        trade.load(two_companies(SUP="2024-02-29"))
        assert append_stale(file, draft) is None
    assert (
        trade.refused("document", "issue", "S-00", "--organisation", "SUP").refusal == "scope_not_certified"
    )
    trade.check()


def append_stale(file: IssueFile, draft: CocDocument) -> AppendedDocument | None:
    """Append a document by what was read when the ledger ended at another number."""
    document = replace(draft, reference=file.facts.reference)
    with transaction.atomic():
        return append_document(
            NewDocument(
                document=document,
                issuer_id=file.organisation_id,
                movement_id=file.movement_id,
                recipient_id=file.recipient_id,
            ),
            around_number=document_json_around_number(document),
            ledger_mark=file.ledger_mark,
            at=datetime(2024, 4, 1, tzinfo=UTC),
            actor="operator",
            act="document.issue",
        )


def test_a_document_is_cancelled_or_booked_in_turn_whoever_comes_first(trade: Trade) -> None:
    for reference in references()[:8]:
        number = trade.issue(reference)["number"]

        def accept(number: str = number) -> str:
            return accept_document(OPERATOR, organisation="ACME", issuer="SUP", number=number).document.number

        def cancel(number: str = number) -> str:
            cancel_document(OPERATOR, organisation="SUP", number=number, reason="came back")
            return number

        accepted, cancelled = at_once(trade, [accept, cancel])
        assert cancelled == number
        assert accepted == number or getattr(accepted, "code", "") == "document_not_in_force"
    assert trade.inflow() == (0, 100)
    trade.check()


def test_a_document_is_booked_once_by_whoever_comes_first(trade: Trade) -> None:
    number = trade.issue("S-00")["number"]

    def accept() -> str:
        return accept_document(OPERATOR, organisation="ACME", issuer="SUP", number=number).document.number

    answers = at_once(trade, [accept] * CLIENTS)
    assert [answer for answer in answers if answer == number] == [number]
    codes = {answer.code for answer in answers if isinstance(answer, Refusal)}
    assert codes == {"document_already_booked"}
    assert trade.inflow() == (1, 100)
    trade.check()
