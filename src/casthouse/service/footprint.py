"""Footprints: what a tonne that a scope made in a period cost the climate, under a named method.

Only the organisation's own people and its auditors ask for one. What its suppliers are behind a figure is what they
disclose.
"""

from dataclasses import replace
from datetime import date

from casthouse.custody.scope import Scope
from casthouse.custody.stage import STAGES, Stage
from casthouse.exchange.footprint_method_file import (
    built_in_methods,
    factors_of,
    footprint_method,
    gwp_of,
    out_of_date,
    stood_in,
)
from casthouse.exchange.quality_scheme_file import built_in_quality_scheme
from casthouse.exchange.range_file import built_in_ranges
from casthouse.footprint.chain_value import ChainRules
from casthouse.footprint.energy_line import electricity_by_rule
from casthouse.footprint.footprint_method import FootprintMethod
from casthouse.footprint.product_footprint import ProductFootprint, product_footprint, resolved
from casthouse.footprint.scope_footprint import ScopeFootprint
from casthouse.footprint.stage_account import AccountKey, StageAccount
from casthouse.measure.period import Period
from casthouse.service.chain_register import ChainRegister
from casthouse.service.entered import stage_named
from casthouse.service.footprint_account import AccountLoader
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor, authorise_anywhere
from casthouse.service.position import meant_number

USUAL_METHOD = "mine-to-metal-market"


def footprint_methods(actor: Actor) -> list[FootprintMethod]:
    """Return the methods that there are.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise_anywhere(actor, Act.FOOTPRINT_READ)
    return list(built_in_methods().values())


def scope_footprint(
    actor: Actor,
    *,
    scope: str,
    period: date | None = None,
    on: date | None = None,
    method: str = USUAL_METHOD,
    stage: str = "",
) -> ScopeFootprint:
    """Return the footprint of what a scope made in a period.

    Args:
        actor: who asks.
        scope: code of the scope.
        period: exact first day of a period.
        on: a day in the period; the last in which something moved where neither is given.
        method: code of the method.
        stage: which stage; the latest that the scope has a plant for when empty.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`, `method_unknown`, `stage_unknown`.
    """
    found = permitted_scope(actor, Act.FOOTPRINT_READ, scope)
    number = meant_number(found, period=period, on=on)
    return footprint_of(found, found.calendar.period(number), footprint_method(method), stage)


def footprint_of(scope: Scope, period: Period, method: FootprintMethod, stage: str = "") -> ScopeFootprint:
    """Return the footprint of a scope and period; whoever calls has asked for permission."""
    loader = loaded_accounts(scope, period, method, day=period.last_day)
    return footprint_from(loader, scope, period, stage)


def loaded_accounts(
    scope: Scope,
    period: Period,
    method: FootprintMethod,
    register: ChainRegister | None = None,
    *,
    day: date | None,
) -> AccountLoader:
    """Return the accounts of a scope and period, and of all that they draw on.

    Args:
        scope: whose.
        period: of which period.
        method: under which method.
        register: that of other accounts of the same answer, so that nothing of it is read again.
        day: on which editions of factors are to hold; None for those of the method, whenever they hold.
    """
    loader = account_loader(method, register or ChainRegister(), day=day)
    loader.load(scope, period)
    return loader


def account_loader(method: FootprintMethod, register: ChainRegister, *, day: date | None) -> AccountLoader:
    """Return what loads accounts under a method; arguments as `loaded_accounts` has them."""
    return AccountLoader(
        method=method,
        factors=factors_of(method, day),
        gwp=gwp_of(method),
        ranges=built_in_ranges(),
        register=register,
    )


def rules_of(loader: AccountLoader) -> ChainRules:
    """Return the rules of the method by which accounts were loaded, its own scrap rule among them."""
    return ChainRules(
        method=loader.method,
        scrap_rule=loader.method.scrap_rule,
        factors=loader.factors,
        scheme=built_in_quality_scheme(),
    )


def footprint_from(loader: AccountLoader, scope: Scope, period: Period, stage: str = "") -> ScopeFootprint:
    """Return the footprint of a scope and period from the accounts that were loaded for it."""
    method = loader.method
    mine = {key.stage: account for key, account in loader.accounts.items() if _is_of(key, scope, period)}
    stages = tuple(each for each in STAGES if each in mine)
    here = _chosen(stage, mine)
    key = AccountKey(scope.code, period.start, here)
    rules = rules_of(loader)
    accounts = resolved(loader.accounts, rules)
    for each in stood_in(method, period.last_day) if key in accounts else ():
        accounts[key].sheet.fall_back(each.wanted, each.used, each.reason)
    is_known = key in accounts and bool(accounts[key].lines)
    return ScopeFootprint(
        scope=scope.code,
        organisation=scope.organisation,
        period=period,
        stage=here,
        method=method,
        account=accounts.get(key, mine.get(here)),
        figure=_figure(accounts, key, loader, period) if is_known else None,
        electricity=electricity_by_rule(loader.reckonings[key]) if key in loader.reckonings else {},
        stages=stages,
        is_verified=loader.factors.is_verified and loader.gwp.is_verified,
    )


def _figure(
    accounts: dict[AccountKey, StageAccount], key: AccountKey, loader: AccountLoader, period: Period
) -> ProductFootprint:
    """Return the figure, with a warning of every edition that it rests on and of a method that does not hold."""
    method = loader.method
    rules = rules_of(loader)
    told = product_footprint(accounts, key, rules, built_in_ranges())
    items = {each.item for reckoning in loader.reckonings.values() for each in reckoning.measured}
    late = tuple(out_of_date(method, period.last_day, items))
    return replace(told, warnings=(*told.warnings, *late), late=late)


def _is_of(key: AccountKey, scope: Scope, period: Period) -> bool:
    return (key.scope, key.start) == (scope.code, period.start)


def _chosen(stage: str, mine: dict[Stage, StageAccount]) -> Stage:
    if stage:
        return stage_named(stage)
    with_plant = [each for each in STAGES if each in mine and not mine[each].is_pool]
    return with_plant[-1] if with_plant else Stage.ALUMINIUM
