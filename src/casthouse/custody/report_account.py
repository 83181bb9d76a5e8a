"""The year of one account in the annual report: a stage of a scope, with its percentages and balances."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.custody.month_flow import MonthFlow, stage_flows
from casthouse.custody.position import NO_FLOW, Flow, period_position
from casthouse.custody.stage import STAGES, Stage
from casthouse.measure.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBalance:
    """What an account carried into the year's first period and out of its last; in grams."""

    scope: str
    stage: Stage
    carried_in_g: int = 0
    positive_balance_g: int = 0
    overdraft_g: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountYear:
    """The year of one account; masses in grams, shares exact and chained over the stages as in a position."""

    scope: str
    stage: Stage
    flow: Flow
    input_share: Fraction | None
    output_share: Fraction | None
    balance: AccountBalance


def account_years(
    flows: Sequence[MonthFlow], balances: Iterable[AccountBalance], *, year: int
) -> tuple[AccountYear, ...]:
    """Return the accounts in which something moved or was carried, by scope and stage."""
    held = {(balance.scope, balance.stage): balance for balance in balances}
    scopes = sorted({each.scope for each in flows} | {scope for scope, _ in held})
    return tuple(account for scope in scopes for account in _scope_accounts(scope, flows, held, year))


def _scope_accounts(
    scope: str, flows: Sequence[MonthFlow], held: dict[tuple[str, Stage], AccountBalance], year: int
) -> Iterable[AccountYear]:
    sums = stage_flows(each for each in flows if each.scope == scope)
    span = Period(start=date(year, 1, 1), end=date(year + 1, 1, 1))
    positions = period_position(span, sums, carried={}).stages  # only for its shares: nothing is carried here
    for stage in STAGES:
        if stage not in sums and (scope, stage) not in held:
            continue
        yield AccountYear(
            scope=scope,
            stage=stage,
            flow=sums.get(stage, NO_FLOW),
            input_share=positions[stage].input_share,
            output_share=positions[stage].output_share,
            balance=held.get((scope, stage), AccountBalance(scope=scope, stage=stage)),
        )
