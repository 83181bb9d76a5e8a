"""What all tests share: passwords whose digest costs nothing, and a database that does not wait for the disk.

Processes that tests start are not touched: they hash and wait as they do for people.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections


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
