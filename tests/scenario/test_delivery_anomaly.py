"""What is asked of a buyer and a supplier whose books tell different masses of one lot."""

from datetime import date

import pytest

from casthouse.exchange.register_file import register_from_text
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.service.chain_anomaly import chain_anomalies
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register
from tests.contract.movement_rows import other_receipt, other_shipment, reversal
from tests.contract.register_text import facility, organisation, register_text, scope
from tests.web.api_world import post_rows

pytestmark = pytest.mark.django_db
YEAR = date(2024, 1, 1)


@pytest.fixture
def trade() -> None:
    """ACME shipped 20 t of lot A to BOLT, which received 21 t of it in two parts."""
    register = {
        "organisation": [organisation("ACME"), organisation("BOLT")],
        "facility": [facility("ACME-CH", "ACME"), facility("BOLT-CH", "BOLT")],
        "scope": [scope("ACME-COC", "ACME", ["ACME-CH"], "2024-01-01")],
    }
    load_register(OPERATOR, register_from_text(register_text(register)))
    post_rows(
        "ACME",
        [
            other_receipt("IN", quantity="50", lot="A", date="2024-01-05"),
            other_shipment("OUT", quantity="20", lot="A", date="2024-02-01", counterparty="BOLT"),
        ],
    )
    came = {"facility": "BOLT-CH", "counterparty": "ACME", "date": "2024-02-03"}
    post_rows(
        "BOLT",
        [
            other_receipt("BUY-1", quantity="12", lot="A/1", **came),
            other_receipt("BUY-2", quantity="9", lot="A/2", **came),
        ],
    )


def asked(organisation: str | None = None, year: date = YEAR) -> list[dict[str, tuple[str, tuple[str, ...]]]]:
    """Return what is seen at each organisation, and in which movements."""
    found = chain_anomalies(OPERATOR, organisation=organisation, start=year).found
    return [
        {side.organisation: (side.seen, side.references) for side in each.anomaly.sides}
        for each in found
        if each.anomaly.kind is AnomalyKind.RECEIVED_ABOVE_SHIPPED
    ]


def test_each_is_asked_with_its_own_books_alone(trade: None) -> None:  # noqa: ARG001
    bolt = ("received from ACME, in parts too: 21.000 t of A", ("BUY-1", "BUY-2"))
    acme = ("shipped to BOLT: 20.000 t of A", ("OUT",))
    assert asked() == [{"BOLT": bolt, "ACME": acme}]
    assert asked("BOLT") == [{"BOLT": bolt}]
    assert asked("ACME") == [{"ACME": acme}]
    assert asked(year=date(2023, 1, 1)) == []
    assert asked(year=date(2025, 1, 1)) == []


def test_it_is_answered_by_a_reversal_or_by_the_shipment_that_was_missing(trade: None) -> None:  # noqa: ARG001
    late = other_shipment("LATE", quantity="1", lot="A", date="2024-02-01", counterparty="BOLT")
    post_rows("ACME", [late])
    assert asked() == []
    post_rows("ACME", [reversal("NO", "LATE", date="2024-03-01")])
    assert len(asked()) == 1
    post_rows("BOLT", [reversal("BACK", "BUY-2", date="2024-03-01", facility="BOLT-CH")])
    assert asked() == []
