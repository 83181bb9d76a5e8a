"""`casthouse check` names a claim whose events, approver, days or ground the rules do not lead to."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from casthouse.service.claim_difference import claim_differences
from casthouse.service.claim_use import end_claim
from casthouse.service.difference import Difference
from tests.contract.store import Store
from tests.scenario.certification import on_day
from tests.scenario.claimant import TODAY, Claimant
from tests.scenario.company import MANAGER

TAKEN_OVER = """
UPDATE claim_event SET "by" = (SELECT MIN(d."by") FROM claim_event d WHERE d.act = 'submitted')
WHERE act = 'approved'
"""
CHANGES = [
    (
        "claim_event",
        "UPDATE claim_event SET act = 'revised' WHERE act = 'submitted'",
        "allowed when it is draft",
    ),
    (
        "claim_event",
        TAKEN_OVER,
        "somebody who did not request it",
    ),
    (
        "claim_approval",
        "UPDATE claim_approval SET valid_to = '2049-12-31'",
        "the last day of its certificates",
    ),
    ("claim_approval", "UPDATE claim_approval SET membership = 'civil_society'", "a ground that holds then"),
    ("claim_certificate", "DELETE FROM claim_certificate", "a certificate under the"),
    (
        "certificate_move",
        "UPDATE certificate_move SET effective = '2025-03-10', valid_from = '2025-03-10'",
        "a ground that holds then",
    ),
]


def test_each_row_of_a_claim_that_was_spoiled_is_named(store: Store) -> None:
    acme = Claimant(store)
    number, ended = acme.used(acme.label()), acme.used(acme.label(mass_g=1_000_000))
    with on_day(TODAY):
        acme.do(end_claim, MANAGER, number=ended, reason="the label is printed no more")
    with store.in_use():
        assert list(claim_differences()) == []
    for table, change, expected in CHANGES:
        with _spoiled(store, table, change) as found:
            named = {each.recomputed for each in found if each.subject == number}
            assert any(expected in each for each in named), (change, found)
    with store.in_use():
        assert list(claim_differences()) == [], "each change was taken back"


@contextmanager
def _spoiled(store: Store, table: str, change: str) -> Iterator[list[Difference]]:
    """Change a table behind the back of its guards, say what is found then, and take the change back."""
    with store.in_use(), transaction.atomic(), connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{act}{on}")
        cursor.execute(change)
        if not cursor.rowcount:
            pytest.fail(f"{change} changes nothing")
        yield list(claim_differences())
        transaction.set_rollback(True)
