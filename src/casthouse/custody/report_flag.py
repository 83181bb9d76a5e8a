"""What is named before an annual report is sent (fact sheet section 10): things that would be asked about.

What closing found in a period of the year comes first, under the code of the finding: a report never says less
than the statements it is made from.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.position import NO_FLOW, Flow
from casthouse.custody.report_account import AccountYear
from casthouse.measure.mass import tonnes_text
from casthouse.measure.share import input_percentage_text, output_percentage_text
from casthouse.parties.activity import Activity


class ReportFlagCode(StrEnum):
    """The flags of the report itself in their order; findings of the year's periods stand before them."""

    NOTHING_REPORTED = "nothing_reported"
    OUTPUT_WITHOUT_INPUT = "output_without_input"
    OUTPUT_SHARE_ABOVE_INPUT_SHARE = "output_share_above_input_share"
    CHANGE_ABOVE_LIMIT = "change_above_limit"
    ACTIVITY_MISSING = "activity_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFlag:
    """One thing to look at before sending; `where` is an account (`RHEIN-COC aluminium`) or an activity.

    Of a finding it is the finding's subject (`RHEIN-COC 2025-01-01 aluminium`).
    """

    code: FindingCode | ReportFlagCode
    where: str
    detail: str


def report_flags(
    accounts: Sequence[AccountYear],
    *,
    last_year: Sequence[AccountYear] | None,
    certified: frozenset[Activity],
    reported: frozenset[Activity],
    change_limit: Fraction,
    findings: Iterable[Finding] = (),
) -> tuple[ReportFlag, ...]:
    """Return what is to be looked at: the findings as they come, then the report's own in the order of the codes.

    Args:
        accounts: the accounts of the year.
        last_year: those of the year before, None when it was not reported.
        certified: the activities in the certification scopes.
        reported: the activities that the flows of the year belong to.
        change_limit: the share of last year's figure above which a change is named.
        findings: what closing found, or would find, in the periods of the year.
    """
    flags = [
        *_nothing_reported(accounts),
        *_output_without_input(accounts),
        *_output_share_above(accounts),
        *_changes(accounts, last_year, change_limit),
        *_missing(certified - reported),
    ]
    order: list[FindingCode | ReportFlagCode] = list(ReportFlagCode)
    assert flags == sorted(flags, key=lambda flag: order.index(flag.code))
    found = (ReportFlag(code=each.code, where=each.subject, detail=each.detail) for each in findings)
    return (*found, *flags)


def _nothing_reported(accounts: Sequence[AccountYear]) -> Iterator[ReportFlag]:
    if all(account.flow == NO_FLOW for account in accounts):
        yield ReportFlag(
            code=ReportFlagCode.NOTHING_REPORTED, where="all accounts", detail="no flow in the whole year"
        )


def _output_without_input(accounts: Iterable[AccountYear]) -> Iterator[ReportFlag]:
    for account in accounts:
        if account.input_share is None and account.flow.outflow_g:
            detail = f"{tonnes_text(account.flow.outflow_g)} t out, nothing in"
        elif account.input_share == 0 and account.flow.coc_outflow_g:
            detail = f"{tonnes_text(account.flow.coc_outflow_g)} t out as CoC, no CoC input"
        else:
            continue
        yield ReportFlag(code=ReportFlagCode.OUTPUT_WITHOUT_INPUT, where=account_name(account), detail=detail)


def _output_share_above(accounts: Iterable[AccountYear]) -> Iterator[ReportFlag]:
    for account in accounts:
        share_in, share_out = account.input_share, account.output_share
        if share_in is None or share_out is None or account.balance.carried_in_g:
            continue
        if share_out > share_in:
            percentages = f"{output_percentage_text(share_out)} % out, {input_percentage_text(share_in)} % in"
            yield ReportFlag(
                code=ReportFlagCode.OUTPUT_SHARE_ABOVE_INPUT_SHARE,
                where=account_name(account),
                detail=f"{percentages}, no balance carried in",
            )


def _changes(
    accounts: Iterable[AccountYear], last_year: Sequence[AccountYear] | None, limit: Fraction
) -> Iterator[ReportFlag]:
    if last_year is None:
        return
    now = {(account.scope, account.stage): account for account in accounts}
    before = {(account.scope, account.stage): account for account in last_year}
    for key in sorted(now.keys() | before.keys(), key=str):
        flow_now = now[key].flow if key in now else NO_FLOW
        flow_before = before[key].flow if key in before else NO_FLOW
        where = account_name(now.get(key) or before[key])
        for what, mass_g, mass_before_g in _figures(flow_now, flow_before):
            if abs(mass_g - mass_before_g) > limit * mass_before_g:
                detail = f"{what} {tonnes_text(mass_g)} t, the year before {tonnes_text(mass_before_g)} t"
                yield ReportFlag(code=ReportFlagCode.CHANGE_ABOVE_LIMIT, where=where, detail=detail)


def _figures(now: Flow, before: Flow) -> Iterator[tuple[str, int, int]]:
    """Yield the figures that are compared: all inflow and outflow, and the CoC part of each."""
    inflow_g = now.coc_inflow_g + now.non_coc_inflow_g + now.production_g
    inflow_before_g = before.coc_inflow_g + before.non_coc_inflow_g + before.production_g
    yield "input", inflow_g, inflow_before_g
    yield "CoC input", now.coc_inflow_g, before.coc_inflow_g
    yield "output", now.outflow_g, before.outflow_g
    yield "CoC output", now.coc_outflow_g, before.coc_outflow_g


def _missing(activities: Iterable[Activity]) -> Iterator[ReportFlag]:
    for activity in Activity:
        if activity in activities:
            yield ReportFlag(
                code=ReportFlagCode.ACTIVITY_MISSING,
                where=activity.value,
                detail="in a certification scope, but no flow is reported for it",
            )


def account_name(account: AccountYear) -> str:
    """Return the name by which an account is called in reports."""
    return f"{account.scope} {account.stage.value}"
