"""What booking from elsewhere must not do: vouch for other goods, forget what was revoked, take a name over."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.db import connection, transaction

from casthouse.custody.document import CocDocument
from casthouse.custody.stage import MATERIAL_CODES, Material
from casthouse.refusal import Refusal
from casthouse.service import clock, document_receipt
from casthouse.service.entitlement import not_vouched
from casthouse.service.foreign_document import ForeignStatement, arrived_document, require_one_company
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import OPERATOR
from casthouse.service.trusted_installation import distrust_installation, trust_installation
from casthouse.storage.models import ReceivedDocumentRow
from casthouse.storage.receipt import DayOfReceipts
from tests.contract.movement_rows import receipt
from tests.contract.register_text import certificate, facility, organisation, register_text, scope
from tests.scenario.test_transparency_log import unguarded
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


def test_a_code_is_somebody_elses_only_while_a_booking_of_it_is_believed(
    seller: Seller, buyer: Buyer
) -> None:
    bundle, file = seller.bundle(), seller.file()
    buyer.trust(bundle)
    buyer.run(*buyer.receive(file))
    with buyer.store.in_use():
        document, _ = arrived_document(file.read_bytes())
        company = found_organisation_id("ACME")
        with pytest.raises(Refusal, match="issuer_is_other"):
            require_one_company(company, document, NAMESAKE)
        require_one_company(
            company + 1, document, NAMESAKE
        )  # what another company booked is nothing to this one
        with unsaved():
            ReceivedDocumentRow.objects.update(withdrawn_at=clock.now())
            require_one_company(company, document, NAMESAKE)
    buyer.run("trust", "end", THERE, "--reason", "its operator does not answer")
    with buyer.store.in_use():
        require_one_company(company, document, NAMESAKE)
    buyer.trust(bundle)
    with buyer.store.in_use(), pytest.raises(Refusal, match="issuer_is_other"):
        require_one_company(company, document, NAMESAKE)


def test_what_is_decided_while_a_file_is_judged_counts(
    seller: Seller, buyer: Buyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The trust ends, or a newer bundle is taken, between the checks and the transaction that books."""
    bundle, file = Path(seller.bundle()).read_bytes(), seller.file()
    seller.run("document", "cancel", NUMBER, "--organisation", "SUP", "--reason", "the goods came back")
    newer = Path(seller.bundle()).read_bytes()
    why = "SHA-256 compared by telephone"

    def refused_after(decide: Callable[[], object]) -> str:
        def judged_then(content: bytes) -> tuple[CocDocument, ForeignStatement | None]:
            found = arrived_document(content)
            decide()
            return found

        buyer.trust(buyer.store.file("bundle.json", bundle.decode()))
        monkeypatch.setattr(document_receipt, "arrived_document", judged_then)
        return buyer.answer(*buyer.receive(file)).refusal

    ended = partial(distrust_installation, OPERATOR, installation=THERE, reason=why)
    assert refused_after(ended) == "issuer_untrusted"
    taken = partial(trust_installation, OPERATOR, content=newer, reason=why)
    assert refused_after(taken) == "document_not_in_force"


def test_a_code_alone_makes_nobody_the_recipient(seller: Seller, buyer: Buyer) -> None:
    """Codes are given by each installation: ACME there is not the company that has that code here."""
    renamed = {"organisation": [organisation("ACME") | {"name": "Acme Castings"}]}
    assert buyer.store.load(register_text(renamed)).code == 0
    buyer.trust(seller.bundle())
    assert buyer.refused(*buyer.receive(seller.file())) == "recipient_is_other"


def test_a_kept_file_that_was_exchanged_is_named(seller: Seller, buyer: Buyer) -> None:
    buyer.trust(seller.bundle())
    buyer.run(*buyer.receive(seller.file()))
    with buyer.store.in_use(), connection.cursor() as cursor:
        unguarded("foreign_document")
        cursor.execute("UPDATE foreign_document SET file = %s", [b"{}"])
    told = buyer.answer("check").json["differences"]
    assert [each["stored"] for each in told if each["what"] == "foreign document"] == ["another file"]
