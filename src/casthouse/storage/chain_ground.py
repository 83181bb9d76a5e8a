"""What the questions over all accounts stand on: two stores, or one at two times, where it is the same ask the same.

Movements, documents, certificates and closings are entered in the log in the transaction that writes them, which holds
the log until it ends: its head is another after each of them, in the order in which they were committed, and no two
histories share one. Of other tables that are only appended to, it is how many rows there are and the last of them; of
those that change in place, all rows. What is changed behind the application's back is for `casthouse check` to find.
"""

from hashlib import sha256
from typing import Any

from django.db import connection

from casthouse.storage import transparency_log as log_store

LOGGED = frozenset({"movement", "movement_total", "counterparty", "document", "certificate", "statement"})
"""Tables of which the head of the log tells, themselves or by what they are sums of."""

APPENDED = ("lot_import", "cash_purchase", "entry_reversal")
WITH_IMPORTS = frozenset({"lot_process", "process_lot"})
"""Tables that are appended to with a lot import, and never else."""

CHANGED = ("certificate_span", "facility", "opening", "organisation", "rule_pack", "scope", "scope_facility")


def chain_ground() -> bytes:
    """Return the digest of what the questions stand on; read it in the moment in which they are asked."""
    with connection.cursor() as cursor:

        def rows(sql: str) -> tuple[Any, ...]:
            cursor.execute(sql)
            return tuple(cursor.fetchall())

        appended = tuple(
            rows(f"SELECT t.*, (SELECT COUNT(*) FROM {each}) FROM {each} t ORDER BY t.id DESC LIMIT 1")
            for each in APPENDED
        )
        changed = tuple(rows(f"SELECT * FROM {each} ORDER BY 1") for each in CHANGED)
    ground = (str(connection.settings_dict["NAME"]), log_store.head(), appended, changed)
    return sha256(repr(ground).encode()).digest()  # the rows themselves may be megabytes, for each answer
