"""In which order accounts are reckoned: those that a figure draws on before it, those in a circle together."""

from collections.abc import Collection, Mapping
from graphlib import TopologicalSorter

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from casthouse.footprint.stage_account import AccountKey


def circles(draws: Mapping[AccountKey, Collection[AccountKey]]) -> list[tuple[AccountKey, ...]]:
    """Return accounts in groups, a group after all groups that it draws on; a group is a circle or one account.

    Args:
        draws: for each account, the accounts among them that it draws on.
    """
    keys = sorted(draws)
    places = {key: place for place, key in enumerate(keys)}
    pairs = [(places[key], places[source]) for key in keys for source in draws[key]]
    targets, sources = np.array(pairs, np.int64).reshape(-1, 2).T
    ones = np.ones(len(pairs), np.int8)
    matrix = csr_array((ones, (targets, sources)), shape=(len(keys), len(keys)))
    _, labels = connected_components(matrix, directed=True, connection="strong")
    members: dict[int, list[AccountKey]] = {}
    before: dict[int, set[int]] = {}
    for place, key in enumerate(keys):
        members.setdefault(int(labels[place]), []).append(key)
        before.setdefault(int(labels[place]), set())
    for target, source in pairs:
        if labels[target] != labels[source]:
            before[int(labels[target])].add(int(labels[source]))
    return [tuple(members[group]) for group in TopologicalSorter(before).static_order()]
