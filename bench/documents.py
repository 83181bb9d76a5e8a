"""How fast CoC Documents are issued: in bulk, one at a time, by several clients; each beside bare SQL in the same run.

    .venv/bin/python bench/documents.py                 both stores, one after the other
    .venv/bin/python bench/documents.py --store sqlite

Every commit is durable: SQLite with synchronous FULL, PostgreSQL with fsync. The bare SQL appends the same rows, ready
made, to tables of the same columns and indexes: with one statement for the bulk, in a transaction each for the rest.
"""

import argparse
import json
import multiprocessing
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from store_run import add_store_arguments, run_on_stores

ISSUERS = 8
COPIES = ("document", "journal")


def main() -> int:
    """Measure the stores that are asked for."""
    arguments = _arguments()
    return run_on_stores(arguments, __file__, lambda _: _print(_measure(arguments), as_json=arguments.json))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    add_store_arguments(parser)
    parser.add_argument("--bulk", type=int, default=10_000, metavar="N", help="documents issued in bulk")
    parser.add_argument(
        "--single", type=int, default=4_000, metavar="N", help="documents issued one at a time"
    )
    parser.add_argument("--clients", type=int, default=16, metavar="N")
    return parser.parse_args()


def _set_up() -> None:
    """Set Django up in a process that was started for one client."""
    import django  # noqa: PLC0415 - the environment names the store first

    django.setup()


def _measure(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    from casthouse.service.store import prepare_store  # noqa: PLC0415 - as above
    from casthouse.storage.dialect import is_postgresql  # noqa: PLC0415 - as above

    prepare_store()
    clients = arguments.clients
    share = max(1, arguments.single // ISSUERS)
    _load_register(ISSUERS + 2)
    _post_shipments(0, arguments.bulk)
    _post_shipments(1, 2 * arguments.single)
    for issuer in range(2, ISSUERS + 2):
        _post_shipments(issuer, share)
    if is_postgresql():
        from django.db import connection  # noqa: PLC0415 - as above

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    store = "postgresql" if is_postgresql() else "sqlite"
    results = [
        _result(store, "bulk, one client", arguments.bulk, _bulk(), _bare_bulk(0)),
        _result(
            store,
            "one at a time, one client",
            arguments.single,
            _by_clients([[(1, n) for n in range(arguments.single)]]),
            _bare_by_clients(1, 0, arguments.single, 1),
        ),
    ]
    later = range(arguments.single, 2 * arguments.single)
    results += [
        _result(
            store,
            f"one at a time, one issuer, {clients} clients",
            arguments.single,
            _by_clients([[(1, n) for n in later[c::clients]] for c in range(clients)]),
            _bare_by_clients(1, arguments.single, arguments.single, clients),
        ),
        _result(
            store,
            f"one at a time, {ISSUERS} issuers, {clients} clients",
            share * ISSUERS,
            _by_clients(_spread(share, clients)),
            _bare_by_clients(2, 0, share * ISSUERS, clients),
        ),
    ]
    _check()
    return results


def _spread(share: int, clients: int) -> list[list[tuple[int, int]]]:
    """Give each client the shipments of one issuer, so that an issuer has two clients of sixteen."""
    work: list[list[tuple[int, int]]] = [[] for _ in range(clients)]
    for issuer in range(ISSUERS):
        own = [c for c in range(clients) if c % ISSUERS == issuer] or [issuer % clients]
        for number in range(share):
            work[own[number % len(own)]].append((issuer + 2, number))
    return work


def _result(store: str, what: str, documents: int, seconds: float, bare_seconds: float) -> dict[str, Any]:
    return {
        "store": store,
        "what": what,
        "documents": documents,
        "per_second": round(documents / seconds),
        "bare_sql_per_second": round(documents / bare_seconds),
        "times_bare_sql": round(seconds / bare_seconds, 2),
    }


def _print(results: Sequence[dict[str, Any]], *, as_json: bool) -> int:
    if as_json:
        for each in results:
            print(json.dumps(each))
        return 0
    for each in results:
        print(
            f"{each['store']:10} {each['what']:45} {each['documents']:7,} documents {each['per_second']:8,}/s"
            f"   bare SQL {each['bare_sql_per_second']:8,}/s   {each['times_bare_sql']:5} x its time"
        )
    return 0


def _load_register(count: int) -> None:
    from casthouse.exchange.register_file import read_register_file  # noqa: PLC0415 - as above
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415 - as above
    from casthouse.service.register import load_register  # noqa: PLC0415 - as above

    text = _organisation("CUS") + "".join(_organisation(f"ISS{n}") + _scope(n) for n in range(count))
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(text)
        file.flush()
        load_register(OPERATOR, read_register_file(Path(file.name)))


def _organisation(code: str) -> str:
    return (
        f'[[organisation]]\ncode = "{code}"\nname = "{code} Works"\ncountry = "DE"\n'
        'membership = "production_and_transformation"\naddress = "Hafenstr. 1, 47119 Duisburg"\n'
        f'responsible = "Petra Lang, coc@{code.lower()}.example"\n\n'
    )


def _scope(n: int) -> str:
    return (
        f'[[facility]]\ncode = "ISS{n}-CH"\norganisation = "ISS{n}"\nname = "Casthouse"\n'
        'activities = ["casthouse"]\nlatitude = 51.5\nlongitude = 6.7\n\n'
        f'[[scope]]\ncode = "ISS{n}-COC"\norganisation = "ISS{n}"\nfacilities = ["ISS{n}-CH"]\n'
        'edition = "coc-v2"\nfirst_period_start = 2025-01-01\n\n'
        f'[[certificate]]\nnumber = "COC-{n}"\nscope = "ISS{n}-COC"\nstandard = "chain_of_custody"\n'
        "valid_from = 2024-01-01\nvalid_to = 2030-12-31\n\n"
        f'[[opening]]\nscope = "ISS{n}-COC"\nstage = "aluminium"\npositive_balance_g = {10**15}\n\n'
    )


def _post_shipments(issuer: int, count: int) -> None:
    import polars as pl  # noqa: PLC0415 - as above

    from casthouse.service.movement import Batch, post_movements  # noqa: PLC0415 - as above
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415 - as above

    numbers = range(count)
    blank = dict.fromkeys(("document", "reverses", "extra", "malformed"), [""] * count)
    rows = pl.DataFrame(
        {
            "row": pl.Series(range(2, count + 2), dtype=pl.UInt32),
            "reference": [_reference(n) for n in numbers],
            "date": [f"2025-{1 + n % 12:02}-{1 + n % 28:02}" for n in numbers],
            "facility": [f"ISS{issuer}-CH"] * count,
            "kind": ["shipment"] * count,
            "material": ["aluminium"] * count,
            "quantity": [f"{20 + n % 7}.{n % 1000:03}" for n in numbers],
            "unit": ["t"] * count,
            "coc": ["yes"] * count,
            "counterparty": ["CUS"] * count,
            "lot": [f"H{n}" for n in numbers],
            **blank,
        }
    )
    answer = post_movements(OPERATOR, organisation=f"ISS{issuer}", batch=Batch(rows=rows, source="bench"))
    assert answer.posted == count, answer


def _reference(number: int) -> str:
    return f"LS-{80_000_000 + number}"


def _bulk() -> float:
    from casthouse.service.document import issue_documents  # noqa: PLC0415 - as above
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415 - as above

    begin = time.perf_counter()
    done = issue_documents(OPERATOR, organisation="ISS0")
    seconds = time.perf_counter() - begin
    assert done.issued, done
    assert not done.refused, done.refused[:3]
    return seconds


def _by_clients(work: Sequence[Sequence[tuple[int, int]]]) -> float:
    return _timed(_issue, work)


def _issue(work: Sequence[tuple[int, int]], ready: Callable[[], None]) -> None:
    _set_up()
    from casthouse.service.document import issue_document  # noqa: PLC0415 - as above
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415 - as above
    from casthouse.storage.organisation import organisation_ids  # noqa: PLC0415 - as above

    assert organisation_ids()  # connects
    ready()
    for issuer, number in work:
        done = issue_document(OPERATOR, organisation=f"ISS{issuer}", shipment=_reference(number))
        assert done.is_new


def _timed(client: Callable[[Any, Callable[[], None]], None], work: Sequence[Any]) -> float:
    """Run a process for each piece of work, all from one moment on, and return the seconds until the last is done."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(len(work) + 1)
    clients = [context.Process(target=_client, args=(client, piece, barrier)) for piece in work]
    for each in clients:
        each.start()
    barrier.wait()
    begin = time.perf_counter()
    barrier.wait()  # all have done their work; ending a process is no part of it
    seconds = time.perf_counter() - begin
    for each in clients:
        each.join()
    assert all(each.exitcode == 0 for each in clients)
    return seconds


def _client(client: Callable[[Any, Callable[[], None]], None], piece: Any, barrier: Any) -> None:
    try:
        client(piece, barrier.wait)
        barrier.wait()
    except BaseException:
        barrier.abort()  # the others must not wait for a client that will not come
        raise


def _rows(issuer: int, first: int, count: int) -> list[dict[str, list[Any]]]:
    """Return the rows that the service wrote, ready for bare SQL: of each document its row and one of the journal."""
    from django.db import connection  # noqa: PLC0415 - as above

    clause = "o.code = %s" if issuer != 2 else "o.code >= %s AND o.code <> 'ISS0' AND o.code <> 'ISS1'"
    with connection.cursor() as cursor:
        columns = {table: _column_names(cursor, table) for table in COPIES}
        listed = ", ".join(f"d.{name}" for name in columns["document"])
        cursor.execute(
            f"SELECT {listed} FROM document d JOIN organisation o ON o.id = d.issuer_id WHERE {clause} "
            "ORDER BY d.id LIMIT %s OFFSET %s",
            [f"ISS{issuer}" if issuer != 2 else "ISS", count, first],
        )
        documents = cursor.fetchall()
        cursor.execute(f"SELECT {', '.join(columns['journal'])} FROM journal ORDER BY id DESC LIMIT 1")
        journal = [json.dumps(v) if isinstance(v, dict) else v for v in cursor.fetchone()]
    assert len(documents) == count, (len(documents), count)
    return [{"document": list(row), "journal": journal} for row in documents]


def _column_names(cursor: Any, table: str) -> list[str]:
    from django.db import connection  # noqa: PLC0415 - as above

    described = connection.introspection.get_table_description(cursor, table)
    return [column.name for column in described if column.name != "id"]


def _bare_bulk(issuer: int) -> float:
    from django.db import connection  # noqa: PLC0415 - as above

    _make_copies()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM document WHERE issuer_id = (SELECT id FROM organisation WHERE code = 'ISS0')"
        )
        (count,) = cursor.fetchone()
        names = _column_names(cursor, "document")
    rows = [row["document"] for row in _rows(issuer, 0, count)]
    begin = time.perf_counter()
    if connection.vendor == "postgresql":
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY bare_document ({', '.join(names)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
    else:
        database = sqlite3.connect(str(connection.settings_dict["NAME"]))
        database.execute("PRAGMA synchronous=FULL")
        with database:
            database.executemany(_insert_sql("document", names, "?"), rows)
        database.close()
    return time.perf_counter() - begin


def _bare_by_clients(issuer: int, first: int, count: int, clients: int) -> float:
    _make_copies()
    rows = _rows(issuer, first, count)
    with tempfile.TemporaryDirectory() as folder:
        import pickle  # noqa: PLC0415 - our own rows, from us to us

        files = []
        for client in range(clients):
            file = Path(folder) / str(client)
            file.write_bytes(pickle.dumps(rows[client::clients]))
            files.append(str(file))
        return _timed(_bare_client, files)


def _bare_client(file: str, ready: Callable[[], None]) -> None:
    import pickle  # noqa: PLC0415 - as above

    _set_up()
    from django.db import connection  # noqa: PLC0415 - as above

    rows = pickle.loads(Path(file).read_bytes())
    with connection.cursor() as cursor:
        names = {table: _column_names(cursor, table) for table in COPIES}
    (_bare_postgresql if connection.vendor == "postgresql" else _bare_sqlite)(rows, names, ready)


def _bare_sqlite(
    rows: Sequence[dict[str, list[Any]]], names: dict[str, list[str]], ready: Callable[[], None]
) -> None:
    from django.db import connection  # noqa: PLC0415 - as above

    database = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None, timeout=120)
    database.execute("PRAGMA synchronous=FULL")
    statements = {table: _insert_sql(table, names[table], "?") for table in COPIES}
    ready()
    for row in rows:
        database.execute("BEGIN IMMEDIATE")
        for table in COPIES:
            database.execute(statements[table], row[table])
        database.execute("COMMIT")


def _bare_postgresql(
    rows: Sequence[dict[str, list[Any]]], names: dict[str, list[str]], ready: Callable[[], None]
) -> None:
    import psycopg  # noqa: PLC0415 - as above

    first, second = (_insert_sql(table, names[table], "%s") for table in COPIES)
    both = f"WITH d AS ({first}) {second}"
    with psycopg.connect(os.environ["CASTHOUSE_DATABASE_URL"], autocommit=True) as database:
        database.prepare_threshold = 0
        ready()
        for row in rows:
            database.execute(both, [*row["document"], *row["journal"]])


def _insert_sql(table: str, names: Sequence[str], mark: str) -> str:
    return f"INSERT INTO bare_{table} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"


def _make_copies() -> None:
    """Make empty tables of the same columns and indexes, without foreign keys and triggers."""
    from django.db import connection  # noqa: PLC0415 - as above

    with connection.cursor() as cursor:
        for table in COPIES:
            cursor.execute(f"DROP TABLE IF EXISTS bare_{table}")
            if connection.vendor == "postgresql":
                cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
                continue
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = %s AND type IN ('table', 'index') AND sql IS NOT NULL "
                "ORDER BY type DESC",
                [table],
            )
            for (sql,) in cursor.fetchall():
                copied = sql.replace(f'"{table}"', f'"bare_{table}"').replace('INDEX "', 'INDEX "bare_')
                cursor.execute(copied)


def _check() -> None:
    from casthouse.service.check import check_store  # noqa: PLC0415 - as above
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415 - as above

    result = check_store(OPERATOR)
    assert result.clean, result.as_json()["differences"][:3]


if __name__ == "__main__":
    sys.exit(main())
