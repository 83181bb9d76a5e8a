"""A year of several scopes: what they send to each other stays inside, each stage of each balances, sites are told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.picture.flow_map_svg import placed_flows
from casthouse.picture.flow_network import FlowNetwork, Spot
from casthouse.picture.year_flow import year_network
from casthouse.picture.year_mass import (
    Grouping,
    MovedMass,
    OwnTransfer,
    YearMasses,
    YearPart,
    YearSubject,
)
from tests.unit.picture.test_year_flow import flows, moved

pytestmark = pytest.mark.one_store
METAL = Material.ALUMINIUM
CAST, MILL = "CAST", "MILL"
REFINERY = Spot(name="refinery", latitude=48, longitude=-71)
SMELTER = Spot(name="smelter", latitude=49, longitude=-72)
GUINEA = Spot(name="Guinea", latitude=11, longitude=-10)


def part(scope: str, *, first: date = date(2025, 1, 1), is_open: bool = False) -> YearPart:
    return YearPart(organisation="A", scope=scope, first=first, last=date(2025, 12, 31), is_open=is_open)


def network(
    *moves: MovedMass, sent: tuple[OwnTransfer, ...] = (), parts: tuple[YearPart, ...] = ()
) -> FlowNetwork:
    subject = YearSubject(
        name="Flows of A",
        organisation="A",
        parts=parts or (part(CAST), part(MILL)),
        country_spots={"GN": GUINEA},
    )
    return year_network(subject, YearMasses(moved=moves, transfers=sent), grouping=Grouping.COUNTERPARTY)


def transfer(mass_g: int, source: str = CAST, target: str = MILL) -> OwnTransfer:
    return OwnTransfer(source=source, target=target, shipped=METAL, received=METAL, mass_g=mass_g)


def test_what_one_scope_sends_to_another_stays_inside() -> None:
    found = network(
        moved(Kind.RECEIPT, METAL, 100, "SUP", scope=CAST),
        moved(Kind.SHIPMENT, METAL, 90, "A", scope=CAST),
        moved(Kind.RECEIPT, METAL, 80, "A", scope=MILL),
        moved(Kind.SHIPMENT, METAL, 60, "CUS", scope=MILL),
        sent=(transfer(70),),
    )
    assert flows(found) == {
        ("in:SUP", "CAST:aluminium"): 100,
        ("CAST:aluminium", "MILL:aluminium"): 70,
        ("CAST:aluminium", "own-out"): 20,
        ("CAST:aluminium", "stock:CAST:aluminium"): 10,
        ("own-in:shipment not matched", "MILL:aluminium"): 10,
        ("MILL:aluminium", "out:CUS"): 60,
        ("MILL:aluminium", "stock:MILL:aluminium"): 20,
    }
    assert found.headings == ("Came in", "Aluminium", "Aluminium, sent on", "Went out")
    band = next(each for each in found.bands if each.target == "MILL:aluminium" and each.mass_g == 70)
    assert band.entries is not None
    assert dict(band.entries.query)["scope"] == MILL


def test_more_received_than_sent_is_told_at_the_sender() -> None:
    found = network(
        moved(Kind.SHIPMENT, METAL, 50, "A", scope=CAST),
        moved(Kind.RECEIPT, METAL, 53, "A", scope=MILL),
        sent=(transfer(53),),
    )
    assert flows(found)["own-in:received beyond what was sent", "CAST:aluminium"] == 3


def test_of_one_scope_its_own_organisation_is_a_party_as_any() -> None:
    subject = YearSubject(name="Flows of CAST", parts=(part(CAST),))
    masses = YearMasses(moved=[moved(Kind.SHIPMENT, METAL, 5, "A", scope=CAST)])
    found = year_network(subject, masses, grouping=Grouping.COUNTERPARTY)
    assert flows(found)["aluminium", "out:A"] == 5


def test_scopes_that_send_in_a_circle_stand_in_one_column() -> None:
    found = network(
        moved(Kind.SHIPMENT, METAL, 5, "A", scope=CAST),
        moved(Kind.RECEIPT, METAL, 5, "A", scope=MILL),
        moved(Kind.SHIPMENT, METAL, 2, "A", scope=MILL),
        moved(Kind.RECEIPT, METAL, 2, "A", scope=CAST),
        sent=(transfer(5), transfer(2, MILL, CAST)),
    )
    columns = {each.key: each.column for each in found.nodes}
    assert columns["CAST:aluminium"] == columns["MILL:aluminium"] == 1


def test_an_open_period_is_provisional_and_said_so() -> None:
    found = network(
        moved(Kind.RECEIPT, METAL, 4, "SUP", scope=CAST),
        moved(Kind.RECEIPT, METAL, 6, "SUP", scope=MILL),
        parts=(part(CAST), part(MILL, is_open=True)),
    )
    assert {each.mass_g for each in found.bands if each.is_provisional} == {6}
    assert "Provisional: of MILL a period" in found.notes[-1]


def test_days_that_differ_are_told() -> None:
    found = network(parts=(part(CAST), part(MILL, first=date(2024, 7, 1))))
    assert (found.first, found.last) == (date(2024, 7, 1), date(2025, 12, 31))
    assert any("MILL 2024-07-01 to 2025-12-31" in each for each in found.notes)


def test_each_stage_stands_at_the_site_that_does_it() -> None:
    found = network(
        moved(Kind.RECEIPT, Material.BAUXITE, 100, "MINE", "GN", scope=CAST, site=REFINERY),
        moved(Kind.PRODUCTION, Material.ALUMINA, 50, scope=CAST, site=REFINERY),
        moved(Kind.PRODUCTION, METAL, 20, scope=CAST, site=SMELTER),
        moved(Kind.SHIPMENT, METAL, 15, "GNX", "GN", scope=CAST, site=SMELTER),
    )
    arcs = {(each.start.name, each.end.name): each.mass_g for each in placed_flows(found).arcs}
    assert arcs == {("Guinea", "refinery"): 100, ("refinery", "smelter"): 20, ("smelter", "Guinea"): 15}
    assert {each.label: each.spot for each in found.nodes if each.place == "aluminium"} == {CAST: SMELTER}


def test_a_smelter_draws_first_on_the_alumina_that_it_took_in_itself() -> None:
    found = network(
        moved(Kind.PRODUCTION, Material.ALUMINA, 50, scope=CAST, site=REFINERY),
        moved(Kind.RECEIPT, Material.ALUMINA, 10, "SUP", scope=CAST, site=SMELTER),
        moved(Kind.PRODUCTION, METAL, 20, scope=CAST, site=SMELTER),
    )
    (arc,) = placed_flows(found).arcs
    assert (arc.start, arc.end, arc.mass_g) == (REFINERY, SMELTER, 10)
    assert placed_flows(found).stayed_g == 10


MASS = st.integers(1, 10**12)


@given(st.lists(st.tuples(st.sampled_from([CAST, MILL]), MASS, st.integers(0, 100)), max_size=8), MASS)
def test_each_account_balances_however_much_of_it_is_matched(
    sent: list[tuple[str, int, int]], bought: int
) -> None:
    moves, transfers = [moved(Kind.RECEIPT, METAL, bought, "SUP", scope=CAST)], []
    for source, mass_g, matched in sent:
        target = MILL if source == CAST else CAST
        moves += [
            moved(Kind.SHIPMENT, METAL, mass_g, "A", scope=source),
            moved(Kind.RECEIPT, METAL, mass_g + matched, "A", scope=target),
        ]
        if matched:
            transfers.append(transfer(mass_g + matched // 2, source, target))
    found = network(*moves, sent=tuple(transfers))
    for key in {each.key for each in found.nodes if each.key.endswith(":aluminium") and each.column}:
        into = sum(each.mass_g for each in found.bands if each.target == key)
        out = sum(each.mass_g for each in found.bands if each.source == key)
        if not key.startswith("stock"):
            assert into == out
