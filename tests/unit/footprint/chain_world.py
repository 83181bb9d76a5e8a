"""A small chain for tests of footprints: measured plants and accounts, made by hand."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from casthouse.custody.stage import Material, Stage
from casthouse.exchange.footprint_method_file import factors_of, footprint_method, gwp_of
from casthouse.footprint.chain_value import ChainRules
from casthouse.footprint.emission_line import EmissionLine, EmissionSheet, Reckoning, Uncertainty
from casthouse.footprint.footprint_method import Part, ScrapRule
from casthouse.footprint.measurement import Measurement
from casthouse.footprint.measurement_kind import MeasurementKind
from casthouse.footprint.plant_emission import emission_sheet
from casthouse.footprint.stage_account import AccountKey, Basis, Inflow, StageAccount
from casthouse.measure.period import Period
from casthouse.parties.activity import Activity
from casthouse.parties.facility import Facility

F = Fraction
ZERO = F(0)
YEAR = Period(start=date(2025, 1, 1), end=date(2026, 1, 1))
SMELTER = Facility(
    code="SM",
    organisation="ACME",
    name="Smelter",
    activities=(Activity.ALUMINIUM_SMELTING,),
    latitude=None,
    longitude=None,
)


def measured(kind: MeasurementKind, quantity: str, unit: str, item: str = "", **terms: str) -> Measurement:
    """Return a measurement of the whole year; `first` and `last` among the terms are days."""
    first = date.fromisoformat(terms.pop("first", "2025-01-01"))
    last = date.fromisoformat(terms.pop("last", "2025-12-31"))
    reference = terms.pop("reference", f"{kind.value}-{item}-{first}")
    return Measurement(
        organisation="ACME",
        reference=reference,
        facility="SM",
        first=first,
        last=last,
        kind=kind,
        item=item,
        quantity=F(quantity),
        unit=unit,
        terms=terms,
    )


def sheet_of(
    rows: Sequence[Measurement], method: str = "mine-to-metal-market", **produced: str
) -> EmissionSheet:
    """Return the sheet of the smelter under a method."""
    chosen = footprint_method(method)
    reckoning = Reckoning(
        method=chosen,
        factors=factors_of(chosen),
        gwp=gwp_of(chosen),
        period=YEAR,
        measured=tuple(rows),
        produced={code: F(mass) for code, mass in produced.items()},
    )
    return emission_sheet(reckoning, [SMELTER])


def rules(scrap_rule: ScrapRule = ScrapRule.CUT_OFF, method: str = "mine-to-metal-market") -> ChainRules:
    """Return the rules of a method with a scrap rule."""
    chosen = footprint_method(method)
    return ChainRules(method=chosen, scrap_rule=scrap_rule, factors=factors_of(chosen))


def key(name: str, stage: Stage = Stage.ALUMINIUM) -> AccountKey:
    """Return the account of a scope in the year."""
    return AccountKey(name, YEAR.start, stage)


def account(
    name: str, own_t: Fraction, output_t: Fraction, inflows: Sequence[Inflow] = (), scrap_t: Fraction = ZERO
) -> StageAccount:
    """Return an account that emits so much itself."""
    line = EmissionLine(
        part=Part.FUELS,
        label="gas",
        facility=name,
        co2e_t=own_t,
        activity="",
        factor="",
        entries=("M",),
        uncertainty=Uncertainty.of(0.1),
    )
    return StageAccount(
        key=key(name),
        organisation=name,
        sheet=EmissionSheet(lines=[line]),
        inflows=tuple(inflows),
        outputs={"metal": output_t},
        scrap_t=scrap_t,
    )


def bought(name: str, mass_t: Fraction, material: Material = Material.ALUMINIUM) -> Inflow:
    """Return metal from another account."""
    return Inflow(material=material, mass_t=mass_t, basis=Basis.COMPUTED, source=key(name), shipper=name)


def declared(value: Fraction, mass_t: Fraction, material: Material = Material.ALUMINIUM) -> Inflow:
    """Return metal whose supplier declared its footprint."""
    return Inflow(
        material=material, mass_t=mass_t, basis=Basis.DECLARED, value=value, shipper="OTHER", primary=F(1, 2)
    )
