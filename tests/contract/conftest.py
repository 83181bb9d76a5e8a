"""A fresh store for each test, SQLite or, when CASTHOUSE_DATABASE_URL says so, PostgreSQL.

Migrations run once, in a template that stores are copied from.
"""

import shutil
from collections.abc import Callable, Iterator

import pytest

from tests.contract import refusal_world
from tests.contract.movement_rows import file_text
from tests.contract.postgresql_store import SERVER, Databases, url_of
from tests.contract.store import Store
from tests.migrated_store import migrated_store

ON_POSTGRESQL = SERVER.startswith("postgres")


class Stores:
    """Makes fresh stores; what is given back is used again where making one takes long."""

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        self._factory = factory
        self._databases = Databases(self._migrate) if ON_POSTGRESQL else None
        self._template = "" if ON_POSTGRESQL else str(migrated_store())

    def __call__(self) -> Store:
        """Return a fresh store."""
        home = self._factory.mktemp("store")
        if self._databases is None:
            file = home / "casthouse.sqlite3"
            shutil.copyfile(self._template, file)
            return Store(home=home, database=str(file), url=f"sqlite:///{file}")
        name = self._databases.take()
        return Store(home=home, database=name, url=url_of(name))

    def give_back(self, store: Store) -> None:
        """Take back a store that nobody uses any more."""
        if self._databases is not None:
            self._databases.give_back(store.database)

    def close(self) -> None:
        """Leave nothing behind on the server."""
        if self._databases is not None:
            self._databases.close()

    def _migrate(self, name: str) -> None:
        store = Store(home=self._factory.mktemp("store"), database=name, url=url_of(name))
        answer = store.run_apart("check", "--json")
        assert answer.json["clean"], answer.err


@pytest.fixture(scope="session")
def new_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    """Return what makes a fresh store."""
    stores = Stores(tmp_path_factory)
    yield stores
    stores.close()


@pytest.fixture
def store(new_store: Stores, opened: None) -> Iterator[Store]:  # noqa: ARG001
    """Return a store with nothing in it."""
    fresh = new_store()
    yield fresh
    new_store.give_back(fresh)


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
