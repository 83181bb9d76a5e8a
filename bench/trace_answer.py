"""How quickly the API answers the trace of a coil that stands on nine thousand lots, beside the whole exact answer.

    .venv/bin/python bench/trace_answer.py                 both stores, one after the other
    .venv/bin/python bench/trace_answer.py --store sqlite --heats 2000

A plant melts five bought lots and a coil of an earlier heat to each heat, for five years; a late coil stands on more
than a thousand heats. The address is asked through the whole web application with a token, without a network. The
promise is 15 ms at the median of the application's own work; beside it stand the least that any answer takes, the time
on the clock, which other work on the machine delays, the page with its picture that people see of the same coil, and
its exact answer, with a fraction for each origin.
"""

import argparse
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from store_run import add_store_arguments, print_figures, run_on_stores

PROMISE_MS = 15.0
BOUGHT, INPUTS, COILS, DAYS = 3, 5, 3, 5 * 360
YARD, BACK = 180, 9  # lots to choose from, and how many heats ago a coil was made that comes back
Answer = tuple[list[float], list[float], Any]


def main() -> int:
    """Measure the stores that are asked for."""
    arguments = _arguments()
    return run_on_stores(arguments, __file__, lambda folder: _measured(arguments, folder), is_durable=False)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    add_store_arguments(parser)
    parser.add_argument("--heats", type=int, default=8_000, metavar="N")
    parser.add_argument("--asked", type=int, default=50, metavar="N", help="how often the page is asked for")
    return parser.parse_args()


def _measured(arguments: argparse.Namespace, folder: Path) -> int:
    from django.db import connection  # noqa: PLC0415 - the environment names the store first

    from casthouse.cli.server import settle  # noqa: PLC0415 - as above

    secret = _fill(arguments.heats, folder)
    settle(None)
    trace = f"/api/v1/organisations/ACME/trace?reference=H{arguments.heats - 10}-1"
    nothing = _asked(secret, "/api/v1/organisations/ACME/disclosure", arguments.asked)
    page = _asked(secret, trace, arguments.asked)
    whole = _asked(secret, f"{trace}&whole=true", 2)
    told = page[2].json()["physical"]
    assert len(whole[2].json()["physical"]["origins"]) == told["origins_total"], (
        "both tell of the same origins"
    )
    own_ms = 1000 * median(page[0])
    seen = _asked("", f"/organisations/ACME/trace/?reference=H{arguments.heats - 10}-1", 3)
    figures = {
        f"{connection.vendor}: lots upstream": told["lots"],
        "a page of the trace, own work, median ms": round(own_ms, 1),
        "  on the clock, median ms": round(1000 * median(page[1]), 1),
        "  the least that any answer takes, own work, ms": round(1000 * median(nothing[0]), 1),
        "  bytes": len(page[2].content),
        "the page that people see, with its picture, own work, ms": round(1000 * median(seen[0]), 1),
        "the whole exact answer, own work, ms": round(1000 * median(whole[0]), 1),
        "  bytes of it": len(whole[2].content),
    }
    print_figures(arguments, figures)
    return int(own_ms > PROMISE_MS)


def _asked(secret: str, address: str, times: int) -> Answer:
    """Return how long an address takes, work and clock, and what it answers; without a secret to whoever signed in."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - as above
    from django.test import Client  # noqa: PLC0415 - as above

    client = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {secret}"} if secret else {})
    if not secret:
        client.defaults["wsgi.url_scheme"] = "https"
        client.force_login(get_user_model().objects.get(username="manager"))
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.content[:300])
    own, clock = [], []
    for _ in range(times):
        begin_own, begin = time.process_time(), time.perf_counter()
        answer = client.get(address)
        own.append(time.process_time() - begin_own)
        clock.append(time.perf_counter() - begin)
    return own, clock, answer


def _fill(heats: int, folder: Path) -> str:
    """Fill the store, build its projection, and return the secret of a token of the plant's manager."""
    from casthouse.exchange.register_file import register_from_text  # noqa: PLC0415 - as above
    from casthouse.service.lot_file import import_lots_file  # noqa: PLC0415 - as above
    from casthouse.service.movement_file import import_movements_file  # noqa: PLC0415 - as above
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415 - as above
    from casthouse.service.person import add_person  # noqa: PLC0415 - as above
    from casthouse.service.projection import build_projection  # noqa: PLC0415 - as above
    from casthouse.service.register import load_register  # noqa: PLC0415 - as above
    from casthouse.service.store import prepare_store  # noqa: PLC0415 - as above
    from casthouse.service.token import create_token  # noqa: PLC0415 - as above
    from tests.contract.register_text import one_scope, register_text  # noqa: PLC0415 - as above

    prepare_store()
    load_register(OPERATOR, register_from_text(register_text(one_scope(first="2020-01-01"))))
    receipts, lots = folder / "receipts.csv", folder / "lots.csv"
    receipts.write_text("\n".join(_receipts(heats)) + "\n")
    lots.write_text("\n".join(_heats(heats)) + "\n")
    import_movements_file(OPERATOR, organisation="ACME", path=receipts)
    assert import_lots_file(OPERATOR, organisation="ACME", path=lots).processes == heats
    build_projection(OPERATOR)
    add_person(OPERATOR, username="manager", role="manager", organisation="ACME")
    return create_token(OPERATOR, username="manager", name="bench").secret


def _day(heat: int, heats: int) -> date:
    return date(2020, 1, 1) + timedelta(days=heat * DAYS // heats)


def _receipts(heats: int) -> list[str]:
    chance = Random(1)
    head = "reference,date,facility,kind,material,quantity,unit,coc,counterparty,document,lot"
    return [head] + [
        f"IN-{lot},{_day(lot // BOUGHT, heats)},ACME-CH,receipt,aluminium,{chance.randint(30, 60)},t,no,SUP,,L{lot}"
        for lot in range(BOUGHT * heats)
    ]


def _heats(heats: int) -> list[str]:
    chance = Random(2)
    lines = ["process,date,facility,step,direction,lot,material,quantity,unit"]
    left: dict[str, int] = {}
    for heat in range(heats):
        begin = max(0, min(BOUGHT * heat, BOUGHT * heats - YARD))
        into = [f"L{lot}" for lot in chance.sample(range(begin, begin + YARD), INPUTS)]
        into += [_coil(chance, heat, left)] if heat else []
        grams = [chance.randint(1_000_000, 2_000_000) for _ in into]
        place = f"P{heat},{_day(heat, heats)},ACME-CH,melting"
        lines += [f"{place},in,{lot},aluminium,{mass},g" for lot, mass in zip(into, grams, strict=True)]
        made_g = sum(grams) * 98 // 100 // COILS
        left |= {f"H{heat}-{coil}": made_g for coil in range(COILS)}
        lines += [f"{place},out,H{heat}-{coil},aluminium,{made_g},g" for coil in range(COILS)]
    return lines


def _coil(chance: Random, heat: int, left: dict[str, int]) -> str:
    """Return a coil of one of the last heats of which two tonnes are left, and take them."""
    recent = [f"H{each}-{coil}" for each in range(max(0, heat - BACK), heat) for coil in range(COILS)]
    found = chance.choice([coil for coil in recent if left[coil] >= 2_000_000])
    left[found] -= 2_000_000
    return found


if __name__ == "__main__":
    sys.exit(main())
