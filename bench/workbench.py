"""How fast an auditor draws a sample from a million movements; beside a baseline that reads them row by row.

    .venv/bin/python bench/workbench.py                 both stores, one after the other
    .venv/bin/python bench/workbench.py --store sqlite --rows 100000

The baseline draws the same simple random sample the naive way: it walks the list of movements page by page, as the API
gives it, and hashes each reference. Both draw the same entries, or the run fails.
"""

import argparse
import sys
import time
from datetime import date
from hashlib import sha256
from heapq import nsmallest
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from movements import REGISTER, YEAR, write_movements
from store_run import add_store_arguments, print_figures, run_on_stores

SIZE, SEED = 25, "bench"


def main() -> int:
    """Measure the stores that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    add_store_arguments(parser)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    arguments = parser.parse_args()

    def measured(folder: Path) -> int:
        file = folder / "movements.csv"
        write_movements(file, arguments.rows)
        return print_figures(arguments, measure(file))

    return run_on_stores(arguments, __file__, measured)


def measure(file: Path) -> dict[str, Any]:
    """Return the figures by name."""
    from django.db import connection  # noqa: PLC0415 - as above

    from casthouse.service.ledger_sample import WantedSample, draw, sample_view  # noqa: PLC0415
    from casthouse.service.movement_file import import_movements_file  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415
    from casthouse.service.tie_out import tie_period  # noqa: PLC0415

    audit = audited_store()
    import_movements_file(OPERATOR, organisation="BENCH", path=file)
    seconds: dict[str, float] = {}
    drawn: dict[str, Any] = {}
    for method, by in (
        ("simple_random", ()),
        ("mass_weighted", ("kind", "coc")),
        ("risk_ranked", ("kind", "coc")),
    ):
        wanted = WantedSample(method=method, size=SIZE, dimensions=by, seed=SEED)
        began = time.perf_counter()
        drawn[method] = draw(OPERATOR, audit=audit, wanted=wanted)
        seconds[method] = time.perf_counter() - began
    began = time.perf_counter()
    tie_period(OPERATOR, audit=audit, start=date(YEAR, 1, 1))
    tied_s = time.perf_counter() - began
    began = time.perf_counter()
    sample_view(OPERATOR, audit=audit, number=1)
    view_s = time.perf_counter() - began
    began = time.perf_counter()
    expected = naive_sample()
    naive_s = time.perf_counter() - began
    assert {each.key for each in drawn["simple_random"].entries} == expected
    store, entries = connection.vendor, drawn["simple_random"].population_entries
    return {
        f"{store}: movements to draw from": f"{entries:,}",
        **{f"{store}: draw {SIZE} by {method}, s": f"{taken:.1f}" for method, taken in seconds.items()},
        f"{store}: the same sample row by row, s": f"{naive_s:.1f}",
        f"{store}: row by row / set-based": f"{naive_s / seconds['simple_random']:.1f}",
        f"{store}: a sample with its unchanged population shown, ms": f"{view_s * 1000:.0f}",
        f"{store}: tie-out of the year, s": f"{tied_s:.1f}",
    }


def audited_store() -> str:
    """Fill a store with the scope, an audit firm and an audit of it; return the reference of the audit."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415

    from casthouse.exchange.register_file import register_from_text  # noqa: PLC0415
    from casthouse.parties.activity import Activity  # noqa: PLC0415
    from casthouse.service.accreditation import accredit, add_auditor, register_firm  # noqa: PLC0415
    from casthouse.service.audit import open_audit  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415
    from casthouse.service.register import load_register  # noqa: PLC0415
    from casthouse.service.store import prepare_store  # noqa: PLC0415

    prepare_store()
    load_register(OPERATOR, register_from_text(REGISTER))
    register_firm(OPERATOR, code="FIRM", name="Firm", country="DE")
    add_auditor(OPERATOR, firm="FIRM", username="lead")
    assert get_user_model().objects.filter(username="lead").exists()
    accredit(
        OPERATOR,
        firm="FIRM",
        auditor="lead",
        standard="chain_of_custody",
        countries=["DE"],
        activities=[each.value for each in Activity],
        valid_from=date(2020, 1, 1),
        valid_to=date(2039, 12, 31),
    )
    made = open_audit(
        OPERATOR,
        scope="BENCH-COC",
        standard="chain_of_custody",
        edition="coc-v2",
        audit_type="surveillance",
        firm="FIRM",
        lead="lead",
        members=[],
        first_day=date(YEAR, 12, 1),
        last_day=date(YEAR, 12, 31),
    )
    return made.reference


def naive_sample() -> set[str]:
    """Return the keys of the simple random sample, read page by page through the list of movements."""
    from casthouse.service.movement_list import PAGE_SIZE_MAX, movement_page  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415

    lots: list[tuple[bytes, str]] = []
    page = 1
    while True:
        found = movement_page(
            OPERATOR, organisation="BENCH", page=page, size=PAGE_SIZE_MAX, newest_first=False
        )
        lots += [
            (sha256(f"{SEED}\n{each.reference}".encode()).digest(), each.reference)
            for each in found.movements
            if each.is_in_force()
        ]
        if page >= found.pages:
            return {key for _, key in nsmallest(SIZE, lots)}
        page += 1


if __name__ == "__main__":
    sys.exit(main())
