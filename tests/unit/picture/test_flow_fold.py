"""A long trace with many nodes drawn so that it can be read: masses between what is drawn apart stay as they are."""

from hypothesis import given
from hypothesis import strategies as st

from casthouse.picture.flow_fold import BACK_MAX, MANY, drawn
from casthouse.picture.flow_network import FlowBand, FlowNetwork, FlowNode, Tone


@st.composite
def traces(draw: st.DrawFn) -> FlowNetwork:
    """Return a trace of some columns before a subject; each node passes on to later columns, mines begin anywhere."""
    deep = draw(st.integers(1, 9))
    nodes = [FlowNode(key="subject", label="LOT", column=deep, tone=Tone.SUBJECT)]
    bands = []
    for column in range(deep):
        for number in range(draw(st.integers(1, 5))):
            hidden = draw(st.booleans())
            label = "undisclosed" if hidden else draw(st.sampled_from(("A", "B", "C", "mine M")))
            key = f"{column}:{number}"
            nodes.append(FlowNode(key=key, label=label, column=column, tone=Tone.MADE, is_undisclosed=hidden))
            later = [each.key for each in nodes if each.column > column]
            mass_g = draw(st.integers(1, 10**6))
            target = draw(st.sampled_from(later))
            bands.append(FlowBand(source=key, target=target, mass_g=mass_g, tone=Tone.MADE))
    headings = (*(f"{deep - at} steps before" for at in range(deep)), "This lot")
    return FlowNetwork(
        subject="Trace", headings=headings, nodes=tuple(nodes), bands=tuple(bands), counts_steps=True
    )


def into_subject(network: FlowNetwork) -> int:
    return sum(each.mass_g for each in network.bands if each.target == "subject")


@given(traces())
def test_what_is_traced_keeps_all_that_came_into_it(network: FlowNetwork) -> None:
    shown = drawn(network, nodes_max=14)
    assert into_subject(shown) == into_subject(network)
    columns = {each.key: each.column for each in shown.nodes}
    assert len(columns) == len(shown.nodes)
    assert all(columns[each.source] < columns[each.target] for each in shown.bands)
    assert columns["subject"] == len(shown.headings) - 1 <= BACK_MAX


@given(traces())
def test_undisclosed_parts_near_by_are_drawn_as_such(network: FlowNetwork) -> None:
    """Whatever is small is drawn together, but not who does not tell."""
    shown = drawn(network, nodes_max=14)
    gone = max(0, len(network.headings) - 1 - BACK_MAX)
    hidden = [each.key for each in network.nodes if each.is_undisclosed and (each.column > gone or not gone)]
    assert set(hidden) <= {each.key for each in shown.nodes if each.is_undisclosed}


@given(traces())
def test_a_small_trace_is_drawn_as_it_is(network: FlowNetwork) -> None:
    if len(network.nodes) <= MANY and len(network.headings) - 1 <= BACK_MAX:
        assert drawn(network, nodes_max=14) == network


def test_what_is_far_back_is_one_column_in_which_each_company_stands_once() -> None:
    nodes = [
        FlowNode(key=f"n{at}", label="A" if at < 3 else f"B{at}", column=at, tone=Tone.MADE)
        for at in range(8)
    ]
    nodes.append(FlowNode(key="subject", label="LOT", column=8, tone=Tone.SUBJECT))
    ways = [(f"n{at}", f"n{at + 1}" if at < 7 else "subject") for at in range(8)] + [("n0", "n5")]
    network = FlowNetwork(
        subject="Trace",
        headings=tuple(str(at) for at in range(9)),
        nodes=tuple(nodes),
        bands=tuple(FlowBand(source=a, target=b, mass_g=10, tone=Tone.MADE) for a, b in ways),
        counts_steps=True,
    )
    shown = drawn(network, nodes_max=14)
    assert shown.headings == ("5 or more steps before", "4", "5", "6", "7", "8")
    assert [(each.label, each.column) for each in shown.nodes[:2]] == [("A", 0), ("B3", 0)]
    names = {each.key: each.label for each in shown.nodes}
    assert [
        (names[each.source], names[each.target]) for each in shown.bands if each.source.startswith("back")
    ] == [
        ("B3", "B4"),
        ("A", "B5"),
    ]
