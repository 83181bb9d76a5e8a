"""An organisation's year: two scopes that send metal to each other, from the store to the figures of the picture."""

from typing import Any

import pytest

from tests.contract.movement_rows import other_shipment, receipt
from tests.contract.register_text import certificate, facility, scope
from tests.contract.store import Store
from tests.scenario.trade import YEAR, T, Trade, shipped, two_companies

ASKED = ("picture", "organisation", "SUP", "--year", "2024", "--json")
CAST, MILL = "SUP-COC:aluminium", "SUP-MILL:aluminium"


@pytest.fixture
def trade(store: Store) -> Trade:
    """SUP has a second scope, a rolling mill, whose periods end in June."""
    register = two_companies()
    register["facility"] += [facility("SUP-RM", "SUP"), facility("SUP-YARD", "SUP")]
    register["scope"].append(scope("SUP-MILL", "SUP", ["SUP-RM"], "2023-07-01"))
    register["certificate"] += [
        certificate("COC-9", "SUP-MILL", "2023-01-01", "2026-12-31"),
        certificate("PS-9", "SUP-MILL", "2023-01-01", "2026-12-31", "performance"),
    ]
    return Trade(store, register)


def flows(document: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(each["from"], each["to"]): each["mass_g"] for each in document["flows"]}


def test_a_year_of_two_scopes_keeps_what_they_send_to_each_other_inside(trade: Trade) -> None:
    trade.post("SUP", shipped("IN-1", counterparty="SUP", quantity="9"))
    number = trade.issue("IN-1")["number"]
    own = {"facility": "SUP-RM", "counterparty": "SUP", "quantity": "8.5"}
    trade.post("SUP", receipt("GOT-1", document=number, date="2024-03-20", **own))
    trade.post(
        "SUP", other_shipment("OUT-1", facility="SUP-RM", counterparty="CUS", quantity="3", date="2024-09-02")
    )
    found = trade.run(*ASKED)
    assert flows(found) == {
        ("stock-in:SUP-COC:aluminium", CAST): 29 * T,
        (CAST, "out:ACME"): 20 * T,
        (CAST, MILL): 8_500_000,
        (CAST, "own-out"): 500_000,
        (MILL, "out:CUS"): 3 * T,
        (MILL, "stock:SUP-MILL:aluminium"): 5_500_000,
    }
    assert all(each["provisional"] for each in found["flows"])
    assert found["notes"][-1] == "In no scope, and not in it: SUP-YARD."

    ended = trade.run(*ASKED, "--days", "periods")
    assert (ended["first"], ended["last"]) == ("2023-07-01", "2024-12-31")
    assert flows(ended)[CAST, MILL] == 8_500_000
    assert (MILL, "out:CUS") not in flows(ended), "its period that ended in the year ended in June"


def test_without_its_document_nothing_is_taken_for_the_same_metal(trade: Trade) -> None:
    trade.post("SUP", shipped("IN-1", counterparty="SUP", quantity="9"))
    trade.post("SUP", receipt("GOT-1", facility="SUP-RM", counterparty="SUP", quantity="9"))
    found = flows(trade.run(*ASKED))
    assert (CAST, MILL) not in found
    assert found[CAST, "own-out"] == found["own-in:shipment not matched", MILL] == 9 * T


def test_a_closed_year_is_no_longer_provisional(trade: Trade) -> None:
    found = trade.run("picture", "organisation", "ACME", "--year", "2024", "--json")
    assert [each["provisional"] for each in found["flows"]] == [True, True]
    answer = trade.store.run("period", "close", "ACME-COC", YEAR)
    assert answer.code == 0, answer.err
    found = trade.run("picture", "organisation", "ACME", "--year", "2024", "--json")
    assert [each["provisional"] for each in found["flows"]] == [False, False]


def test_a_year_without_accounts_is_refused(trade: Trade) -> None:
    assert "scope_missing" in trade.refused("picture", "organisation", "CUS").err
    assert "scope_missing" in trade.refused("picture", "organisation", "SUP", "--year", "2020").err
    assert "year_invalid" in trade.refused("picture", "organisation", "SUP", "--year", "1066").err
