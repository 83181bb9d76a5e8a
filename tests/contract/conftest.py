"""A fresh store for each test, SQLite or, when CASTHOUSE_DATABASE_URL says so, PostgreSQL.

Migrations run once, in a template that each store is copied from.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.contract import refusal_world
from tests.contract.movement_rows import file_text
from tests.contract.store import Store
from tests.migrated_store import migrated_store

SERVER = os.environ.get("CASTHOUSE_DATABASE_URL", "")
ON_POSTGRESQL = SERVER.startswith("postgres")
_numbers = count(1)


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Store]]:
    """Return a function that makes a fresh store."""
    made = []
    if ON_POSTGRESQL:
        template = _postgresql(tmp_path_factory)
        made.append(template)
        answer = template.run_apart("check", "--json")
        assert answer.json["clean"], answer.err
        copied = template.database
    else:
        copied = str(migrated_store())

    def make() -> Store:
        store = (
            _postgresql(tmp_path_factory, template=copied)
            if ON_POSTGRESQL
            else _sqlite(tmp_path_factory.mktemp("store"), template=copied)
        )
        made.append(store)
        return store

    yield make
    for store in made:
        _drop(store)


@pytest.fixture
def store(new_store: Callable[[], Store], opened: None) -> Store:  # noqa: ARG001
    """Return a store with nothing in it."""
    return new_store()


@pytest.fixture(scope="session")
def opened(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Let tests reach a database; they bring their own and leave Django's test database alone."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


@pytest.fixture(scope="module")
def world(new_store: Callable[[], Store], opened: None) -> Store:  # noqa: ARG001
    """Return the store of `refusal_world`; tests must leave it as it is."""
    return world_of(new_store())


def world_of(store: Store) -> Store:
    """Fill a store as `refusal_world` says."""
    answers = [
        store.load(refusal_world.REGISTER),
        store.post("ACME", file_text(refusal_world.CLOSED_YEAR)),
        store.run("document", "issue", "OLD-OUT-COC", "--organisation", "ACME"),
        store.run("period", "close", "ACME-COC", "2023-01-01"),
        store.post("ACME", file_text(refusal_world.OPEN_YEAR)),
        store.run("document", "issue", "OUT-COC", "--organisation", "ACME"),
        store.post("SUP", file_text(refusal_world.SUPPLIER_YEAR)),
    ]
    assert [answer.code for answer in answers] == [0] * len(answers), answers
    return store


def _sqlite(home: Path, template: str) -> Store:
    file = home / "casthouse.sqlite3"
    shutil.copyfile(template, file)
    return Store(home=home, database=str(file), url=f"sqlite:///{file}")


def _postgresql(factory: pytest.TempPathFactory, template: str = "template0") -> Store:
    name = f"casthouse_contract_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    url = urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))
    return Store(home=factory.mktemp("store"), database=name, url=url)


def _drop(store: Store) -> None:
    if ON_POSTGRESQL:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"DROP DATABASE {store.database} WITH (FORCE)".encode())
