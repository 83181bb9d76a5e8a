"""What tests of the web application start from: a small world, made once a module and the same for each test.

A test works inside a savepoint that is rolled back: whatever it did is gone for the next one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker, Settings

from tests.web.api_world import World, make_world


@pytest.fixture(scope="module")
def world_of_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:  # noqa: ARG001
    """Make the world, for as long as the tests of one module run."""
    with django_db_blocker.unblock(), _rolled_back():
        world = make_world()
        with django_db_blocker.block():
            yield world


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001
    """Reach the database, and leave it as it was."""
    with django_db_blocker.unblock(), _rolled_back():
        yield
        connection.check_constraints()


@pytest.fixture
def world(world_of_module: World, db: None, settings: Settings, tmp_path: Path) -> World:  # noqa: ARG001
    """Return a small world with a person for each role, who sign in by a token."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": uuid4().hex}}  # nothing counted before
    settings.SIGNING_KEY_FILE = str(tmp_path / "key-file")
    return deepcopy(world_of_module)


@contextmanager
def _rolled_back() -> Iterator[None]:
    """Undo whatever is done inside."""
    atomic = transaction.atomic()
    # As in Django's TestCase: a durable block may stand inside.
    atomic._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001
    with atomic:
        yield
        transaction.set_rollback(True)
