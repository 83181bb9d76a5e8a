"""Whatever single row of the accounts is changed behind the application's back, the check names it."""

from collections.abc import Callable
from random import Random

import pytest

from casthouse.service.checkpoint import checkpoint
from casthouse.service.log_check import log_differences
from casthouse.service.tamper import row_differences
from tests.contract.movement_rows import other_receipt
from tests.contract.store import Store
from tests.property.effort import ON_POSTGRESQL, THOROUGH
from tests.property.tampering import tampered, undone
from tests.scenario.trade import Trade, shipped

TRIES = 1_000 if THOROUGH else 60 if ON_POSTGRESQL else 200


@pytest.fixture(scope="module")
def trade(new_store: Callable[[], Store], opened: None) -> Trade:  # noqa: ARG001
    """Return two companies with movements, documents in several states, certificates with moves, closed years."""
    trade = Trade(new_store())
    for number in range(2, 6):
        trade.post("SUP", shipped(f"LS-{number}", quantity="1"))
        trade.issue(f"LS-{number}")
    trade.issue("LS-1")
    trade.accept("SUP-2024-000001")
    trade.accept("SUP-2024-000002")
    trade.run("document", "cancel", "SUP-2024-000003", "--organisation", "SUP", "--reason", "wrong")
    trade.post("ACME", other_receipt("MORE", quantity="7"))
    trade.store.run("period", "close", "SUP-COC", "2024-01-01")
    trade.store.run("period", "reopen", "SUP-COC", "2024-01-01", "--reason", "late")
    trade.store.run("period", "close", "SUP-COC", "2024-01-01")
    assert trade.store.run("check").code in {0, 1}
    return trade


def test_what_nobody_touched_is_whole(trade: Trade) -> None:
    with trade.store.in_use():
        assert checkpoint().size > 10
        assert [*log_differences(), *row_differences()] == []


def test_every_changed_row_is_named(trade: Trade) -> None:
    with trade.store.in_use():
        for seed in range(TRIES):
            with undone():
                done = tampered(Random(seed))
                found = [each.subject for each in row_differences()]
                for name in done.names:
                    assert any(name in subject for subject in found), (seed, done.what, found)
