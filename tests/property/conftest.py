"""Hypothesis profiles, and one store for all examples: each leaves it as empty as it found it.

`HYPOTHESIS_PROFILE=thorough` tries many times more, new examples in each run, and shortens what fails.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

from tests.contract.conftest import new_store, opened  # noqa: F401 - fixtures
from tests.contract.store import Store

settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, phases=[Phase.explicit, Phase.generate]
)
settings.register_profile(
    "thorough", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def empty_store(new_store: Callable[[], Store], opened: None) -> Iterator[None]:  # noqa: ARG001, F811
    """Point this process at one empty store."""
    with new_store().in_use():
        yield
