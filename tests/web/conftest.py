"""What tests of the web application start from."""

import pytest
from pytest_django import Settings

from tests.web.api_world import World, make_world


@pytest.fixture
def world(db: None, settings: Settings) -> World:  # noqa: ARG001
    """Return a small world with a person for each role, who sign in by a token."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # one that costs no second
    return make_world()
