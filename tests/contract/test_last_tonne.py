"""Sixty-four clients on the last tonnes, over HTTP: what they may sell together is what one of them could alone."""

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.contract.movement_rows import Row, file_text, other_receipt, other_shipment, receipt, shipment
from tests.contract.register_text import one_scope, register_text
from tests.contract.serving import Served, Told, at_once, served
from tests.contract.store import Store

CLIENTS = 64
MOVEMENTS = "/organisations/ACME/movements"
SCOPE, PERIOD = "ACME-COC", "2024-01-01"
# A share of one half and 200 t of other shipments: 100 t are available, and each sale of 5 t and 1 g takes half of it.
BEFORE: list[Row | str] = [
    receipt("IN-1", quantity="1000"),
    other_receipt("IN-2", quantity="1000"),
    other_shipment("OUT-1", quantity="200"),
]
SALES: list[Row] = [shipment(f"S-{n:02d}", quantity="5000001", unit="g") for n in range(CLIENTS)]
ACCEPTED_G = 39 * 5_000_001  # the fortieth would leave 100,000,000 - 40 × 2,500,000.5 < 0


def filled(store: Store) -> Store:
    """Fill a store up to the last tonnes."""
    assert store.load(register_text(one_scope())).code == 0
    assert store.post("ACME", file_text(BEFORE)).code == 0
    return store


def outcome(told: Told) -> str:
    """Return how one sale went: `posted`, or the code of its refusal."""
    if told.status == 201:
        assert told.json == {"posted": 1, "unchanged": 0, "skipped": 0, "refused": []}
        return "posted"
    assert told.status == 422, told
    assert told.json["code"] == "rows_refused"
    (row,) = told.json["refused"]
    return str(row["code"])


def sale(server: Served, row: Row, *, key: str | None = None) -> str:
    """Sell as one client does."""
    return outcome(server.post(MOVEMENTS, [row], key=key))


def figures(store: Store) -> dict[str, Any]:
    """Return where the scope stands."""
    return store.stage(SCOPE, PERIOD)


def test_all_at_once_sell_what_one_alone_could(store: Store, new_store: Callable[[], Store]) -> None:
    alone = filled(store)
    one_by_one = [alone.post("ACME", file_text([row])) for row in SALES]
    together = filled(new_store())
    with served(together) as server:
        outcomes = at_once(
            [
                partial(sale, server, row, key=row["reference"] if number % 2 else None)
                for number, row in enumerate(SALES)
            ]
        )
    assert set(outcomes) == {"posted", "coc_not_available"}
    assert outcomes.count("posted") == sum(answer.code == 0 for answer in one_by_one)
    assert figures(together) == figures(alone)
    assert figures(together)["coc_outflow_g"] == ACCEPTED_G
    assert 0 <= figures(together)["available_g"] < 2_500_001
    assert "Traceback" not in server.said()
    assert together.run("check").json["clean"]


def test_twins_under_one_key_take_effect_once(store: Store) -> None:
    filled(store)
    row = shipment("TWIN", quantity="7")
    with served(store) as server:
        told = at_once([partial(server.post, MOVEMENTS, [row], key="twin") for _ in range(8)])
        other = server.post(MOVEMENTS, [shipment("OTHER", quantity="7")], key="twin")
    assert [(each.status, each.json["posted"]) for each in told] == [(201, 1)] * 8
    assert sum(each.headers.get("Idempotency-Replayed") == "true" for each in told) == 7
    assert (other.status, other.json["code"]) == (409, "idempotency_key_conflict")
    assert figures(store)["coc_outflow_g"] == 7_000_000
