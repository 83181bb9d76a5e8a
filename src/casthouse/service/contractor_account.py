"""The contractor accounts of a loaded scope, for the command and for the check of the store."""

from datetime import date

from casthouse.custody.contractor import blocked_transfers, contractor_accounts, contractor_findings
from casthouse.custody.contractor_listing import standing_listings
from casthouse.custody.contractor_report import ContractorReport
from casthouse.custody.finding import Finding, FindingCode
from casthouse.service.scope_ledger import ScopeFile
from casthouse.storage import contractor as contractor_store


def contractor_report(file: ScopeFile, number: int, *, today: date) -> ContractorReport:
    """Return the contractors' accounts of a period; differences are judged when it is over."""
    scope, calendar = file.scope.code, file.scope.calendar
    period = calendar.period(number)
    entries = contractor_store.entries(scope)
    transfers = [each.transfer for each in entries if each.transfer]
    held = contractor_store.held(scope, period.start)
    before = contractor_store.held(scope, calendar.period(number - 1).start) if number else {}
    accounts = contractor_accounts(
        period,
        transfers=transfers,
        losses=[each.loss for each in entries if each.loss],
        opening_g={key: each.held_g for key, each in before.items()},
        held_g={key: each.held_g for key, each in held.items()},
    )
    explained = {key: each.explanation for key, each in held.items()}
    is_over = today >= period.end
    findings = contractor_findings(
        accounts,
        blocked=blocked_transfers(
            (each for each in transfers if each.day in period),
            standing_listings(contractor_store.listings(scope)),
        ),
        explained=explained,
        rules=file.rules,
        subject=f"{scope} {period.start}",
    )
    return ContractorReport(
        scope=scope,
        period=period,
        is_over=is_over,
        limit=file.rules.contractor_difference,
        accounts=accounts,
        explained=explained,
        findings=[each for each in findings if is_over or _is_certain(each)],
    )


def _is_certain(finding: Finding) -> bool:
    return finding.code is not FindingCode.CONTRACTOR_DIFFERENCE_UNEXPLAINED


def all_contractor_findings(file: ScopeFile, *, today: date) -> list[Finding]:
    """Return what is found about the contractors of a scope in every period that has an account."""
    scope, calendar = file.scope.code, file.scope.calendar
    days = [
        each.day
        for entry in contractor_store.entries(scope)
        for each in (entry.transfer, entry.loss)
        if each is not None
    ]
    moved = {calendar.number_on(day) for day in days}
    confirmed = {calendar.number_starting(start) for start in contractor_store.periods_confirmed(scope)}
    opened = {number + 1 for number in confirmed if number is not None}  # with what was held before
    return [
        finding
        for number in sorted(each for each in moved | confirmed | opened if each is not None)
        for finding in contractor_report(file, number, today=today).findings
    ]
