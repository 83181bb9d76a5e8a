"""What all tests share: passwords whose digest costs nothing, and a database that does not wait for the disk.

Processes that tests start are not touched: they hash and wait as they do for people.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from tests.migrated_store import pour_into


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords without the hundred thousands of rounds that protect real ones."""
    before = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
    settings.PASSWORD_HASHERS = before


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> None:
    """Let an embedded store of this process commit to memory; a killed test run loses nothing that anybody keeps."""
    options = connections["default"].settings_dict["OPTIONS"]
    if "init_command" in options:
        options["init_command"] = str(options["init_command"]).replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def no_search_for_static_files() -> None:
    """Let a test's server not look for all static files when it starts; nothing here asks for one over HTTP."""
    settings.WHITENOISE_USE_FINDERS = False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:  # noqa: ARG001
    """Let Django's embedded test database start as a copy of the migrated store, so that nothing is left to migrate.

    What it asks for gives each worker a database of its own on a server, as without this.
    """
    connection = connections["default"]
    if connection.vendor != "sqlite":
        return
    creation: Any = connection.creation
    create = creation._create_test_db  # noqa: SLF001

    def created(*arguments: object, **options: object) -> str:
        name = str(create(*arguments, **options))
        connection.settings_dict["NAME"] = name  # which tells the backend not to drop what is in memory
        connection.ensure_connection()
        pour_into(connection.connection)
        return name

    creation._create_test_db = created  # noqa: SLF001


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001
    """Let the log begin in Django's test database on a server too, as in every store whose schema a command made."""
    from casthouse.service import clock  # noqa: PLC0415 - it needs Django to be set up
    from casthouse.service.log_beginning import begin_log  # noqa: PLC0415 - as above

    if connections["default"].vendor == "postgresql":
        with django_db_blocker.unblock():
            begin_log(at=clock.now())
