"""Scenarios run on the fresh stores of the contract tests."""

from tests.contract.conftest import new_store, opened, store

__all__ = ["new_store", "opened", "store"]
