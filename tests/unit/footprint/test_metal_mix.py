"""By which power and where primary metal was smelted: along the chain, the unknown never dropped, circles solved."""

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.stage import Material
from casthouse.exchange.footprint_method_file import factors_of, footprint_method, gwp_of
from casthouse.footprint.emission_line import Reckoning
from casthouse.footprint.measurement_kind import MeasurementKind
from casthouse.footprint.metal_mix import RENEWABLE, UNKNOWN, Mix, primary_mix, smelted_by_power
from casthouse.footprint.stage_account import AccountKey, Inflow, StageAccount
from tests.unit.footprint.chain_world import YEAR, account, bought, declared, key, measured

F = Fraction
TOLERANCE = F(1, 10**9)


def reckoning(*power: tuple[str, str], made: str = "100") -> Reckoning:
    method = footprint_method("mine-to-metal-market")
    rows = [
        measured(MeasurementKind.ELECTRICITY, quantity, "MWh", item, reference=item)
        for item, quantity in power
    ]
    return Reckoning(
        method=method,
        factors=factors_of(method),
        gwp=gwp_of(method),
        period=YEAR,
        measured=tuple(rows),
        produced={"SM": F(made)},
    )


def chain(*accounts: StageAccount) -> dict[AccountKey, StageAccount]:
    return {each.key: each for each in accounts}


def test_smelted_metal_has_the_mix_of_its_plant() -> None:
    found = smelted_by_power(reckoning(("hydro", "6"), ("wind", "1"), ("coal", "2"), ("grid", "1")))
    assert found == {RENEWABLE: 70, "coal": 20, UNKNOWN: 10}


def test_a_plant_that_measured_no_power_is_unknown_and_never_left_out() -> None:
    assert smelted_by_power(reckoning()) == {UNKNOWN: 100}


def test_bought_metal_has_the_mix_of_who_made_it_and_scrap_is_no_primary_metal() -> None:
    smelter = account("SM", F(1), F(100))
    mill = account(
        "MILL",
        F(1),
        F(90),
        [bought("SM", F(60)), declared(F(4), F(40)), bought("SM", F(50), Material.PRE_CONSUMER_SCRAP)],
    )
    smelted = {key("SM"): {RENEWABLE: F(75), "coal": F(25)}}
    assert primary_mix(chain(smelter, mill), smelted, key("MILL")) == {
        RENEWABLE: 45,
        "coal": 15,
        UNKNOWN: 40,
    }


def test_metal_that_goes_in_a_circle_is_solved() -> None:
    """A charges 50 t smelted and 50 t of B; B charges 100 t of A: both are what was smelted."""
    first = account("A", F(1), F(100), [bought("B", F(50))])
    second = account("B", F(1), F(100), [bought("A", F(100))])
    smelted = {key("A"): {RENEWABLE: F(50)}}
    assert primary_mix(chain(first, second), smelted, key("B")) == {RENEWABLE: 100}


def test_a_circle_that_nothing_enters_is_unknown() -> None:
    first, second = (
        account("A", F(1), F(1), [bought("B", F(1))]),
        account("B", F(1), F(1), [bought("A", F(1))]),
    )
    assert primary_mix(chain(first, second), {}, key("A")) == {UNKNOWN: 1}


def test_nothing_bought_and_nothing_smelted_has_no_mix() -> None:
    assert primary_mix(chain(account("A", F(1), F(1))), {}, key("A")) == {}
    assert primary_mix({}, {}, key("A")) == {}


WORLDS = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(0, 3), st.integers(1, 50)), max_size=3),  # bought of whom, how much
        st.integers(0, 50),  # scrap charged
        st.integers(0, 50),  # smelted by hydropower
    ),
    min_size=4,
    max_size=4,
)
World = list[tuple[list[tuple[int, int]], int, int]]


@given(WORLDS)
def test_no_tonne_is_lost_and_none_is_negative(world: World) -> None:
    """Without scrap every tonne charged is of some mix; with scrap no more than was charged; the unknown stays in."""
    for scrap in (False, True):
        accounts, smelted = _chain(world, with_scrap=scrap)
        for subject, each in accounts.items():
            mix = primary_mix(accounts, smelted, subject)
            bought_t = sum((i.mass_t for i in each.inflows if i.material is Material.ALUMINIUM), F(0))
            charged_t = bought_t + sum(smelted[subject].values(), F(0))
            assert min(mix.values()) > 0
            assert mix[UNKNOWN] >= 1
            assert sum(mix.values()) <= charged_t + TOLERANCE
            assert scrap or abs(sum(mix.values()) - charged_t) < TOLERANCE


def _chain(
    world: World, *, with_scrap: bool
) -> tuple[dict[AccountKey, StageAccount], Mapping[AccountKey, Mix]]:
    """Return four companies that buy of each other, each with a tonne that nobody tells of."""
    names, accounts = "ABCD", []
    for name, (purchases, scrap_t, _) in zip(names, world, strict=True):
        inflows: list[Inflow] = [declared(F(1), F(1))]
        inflows += [bought(names[of], F(mass)) for of, mass in purchases]
        if with_scrap and scrap_t:
            inflows.append(bought(names[0], F(scrap_t), Material.POST_CONSUMER_SCRAP))
        accounts.append(account(name, F(1), F(1), inflows))
    smelted = {key(name): {RENEWABLE: F(made)} for name, (_, _, made) in zip(names, world, strict=True)}
    return chain(*accounts), smelted
