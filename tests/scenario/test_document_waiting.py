"""CoC Documents that come weeks after the goods: they match the receipt that is there instead of booking it twice."""

from collections.abc import Iterator

import pytest

from tests.contract.movement_rows import other_receipt, receipt
from tests.contract.store import Store
from tests.scenario.trade import SIDES, Trade, two_companies

NUMBER = "SUP-2024-000001"


@pytest.fixture
def trade(store: Store) -> Iterator[Trade]:
    """Return two companies that trade; the goods have come, the document has not."""
    trade = Trade(store)
    trade.post("ACME", other_receipt("GR-1", quantity="20", date="2024-03-17", lot="H-7"))
    yield trade
    trade.check()


def waiting(trade: Trade, on: str = "2024-04-01") -> list[tuple[str, int, str]]:
    receipts = trade.run("document", "waiting", "--organisation", "ACME", "--on", on)["receipts"]
    return [(each["reference"], each["age_days"], each["missing"]) for each in receipts]


def test_receipts_of_certified_suppliers_wait_by_age(trade: Trade) -> None:
    trade.post(
        "ACME",
        other_receipt("FROM-CUS", counterparty="CUS"),
        other_receipt("FROM-SOMEBODY", counterparty="a yard"),
        other_receipt("LATER", date="2024-04-02"),
        receipt("PAPER", date="2024-01-10", document="D-77"),
    )
    assert waiting(trade) == [
        ("PAPER", 82, "content"),
        ("OTHER", 17, "document"),
        ("GR-1", 15, "document"),
    ]


def test_a_late_document_matches_the_receipt_that_is_there(trade: Trade) -> None:
    document = trade.issue()
    assert trade.inflow() == (0, 120)
    booked = trade.receive(document)
    assert (booked["matched"], booked["reference"], booked["date"]) == (True, "GR-1/C1", "2024-03-17")
    assert trade.inflow() == (20, 100)
    assert waiting(trade) == [("OTHER", 17, "document")]
    moved = [row for row in trade.store.dump()["movement"] if "GR-1/C1" in row]
    assert len(moved) == 1
    assert "H-7" in moved[0]


def test_sending_the_goods_again_changes_nothing(trade: Trade) -> None:
    trade.receive(trade.issue())
    before = trade.store.dump()
    trade.post("ACME", other_receipt("GR-1", quantity="20", date="2024-03-17", lot="H-7"))
    assert trade.store.dump() == before


def test_goods_that_weigh_less_count_by_their_mass(trade: Trade) -> None:
    trade.post("ACME", other_receipt("GR-2", quantity="19.95", date="2024-03-18"))
    number = trade.issue()["number"]
    booked = trade.accept(number, "--receipt", "GR-2")
    assert (booked["quantity_g"], booked["other_g"], booked["receipts"]) == (19_950_000, 0, ["GR-2/C1"])


def test_goods_that_weigh_more_leave_a_rest(trade: Trade) -> None:
    trade.post("ACME", other_receipt("GR-2", quantity="20.05", date="2024-03-18"))
    booked = trade.accept(trade.issue()["number"], "--receipt", "GR-2")
    assert (booked["quantity_g"], booked["other_g"]) == (20_000_000, 50_000)
    assert booked["receipts"] == ["GR-2/C1", "GR-2/N1"]


def test_several_that_fit_are_not_guessed_among(trade: Trade) -> None:
    trade.post("ACME", other_receipt("GR-2", quantity="20.02", date="2024-03-18"))
    number = trade.issue()["number"]
    answer = trade.refused("document", "accept", number, *SIDES)
    assert answer.refusal == "receipt_ambiguous"
    assert "GR-1" in answer.json["refusal"]["found"]
    assert "GR-2" in answer.json["refusal"]["found"]
    assert trade.accept(number, "--new")["receipts"] == [f"SUP/{number}"]
    assert trade.inflow()[0] == 20


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "2024-05-15"},  # more than sixty days after the shipment
        {"material": "dross"},
        {"counterparty": "CUS"},
        {"quantity": "20.2"},  # beyond the tolerance of half a percent
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_does_not_fit_is_left_alone(store: Store, changes: dict[str, str]) -> None:
    trade = Trade(store)
    trade.post("ACME", other_receipt("GR-1", **({"quantity": "20"} | changes)))
    assert not trade.accept(trade.issue()["number"])["matched"]
    trade.check()


def test_the_sixtieth_day_still_fits(store: Store) -> None:
    trade = Trade(store)
    trade.post("ACME", other_receipt("GR-1", quantity="20", date="2024-05-14"))
    assert trade.accept(trade.issue()["number"])["receipts"] == ["GR-1/C1"]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("NONE", "receipt_unknown"),
        ("FROM-CUS", "receipt_does_not_fit"),
        ("PAPER", "receipt_does_not_fit"),
        ("OTHER", "mass_differs"),
        ("DROSS", "goods_differ"),
    ],
)
def test_a_named_receipt_must_fit(trade: Trade, named: str, code: str) -> None:
    trade.post(
        "ACME",
        other_receipt("FROM-CUS", counterparty="CUS", quantity="20"),
        other_receipt("DROSS", material="dross", quantity="20"),
        receipt("PAPER", document="D-77", quantity="20"),
    )
    number = trade.issue()["number"]
    assert trade.refused("document", "accept", number, *SIDES, "--receipt", named).refusal == code


def test_a_closed_period_keeps_its_receipt_as_it_is(trade: Trade) -> None:
    number = trade.issue()["number"]
    trade.store.run("period", "close", "ACME-COC", "2024-01-01")
    assert trade.refused("document", "accept", number, *SIDES).refusal == "period_closed"


def test_a_receipt_at_another_facility_is_not_meant(trade: Trade) -> None:
    register = two_companies()
    register["facility"].append(register["facility"][1] | {"code": "ACME-RM"})
    register["scope"][1]["facilities"].append("ACME-RM")
    trade.load(register)
    booked = trade.accept(trade.issue()["number"], "--facility", "ACME-RM")
    assert (booked["matched"], booked["facility"]) == (False, "ACME-RM")
