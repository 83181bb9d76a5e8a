"""The CBAM reckoned here against the package `opencbam`: hundreds of generated cases, and every row of its tables.

Where the two differ, the difference is one that docs/reference/cbam.md explains; each has a test of its own.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencbam.engine.attribution import attribute
from opencbam.engine.emissions import pfc_emissions, pfc_overvoltage_emissions
from opencbam.engine.financial import (
    apply_default_markup,
    certificates_due,
    sefa_complex,
    specific_free_allocation_process,
)
from opencbam.engine.reference import Route as OpenRoute
from opencbam.engine.reference import get_benchmark
from opencbam.engine.see import compute_see
from opencbam.engine.types import (
    DataSource,
    MeasuredEmission,
    PFCOvervoltageStream,
    PFCStream,
    PrecursorInput,
    ProductionProcess,
    Sector,
)

from casthouse.exchange.cbam_tables import OpenCbamTables
from casthouse.exchange.factor_table_file import factor_table
from casthouse.exchange.world_map import country_names
from casthouse.footprint.cbam import (
    CbamPrecursor,
    CbamProcess,
    CertificatesDue,
    Route,
    allocated_free,
    benchmark_of,
    default_due,
    free_allocation,
    specific_embedded,
)
from casthouse.footprint.perfluorocarbon import CellTechnology, overvoltage_method, slope_method
from casthouse.refusal import Refusal

TABLES = OpenCbamTables()
YEARLY = factor_table("eu-cbam-2026")
METHODS = factor_table("eu-2025-2547")
AR5 = factor_table("gwp100-ar5")
SLOPES = [each for each in CellTechnology if each is not CellTechnology.PFPB_MW]
HUNDREDS = settings(max_examples=300)
F = Fraction


def decimals(least: str, most: str, places: int = 6) -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal(least), Decimal(most), places=places, allow_nan=False)


def close(one: Fraction, other: Decimal) -> bool:
    """Say whether they agree to the 28 digits of a decimal."""
    return abs(one - F(other)) <= abs(F(other)) / 10**20 + F(1, 10**20)


@HUNDREDS
@given(metal=decimals("0", "1000000"), minutes=decimals("0", "20"), technology=st.sampled_from(SLOPES))
def test_anode_effects(metal: Decimal, minutes: Decimal, technology: CellTechnology) -> None:
    ours = slope_method(aluminium_t=F(metal), minutes=F(minutes), technology=technology, table=METHODS)
    theirs = PFCStream(
        anode_effect_minutes=minutes,
        slope_emission_factor_cf4=decimal(METHODS.factor(f"pfc.slope.{technology}").value),
        c2f6_weight_fraction=decimal(METHODS.factor(f"pfc.weight.{technology}").value),
        production_aluminium=metal,
    )
    assert close(ours.co2e_t(AR5), pfc_emissions(theirs))


@HUNDREDS
@given(metal=decimals("0", "1000000"), overvoltage=decimals("0", "50"), efficiency=decimals("80", "100"))
def test_overvoltage(metal: Decimal, overvoltage: Decimal, efficiency: Decimal) -> None:
    table = factor_table("ipcc-2006")
    ours = overvoltage_method(
        aluminium_t=F(metal),
        overvoltage_mv=F(overvoltage),
        current_efficiency=F(efficiency),
        technology=CellTechnology.CWPB,
        table=table,
    )
    theirs = PFCOvervoltageStream(
        overvoltage_coefficient=decimal(table.factor("pfc.overvoltage.CWPB").value),
        anode_effect_overvoltage=overvoltage,
        current_efficiency_pct=efficiency,
        c2f6_weight_fraction=decimal(table.factor("pfc.overvoltage_weight.CWPB").value),
        production_aluminium=metal,
    )
    assert close(ours.co2e_t(AR5), pfc_overvoltage_emissions(theirs))


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


PRECURSOR = st.tuples(decimals("0", "2000"), decimals("0", "20"), decimals("0", "2", 3), st.booleans())


@HUNDREDS
@given(
    output=decimals("0.001", "5000"),
    direct=decimals("-10", "9000"),
    precursors=st.lists(PRECURSOR, max_size=4),
)
def test_embedded_emissions_and_free_allocation(
    output: Decimal, direct: Decimal, precursors: Sequence[tuple[Decimal, Decimal, Decimal, bool]]
) -> None:
    ours = CbamProcess(
        output_t=F(output),
        direct_t=F(direct),
        precursors=[
            CbamPrecursor(mass_t=F(mass), see=F(see), sefa=F(sefa), is_of_eu=is_of_eu)
            for mass, see, sefa, is_of_eu in precursors
        ],
    )
    theirs = ProductionProcess(
        sector=Sector.ALUMINIUM,
        activity_level=output,
        measured=[MeasuredEmission(tonnes_co2e=direct)],
        precursors=[
            PrecursorInput(mass=mass, see_direct=see, see_indirect=Decimal(0), eu_origin=is_of_eu)
            for mass, see, _, is_of_eu in precursors
        ],
    )
    assert close(specific_embedded(ours), compute_see(theirs, attribute(theirs)).see_direct)
    own = allocated_free(F(56, 1000), 2027, YEARLY)
    terms = [(mass / output, sefa) for mass, _, sefa, is_of_eu in precursors if not is_of_eu]
    theirs_free = sefa_complex(specific_free_allocation_process(2027, Decimal(1), Decimal("0.056")), terms)
    assert close(free_allocation(ours, own), theirs_free)


@HUNDREDS
@given(
    mass=decimals("0.001", "9000"),
    see=decimals("0", "20"),
    sefa=decimals("0", "3"),
    paid=decimals("0", "900"),
)
def test_certificates(mass: Decimal, see: Decimal, sefa: Decimal, paid: Decimal) -> None:
    ours = CertificatesDue(mass_t=F(mass), see=F(see), sefa=F(sefa), paid_t=F(paid))
    assert close(ours.due_t, certificates_due(mass * see, sefa * mass, paid))


@pytest.mark.parametrize("year", [*range(2026, 2036), 2050])
def test_the_factor_of_every_year(year: int) -> None:
    theirs = specific_free_allocation_process(year, Decimal(1), Decimal("1.423"))
    assert close(allocated_free(F("1.423"), year, YEARLY), theirs)


def rows(name: str) -> list[dict[str, str]]:
    text = files("opencbam.engine").joinpath("data", name).read_text(encoding="utf-8")
    return [each for each in json.loads(text) if each["cn_code"].startswith("76")]


def test_every_benchmark_of_every_good_and_route() -> None:
    goods = [each["cn_code"] for each in rows("benchmarks_2620.json")]
    assert len(goods) == 58
    for cn in goods:
        for route in (Route.PRIMARY, Route.SECONDARY):
            for source in DataSource:
                is_actual = source is DataSource.ACTUAL
                theirs = get_benchmark(cn, data_source=source, route=OpenRoute(route.value))
                assert theirs is not None
                assert benchmark_of(TABLES, cn, route, is_actual=is_actual) == F(theirs)


def test_every_default_value_is_the_printed_one() -> None:
    codes = {name: code for code, name in country_names().items()} | {"Türkiye": "TR"}
    seen = 0
    for row in rows("default_values_2621.json"):
        if row["country"] not in codes:
            continue
        for year in (2026, 2027, 2028):
            told = TABLES.default(codes[row["country"]], row["cn_code"], year)
            assert told is not None
            assert told.value == F(row[f"markup_{year}"]), row
            seen += 1
    assert seen > 4_000


def test_published_values_of_the_united_states() -> None:
    """F9: recomputing the mark-up from the printed base gives 2.710; printed, and right, is 2.709."""
    printed = {
        "7601": ("1.870", "2.040", "2.210"),
        "7606": ("3.003", "3.276", "3.549"),
        "7604 10 10": ("2.484", "2.709", "2.935"),
    }
    for cn, values in printed.items():
        found = [TABLES.default("US", cn, year) for year in (2026, 2027, 2028)]
        assert [each.value for each in found if each] == [F(each) for each in values]
    base = TABLES.default("US", "76041010", 2027)
    assert base is not None
    assert base.base == F("2.258")
    assert apply_default_markup(Decimal("2.258"), Sector.ALUMINIUM, 2027) == Decimal("2.710"), (
        "their arithmetic"
    )


def test_an_unknown_route_is_never_the_primary_one() -> None:
    """Where no route is known they take the highest benchmark, which is K; here the lower one counts."""
    told, due = default_due(TABLES, YEARLY, country="KW", cn="7601", year=2026, mass_t=F(1))
    assert told.route is Route.UNKNOWN
    assert due.sefa == F("0.975") * F("0.091")
    assert get_benchmark("7601", data_source=DataSource.DEFAULT) == Decimal("1.423"), "theirs"


@pytest.mark.parametrize("cn", ["7615", "7602", "7204", "76", "760110109", "x", "٧٦٠١", ""])
def test_a_good_without_a_benchmark_is_refused(cn: str) -> None:
    with pytest.raises(Refusal) as refused:
        benchmark_of(TABLES, cn, Route.UNKNOWN, is_actual=True)
    assert refused.value.code == "cbam_good_unknown"


def test_a_year_before_the_first_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        default_due(TABLES, YEARLY, country="US", cn="7601", year=2025, mass_t=F(1))
    assert refused.value.code == "cbam_year_invalid"
    with pytest.raises(Refusal) as no_output:
        specific_embedded(CbamProcess(output_t=F(0), direct_t=F(1)))
    assert no_output.value.code == "cbam_process_invalid"


MASS = st.fractions(min_value=0, max_value=100, max_denominator=100)


@given(output=MASS.map(lambda m: m + 1), mass=MASS, more=MASS, see=MASS)
def test_laws(output: Fraction, mass: Fraction, more: Fraction, see: Fraction) -> None:
    def of(in_t: Fraction, *, is_of_eu: bool = False, times: int = 1) -> Fraction:
        metal = CbamPrecursor(mass_t=in_t * times, see=see, sefa=F(0), is_of_eu=is_of_eu)
        return specific_embedded(
            CbamProcess(output_t=output * times, direct_t=F(7) * times, precursors=[metal])
        )

    assert of(mass + more) >= of(mass), "never falls when more is consumed"
    assert of(mass, is_of_eu=True) == of(F(0)) <= of(mass), "metal made in the EU counts zero"
    assert of(mass, times=9) == of(mass), "linear in production"
