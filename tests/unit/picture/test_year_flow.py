"""The network of a period: every stage balances, nothing is guessed, and who passes it on can name nobody."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material, stage_of
from casthouse.picture.flow_network import EntriesOf, FlowNetwork, Spot
from casthouse.picture.year_flow import year_network
from casthouse.picture.year_mass import (
    Grouping,
    MovedMass,
    StepMass,
    YearMasses,
    YearPart,
    YearSubject,
)
from casthouse.provenance.lot_process import Direction, Step

pytestmark = pytest.mark.one_store

PART = YearPart(organisation="A", scope="A-COC", first=date(2025, 1, 1), last=date(2025, 12, 31))
SUBJECT = YearSubject(
    name="Flows of A-COC",
    parts=(PART,),
    country_spots={"DE": Spot(name="Germany", latitude=51, longitude=9)},
)


def moved(
    kind: Kind,
    material: Material,
    mass_g: int,
    party: str = "",
    country: str = "",
    *,
    scope: str = "A-COC",
    site: Spot | None = None,
) -> MovedMass:
    return MovedMass(
        scope=scope,
        kind=kind,
        material=material,
        coc=True,
        counterparty=party,
        country=country,
        mass_g=mass_g,
        site=site,
    )


def step(which: Step, direction: Direction, mass_g: int) -> StepMass:
    return StepMass(
        scope="A-COC", step=which, direction=direction, material=Material.ALUMINIUM, mass_g=mass_g
    )


def flows(network: FlowNetwork) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for each in network.bands:
        key = each.source, each.target
        found[key] = found.get(key, 0) + each.mass_g
    return found


def network(
    *given_moves: MovedMass, steps: tuple[StepMass, ...] = (), grouping: Grouping = Grouping.COUNTERPARTY
) -> FlowNetwork:
    return year_network(SUBJECT, YearMasses(moved=given_moves, steps=steps), grouping=grouping)


def test_what_is_neither_sold_nor_made_nor_lost_stays() -> None:
    found = network(
        moved(Kind.RECEIPT, Material.ALUMINIUM, 100, "SUP"),
        moved(Kind.SHIPMENT, Material.ALUMINIUM, 70, "CUS"),
        steps=(
            step(Step.MELTING, Direction.IN, 50),
            step(Step.MELTING, Direction.OUT, 48),
        ),
    )
    assert flows(found) == {
        ("in:SUP", "aluminium"): 100,
        ("aluminium", "out:CUS"): 70,
        ("aluminium", "lost:aluminium:melting"): 2,
        ("aluminium", "stock:aluminium"): 28,
    }


def test_what_is_lost_leads_to_the_lots_of_the_step_and_what_stayed_to_all_movements() -> None:
    found = network(
        moved(Kind.RECEIPT, Material.ALUMINIUM, 100, "SUP"),
        moved(Kind.SHIPMENT, Material.ALUMINIUM, 120, "CUS"),
        steps=(step(Step.ROLLING, Direction.IN, 5),),
    )
    behind = {(each.source, each.target): each.entries for each in found.bands}
    lost, stock = behind["aluminium", "lost:aluminium:rolling"], behind["stock-in:aluminium", "aluminium"]
    assert lost is not None
    assert (lost.of, dict(lost.query)) == (
        EntriesOf.STEP,
        {"of": "rolling", "from": "2025-01-01", "to": "2025-12-31"},
    )
    assert stock == PART.entries()


def test_what_left_beyond_what_came_in_came_from_stock() -> None:
    found = network(moved(Kind.SHIPMENT, Material.ALUMINIUM, 70, "CUS"))
    assert flows(found) == {("stock-in:aluminium", "aluminium"): 70, ("aluminium", "out:CUS"): 70}


def test_production_leads_from_the_stage_before() -> None:
    found = network(
        moved(Kind.EXTRACTION, Material.BAUXITE, 100),
        moved(Kind.PRODUCTION, Material.ALUMINA, 40),
        moved(Kind.PRODUCTION, Material.ALUMINIUM, 20),
    )
    assert found.headings == ("Came in", "Bauxite", "Alumina", "Aluminium", "Went out")
    assert flows(found)["bauxite", "alumina"] == 40
    assert flows(found)["alumina", "aluminium"] == 20
    assert flows(found)["bauxite", "stock:bauxite"] == 60


def test_a_smelter_that_books_no_alumina_draws_it_from_stock() -> None:
    found = network(moved(Kind.PRODUCTION, Material.ALUMINIUM, 20))
    assert flows(found) == {("from:aluminium", "aluminium"): 20, ("aluminium", "stock:aluminium"): 20}


@pytest.mark.parametrize("grouping", [Grouping.COUNTRY, Grouping.MATERIAL])
def test_grouped_otherwise_it_names_nobody(grouping: Grouping) -> None:
    found = network(
        moved(Kind.RECEIPT, Material.ALUMINIUM, 5, "SUP", "DE"),
        moved(Kind.RECEIPT, Material.ALUMINIUM, 6, "Free Text Ltd"),
        moved(Kind.SHIPMENT, Material.ALUMINIUM, 11, "CUS", "DE"),
        grouping=grouping,
    )
    said = repr(found)
    assert not any(name in said for name in ("SUP", "CUS", "Free Text"))


def test_a_supplier_of_two_materials_is_one_band_whose_entries_are_both() -> None:
    found = network(
        moved(Kind.RECEIPT, Material.ALUMINIUM, 5, "SUP"), moved(Kind.RECEIPT, Material.DROSS, 6, "SUP")
    )
    (band,) = (each for each in found.bands if each.source == "in:SUP")
    assert band.mass_g == 11
    assert band.entries is not None
    assert dict(band.entries.query) == {
        "scope": "A-COC",
        "kind": "receipt",
        "stage": "aluminium",
        "coc": "yes",
        "q": "SUP",
        "first": "2025-01-01",
        "last": "2025-12-31",
    }


def test_nothing_moved_is_nothing_drawn() -> None:
    found = network()
    assert (found.headings, found.nodes, found.bands) == ((), (), ())


POSSIBLE = [(kind, material) for kind in (Kind.RECEIPT, Kind.SHIPMENT) for material in Material] + [
    (Kind.PRODUCTION, Material.ALUMINA),
    (Kind.PRODUCTION, Material.ALUMINIUM),
    (Kind.EXTRACTION, Material.BAUXITE),
]
ALONE = {Kind.PRODUCTION, Kind.EXTRACTION}
MOVES = st.lists(
    st.builds(
        lambda which, mass_g, party: moved(which[0], which[1], mass_g, "" if which[0] in ALONE else party),
        st.sampled_from(POSSIBLE),
        st.integers(1, 10**15),
        st.sampled_from(["P", "Q", "aluminium", ""]),
    ),
    max_size=12,
)


@given(MOVES)
def test_every_stage_balances_and_no_mass_is_lost(moves: list[MovedMass]) -> None:
    found = network(*moves)
    for stage in {stage_of(each.material) for each in moves}:
        into = sum(each.mass_g for each in found.bands if each.target == stage.value)
        out = sum(each.mass_g for each in found.bands if each.source == stage.value)
        assert into == out > 0
    received = sum(each.mass_g for each in moves if each.kind is Kind.RECEIPT)
    assert sum(each.mass_g for each in found.bands if each.source.startswith("in:")) == received
    shipped = sum(each.mass_g for each in moves if each.kind is Kind.SHIPMENT)
    assert sum(each.mass_g for each in found.bands if each.target.startswith("out:")) == shipped
