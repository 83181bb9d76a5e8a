"""Many documents in one file: as each alone would be, and read together."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from casthouse.refusal import Refusal
from casthouse.service.document_view import document_of, documents_xlsx
from casthouse.service.permission import OPERATOR
from tests.contract.store import Store
from tests.scenario.trade import Trade, shipped

NUMBERS = [f"SUP-2024-00000{n}" for n in range(1, 5)]
FROM_NAME = NUMBERS[3]


@pytest.fixture
def trade(store: Store) -> Iterator[Trade]:
    """Return a trade with three documents to ACME, and one to its name, which it booked."""
    trade = Trade(store)
    trade.post("SUP", shipped("LS-2", quantity="5"), shipped("LS-3", quantity="5"))
    trade.post("SUP", shipped("LS-4", quantity="5", counterparty="ACME Ltd"))
    for shipment in ("LS-1", "LS-2", "LS-3"):
        trade.issue(shipment)
    trade.receive(trade.issue("LS-4", "--recipient-address", "Hafenstr. 1, Duisburg"), "--new")
    yield trade
    trade.check()


def listed(organisation: str, numbers: list[str], issuer: str | None = None) -> tuple[list[str], int]:
    """Return the numbers of the list in its order, and how many statements it took."""
    with CaptureQueriesContext(connection) as statements:
        content = documents_xlsx(OPERATOR, organisation=organisation, numbers=numbers, issuer=issuer)
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    return [cell for cell in cells if cell in NUMBERS], len(statements)


@pytest.mark.parametrize(
    ("organisation", "issuer"), [("SUP", None), ("SUP", "SUP"), ("ACME", None), ("ACME", "SUP")]
)
def test_they_are_read_at_once_in_the_order_given(
    trade: Trade, organisation: str, issuer: str | None
) -> None:
    with trade.store.in_use():
        wanted = [NUMBERS[2], FROM_NAME, NUMBERS[0], NUMBERS[1]]
        found, statements = listed(organisation, wanted, issuer)
        assert found == wanted
        assert statements <= listed(organisation, [FROM_NAME], issuer)[1]


@pytest.mark.parametrize(
    ("organisation", "numbers", "issuer", "missing"),
    [
        ("SUP", [NUMBERS[0], "SUP-2024-000009"], None, "SUP-2024-000009"),
        ("CUS", NUMBERS, None, NUMBERS[0]),
        ("CUS", NUMBERS, "SUP", NUMBERS[0]),
    ],
)
def test_one_that_is_not_there_is_refused_as_alone(
    trade: Trade, organisation: str, numbers: list[str], issuer: str | None, missing: str
) -> None:
    with trade.store.in_use():
        with pytest.raises(Refusal) as alone:
            document_of(OPERATOR, organisation=organisation, number=missing, issuer=issuer)
        with pytest.raises(Refusal) as together:
            documents_xlsx(OPERATOR, organisation=organisation, numbers=numbers, issuer=issuer)
    assert alone.value.code == "document_unknown"
    assert together.value.text.as_json() == alone.value.text.as_json()
