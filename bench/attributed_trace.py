"""How quickly the accounts of a hundred companies attribute a delivery, from the projection and from the store.

    .venv/bin/python bench/attributed_trace.py                 both stores, one after the other
    .venv/bin/python bench/attributed_trace.py --store sqlite --rows 100000

The million movements of `chain_anomalies.py`: five tiers of twenty companies that sell metal to the next, much of it
under CoC Documents. What a company of the last tier sold is attributed through the pools of all tiers before it, as its
manager may see it. The baselines are the same answer from the store, and the movements of all companies before it read
from the store, and nothing else; both answers are the same, or the run fails.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent))

from chain_anomalies import ROWS_MIN, TIERS, WIDTH, code, fill
from movements import YEAR
from store_run import add_store_arguments, print_figures, run_on_stores

ASKED = 5
COMPANY = code(TIERS - 1, 3)


def main() -> int:
    """Measure the stores that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    add_store_arguments(parser)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    arguments = parser.parse_args()
    if arguments.rows < ROWS_MIN:
        parser.error(f"--rows {arguments.rows}: {ROWS_MIN} at least")
    return run_on_stores(
        arguments,
        __file__,
        lambda folder: print_figures(arguments, measure(arguments.rows, folder)),
        is_durable=False,
    )


def measure(rows: int, folder: Path) -> dict[str, Any]:
    """Fill the store, build the projection, and return the figures by name."""
    from django.conf import settings  # noqa: PLC0415 - the environment names the store first
    from django.db import connection  # noqa: PLC0415 - as above

    from casthouse.provenance.pool_columns import PoolColumns  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415
    from casthouse.service.projection import build_projection  # noqa: PLC0415
    from casthouse.storage import pool_row, projection_file  # noqa: PLC0415

    movements, _ = fill(rows, folder)
    read_s, read = worked(pool_row.all_pool_rows)
    columns_s, columns = worked(lambda: PoolColumns.of(read))
    build_projection(OPERATOR)
    opened_s, _ = worked(lambda: projection_file.open_pools(projection_file.current_name()))
    since_s, since = worked(lambda: newest(10))
    assert since == 10
    by_columns, answer = asked()
    with patch.object(settings, "PROJECTION_ROWS_MIN", 10 * rows):
        by_store, told = asked()
    assert told == answer
    reading_s, came = worked(reading)
    store = connection.vendor
    held = sum(getattr(columns, name).nbytes for name in type(columns).__slots__)
    return {
        f"{store}: movements, of {TIERS * WIDTH} companies": f"{movements:,}",
        f"{store}: pools on the trail": answer.pools,
        "attributed trace from the projection, own work, median ms": f"{1000 * by_columns:,.0f}",
        "  the same from the store, ms": f"{1000 * by_store:,.0f}",
        "  what came into the accounts before it, read from the store, ms": f"{1000 * reading_s:,.0f}",
        "  how many these are": f"{came:,}",
        "all movements of pools read for a building, s": f"{read_s:.1f}",
        "  laid in columns, once read, million/s": f"{len(columns.movement) / columns_s / 1e6:,.1f}",
        "  bytes a movement": f"{held / len(columns.movement):.0f}",
        "  their files opened, ms": f"{1000 * opened_s:,.1f}",
        "  ten movements found that came since, ms": f"{1000 * since_s:,.1f}",
    }


def worked(does: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long something takes the processors, and what it returns."""
    before = time.process_time()
    found = does()
    return time.process_time() - before, found


def newest(count: int) -> int:
    """Read what a company posted last, as what came since; return how many movements these are."""
    from casthouse.storage import organisation, pool_row, projection  # noqa: PLC0415 - as above

    now = projection.position()
    company = organisation.organisation_ids([COMPANY])[COMPANY]
    moved, made = now.ledgers[company]
    last = replace(now, ledgers={**now.ledgers, company: (moved - count, made)})
    return pool_row.pool_rows_since(last, now).posted.height


def asked() -> tuple[float, Any]:
    """Return how long the attributed trace of the last sale takes, and its answer."""
    from casthouse.parties.role import Role  # noqa: PLC0415 - as above
    from casthouse.service.attributed_trace import attributed_trace  # noqa: PLC0415
    from casthouse.service.permission import Actor  # noqa: PLC0415

    actor = Actor(name="bench", organisation_roles={COMPANY: frozenset({Role.MANAGER})})

    def answer() -> Any:
        return attributed_trace(actor, organisation=COMPANY, reference="S-000000")

    answer()
    runs = [worked(answer) for _ in range(ASKED)]
    return median(run[0] for run in runs), runs[-1][1]


def reading() -> int:
    """Read what came into the accounts of the company and of all tiers before it; return how many movements."""
    from casthouse.provenance.pool_account import account_of  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415 - as above
    from casthouse.service.pool_account import KnownAccounts  # noqa: PLC0415
    from casthouse.storage import pool, scope  # noqa: PLC0415

    scopes = scope.scopes()
    known = KnownAccounts(OPERATOR, scopes)
    accounts = [
        account_of([each], facility=each.facilities[0], day=date(YEAR, 7, 1))
        for each in scopes
        if not each.organisation.startswith(f"T{TIERS - 1}") or each.organisation == COMPANY
    ]
    return pool.movements_into([span for each in accounts if each for span in known.spans_of(each)]).height


if __name__ == "__main__":
    sys.exit(main())
