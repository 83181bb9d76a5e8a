"""On the map metal stands at the site that did it, never at the one that comes first in the register."""

from typing import Any

import pytest

from tests.contract.movement_rows import other_receipt, other_shipment, production
from tests.contract.register_text import facility, scope
from tests.contract.store import Store
from tests.scenario.trade import YEAR, Trade, two_companies

REFINERY, SMELTER = "SUP-AA", "SUP-ZZ"


@pytest.fixture
def trade(store: Store) -> Trade:
    """SUP refines at one site, which comes first, and smelts at another; ACME lies elsewhere."""
    register = two_companies()
    sites = {REFINERY: (48.0, -71.0), SMELTER: (50.0, -75.0)}
    register["facility"] += [
        facility(code, "SUP") | {"latitude": latitude, "longitude": longitude}
        for code, (latitude, longitude) in sites.items()
    ]
    register["scope"][0] = scope("SUP-COC", "SUP", ["SUP-CH", *sites], YEAR)
    made = Trade(store, register)
    made.post(
        "SUP",
        other_receipt("BX", facility=REFINERY, material="bauxite", counterparty="CUS", quantity="90"),
        production("AL", facility=REFINERY, material="alumina", quantity="40"),
        production("METAL", facility=SMELTER, quantity="19"),
        other_shipment("OUT", facility=SMELTER, counterparty="ACME", quantity="19", lot="COIL"),
    )
    return made


def arcs(found: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["from"], each["to"]) for each in found["map"]["arcs"]}


def test_each_stage_of_a_period_stands_at_the_site_of_its_movements(trade: Trade) -> None:
    found = trade.run("picture", "year", "SUP-COC", "--period", YEAR, "--json")
    assert arcs(found) == {
        ("Germany", REFINERY),
        (REFINERY, SMELTER),
        (SMELTER, "Germany"),
        ("SUP-CH", "Germany"),
    }


def test_a_lot_that_was_only_shipped_stands_where_it_left(trade: Trade) -> None:
    found = trade.run("picture", "trace", "COIL", "--organisation", "SUP", "--json")
    assert arcs(found) == {(SMELTER, "Germany")}


def test_each_stage_of_an_attributed_trace_stands_at_the_site_that_does_it(trade: Trade) -> None:
    found = trade.run("picture", "attributed", "OUT", "--organisation", "SUP", "--json")
    assert (REFINERY, SMELTER) in arcs(found)
    assert ("Germany", REFINERY) in arcs(found)
    assert not any(SMELTER in arc and "Germany" in arc for arc in arcs(found))
