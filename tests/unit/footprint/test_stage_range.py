"""Own emissions of anode plants and casthouses against the ranges of a survey: inside, at the edges, outside."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from casthouse.custody.stage import Material
from casthouse.exchange.footprint_method_file import factors_of, footprint_method, gwp_of
from casthouse.exchange.range_file import built_in_ranges
from casthouse.footprint.emission_line import Reckoning
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.plant_account import StageMovement, plant_account
from casthouse.parties.activity import Activity
from tests.unit.footprint.chain_world import SMELTER, YEAR, F, key, measured

pytestmark = pytest.mark.one_store

BAKERY = (Activity.OTHER_MANUFACTURING,)
CASTHOUSE = (Activity.CASTHOUSE,)


def warned(
    activities: Sequence[Activity],
    rows: Sequence[Measurement],
    *,
    method: str = "mine-to-metal-market",
    shipped_t: str = "0",
    neighbour: bool = False,
) -> list[str]:
    """Return what is warned of at one site, or where it has a neighbour of the same kind."""
    chosen, site = footprint_method(method), replace(SMELTER, activities=tuple(activities))
    account = plant_account(
        key("ACME"),
        organisation="ACME",
        facilities=[site, *([replace(site, code="SM-2")] if neighbour else [])],
        reckoning=Reckoning(
            method=chosen,
            factors=factors_of(chosen),
            gwp=gwp_of(chosen),
            period=YEAR,
            measured=tuple(rows),
        ),
        moved=StageMovement(
            received=(), made_t=F(0), mined_t=F(0), shipped_t={Material.ALUMINIUM: F(shipped_t)}
        ),
        declared=(),
        ranges=built_in_ranges(),
    )
    assert account is not None
    return [each for each in account.sheet.warnings if "is usual" in each]


def emitted(tonnes: str) -> Measurement:
    return measured(Kind.OTHER_EMISSION, tonnes, "tCO2e", "all", evidence="E")


def baked(tonnes: str) -> list[Measurement]:
    """Return anodes whose baking itself gives nothing off: all that is emitted is in another row."""
    return [
        measured(Kind.BAKED_ANODES, tonnes, "t"),
        measured(Kind.GREEN_ANODES, "1200", "t"),
        measured(Kind.WASTE_TAR, "194", "t"),
        measured(Kind.PACKING_COKE, "0", "t"),
    ]


@pytest.mark.parametrize(
    ("tonnes", "is_usual"),
    [("2000", True), ("900", True), ("3800", True), ("899.999", False), ("3800.001", False), ("0", False)],
)
def test_an_anode_plant_is_judged_by_its_baked_anodes(tonnes: str, *, is_usual: bool) -> None:
    found = warned(BAKERY, [*baked("1000"), emitted(tonnes)])
    assert (found == []) is is_usual
    assert all("baked anodes; at least 0.9 and at most 3.8 t CO2e/t" in each for each in found)


@pytest.mark.parametrize(
    ("tonnes", "is_usual"),
    [("300", True), ("30", True), ("700", True), ("29.999", False), ("700.001", False)],
)
def test_a_casthouse_is_judged_by_what_it_cast(tonnes: str, *, is_usual: bool) -> None:
    cast = measured(Kind.OUTPUT, "1000", "t", "billet")
    found = warned(CASTHOUSE, [cast, emitted(tonnes)])
    assert (found == []) is is_usual
    assert all("cast metal; at least 0.03 and at most 0.7 t CO2e/t" in each for each in found)
    assert (warned(CASTHOUSE, [emitted(tonnes)], shipped_t="1000") == []) is is_usual


def test_a_site_of_which_a_stage_cannot_be_told_is_not_judged() -> None:
    cast, much = measured(Kind.OUTPUT, "1000", "t", "billet"), emitted("9000")
    assert warned((Activity.ALUMINIUM_SMELTING,), [*baked("1000"), much]) == []
    assert warned((Activity.CASTHOUSE, Activity.SEMI_FABRICATION), [cast, much]) == []
    assert warned(CASTHOUSE, [cast, *baked("1000"), much]) == []
    assert warned(CASTHOUSE, [much], shipped_t="1000", neighbour=True) == []
    assert warned(CASTHOUSE, [cast]) == [], "nothing is known of its emissions"
    assert warned(CASTHOUSE, [cast, much], method="eu-cbam") == [], "electricity is outside"
    assert warned(CASTHOUSE, [cast, much]) != []
