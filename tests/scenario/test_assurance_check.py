"""`casthouse check` sees acts of an audit, and moves of a certificate, that the rules do not lead to."""

import pytest
from django.db import connection

from tests.contract.store import Store
from tests.scenario.audit_world import Assurance, SmelterAudit

CHANGES = [
    ("audit_event", "UPDATE audit_event SET act = 'reported' WHERE act = 'plan_approved'", "audit"),
    (
        "non_conformance_event",
        "UPDATE non_conformance_event SET act = 'closed' WHERE act = 'plan_submitted'",
        "non-conformance",
    ),
    ("decision", "UPDATE decision SET certificate = 'CH-PS-99999' WHERE number = 2", "certificate move"),
    (
        "certificate_move",
        "UPDATE certificate_move SET reference = REPLACE(reference, '-D2', '-D7') WHERE kind = 'confirm'",
        "certificate move",
    ),
    (
        "scope_facility",
        "UPDATE scope_facility SET first_day = '2025-06-01'",
        "boundary",
    ),
]


def test_each_row_that_was_spoiled_is_named(store: Store) -> None:
    world = Assurance(store)
    audit = SmelterAudit(world)
    audit.through(majors=("5.2",))
    audit.decided()
    audit.closed(1)
    audit.decided(after=201)
    assert store.run("check").json["differences"] == []
    for table, change, what in CHANGES:
        found = spoiled(store, table, change)
        assert what in found, (change, found)


def spoiled(store: Store, table: str, change: str) -> set[str]:
    """Change a table behind the back of its guards, and return the kinds of differences that the check names."""
    with store.in_use(), connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{act}{on}")
        cursor.execute(change)
        assert cursor.rowcount
    answer = store.run("check")
    if answer.code != 1:
        pytest.fail(f"the check says nothing of {change}")
    return {each["what"] for each in answer.json["differences"]}
