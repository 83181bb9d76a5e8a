"""The chain by country: a delivery that two ledgers tell counts once, and each way leads to who is behind it."""

import pytest

from casthouse.custody.stage import Stage
from casthouse.picture.country_flow import (
    CountryGrouping,
    CountryQuestion,
    TradedMass,
    Trader,
    country_network,
)
from casthouse.picture.flow_map_svg import placed_flows
from casthouse.picture.flow_network import NOT_DISCLOSED, EntriesOf, FlowNetwork, Spot

pytestmark = pytest.mark.one_store
SPOTS = {
    "GN": Spot(name="Guinea", latitude=11, longitude=-10),
    "IE": Spot(name="Ireland", latitude=53, longitude=-8),
    "DE": Spot(name="Germany", latitude=51, longitude=9),
}
MINE, REF = Trader(name="MINE", country="GN"), Trader(name="REF", country="IE")
MILL, MELT = Trader(name="MILL", country="DE"), Trader(name="MELT", country="DE")
SHED = Trader(name="Schuppen & Co", country="")


def told(who: Trader, to: Trader, stage: Stage, mass_g: int, teller: Trader) -> TradedMass:
    return TradedMass(shipper=who, receiver=to, stage=stage, mass_g=mass_g, teller=teller.name)


MASSES = [
    told(MINE, REF, Stage.BAUXITE, 60, REF),
    told(MINE, REF, Stage.BAUXITE, 43, REF),  # in two materials: what a ledger tells is one sum
    told(MINE, REF, Stage.BAUXITE, 100, MINE),
    told(REF, MILL, Stage.ALUMINA, 40, MILL),
    told(MELT, MILL, Stage.ALUMINIUM, 7, MELT),
    told(MILL, SHED, Stage.ALUMINIUM, 3, MILL),
]


def network(stage: Stage | None = None, **more: str) -> FlowNetwork:
    grouping = CountryGrouping(more.pop("by", "country"))
    masses = [each for each in MASSES if each.teller == more.get("ledger", each.teller)]
    return country_network(
        masses, CountryQuestion(year=2025, stage=stage, grouping=grouping, **more), spots=SPOTS
    )


def ways(found: FlowNetwork) -> dict[tuple[str, str, str], int]:
    names = {each.key: each.label for each in found.nodes}
    return {(names[each.source], names[each.target], each.said): each.mass_g for each in found.bands}


def test_what_two_ledgers_tell_counts_once_with_the_greater_mass() -> None:
    assert ways(network()) == {
        ("Guinea", "Ireland", "bauxite"): 103,
        ("Ireland", "Germany", "alumina"): 40,
        ("Germany", "Germany", "aluminium"): 7,
        ("Germany", "country not on record", "aluminium"): 3,
    }


def test_arcs_go_from_country_to_country_and_the_rest_is_told() -> None:
    placed = placed_flows(network())
    assert {(each.start.name, each.end.name): each.mass_g for each in placed.arcs} == {
        ("Guinea", "Ireland"): 103,
        ("Ireland", "Germany"): 40,
    }
    assert (placed.stayed_g, placed.unplaced_g) == (7, 3)


def test_a_way_leads_to_its_companies_and_they_to_the_report_of_who_tells_it() -> None:
    (band,) = network(Stage.BAUXITE).bands
    assert band.entries is not None
    assert band.entries.of is EntriesOf.COUNTRIES
    asked = dict(band.entries.query)
    assert (asked["start"], asked["end"], asked["stage"], asked["by"]) == (
        *("GN", "IE", "bauxite"),
        "organisation",
    )
    behind = network(Stage.BAUXITE, start="GN", end="IE", by="organisation")
    assert ways(behind) == {("MINE", "REF", "bauxite"): 103}
    entries = behind.bands[0].entries
    assert entries is not None
    assert (entries.organisation, entries.of) == ("REF", EntriesOf.REPORTS)


def test_countries_not_on_record_can_be_asked_for_and_all_is_marked() -> None:
    found = network(end="", by="organisation")
    assert ways(found) == {("MILL", "Schuppen & Co", "aluminium"): 3}
    assert found.mark == NOT_DISCLOSED
    assert found.subject == "Flows to country not on record"


def test_nothing_told_is_nothing_drawn() -> None:
    found = network(Stage.BAUXITE, start="DE")
    assert (found.headings, found.nodes, found.bands) == ((), (), ())


def test_of_one_ledger_a_way_leads_to_its_movements_and_nothing_is_marked() -> None:
    found = network(ledger="MILL")
    assert ways(found) == {
        ("Ireland", "Germany", "alumina"): 40,
        ("Germany", "country not on record", "aluminium"): 3,
    }
    assert (found.mark, found.subject) == ("", "Flows of MILL between countries")
    entries = found.bands[0].entries
    assert entries is not None
    assert (entries.organisation, entries.of) == ("MILL", EntriesOf.COUNTRIES)
    behind = [each.entries for each in network(ledger="MILL", by="organisation").bands]
    assert [each.of for each in behind if each] == [EntriesOf.MOVEMENTS] * 2
    assert [(dict(each.query)["kind"], dict(each.query)["q"]) for each in behind if each] == [
        ("receipt", "REF"),
        ("shipment", "Schuppen & Co"),
    ]
