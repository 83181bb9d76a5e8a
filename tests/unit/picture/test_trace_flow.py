"""The network of a trace: what is undisclosed keeps its mass and the way goes on behind it; loops end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.picture.flow_network import Entries, FlowNetwork, Spot
from casthouse.picture.trace_flow import TraceSight, trace_network
from casthouse.provenance.lot_graph import EdgeKind, LotEdge, LotGraph, LotName
from casthouse.provenance.whole_share import whole_shares

pytestmark = pytest.mark.one_store

PRODUCT, MIDDLE, ORE = LotName("MILL", "COIL"), LotName("SECRET", "HEAT"), LotName("MINE", "PILE")


def delivery(target: LotName, source: LotName, mass_g: int) -> LotEdge:
    return LotEdge(target=target, source=source, kind=EdgeKind.DELIVERY, reference="R", mass_g=mass_g)


FIRST, NORTH, SOUTH = (Spot(name=name, latitude=50.0, longitude=8.0) for name in ("First", "North", "South"))
MINED = LotEdge(target=ORE, source=None, kind=EdgeKind.EXTRACTION, reference="X", mass_g=90, facility="PIT")


def drawn(
    *edges: LotEdge,
    sites: Mapping[LotName, Spot] | None = None,
    readable: tuple[str, ...] = (),
    **levels: Disclosure,
) -> FlowNetwork:
    graph = LotGraph.of(edges)
    parties = {
        name: DisclosedParty(code=name, name=name, country="DE", level=levels.get(name, Disclosure.LOTS))
        for name in ("MILL", "SECRET", "MINE")
    }
    sight = TraceSight(
        parties=parties,
        spots={"MINE": FIRST},
        sites=sites or {},
        day=date(2026, 1, 1),
        readable=frozenset(readable),
    )
    return trace_network(whole_shares(graph, PRODUCT), 90, (), sight)


def test_a_company_stands_at_the_site_that_its_lots_name_and_at_that_of_most_where_they_name_several() -> (
    None
):
    heap = LotName("MINE", "HEAP")
    edges = (delivery(PRODUCT, ORE, 30), delivery(PRODUCT, heap, 60))

    def spot_and_note(sites: Mapping[LotName, Spot]) -> tuple[Spot | None, bool]:
        network = drawn(*edges, sites=sites)
        (mine,) = (node for node in network.nodes if node.label == "MINE")
        return mine.spot, any("on the map it stands at South" in note for note in network.notes)

    assert spot_and_note({}) == (FIRST, False), "no lot tells a site"
    assert spot_and_note({ORE: NORTH}) == (NORTH, False)
    assert spot_and_note({ORE: NORTH, heap: NORTH}) == (NORTH, False)
    assert spot_and_note({ORE: NORTH, heap: SOUTH}) == (SOUTH, True)


def ways(network: FlowNetwork) -> list[tuple[str, str, int, bool]]:
    names = network.by_key
    return [(names[b.source].label, names[b.target].label, b.mass_g, b.is_undisclosed) for b in network.bands]


def test_the_way_goes_on_behind_what_is_undisclosed() -> None:
    edges = (delivery(PRODUCT, MIDDLE, 90), delivery(MIDDLE, ORE, 90), MINED)
    network = drawn(*edges, SECRET=Disclosure.NOTHING)
    assert sorted(ways(network)) == [
        ("MINE", "undisclosed", 90, False),
        ("mine PIT", "MINE", 90, False),
        ("undisclosed", "COIL of MILL", 90, True),
    ]
    assert [each.column for each in sorted(network.nodes, key=lambda node: node.column)] == [0, 1, 2, 3]
    assert "SECRET" not in repr(network)
    assert "HEAT" not in repr(network)
    assert network.reaches_mine
    assert not drawn(*edges[:2]).reaches_mine, "nobody tells where the ore came from"


def behind(network: FlowNetwork) -> dict[tuple[str, str], Entries | None]:
    names = network.by_key
    return {(names[b.source].label, names[b.target].label): b.entries for b in network.bands}


def test_a_flow_leads_into_a_ledger_that_may_be_opened_and_into_no_other() -> None:
    edges = (delivery(PRODUCT, MIDDLE, 90), delivery(MIDDLE, ORE, 90), MINED)
    assert set(behind(drawn(*edges)).values()) == {None}
    own = behind(drawn(*edges, readable=("MILL",), SECRET=Disclosure.NOTHING))
    assert own == {
        ("undisclosed", "COIL of MILL"): Entries(organisation="MILL", query=(("reference", "R"),)),
        ("MINE", "undisclosed"): None,
        ("mine PIT", "MINE"): None,
    }
    everything = behind(drawn(*edges, readable=("MILL", "SECRET", "MINE")))
    assert {each and each.organisation for each in everything.values()} == {"MILL", "SECRET", "MINE"}


def test_many_receipts_lead_to_their_list_and_it_names_no_supplier_who_is_undisclosed() -> None:
    edges = (delivery(PRODUCT, MIDDLE, 40), replace(delivery(PRODUCT, MIDDLE, 50), reference="S"))
    shown, hidden = (
        behind(drawn(*edges, readable=("MILL",), SECRET=level))
        for level in (Disclosure.COMPANY, Disclosure.NOTHING)
    )
    assert shown["SECRET", "COIL of MILL"] == Entries(
        organisation="MILL", query=(("kind", "receipt"), ("q", "SECRET"))
    )
    assert hidden["undisclosed", "COIL of MILL"] == Entries(organisation="MILL", query=(("kind", "receipt"),))


def test_who_discloses_the_company_only_shows_no_pit() -> None:
    network = drawn(delivery(PRODUCT, ORE, 90), MINED, MINE=Disclosure.COMPANY)
    assert ways(network) == [("MINE", "COIL of MILL", 90, False)]
    assert "PIT" not in repr(network)
    assert not network.reaches_mine, "that it mines is not disclosed"


def test_what_nobody_recorded_stands_first_and_is_told_to_those_who_see_lots() -> None:
    network = drawn(delivery(PRODUCT, ORE, 90))
    assert ways(network) == [("MINE", "COIL of MILL", 90, False), ("unrecorded", "MINE", 90, False)]
    hidden = drawn(delivery(PRODUCT, ORE, 90), MINE=Disclosure.SITE)
    assert ways(hidden) == [("MINE", "COIL of MILL", 90, False)]


def test_a_loop_that_nothing_entered_is_unrecorded() -> None:
    network = drawn(delivery(PRODUCT, MIDDLE, 90), delivery(MIDDLE, PRODUCT, 45))
    assert ways(network) == [("unrecorded", "COIL of MILL", 90, False)]


def test_a_loop_ends_and_what_came_in_from_outside_is_all_of_it() -> None:
    network = drawn(
        delivery(PRODUCT, MIDDLE, 90), delivery(MIDDLE, PRODUCT, 45), delivery(MIDDLE, ORE, 45), MINED
    )
    assert ("MINE", "SECRET", 90, False) in ways(network)
