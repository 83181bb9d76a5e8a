"""Scenarios run on the fresh stores of the contract tests."""

from tests.contract.conftest import new_store, opened, store
from tests.scenario.two_installations import buyer, seller

__all__ = ["buyer", "new_store", "opened", "seller", "store"]
