"""Receipts without a CoC Document: followed to the supplier's lot where both companies' books tell one delivery."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.contract.movement_rows import Row, file_text, other_receipt, other_shipment, receipt, reversal
from tests.contract.projection_answer import both
from tests.contract.register_text import facility, one_scope, register_text
from tests.contract.store import Store

AT_CUSTOMER = {"facility": "CUS-F", "counterparty": "ACME", "date": "2024-05-03"}


@pytest.fixture
def chain(store: Store) -> Iterator[Store]:
    """Return a store where ACME shipped 20 t of lot A to CUS without a document; the projection is asked too."""
    register = one_scope()
    register["facility"].append(facility("CUS-F", "CUS"))
    assert store.load(register_text(register)).code == 0
    post(store, "ACME", [receipt("IN-1", quantity="60", lot="A")])
    post(store, "ACME", [other_shipment("OUT-1", quantity="20", lot="A", date="2024-05-01")])
    before, settings.PROJECTION_ROWS_MIN = settings.PROJECTION_ROWS_MIN, 0
    assert store.run("projection", "build").code == 0
    yield store
    settings.PROJECTION_ROWS_MIN = before


def post(store: Store, organisation: str, rows: list[Row | str]) -> None:
    answer = store.post(organisation, file_text(rows))
    assert answer.code == 0, answer.out


def bought(reference: str, lot: str, quantity: str, **changes: str) -> Row:
    return other_receipt(reference, lot=lot, quantity=quantity, **{**AT_CUSTOMER, **changes})


def test_a_recall_and_a_trace_go_on_over_parts_of_a_lot(chain: Store) -> None:
    post(chain, "CUS", [bought("B-1", "A/1", "12"), bought("B-2", "A/2", "8.2")])
    up = both(chain, "CUS", "A/1")
    assert up["physical"]["lots"] == 2
    sold = other_shipment("OUT-7", quantity="5", lot="A/1", date="2024-05-09", counterparty="Shop")
    post(chain, "CUS", [sold | {"facility": "CUS-F"}])
    customers = both(chain, "ACME", "A")["downstream"]["customers"]
    assert [(each["customer"], each["mass_g"]) for each in customers] == [
        ("CUS", 20_000_000),
        ("Shop", 5_000_000),
    ]
    assert chain.run("check").json["differences"] == []


@pytest.mark.parametrize(
    "rows",
    [
        [bought("B-1", "A", "20.5")],
        [bought("B-1", "A/1", "12"), bought("B-2", "A/2", "9")],
        [bought("B-1", "A", "20", date="2024-04-30")],
        [bought("B-1", "A", "20", counterparty="SUP")],
        [bought("B-1", "A-1", "20")],
        [bought("B-1", "A/x", "20")],
    ],
)
def test_what_the_suppliers_books_do_not_bear_out_ends_at_the_receipt(
    chain: Store, rows: list[Row | str]
) -> None:
    post(chain, "CUS", rows)
    assert both(chain, "CUS", str(rows[0]["lot"]))["physical"]["lots"] == 1  # type: ignore[index]


def test_it_follows_what_is_posted_and_taken_back_later(chain: Store) -> None:
    def lots() -> int:
        found: int = both(chain, "CUS", "A/1")["physical"]["lots"]
        assert chain.run("check").json["differences"] == []
        return found

    post(chain, "CUS", [bought("B-1", "A/1", "12")])
    assert lots() == 2
    post(chain, "CUS", [bought("B-2", "A/2", "19")])
    assert lots() == 1, "more was received than shipped"
    post(chain, "ACME", [other_shipment("OUT-2", quantity="11", lot="A", date="2024-05-01")])
    assert lots() == 2
    post(chain, "ACME", [reversal("BACK-1", "OUT-2", date="2024-06-01")])
    assert lots() == 1
    post(chain, "CUS", [reversal("BACK-2", "B-2", date="2024-06-01", facility="CUS-F")])
    assert lots() == 2
    post(chain, "ACME", [other_shipment("OUT-3", quantity="12", lot="A/1", date="2024-05-02")])
    assert lots() == 2, "the part itself was shipped"
    assert both(chain, "CUS", "A/1")["physical"]["origins"][0]["lot"] == "A/1"
    post(chain, "ACME", [reversal("BACK-3", "OUT-1", date="2024-06-01")])
    assert lots() == 2


def test_metal_goes_on_though_its_document_is_cancelled(chain: Store) -> None:
    post(
        chain,
        "ACME",
        [other_shipment("OUT-9", quantity="5", lot="A", date="2024-05-01", coc="yes")],
    )
    number = chain.run("document", "issue", "OUT-9", "--organisation", "ACME").json["number"]
    post(chain, "CUS", [bought("B-9", "A", "5", coc="yes", document=number)])
    assert both(chain, "CUS", "A")["physical"]["lots"] == 2
    reason = ("--organisation", "ACME", "--reason", "wrong mass")
    assert chain.run("document", "cancel", number, *reason).code == 0
    assert both(chain, "CUS", "A")["physical"]["lots"] == 2, "both books still tell the delivery"
    assert chain.run("check").json["differences"] == []
