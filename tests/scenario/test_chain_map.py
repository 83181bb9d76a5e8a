"""What only the secretariat sees of the whole chain: the map by country, and periods that are not closed."""

from typing import Any

import pytest

from tests.contract.movement_rows import reversal
from tests.contract.store import Store
from tests.scenario.trade import YEAR, T, Trade, shipped, two_companies


@pytest.fixture
def trade(store: Store) -> Trade:
    """SUP lies in Switzerland; what it shipped to ACME stands in both ledgers."""
    register = two_companies()
    register["organisation"][0]["country"] = "CH"
    return Trade(store, register)


def flows(document: dict[str, Any]) -> dict[tuple[str, str, str], int]:
    names = {each["key"]: each["label"] for each in document["nodes"]}
    return {
        (names[each["from"]], names[each["to"]], each["what"]): each["mass_g"] for each in document["flows"]
    }


def test_what_both_sides_booked_is_one_way_between_their_countries(trade: Trade) -> None:
    trade.post("SUP", shipped("LS-2", quantity="30"))
    trade.post("SUP", reversal("R-2", "LS-2", facility="SUP-CH"))
    found = trade.run("picture", "map", "--year", "2024", "--json")
    assert flows(found) == {("Switzerland", "Germany", "aluminium"): 100 * T}
    assert found["map"]["arcs"] == [{"from": "Switzerland", "to": "Germany", "mass_g": 100 * T}]
    assert found["mark"].startswith("Not disclosed to others")
    behind = trade.run("picture", "map", "--year", "2024", "--by", "organisation", "--json")
    assert flows(behind) == {("SUP", "ACME", "aluminium"): 100 * T}
    assert flows(trade.run("picture", "map", "--year", "2023", "--json")) == {}


def test_a_company_sees_its_own_ledger_by_country(trade: Trade) -> None:
    asked = ("picture", "map", "--year", "2024", "--organisation", "SUP", "--json")
    found = trade.run(*asked)
    assert flows(found) == {("Switzerland", "Germany", "aluminium"): 20 * T}, "what ACME booked is not in it"
    assert found["mark"] == ""
    assert "organisation_unknown" in trade.refused("picture", "map", "--organisation", "NOBODY").err


def test_periods_that_are_not_closed_are_in_the_chain_as_provisional(trade: Trade) -> None:
    asked = ("picture", "chain", "--year", "2024", "--by", "organisation", "--json")

    def provisional() -> dict[str, set[bool]]:
        found: dict[str, set[bool]] = {}
        for each in trade.run(*asked)["flows"]:
            found.setdefault(each["entries"]["organisation"], set()).add(each["provisional"])
        return found

    before = trade.run(*asked)
    assert provisional() == {"SUP": {True}, "ACME": {True}}
    assert "of 2 scopes" in before["notes"][-1]
    answer = trade.store.run("period", "close", "ACME-COC", YEAR)
    assert answer.code == 0, answer.err
    assert provisional() == {"SUP": {True}, "ACME": {False}}
    assert flows(trade.run(*asked)) == flows(before), "closing changes no figure"
