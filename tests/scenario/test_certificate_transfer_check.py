"""What is stored of a transfer of certificates: nothing changes it unseen, and a spoiled row is named."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.contract.store import Store
from tests.scenario.casthouse_sale import (
    certified,
    transferred,
)
from tests.scenario.test_assurance_check import spoiled

SPOILED = [
    ("certificate_move", "UPDATE certificate_move SET valid_to = '2030-01-01' WHERE kind = 'take_over'"),
    ("certificate_move", "UPDATE certificate_move SET reference = 'X-1' WHERE kind = 'transfer'"),
    (
        "certificate_transfer_step",
        "UPDATE certificate_transfer_step SET actor = 'SECRETARY' WHERE act = 'ask'",
    ),
    (
        "certificate_transfer_step",
        "UPDATE certificate_transfer_step SET act = 'withdraw' WHERE act = 'accept'",
    ),
]


def test_each_spoiled_row_of_a_transfer_is_named(store: Store) -> None:
    company, performance, custody = certified(store)
    transferred(company, (performance, custody), "2025-06-10")
    assert store.run("check").json["differences"] == []
    for table, change in SPOILED:
        assert "certificate transfer" in spoiled(store, table, change), change


def test_nothing_of_a_transfer_can_be_changed_behind_our_back(store: Store) -> None:
    company, performance, custody = certified(store)
    transferred(company, (performance, custody), "2025-06-10")
    for table in (
        "certificate_transfer",
        "certificate_transfer_part",
        "certificate_transfer_step",
        "certificate_transfer_site",
        "certificate_inheritance",
    ):
        for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with (
                store.in_use(),
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change)
