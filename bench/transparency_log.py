"""How fast the transparency log takes entries, and how long a proof takes in a large one; each beside a baseline.

    .venv/bin/python bench/transparency_log.py                 both stores, one after the other
    .venv/bin/python bench/transparency_log.py --store sqlite --entries 1000000 --appended 100000

The log is filled first, in large transactions of entries that are ready made, by the function of the store that appends
always. What is measured comes on top of it: every commit is durable. The baseline of appending puts the same entries,
ready made, into a bare table of the same columns in transactions of the same size; that of a proof reads its tiles with
bare SQL and hashes nothing.
"""

import argparse
import random
import sys
import time
from binascii import b2a_base64
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from store_run import add_store_arguments, print_figures, run_on_stores

BATCH = 10_000
FILLED = 250_000
PROOFS = 300


def main() -> int:
    """Measure the stores that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    add_store_arguments(parser)
    parser.add_argument("--entries", type=int, default=10_000_000, metavar="N")
    parser.add_argument("--appended", type=int, default=200_000, metavar="N")
    arguments = parser.parse_args()
    return run_on_stores(
        arguments,
        __file__,
        lambda _: print_figures(arguments, measure(arguments.entries, arguments.appended)),
    )


def measure(filled: int, more: int) -> dict[str, Any]:
    """Return the figures by name: of a log that is filled, and of entries appended on top."""
    from django.db import connection  # noqa: PLC0415 - the environment names the store first

    from casthouse.service.store import prepare_store  # noqa: PLC0415 - as above
    from casthouse.service.transparency_log import consistency_proof, inclusion_proof  # noqa: PLC0415

    prepare_store()
    began = time.perf_counter()
    fill(filled)
    fill_s = time.perf_counter() - began
    append_s, bare_s = appended(filled, more)
    entries = filled + more
    chance = random.Random(1)
    places = [chance.randrange(entries) for _ in range(PROOFS)]
    proof_ms = timed(lambda place: inclusion_proof(place, entries), places)
    growth_ms = timed(lambda place: consistency_proof(place + 1, entries), places)
    read_ms = timed(read_tiles, places)
    vendor = connection.vendor
    return {
        f"{vendor}: filled with {filled:,} entries, s": f"{fill_s:.0f}",
        f"{vendor}: entries appended, entries/s (at least 20,000)": f"{more / append_s:,.0f}",
        f"{vendor}: bare inserts of the same, entries/s": f"{more / bare_s:,.0f}",
        f"{vendor}: appending / bare inserts": f"{append_s / bare_s:.2f}",
        f"{vendor}: inclusion proof among {entries:,}, ms (under 1)": f"{proof_ms:.3f}",
        f"{vendor}: consistency proof, ms": f"{growth_ms:.3f}",
        f"{vendor}: bare read of its tiles, ms": f"{read_ms:.3f}",
    }


def fill(entries: int) -> None:
    """Fill the log with entries of the one form, their digests those of numbers."""
    from django.db import transaction  # noqa: PLC0415 - as above

    from casthouse.passport.log_entry import EntryKind, LogEntry  # noqa: PLC0415 - as above
    from casthouse.storage.transparency_log import append_entries, locked_frontier  # noqa: PLC0415 - as above

    for first in range(0, entries, FILLED):
        texts = [b2a_base64(sha256(b"%d" % n).digest()) for n in range(first, min(entries, first + FILLED))]
        contents = [b"casthouse-entry/v1\nrecord\n%b%b" % (text, text) for text in texts]
        digest = sha256(b"%d" % first).digest()
        assert contents[0] == LogEntry(EntryKind.RECORD, digest, digest).content
        with transaction.atomic():
            append_entries(locked_frontier(), contents)


def appended(filled: int, more: int) -> tuple[float, float]:
    """Return the seconds of appending, and those of bare inserts, batch by batch in turn."""
    from django.db import connection, transaction  # noqa: PLC0415 - as above

    from casthouse.passport.log_entry import EntryKind, LogEntry  # noqa: PLC0415 - as above
    from casthouse.service.transparency_log import append  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        kind = "BYTEA" if connection.vendor == "postgresql" else "BLOB"
        cursor.execute(f"CREATE TABLE bare (id BIGINT PRIMARY KEY, entry {kind} NOT NULL)")
    append_s = bare_s = 0.0
    for first in range(filled, filled + more, BATCH):
        digests = [sha256(b"%d" % n).digest() for n in range(first, min(filled + more, first + BATCH))]
        batch = [LogEntry(EntryKind.RECORD, digest, digest) for digest in digests]
        began = time.perf_counter()
        with transaction.atomic():
            append(batch)
        append_s += time.perf_counter() - began
        rows = [(first + place, entry.content) for place, entry in enumerate(batch)]
        began = time.perf_counter()
        with transaction.atomic():
            bare_insert(rows)
        bare_s += time.perf_counter() - began
    return append_s, bare_s


def bare_insert(rows: list[tuple[int, bytes]]) -> None:
    """Put ready rows into the bare table as fast as the driver can."""
    from django.db import connection  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY bare (id, entry) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.connection.executemany("INSERT INTO bare VALUES (?, ?)", rows)


def read_tiles(place: int) -> None:
    """Read the tiles on the way from an entry to the root."""
    from django.db import connection  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        for level in range(3):
            cursor.execute(
                "SELECT hashes FROM log_tile WHERE id = %s", [(level << 56) | place >> (8 * level + 8)]
            )
            cursor.fetchone()


def timed(work: Callable[[int], object], places: list[int]) -> float:
    """Return the median milliseconds of a work over places, after a first run."""
    work(places[0])
    taken = []
    for place in places:
        began = time.perf_counter()
        work(place)
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


if __name__ == "__main__":
    sys.exit(main())
