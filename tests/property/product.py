"""The product by the same few acts that the oracle has, through its use cases, in a store that forgets."""

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from casthouse.exchange.register_file import read_register_file
from casthouse.refusal import Refusal
from casthouse.service.movement_file import import_movements_file
from casthouse.service.period import close_period, reopen_period
from casthouse.service.permission import OPERATOR
from casthouse.service.plan import set_plan
from casthouse.service.position import position, recomputed_position
from casthouse.service.register import load_register
from tests.contract.movement_rows import file_text
from tests.contract.register_text import Register, register_text
from tests.oracle.ledger import Ledger
from tests.property.rows import PERIODS, Row

TODAY = "2023-06-01"
"""The day on which the oracle is told to be; any day after all periods of the tests will do."""


class Product:
    """A store of the product; all that is done to it is rolled back at the end of `fresh`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def register(self, register: Register) -> None:
        file = self.folder / "register.toml"
        file.write_text(register_text(register))
        load_register(OPERATOR, read_register_file(file))

    def import_rows(self, rows: list[Row], *, partial: bool = False, dry_run: bool = False) -> dict[str, Any]:
        file = self.folder / "movements.csv"
        file.write_text(file_text(list(rows)))
        done = import_movements_file(
            OPERATOR, organisation="TWO", path=file, partial=partial, dry_run=dry_run
        )
        answer: dict[str, Any] = done.answer.as_json()
        for refused in answer["refused"]:
            assert refused.pop("message")
        return answer

    def position(self, scope: str, period: str, *, on: str | None = None) -> dict[str, Any]:
        day = None if on is None else date.fromisoformat(on)
        found: dict[str, Any] = position(
            OPERATOR, scope=scope, period=date.fromisoformat(period), on=day
        ).as_json()
        return found

    def recomputed(self, scope: str, period: str) -> dict[str, Any]:
        figures = recomputed_position(OPERATOR, scope=scope, period=date.fromisoformat(period))
        return {"scope": scope, **figures.as_json()}

    def close(self, scope: str, start: str, *, force_majeure: bool = False) -> Any:
        event = "flood" if force_majeure else ""
        try:
            done = close_period(OPERATOR, scope=scope, start=date.fromisoformat(start), force_majeure=event)
        except Refusal:
            return "refused"
        return {"scope": scope, **done.position, "findings": list(done.findings)}

    def reopen(self, scope: str, start: str) -> Any:
        try:
            done = reopen_period(OPERATOR, scope=scope, start=date.fromisoformat(start), reason="mistake")
        except Refusal:
            return "refused"
        return [period.start.isoformat() for period in done]

    def set_plan(self, scope: str, start: str, stage: str, outflow_g: int) -> None:
        set_plan(OPERATOR, scope=scope, period=date.fromisoformat(start), stage=stage, outflow_g=outflow_g)


@contextlib.contextmanager
def fresh() -> Iterator[Product]:
    """Give an empty store, and take back at the end whatever was done to it."""
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        try:
            yield Product(Path(folder))
        finally:
            transaction.set_rollback(True)


def both(product: Product, register: Register) -> Ledger:
    """Load the register into the product and into a new oracle, which is returned."""
    product.register(register)
    ledger = Ledger()
    ledger.register(register)
    return ledger


def oracle_import(ledger: Ledger, rows: list[Row], *, partial: bool = False) -> dict[str, Any]:
    """Import into the oracle and answer as the product does."""
    answer: dict[str, Any] = ledger.import_text("TWO", file_text(list(rows)), partial=partial)
    return answer


def assert_same_import(answer: dict[str, Any], expected: dict[str, Any], *, partial: bool) -> None:
    """Compare two answers; what is posted counts only where something was to be posted."""
    assert answer["refused"] == expected["refused"]
    assert (answer["unchanged"], answer["skipped"]) == (expected["unchanged"], expected["skipped"])
    if partial or not expected["refused"]:
        assert answer["posted"] == expected["posted"]


def assert_same_positions(product: Product, ledger: Ledger) -> None:
    """Compare every figure of every period of both scopes."""
    for scope, starts in PERIODS.items():
        for start in starts:
            assert product.position(scope, start) == ledger.position(scope, period=start)


def all_positions(product: Product) -> list[dict[str, Any]]:
    """Return the positions of every period of both scopes."""
    return [product.position(scope, start) for scope, starts in PERIODS.items() for start in starts]
