"""A transaction whose end goes with its last statement keeps all or nothing, whatever stops it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction

from casthouse.storage.brief_transaction import brief_transaction, in_transaction, rows_at_end
from casthouse.storage.dialect import prepared_rows
from tests.contract.store import Store

KEEP = (
    "INSERT INTO journal (at, actor, act, organisation_id, subject, detail) VALUES (%s, %s, %s, %s, %s, %s)"
)
NOBODYS = None
NOT_THERE = 999_999


@pytest.fixture
def used(store: Store) -> Iterator[Store]:
    with store.in_use():
        yield store


def row(subject: str, organisation_id: int | None = NOBODYS) -> list[str | int | None]:
    return ["2026-01-01 00:00:00+00:00", "somebody", "act", organisation_id, subject, "{}"]


def subjects() -> list[str]:
    return [str(subject) for (subject,) in prepared_rows("SELECT subject FROM journal ORDER BY id", [])]


def test_what_the_last_statement_returned_is_read_behind_the_end(used: Store) -> None:  # noqa: ARG001
    assert not in_transaction()
    with brief_transaction():
        assert in_transaction()
        assert prepared_rows(f"{KEEP} RETURNING subject", row("a")) == [("a",)]
        assert subjects() == ["a"]
        last = rows_at_end(f"{KEEP} RETURNING subject", row("b"))
    assert not in_transaction()
    assert last() == [("b",)]
    assert subjects() == ["a", "b"]


def twice_the_same_key() -> None:
    prepared_rows(f"{KEEP} RETURNING id", row("a"))
    rows_at_end("INSERT INTO log_head (id, size, roots, tables) SELECT id, 0, roots, '' FROM log_head", [])


def a_row_of_nobody_known() -> None:
    """What a foreign key forbids is told at the end."""
    rows_at_end(f"{KEEP} RETURNING id", row("a", NOT_THERE))


def a_first_statement_that_fails() -> None:
    prepared_rows(f"{KEEP} RETURNING id", row("a"))
    prepared_rows("INSERT INTO log_head (id, size, roots, tables) SELECT id, 0, roots, '' FROM log_head", [])


@pytest.mark.parametrize("act", [twice_the_same_key, a_row_of_nobody_known, a_first_statement_that_fails])
def test_what_the_store_refuses_keeps_nothing_and_the_next_one_goes_on(
    used: Store,  # noqa: ARG001
    act: Callable[[], None],
) -> None:
    with pytest.raises(IntegrityError), brief_transaction():
        act()
    assert not in_transaction()
    assert subjects() == []
    with brief_transaction():
        rows_at_end(f"{KEEP} RETURNING 1", row("b"))
    assert subjects() == ["b"]


def test_what_we_ourselves_stop_keeps_nothing(used: Store) -> None:  # noqa: ARG001
    def stopped() -> None:
        with brief_transaction():
            prepared_rows(f"{KEEP} RETURNING 1", row("a"))
            raise KeyError

    with pytest.raises(KeyError):
        stopped()
    assert not in_transaction()
    assert subjects() == []


def test_inside_another_transaction_it_goes_with_that(used: Store) -> None:  # noqa: ARG001
    def stopped() -> None:
        with transaction.atomic():
            with brief_transaction():
                last = rows_at_end(f"{KEEP} RETURNING subject", row("a"))
            assert last() == [("a",)]
            raise KeyError

    with pytest.raises(KeyError):
        stopped()
    assert subjects() == []


KILLED = f"""
import django
django.setup()
import os, signal
from casthouse.storage.brief_transaction import brief_transaction, rows_at_end
from casthouse.storage.dialect import prepared_rows
with brief_transaction():
    prepared_rows({KEEP!r} + " RETURNING 1", {row("a")!r})
    last = rows_at_end({KEEP!r} + " RETURNING 1", {row("b")!r})
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_who_is_killed_before_the_end_keeps_nothing(store: Store) -> None:
    environment = {"CASTHOUSE_HOME": str(store.home), "CASTHOUSE_DATABASE_URL": store.url}
    done = subprocess.run(
        [sys.executable, "-c", KILLED],
        env=os.environ | environment | {"DJANGO_SETTINGS_MODULE": "casthouse.settings"},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert store.column("journal", "subject") == []
