"""Pictures of flows from the store: the figures of the ledger, in force, of the period and the scope alone."""

from pathlib import Path
from typing import Any

import pytest

from tests.contract.movement_rows import reversal
from tests.contract.store import Store
from tests.scenario.trade import T, Trade, shipped


@pytest.fixture
def trade(store: Store) -> Trade:
    return Trade(store)


def flows(document: dict[str, Any]) -> dict[tuple[str, str], int]:
    return {(each["from"], each["to"]): each["mass_g"] for each in document["flows"]}


def test_a_period_is_drawn_from_the_movements_in_force(trade: Trade) -> None:
    trade.post("SUP", shipped("LS-2", quantity="5"), shipped("LS-3", quantity="7"))
    trade.post("SUP", reversal("R-3", "LS-3", facility="SUP-CH"))
    found = trade.run("picture", "year", "SUP-COC", "--period", "2024-01-01", "--json")
    assert flows(found) == {("aluminium", "out:ACME"): 25 * T, ("stock-in:aluminium", "aluminium"): 25 * T}
    assert (found["first"], found["last"], found["unit"]) == ("2024-01-01", "2024-12-31", "g")
    assert flows(trade.run("picture", "year", "SUP-COC", "--period", "2025-01-01", "--json")) == {}


def test_a_file_is_written_by_its_ending(trade: Trade, tmp_path: Path) -> None:
    for view in ("flow", "list", "map"):
        for ending, start in (("svg", b"<?xml"), ("png", b"\x89PNG")):
            out = tmp_path / f"{view}.{ending}"
            answer = trade.store.run(
                "picture", "year", "SUP-COC", "--period", "2024-01-01", "--view", view, "--out", str(out)
            )
            assert answer.code == 0, answer.err
            assert out.read_bytes().startswith(start)
    answer = trade.store.run("picture", "year", "SUP-COC", "--period", "2024-01-01", "--out", "picture.gif")
    assert answer.code == 2
