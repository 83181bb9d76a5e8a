"""Groups of nodes in the order of their flow, against a plain walk: who reaches whom and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance.flow_group import flow_groups

pytestmark = pytest.mark.one_store
NAMES = "abcdefg"


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=3)))
def test_groups_are_the_circles_each_after_what_it_draws_on(draws: dict[str, list[str]]) -> None:
    reached = {node: {node} for node in draws}
    for _ in draws:
        for found in reached.values():
            found |= {source for each in found for source in draws[each] if source in draws}
    groups = flow_groups(draws)
    assert sorted(node for group in groups for node in group) == sorted(draws)
    assert all(
        set(group) == {other for other in reached[node] if node in reached[other]}
        for group in groups
        for node in group
    )
    at = {node: place for place, group in enumerate(groups) for node in group}
    assert all(at[source] <= at[node] for node in draws for source in draws[node] if source in draws)
