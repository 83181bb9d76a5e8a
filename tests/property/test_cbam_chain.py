"""The CBAM along a chain of companies: metal of the EU lowers a figure, more metal never does, size is nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.stage import Material
from casthouse.exchange.cbam_tables import OpenCbamTables
from casthouse.exchange.factor_table_file import factor_table
from casthouse.footprint.cbam_chain import CbamChain, CbamGround, cbam_chain
from casthouse.footprint.stage_account import Basis, Inflow, StageAccount
from tests.property.effort import examples
from tests.unit.footprint.chain_world import account, bought, key, rules

pytestmark = pytest.mark.one_store
F = Fraction
YEARLY = factor_table("eu-cbam-2026")
OUTSIDE = ("US", "CN", "ZZ", "")
SHIPPERS = ("S0", "S1", "S2")
BURDEN = st.integers(0, 2_000).map(lambda n: F(n, 100))
MASS = st.integers(1, 10**6).map(lambda n: F(n, 1_000))
Chain = tuple[StageAccount, ...]


def told(name: str, mass_t: Fraction, value: Fraction | None) -> Inflow:
    """Return metal of a supplier outside the chain: declared for the CBAM, or with nothing that counts for it."""
    return Inflow(
        material=Material.ALUMINIUM,
        mass_t=mass_t,
        basis=Basis.STAND_IN if value is None else Basis.DECLARED,
        value=F(9) if value is None else value,
        shipper=name,
        told="nobody told" if value is None else "CBAM, actual data",
    )


@st.composite
def chains(draw: st.DrawFn) -> Chain:
    """Draw a mill that rolls metal of a remelter of its own chain and of others, the remelter of others' too."""
    made = []
    for name in ("REMELT", "MILL"):
        inflows = [
            told(shipper, draw(MASS), draw(st.none() | BURDEN))
            for shipper in draw(st.lists(st.sampled_from(SHIPPERS), max_size=3, unique=True))
        ]
        if name == "MILL" and draw(st.booleans()):
            inflows.append(bought("REMELT", draw(MASS)))
        made.append(account(name, draw(BURDEN), draw(MASS), inflows))
    return tuple(made)


def figures(chain: Sequence[StageAccount], countries: Mapping[str, str]) -> CbamChain:
    ground = CbamGround(tables=OpenCbamTables(), factors=YEARLY, year=2026, countries=countries)
    return cbam_chain(
        {each.key: each for each in chain},
        rules(method="eu-cbam"),
        ground,
        subject=key("MILL"),
        benchmark=F(56, 1_000),
    )


COUNTRIES = st.fixed_dictionaries({name: st.sampled_from(OUTSIDE) for name in (*SHIPPERS, "REMELT")})
EU_COUNTRY = st.sampled_from(("DE", "FR", "SE"))


@examples(60)
@given(chains(), COUNTRIES, st.sampled_from((*SHIPPERS, "REMELT")), EU_COUNTRY)
def test_metal_made_in_the_eu_lowers_what_a_product_embeds(
    chain: Chain, countries: dict[str, str], moved: str, to: str
) -> None:
    """By what the metal embedded, to the last digit; and its free allocation goes with it."""
    before, after = figures(chain, countries), figures(chain, countries | {moved: to})
    mill = chain[1]
    for name in ("REMELT", "MILL"):
        assert after.see[key(name)] <= before.see[key(name)]
        assert after.sefa[key(name)] <= before.sefa[key(name)]
    theirs = [each for each in before.inflows[mill.key] if each.inflow.shipper == moved]
    counted = [each for each in before.inflows[mill.key] if each.inflow.shipper != moved]
    assert all(not each.see for each in after.inflows[mill.key] if each.inflow.shipper == moved)
    if any(each.see for each in theirs):
        assert after.see[mill.key] < before.see[mill.key]
    if all(each.inflow.source is None for each in counted):
        gone = sum((each.inflow.mass_t * (each.see or 0) for each in theirs), F(0)) / mill.output_t
        assert abs(before.see[mill.key] - after.see[mill.key] - gone) <= F(1, 10**15)


@examples(60)
@given(chains(), COUNTRIES)
def test_with_all_metal_from_the_eu_only_the_own_process_is_left(
    chain: Chain, countries: dict[str, str]
) -> None:
    of_eu = dict.fromkeys(countries, "DE")
    found = figures(chain, of_eu)
    for each in chain:
        own = each.lines[0].co2e_t / each.output_t
        assert abs(found.see[each.key] - own) <= F(1, 10**15)


@examples(60)
@given(chains(), COUNTRIES, MASS, st.none() | BURDEN, st.sampled_from(SHIPPERS))
def test_more_metal_never_lowers_what_a_product_embeds(
    chain: Chain, countries: dict[str, str], mass_t: Fraction, value: Fraction | None, shipper: str
) -> None:
    remelt, mill = chain
    fed = replace(mill, inflows=(*mill.inflows, told(shipper, mass_t, value)))
    before, after = (figures((remelt, each), countries).see[mill.key] for each in (mill, fed))
    assert after >= before


@examples(60)
@given(chains(), COUNTRIES, st.integers(2, 1_000))
def test_a_chain_of_any_size_embeds_the_same_per_tonne(
    chain: Chain, countries: dict[str, str], times: int
) -> None:
    grown = tuple(
        replace(
            each,
            sheet=replace(
                each.sheet, lines=[replace(line, co2e_t=line.co2e_t * times) for line in each.lines]
            ),
            inflows=tuple(replace(one, mass_t=one.mass_t * times) for one in each.inflows),
            outputs={group: mass_t * times for group, mass_t in each.outputs.items()},
        )
        for each in chain
    )
    before, after = figures(chain, countries), figures(grown, countries)
    assert (before.see, before.sefa) == (after.see, after.sefa)
