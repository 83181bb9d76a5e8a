"""The greatest flow is as great as the narrowest cut, over all cuts of small networks."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from casthouse.provenance.greatest_flow import FlowWays

NODES = "SABCDT"
Ways = dict[tuple[str, str], int]
networks: st.SearchStrategy[Ways] = st.dictionaries(
    st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda way: way[0] != way[1]),
    st.integers(0, 5),
    max_size=12,
)


def narrowest_cut(ways: Ways) -> int:
    """Return the least that crosses from a side with the source to one with the target, over all such sides."""
    inner = NODES[1:-1]
    sides = ({"S", *some} for size in range(len(inner) + 1) for some in combinations(inner, size))
    return min(sum(most for (a, b), most in ways.items() if a in side and b not in side) for side in sides)


@given(networks)
def test_the_greatest_flow_is_the_narrowest_cut(ways: Ways) -> None:
    assert FlowWays(ways.items()).greatest("S", "T") == narrowest_cut(ways)


def test_what_went_one_way_makes_room_for_what_can_go_no_other() -> None:
    """The first way found takes the only one that B has; it has to give it back."""
    ways = dict.fromkeys(
        [("S", "A"), ("S", "B"), ("A", "C"), ("A", "D"), ("B", "C"), ("C", "T"), ("D", "T")], 10**18
    )
    assert FlowWays(ways.items()).greatest("S", "T") == 2 * 10**18
