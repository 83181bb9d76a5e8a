"""The CBAM for what a scope made, and for goods whose maker tells nothing: embedded emissions and certificates due."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.custody.scope import Scope
from casthouse.custody.stage import Material, Stage
from casthouse.exchange.cbam_tables import OpenCbamTables
from casthouse.exchange.factor_table_file import factor_table
from casthouse.exchange.footprint_method_file import footprint_method
from casthouse.exchange.world_map import is_country
from casthouse.footprint.cbam import (
    EU,
    CbamDefault,
    CertificatesDue,
    Route,
    benchmark_of,
    default_due,
    year_factor,
)
from casthouse.footprint.cbam_chain import CbamChain, CbamGround, cbam_chain, route_of
from casthouse.footprint.cbam_figure import CbamFigure, OtherElements, other_elements
from casthouse.footprint.chain_value import ChainRules
from casthouse.footprint.product_footprint import missing_of, resolved
from casthouse.footprint.stage_account import AccountKey, StageAccount
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service.chain_register import ChainRegister
from casthouse.service.footprint import loaded_accounts
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor, authorise_anywhere
from casthouse.service.position import meant_number

METHOD = "eu-cbam"
YEARLY = "eu-cbam-2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class CbamWanted:
    """What is asked: the good, the year of import, its mass (all that was made when None), and what was paid abroad.

    `route` is K or L; empty lets the data tell. `paid_t` is a carbon price paid abroad, in tonnes of CO2e.
    """

    cn: str
    year: int
    mass_t: Fraction | None = None
    route: str = ""
    paid_t: Fraction = Fraction(0)


def scope_cbam(
    actor: Actor, *, scope: str, wanted: CbamWanted, period: date | None = None, on: date | None = None
) -> CbamFigure:
    """Return what an importer of a scope's product declares, and the certificates due.

    Args:
        actor: who asks.
        scope: code of the scope that made it.
        wanted: the good, the year and the mass.
        period: exact first day of the period in which it was made.
        on: a day in that period; the last in which something moved where neither is given.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`, `cbam_good_unknown`, `cbam_year_invalid`,
            `cbam_route_invalid`, `cbam_mass_invalid`, `cbam_data_missing`.
    """
    found = permitted_scope(actor, Act.FOOTPRINT_READ, scope)
    number = meant_number(found, period=period, on=on)
    return cbam_of(found, found.calendar.period(number), wanted)


def cbam_of(
    found: Scope, days: Period, wanted: CbamWanted, register: ChainRegister | None = None
) -> CbamFigure:
    """Return the figure of a scope and period; whoever calls has asked for permission.

    `register` is that of other figures of the same answer.

    Raises:
        Refusal: as `scope_cbam`.
    """
    method = footprint_method(METHOD)
    loader = loaded_accounts(found, days, method, register, day=None)
    rules = ChainRules(method=method, scrap_rule=method.scrap_rule, factors=loader.factors)
    accounts = resolved(loader.accounts, rules)
    key = AccountKey(found.code, days.start, Stage.ALUMINIUM)
    account = accounts.get(key)
    if account is None or not account.lines:
        raise Refusal(
            "cbam_data_missing",
            found=f"no direct emissions of {found.code} from {days.start} to {days.last_day}",
            expected="activity data of the plant, and metal that went out",
            todo="send the activity data, or use the default values",
        )
    route = _route(wanted, account)
    ground = _ground(wanted.year, loader.register)
    tables = OpenCbamTables()
    benchmark = benchmark_of(tables, wanted.cn, route, is_actual=True)
    chain = cbam_chain(accounts, rules, ground, subject=key, benchmark=benchmark)
    elements = other_elements(loader.reckonings[key], account.output_t, ground.factors)
    missing = tuple(missing_of(accounts, key))
    if elements.share is not None and elements.share >= 1:
        missing = (*missing, "a possible mass of other elements: it is not less than what was made")
    return _figure(account, chain, wanted, ground, days, (route, benchmark, elements, missing))


def _route(wanted: CbamWanted, account: StageAccount) -> Route:
    if not wanted.route:
        return route_of(account)
    if wanted.route not in {Route.PRIMARY, Route.SECONDARY}:
        raise Refusal(
            "cbam_route_invalid",
            found=f"the route “{wanted.route[:20]}”",
            expected="K for primary, L for secondary, or nothing: then the data tells, or it is unknown",
            todo="correct it",
        )
    return Route(wanted.route)


def _ground(year: int, register: ChainRegister) -> CbamGround:
    return CbamGround(
        tables=OpenCbamTables(),
        factors=factor_table(YEARLY),
        year=year,
        countries=register.countries_of_makers,
    )


def _figure(  # noqa: PLR0917 - what was found, in the order of finding
    account: StageAccount,
    chain: CbamChain,
    wanted: CbamWanted,
    ground: CbamGround,
    period: Period,
    told: tuple[Route, Fraction, OtherElements, tuple[str, ...]],
) -> CbamFigure:
    route, benchmark, elements, missing = told
    key = account.key
    mass_t = _mass(wanted.mass_t, account)
    country = ground.countries[account.organisation]
    default, by_default = _default(ground, country, wanted, mass_t)
    scrap = [each for each in account.inflows if each.is_scrap and each.material is not Material.DROSS]
    scrap_t = sum((each.mass_t for each in scrap), Fraction(0))
    pre_t = sum((each.mass_t for each in scrap if each.material is Material.PRE_CONSUMER_SCRAP), Fraction(0))
    counted = tuple(each for each in account.lines if each.part in footprint_method(METHOD).boundary)
    return CbamFigure(
        scope=key.scope,
        organisation=account.organisation,
        country=country,
        period=period,
        cn=wanted.cn,
        year=wanted.year,
        route=route,
        route_told="told" if wanted.route else "from the data",
        output_t=account.output_t,
        own=sum((each.co2e_t for each in counted), Fraction(0)) / account.output_t,
        benchmark=benchmark,
        factor=year_factor(wanted.year, ground.factors),
        actual=CertificatesDue(mass_t=mass_t, see=chain.see[key], sefa=chain.sefa[key], paid_t=wanted.paid_t),
        by_default=by_default,
        default=default,
        scrap_t_per_t=scrap_t / account.output_t,
        pre_consumer=pre_t / scrap_t if scrap_t else None,
        elements=elements,
        inflows=chain.inflows[key],
        lines=counted,
        missing=missing,
        threshold_t=ground.factors.factor("cbam.threshold").value,
        is_of_eu=country in EU,
    )


def _mass(mass_t: Fraction | None, account: StageAccount) -> Fraction:
    if mass_t is not None and mass_t <= 0:
        raise Refusal(
            "cbam_mass_invalid",
            found=f"a mass of {float(mass_t):g} t",
            expected="more than 0 t",
            todo="correct the mass, or leave it out for all that was made",
        )
    return account.output_t if mass_t is None else mass_t


def _default(
    ground: CbamGround, country: str, wanted: CbamWanted, mass_t: Fraction
) -> tuple[CbamDefault | None, CertificatesDue | None]:
    if ground.tables.default(country, wanted.cn, wanted.year) is None:
        return None, None
    return default_due(
        ground.tables, ground.factors, country=country, cn=wanted.cn, year=wanted.year, mass_t=mass_t
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultFigure:
    """What is due for goods of which only the country is known."""

    cn: str
    year: int
    default: CbamDefault
    due: CertificatesDue


def default_cbam(actor: Actor, *, country: str, wanted: CbamWanted) -> DefaultFigure:
    """Return what is due for goods whose maker tells nothing: the printed default of their country.

    Args:
        actor: who asks.
        country: ISO code of two letters.
        wanted: the good, the year and the mass; one tonne when it is None.

    Raises:
        Refusal: `not_permitted`, `country_unknown`, `cbam_good_unknown`, `cbam_default_missing`, `cbam_year_invalid`.
    """
    authorise_anywhere(actor, Act.FOOTPRINT_READ)
    if not is_country(country):
        raise Refusal(
            "country_unknown",
            found=f"the country “{country[:20]}”",
            expected="the code of a country in ISO 3166-1, of two letters, as US or CN",
            todo="correct the code",
        )
    default, due = default_due(
        OpenCbamTables(),
        factor_table(YEARLY),
        country=country,
        cn=wanted.cn,
        year=wanted.year,
        mass_t=Fraction(1) if wanted.mass_t is None else wanted.mass_t,
    )
    return DefaultFigure(cn=wanted.cn, year=wanted.year, default=default, due=due)
