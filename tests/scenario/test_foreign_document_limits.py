"""What booking from elsewhere must not do: vouch for other goods, forget what was revoked, take a name over."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction

from casthouse.custody.stage import MATERIAL_CODES, Material
from casthouse.service.entitlement import not_vouched
from casthouse.storage.receipt import DayOfReceipts
from tests.contract.movement_rows import receipt
from tests.contract.register_text import certificate, facility, organisation, register_text, scope
from tests.scenario.trade import YEAR, T
from tests.scenario.two_installations import NUMBER, THERE, WHY, Buyer, Seller, bundle_members

NAMESAKE = "did:web:coc.elsewhere.example:did:SUP"
DAY, SHIPPED_ON = date(2024, 3, 15), date(2024, 3, 10)
METAL = MATERIAL_CODES[Material.ALUMINIUM]


@contextmanager
def unsaved() -> Iterator[None]:
    """Undo at the end what is written in the block."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def second_scope(buyer: Buyer) -> None:
    """Give ACME another facility in a scope of its own."""
    register = {
        "facility": [facility("ACME-DC", "ACME")],
        "scope": [scope("ACME-TWO", "ACME", ["ACME-DC"], YEAR)],
        "certificate": [certificate("COC-3", "ACME-TWO", "2023-01-01", "2026-12-31")],
    }
    answer = buyer.store.load(register_text(register))
    assert answer.code == 0, answer.err


def test_what_is_vouched_for_in_one_scope_entitles_nothing_in_another(seller: Seller, buyer: Buyer) -> None:
    second_scope(buyer)
    buyer.trust(seller.bundle())
    buyer.run(*buyer.receive(seller.file(), "--facility", "ACME-CH"))
    buyer.post(receipt("PLAIN", facility="ACME-DC", quantity="20", date="2024-03-15"))
    told = buyer.answer("check").json["findings"]
    assert [(each["code"], each["subject"].split()[0]) for each in told] == [
        ("supplier_not_entitled", "ACME-TWO")
    ]


@pytest.mark.one_store
def test_each_gram_that_is_vouched_for_counts_once() -> None:
    """One supplier, material and day, of which a part was shipped on another day: two rows, one of them vouched for."""
    rows = [
        DayOfReceipts(counterparty="SUP", material_code=METAL, day=DAY, shipped_on=day, quantity_g=20 * T)
        for day in (SHIPPED_ON, DAY)
    ]
    [left] = not_vouched(rows, {("SUP", METAL, DAY): 20 * T})
    assert (left.day, left.mass_g) == (SHIPPED_ON, 20 * T)
    assert not_vouched(rows, {("SUP", METAL, DAY): 40 * T}) == []


def test_an_end_in_between_lets_no_older_bundle_in(seller: Seller, buyer: Buyer) -> None:
    """What was revoked in the newest bundle would hold again under an older one."""
    file = seller.file()
    older = bundle_members(seller.bundle()) | {"made_at": "2026-01-01T00:00:00Z"}
    kept = buyer.store.file("older.json", json.dumps(older))
    seller.run("document", "cancel", NUMBER, "--organisation", "SUP", "--reason", "the goods came back")
    newer = seller.bundle()
    buyer.trust(newer)
    for _ in range(2):
        buyer.run("trust", "end", THERE, "--reason", "its operator does not answer")
        assert buyer.refused("trust", "add", kept, *WHY) == "trust_bundle_older"
        buyer.trust(newer)
    assert buyer.refused(*buyer.receive(file)) == "document_not_in_force"


def test_a_code_alone_makes_nobody_the_recipient(seller: Seller, buyer: Buyer) -> None:
    """Codes are given by each installation: ACME there is not the company that has that code here."""
    renamed = {"organisation": [organisation("ACME") | {"name": "Acme Castings"}]}
    assert buyer.store.load(register_text(renamed)).code == 0
    buyer.trust(seller.bundle())
    assert buyer.refused(*buyer.receive(seller.file())) == "recipient_is_other"
