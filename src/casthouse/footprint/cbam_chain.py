"""Embedded emissions under the CBAM along the accounts of a chain, and the free allocation that goes with them.

The accounts are those of a footprint under the CBAM's boundary. What was bought counts by its maker's own data where it
discloses them; else by what it declared for the CBAM; else by the printed default of its country, with the mark-up; and
where the country is not known, by the highest default of all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from casthouse.custody.stage import Material, Stage
from casthouse.footprint.cbam import (
    EU,
    UNWROUGHT,
    CbamTables,
    Route,
    allocated_free,
    benchmark_of,
)
from casthouse.footprint.chain_value import ChainRules, chain_values
from casthouse.footprint.emission_line import EmissionLine, EmissionSheet
from casthouse.footprint.factor import FactorTable
from casthouse.footprint.footprint_method import Part
from casthouse.footprint.stage_account import AccountKey, Basis, Inflow, StageAccount

ZERO = Fraction(0)
DECLARED_FOR = "CBAM"
"""How the method of a supplier's declaration begins that counts here: a whole footprint is another figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamGround:
    """What the chain is reckoned with: the tables, the yearly factors, and where makers of metal are."""

    tables: CbamTables
    factors: FactorTable
    year: int
    countries: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamInflow:
    """Metal that was consumed, with what counts for it: embedded and allocated free, per tonne, and why."""

    inflow: Inflow
    see: Fraction | None
    sefa: Fraction | None
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamChain:
    """Embedded emissions and free allocation per tonne of each account, and what counted of the subject's inflows."""

    see: Mapping[AccountKey, Fraction]
    sefa: Mapping[AccountKey, Fraction]
    inflows: Mapping[AccountKey, tuple[CbamInflow, ...]]


def cbam_chain(
    accounts: Mapping[AccountKey, StageAccount],
    rules: ChainRules,
    ground: CbamGround,
    *,
    subject: AccountKey,
    benchmark: Fraction,
) -> CbamChain:
    """Return the chain.

    Args:
        accounts: resolved ones under the method of the CBAM.
        rules: that method.
        ground: tables and countries.
        subject: the account whose product is imported.
        benchmark: of that product, with actual data; makers before it are taken to make unwrought metal.
    """
    metal = {key: each for key, each in accounts.items() if key.stage is Stage.ALUMINIUM}
    counted = {key: tuple(_counted(i, metal, ground) for i in each.inflows) for key, each in metal.items()}
    embedded, allocated = {}, {}
    for key, account in metal.items():
        own = (
            benchmark
            if key == subject
            else benchmark_of(ground.tables, UNWROUGHT, route_of(account), is_actual=True)
        )
        free = allocated_free(own, ground.year, ground.factors)
        embedded[key] = replace(account, inflows=tuple(_embedding(each) for each in counted[key]))
        allocated[key] = replace(
            account,
            sheet=EmissionSheet(lines=[_allocation(account, free)]),
            inflows=tuple(_allocating(each) for each in counted[key]),
        )
    see = {key: value.total for key, value in chain_values(embedded, rules).items()}
    sefa = {key: value.total for key, value in chain_values(allocated, rules).items()}
    return CbamChain(
        see=see,
        sefa=sefa,
        inflows={key: tuple(_filled(each, see, sefa) for each in rows) for key, rows in counted.items()},
    )


def _filled(
    each: CbamInflow, see: Mapping[AccountKey, Fraction], sefa: Mapping[AccountKey, Fraction]
) -> CbamInflow:
    if each.see is not None or each.inflow.source is None:
        return each
    return replace(each, see=see[each.inflow.source], sefa=sefa[each.inflow.source])


def route_of(account: StageAccount) -> Route:
    """Return the route of what an account makes: from alumina primary, from more than half scrap secondary."""
    if any(each.basis is Basis.OWN_STAGE for each in account.inflows):
        return Route.PRIMARY
    charged = sum((each.mass_t for each in account.inflows), ZERO)
    scrap = sum((each.mass_t for each in account.inflows if each.is_scrap), ZERO)
    return Route.SECONDARY if scrap * 2 > charged else Route.UNKNOWN


def _counted(inflow: Inflow, metal: Mapping[AccountKey, StageAccount], ground: CbamGround) -> CbamInflow:
    country = ground.countries.get(inflow.shipper, "")
    zero = _why_zero(inflow, country)
    if zero:
        return CbamInflow(inflow=inflow, see=ZERO, sefa=ZERO, told=zero)
    if inflow.source in metal:
        return CbamInflow(inflow=inflow, see=None, sefa=None, told="its maker's own data")
    free = _default_allocation(country, ground)
    if inflow.basis is Basis.DECLARED and inflow.told.upper().startswith(DECLARED_FOR):
        return CbamInflow(inflow=inflow, see=inflow.value, sefa=free, told=f"declared: {inflow.told}")
    default = ground.tables.default(country, UNWROUGHT, ground.year) if country else None
    if default is not None:
        words = f"default of {default.country} for {ground.year}, with the mark-up"
        return CbamInflow(inflow=inflow, see=default.value, sefa=free, told=words)
    highest = ground.tables.unknown_origin(UNWROUGHT, ground.year)
    words = f"its country is not known: the highest default for {ground.year}"
    return CbamInflow(inflow=inflow, see=highest, sefa=free, told=words)


def _why_zero(inflow: Inflow, country: str) -> str:
    if inflow.is_scrap:
        return "scrap counts zero"
    if inflow.material is not Material.ALUMINIUM:
        return "an input and no precursor"
    return f"made in the EU ({country}): counts zero" if country in EU else ""


def _default_allocation(country: str, ground: CbamGround) -> Fraction:
    default = ground.tables.default(country, UNWROUGHT, ground.year) if country else None
    route = default.route if default else Route.UNKNOWN
    benchmark = benchmark_of(ground.tables, UNWROUGHT, route, is_actual=False)
    return allocated_free(benchmark, ground.year, ground.factors)


def _embedding(each: CbamInflow) -> Inflow:
    return _carrying(each, each.see)


def _allocating(each: CbamInflow) -> Inflow:
    return _carrying(each, each.sefa)


def _carrying(each: CbamInflow, value: Fraction | None) -> Inflow:
    if value is None:
        return each.inflow
    basis = each.inflow.basis if each.inflow.basis in {Basis.SCRAP, Basis.EXTRACTED} else Basis.STAND_IN
    return replace(each.inflow, source=None, value=value, basis=basis)


def _allocation(account: StageAccount, free: Fraction) -> EmissionLine:
    return EmissionLine(
        part=Part.OTHER_EMISSIONS,
        label="free allocation",
        facility="",
        co2e_t=free * account.output_t,
        activity="",
        factor="",
        entries=(),
    )
