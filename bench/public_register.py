"""How quickly the public register and what people work with answer in a store of 500 members and 120,000 ratings.

    .venv/bin/python bench/public_register.py                 both stores, one after the other
    .venv/bin/python bench/public_register.py --store sqlite

Each address is asked through the whole web application, without a network: what a visitor asks with an answer that
nobody kept, what the secretariat, a member and a lead auditor ask signed in. The promise is 100 ms at the 95th
percentile; an address beyond it fails the run. Beside it stands the processor time of the application itself, which
other work on the machine delays less.
"""

import argparse
import json
import sys
import time
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from store_run import add_store_arguments, run_on_stores

PROMISE_MS = 100.0


def main() -> int:
    """Measure the stores that are asked for."""
    arguments = _arguments()
    return run_on_stores(
        arguments, __file__, lambda _: _print(arguments, _measure(arguments)), is_durable=False
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    add_store_arguments(parser)
    parser.add_argument(
        "--organisations", type=int, default=500, metavar="N", help="four sites, three certificates each"
    )
    parser.add_argument("--asked", type=int, default=100, metavar="N", help="how often each address is asked")
    return parser.parse_args()


def _measure(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    from django.db import connection  # noqa: PLC0415 - as above
    from django.test import Client  # noqa: PLC0415 - as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    from casthouse.cli.server import settle  # noqa: PLC0415 - as above

    _fill(arguments.organisations)
    settle(None)
    results = []
    for who, what, addresses in _addresses(arguments.organisations):
        client = Client(SERVER_NAME="localhost")
        if who != "visitor":
            from django.contrib.auth.models import User  # noqa: PLC0415 - as above

            client.force_login(User.objects.get(username=who), "django.contrib.auth.backends.ModelBackend")
        with CaptureQueriesContext(connection) as queries:
            client.get(addresses[0])
        count = len(queries)
        times, own = [], []
        for n in range(arguments.asked):
            begin, begin_own = time.perf_counter(), time.process_time()
            answer = client.get(addresses[n % len(addresses)])
            own.append((time.process_time() - begin_own) * 1000)
            times.append((time.perf_counter() - begin) * 1000)
            assert answer.status_code == 200, (addresses[n % len(addresses)], answer.status_code)
        times.sort()
        own.sort()
        results.append(
            {
                "store": connection.vendor,
                "who": who,
                "what": what,
                "p50_ms": round(times[len(times) // 2], 1),
                "p95_ms": round(times[int(len(times) * 0.95)], 1),
                "own_p95_ms": round(own[int(len(own) * 0.95)], 1),
                "queries": count,
            }
        )
    return results


def _fill(organisations: int) -> None:
    from django.db import connection  # noqa: PLC0415 - as above

    from casthouse.service import clock  # noqa: PLC0415 - as above
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415 - as above
    from casthouse.service.person import add_person  # noqa: PLC0415 - as above
    from casthouse.service.public_release import preview_release, publish_statistics  # noqa: PLC0415 - as above
    from casthouse.service.store import prepare_store  # noqa: PLC0415 - as above
    from tests.member_world import fill_members  # noqa: PLC0415 - as above
    from tests.public_world import WorldSize, fill_world  # noqa: PLC0415 - as above

    prepare_store()
    fill_world(WorldSize(organisations=organisations), today=clock.today())
    fill_members(today=clock.today())
    add_person(OPERATOR, username="secretariat", role="secretariat")
    for year in (clock.today().year - 2, clock.today().year - 1):
        digest = preview_release(OPERATOR, year=year).digest
        publish_statistics(OPERATOR, year=year, digest=digest)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _addresses(organisations: int) -> list[tuple[str, str, list[str]]]:
    """Return what is asked: by whom, its name, and some addresses that are asked in turn."""
    chance = Random(11)
    some = [chance.randrange(organisations) for _ in range(25)]
    words = (
        "rhone",
        "alu met",
        "nord",
        "ch ps 0001",
        "works",
        "kaiser foils",
        "zzz",
        "giesserei",
        "sao",
        "gies",
    )
    days = [date(2024, 1 + n % 12, 1 + n).isoformat() for n in range(25)]
    listed = [n for n in some if n % 20]
    return [
        ("visitor", "front page", ["/"]),
        ("visitor", "search: words", [f"/public/?q={word}" for word in words]),
        ("visitor", "search: everything", ["/public/"]),
        (
            "visitor",
            "search: filters and a day",
            [
                f"/public/?state=full&activity=casthouse&standard=performance&country=DE&day={day}"
                for day in days
            ],
        ),
        ("visitor", "a member", [f"/public/members/ORG{n:04}/" for n in listed]),
        (
            "visitor",
            "a facility on a day",
            [f"/public/facilities/ORG{n:04}-1/?day={day}" for n, day in zip(listed, days, strict=False)],
        ),
        (
            "visitor",
            "a certificate on a day",
            [
                f"/public/certificates/?number=CH-PS-{3 * n + 2:05}&day={day}"
                for n, day in zip(some, days, strict=True)
            ],
        ),
        ("visitor", "a summary report", [f"/public/reports/ORG{n:04}-S-A2/" for n in listed]),
        ("visitor", "statistics", ["/public/statistics/"]),
        ("visitor", "the map: whole world", ["/public/map/"]),
        ("visitor", "the map: one country", ["/public/map/?country=DE&zoom=3&x=520&y=110"]),
        ("visitor", "API: search", [f"/api/v1/public/search?q={word}" for word in words]),
        (
            "secretariat",
            "certified on a day",
            [
                f"/certificates/on/?facility=ORG{n:04}-1&standard=performance&day={day}"
                for n, day in zip(some, days, strict=True)
            ],
        ),
        ("secretariat", "overview", ["/"]),
        ("secretariat", "work list: own", ["/worklist/"]),
        ("secretariat", "work list: everything", ["/worklist/?show=all"]),
        ("secretariat", "organisations", ["/organisations/"]),
        ("secretariat", "audits", ["/audits/"]),
        ("secretariat", "oversight", ["/oversight/"]),
        ("secretariat", "audit firms", ["/audit-firms/"]),
        *_of_people(),
    ]


def _of_people() -> list[tuple[str, str, list[str]]]:
    """Return what a manager of one organisation and the lead of all audits ask for."""
    from tests.member_world import LEAD, MEMBER  # noqa: PLC0415 - as above

    return [
        (MEMBER, "overview", ["/"]),
        (MEMBER, "work list: own", ["/worklist/"]),
        (MEMBER, "organisation", ["/organisations/ORG0001/"]),
        (MEMBER, "position", ["/scopes/ORG0001-S/position/"]),
        (MEMBER, "self-assessment", ["/scopes/ORG0001-S/self-assessments/1/"]),
        (MEMBER, "certificates", ["/organisations/ORG0001/certificates/"]),
        (LEAD, "overview", ["/"]),
        (LEAD, "work list: own", ["/worklist/"]),
        (LEAD, "work list: everything", ["/worklist/?show=all"]),
        (LEAD, "audits", ["/audits/"]),
        (LEAD, "an audit", ["/audits/ORG0010-S-A3/", "/audits/ORG0020-S-A3/"]),
        (LEAD, "checklist", ["/audits/ORG0010-S-A3/checklist/", "/audits/ORG0020-S-A3/checklist/"]),
    ]


def _print(arguments: argparse.Namespace, results: list[dict[str, Any]]) -> int:
    for each in results:
        late = " BEYOND THE PROMISE" if each["p95_ms"] > PROMISE_MS else ""
        if arguments.json:
            print(json.dumps(each))
        else:
            print(
                f"{each['store']:10} {each['who']:12} {each['what']:28} p50 {each['p50_ms']:7} ms   "
                f"p95 {each['p95_ms']:7} ms   own p95 {each['own_p95_ms']:6} ms  {each['queries']:3} queries{late}"
            )
    return int(any(each["p95_ms"] > PROMISE_MS for each in results))


if __name__ == "__main__":
    sys.exit(main())
