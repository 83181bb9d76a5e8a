"""The tests run on the store that CASTHOUSE_DATABASE_URL names: the run on PostgreSQL is one."""

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_store_is_the_one_that_was_chosen() -> None:
    chosen = os.environ.get("CASTHOUSE_DATABASE_URL", "").partition(":")[0] or "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert connection.vendor == chosen
