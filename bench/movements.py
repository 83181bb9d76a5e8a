"""How fast a million movements are imported, a position is read and a list is paged; each beside a baseline.

    .venv/bin/python bench/movements.py                 both stores, one after the other
    .venv/bin/python bench/movements.py --store sqlite --rows 100000

Every commit is durable: SQLite with synchronous FULL, PostgreSQL with fsync. The baseline of the import puts the same
rows, ready made, into an empty table of the same columns, keys and indexes: `executemany` of tuples on SQLite, COPY of
ready CSV on PostgreSQL; neither reads a file nor checks anything.
"""

import argparse
import random
import resource
import sqlite3
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from store_run import add_store_arguments, print_figures, run_on_stores

YEAR = 2025
REPEATS = 5

REGISTER = """
[[organisation]]
code = "BENCH"
name = "Bench Rolled Products"
country = "DE"
membership = "production_and_transformation"
[[facility]]
code = "B-CH"
organisation = "BENCH"
name = "Casthouse"
activities = ["remelting_refining", "casthouse"]
[[facility]]
code = "B-RM"
organisation = "BENCH"
name = "Rolling mill"
activities = ["semi_fabrication"]
[[scope]]
code = "BENCH-COC"
organisation = "BENCH"
facilities = ["B-CH", "B-RM"]
edition = "coc-v2"
first_period_start = 2025-01-01
[[certificate]]
number = "COC-1"
scope = "BENCH-COC"
standard = "chain_of_custody"
valid_from = 2024-01-01
valid_to = 2026-12-31
"""


def main() -> int:
    """Measure the stores that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    add_store_arguments(parser)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    arguments = parser.parse_args()

    def measured(folder: Path) -> int:
        file = folder / "movements.csv"
        write_movements(file, arguments.rows)
        return print_figures(arguments, measure(file, arguments.rows))

    return run_on_stores(arguments, __file__, measured)


def write_movements(file: Path, rows: int) -> None:
    """Write a plausible year: receipts, shipments, reversals, in the order in which an ERP numbers them."""
    chance = random.Random(1)
    days = [(date(YEAR, 1, 1) + timedelta(n)).isoformat() for n in range(365)]
    with file.open("w") as out:
        out.write(
            "reference,date,facility,kind,material,quantity,unit,coc,counterparty,document,lot,reverses\n"
        )
        for n in range(rows):
            day, plant = chance.choice(days), chance.choice(("B-CH", "B-RM"))
            if n % 200 == 199:
                out.write(f"B-{n:09d},{day},{plant},reversal,,,,,,,,B-{n - 150:09d}\n")
            elif chance.random() < 0.55:
                coc = chance.random() < 0.5
                material = chance.choice(("aluminium", "pre_consumer_scrap", "post_consumer_scrap"))
                document = f"D-{n:09d}" if coc else ""
                mass = chance.randint(10_000, 30_000) / 1000
                out.write(
                    f"B-{n:09d},{day},{plant},receipt,{material},{mass},t,{'yes' if coc else 'no'},"
                    f"{chance.choice(('SUPA', 'SUPB', 'a scrap yard'))},{document},L{n},\n"
                )
            else:
                mark = "yes" if chance.random() < 0.3 else "no"
                out.write(
                    f"B-{n:09d},{day},{plant},shipment,aluminium,{chance.randint(9_000, 25_000)},kg,{mark},"
                    f"CUSA,,L{n},\n"
                )


def measure(file: Path, rows: int) -> dict[str, Any]:
    """Return the figures by name."""
    from django.db import connection  # noqa: PLC0415 - as above

    from casthouse.exchange.register_file import register_from_text  # noqa: PLC0415
    from casthouse.service.movement_file import import_movements_file  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415
    from casthouse.service.register import load_register  # noqa: PLC0415
    from casthouse.service.store import prepare_store  # noqa: PLC0415

    prepare_store()
    load_register(OPERATOR, register_from_text(REGISTER))
    began = time.perf_counter()
    done = import_movements_file(OPERATOR, organisation="BENCH", path=file)
    import_s = time.perf_counter() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answer = done.answer
    assert (answer.posted, answer.refused) == (rows, ()), answer.refused[:3]
    del done
    baseline_s = baseline_sqlite() if connection.vendor == "sqlite" else baseline_postgresql()
    limit = "1.6" if connection.vendor == "sqlite" else "3"
    baseline = "executemany" if connection.vendor == "sqlite" else "COPY"
    return {
        f"{connection.vendor}: import, rows/s": f"{rows / import_s:,.0f}",
        f"{connection.vendor}: {baseline} of ready rows, rows/s": f"{rows / baseline_s:,.0f}",
        f"{connection.vendor}: import / {baseline} (at most {limit})": f"{import_s / baseline_s:.2f}",
        f"{connection.vendor}: peak memory of the import, MB (at most 1,500)": f"{peak_mb:,.0f}",
        **measure_reads(rows),
    }


def baseline_sqlite() -> float:
    """Return the seconds that executemany takes for the same rows in a table of the same columns and indexes."""
    from django.conf import settings  # noqa: PLC0415

    store = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    rows = store.execute("SELECT * FROM movement ORDER BY source_row").fetchall()
    ddl = [
        sql
        for (sql,) in store.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'movement' AND sql <> ''")
    ]
    bare = sqlite3.connect(settings.HOME / "baseline.sqlite3", isolation_level=None)
    bare.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
    for sql in ddl:
        bare.execute(sql)
    marks = ", ".join("?" * len(rows[0]))
    began = time.perf_counter()
    bare.execute("BEGIN IMMEDIATE")
    bare.executemany(f"INSERT INTO movement VALUES ({marks})", rows)
    bare.execute("COMMIT")
    return time.perf_counter() - began


def baseline_postgresql() -> float:
    """Return the seconds that COPY takes for the same rows in a table of the same keys and indexes."""
    from django.db import connection, transaction  # noqa: PLC0415

    with connection.cursor() as cursor:
        with cursor.copy("COPY (SELECT * FROM movement ORDER BY source_row) TO STDOUT (FORMAT csv)") as copy:
            ready = b"".join(bytes(piece) for piece in copy)
        cursor.execute("CREATE TABLE baseline (LIKE movement INCLUDING ALL)")
        began = time.perf_counter()
        with transaction.atomic(), cursor.copy("COPY baseline FROM STDIN (FORMAT csv)") as copy:
            copy.write(ready)
        took = time.perf_counter() - began
        cursor.execute("DROP TABLE baseline")
    return took


def measure_reads(rows: int) -> dict[str, Any]:
    """Return how long the position and a late page of the list take, in milliseconds."""
    from casthouse.service.movement_list import PAGE_SIZE, movement_page  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415
    from casthouse.service.position import position, recomputed_position  # noqa: PLC0415

    start = date(YEAR, 1, 1)
    cached = timed(lambda: position(OPERATOR, scope="BENCH-COC", period=start))
    recomputed = timed(lambda: recomputed_position(OPERATOR, scope="BENCH-COC", period=start), repeats=2)
    late = int(rows * 0.9)
    page = timed(lambda: movement_page(OPERATOR, organisation="BENCH", page=late // PAGE_SIZE + 1))
    first = timed(lambda: movement_page(OPERATOR, organisation="BENCH"))
    return {
        "position from the totals, ms (under 20)": f"{cached:.1f}",
        "position recomputed from movements, ms (under 1,500)": f"{recomputed:.0f}",
        "position recomputed / from the totals": f"{recomputed / cached:.0f}",
        f"movements page at row {late:,}, ms (under 100)": f"{page:.1f}",
        "that page / the first page": f"{page / first:.1f}",
    }


def timed(work: Any, *, repeats: int = REPEATS) -> float:
    """Return the median milliseconds of some runs after a first."""
    work()
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


if __name__ == "__main__":
    sys.exit(main())
