"""The annual report of an organisation on a calendar year (CoC Standard criterion 1.7)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from casthouse.custody.annual_report import (
    AnnualReport,
    ReportCorrection,
    ReportFacts,
    ReportRules,
    annual_report,
)
from casthouse.custody.finding import Finding
from casthouse.custody.position import StagePosition
from casthouse.custody.report_account import AccountBalance
from casthouse.custody.stage import Stage
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.lookup import found_organisation
from casthouse.service.month_flow import month_flows
from casthouse.service.period import open_findings
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.position import live_position
from casthouse.service.scope_ledger import ScopeFile, load_scope_files
from casthouse.service.statement import frozen_stages
from casthouse.standard.standard_name import StandardName
from casthouse.storage import correction as correction_store
from casthouse.storage import facility as facility_store
from casthouse.storage import period as period_store
from casthouse.storage import scope as scope_store


def organisation_report(actor: Actor, *, organisation: str, year: int) -> AnnualReport:
    """Return the report of an organisation on a year, summed over its scopes.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `scope_missing` for an organisation without a scope,
            `year_invalid`.
    """
    authorise(actor, Act.REPORT_READ, organisation)
    found = found_organisation(organisation)
    if not date.min.year < year < date.max.year:
        raise Refusal("year_invalid", found=f"{year}", expected="a calendar year", todo="correct the year")
    files = load_scope_files(scope_store.scopes(organisation=organisation))
    if not files:
        raise Refusal(
            "scope_missing",
            found=f"{organisation} without a certification scope",
            expected="an organisation with a scope",
            todo="register its scope first",
        )
    first = _first_day(files, year)
    last = date(year, 12, 31)
    before = [
        f
        for file in files
        for f in month_flows(file, first=date(year - 1, 1, 1), last=date(year - 1, 12, 31))
    ]
    facts = ReportFacts(
        organisation=organisation,
        organisation_name=found.name,
        year=year,
        first_day=first,
        flows=[flow for file in files for flow in month_flows(file, first=first.replace(day=1), last=last)],
        last_year_flows=before or None,
        balances=[balance for file in files for balance in _balances(file, year)],
        corrections=list(_corrections(organisation, files, year)),
        certified_activities=_activities(organisation, files),
        findings=[finding for file in files for finding in _findings(file, year)],
    )
    return annual_report(facts, _rules(files, year))


def _first_day(files: Sequence[ScopeFile], year: int) -> date:
    """Return the first day reported: the year's, or that of the first certificate when it came in the year."""
    starts = [
        certificate.valid_from
        for file in files
        for certificate in file.certificates
        if certificate.standard is StandardName.CHAIN_OF_CUSTODY
    ]
    first = min(starts, default=date(year, 1, 1))
    return first if first.year == year else date(year, 1, 1)


def _balances(file: ScopeFile, year: int) -> Iterator[AccountBalance]:
    """Yield, by stage, what was carried into the first and out of the last period that ended in the year."""
    ended = _periods_ended(file, year)
    if not ended:
        return
    first, last = _stages(file, ended[0]), _stages(file, ended[-1])
    for stage in Stage:
        balance = AccountBalance(
            scope=file.scope.code,
            stage=stage,
            carried_in_g=first[stage].carried_in_g,
            positive_balance_g=last[stage].positive_balance_g,
            overdraft_g=last[stage].overdraft_g,
        )
        if balance.carried_in_g or balance.positive_balance_g or balance.overdraft_g:
            yield balance


def _periods_ended(file: ScopeFile, year: int) -> list[int]:
    calendar = file.scope.calendar
    numbers = []
    for day in (date(year, month, 28) for month in range(1, 13)):
        number = calendar.number_on(day)
        if number is not None and calendar.period(number).last_day.year == year and number not in numbers:
            numbers.append(number)
    return numbers


def _findings(file: ScopeFile, year: int) -> Iterator[Finding]:
    """Yield what closing found in the periods that overlap the year, and would find in those not closed yet."""
    for number, period in enumerate(file.scope.calendar.until(clock.today())):
        if period.last_day.year < year or period.start.year > year or period.end > clock.today():
            continue
        yield from file.statements[number].found if number < file.first_open else open_findings(file, number)


def _stages(file: ScopeFile, number: int) -> Mapping[Stage, StagePosition]:
    if number < file.first_open:
        return frozen_stages(file.statements[number].position)
    return live_position(file, number).stages


def _corrections(organisation: str, files: Sequence[ScopeFile], year: int) -> Iterator[ReportCorrection]:
    for file in files:
        for statement in period_store.statements(file.scope.code, superseded=True):
            if statement.superseded_at is not None and statement.period.last_day.year in {year, year - 1}:
                yield ReportCorrection(
                    day=statement.superseded_at.date(),
                    subject=f"period {statement.period.start} of {file.scope.code}",
                    reason=statement.superseded_reason,
                )
    for event in correction_store.corrections(organisation, year):
        yield ReportCorrection(day=event.day, subject=f"CoC Document {event.number}", reason=event.reason)


def _activities(organisation: str, files: Sequence[ScopeFile]) -> frozenset[Activity]:
    inside = {code for file in files for code in file.scope.facilities}
    return frozenset(
        activity
        for facility in facility_store.facilities(organisation)
        if facility.code in inside
        for activity in facility.activities
    )


def _rules(files: Sequence[ScopeFile], year: int) -> ReportRules:
    pack = rule_pack_of(files[0].scope.edition)
    deadline = pack.rule("report.deadline")
    return ReportRules(
        deadline=pack.report_due_on(year),
        deadline_verified=deadline is not None and deadline.verified,
        change_limit=pack.share("report.change_to_explain"),
    )
