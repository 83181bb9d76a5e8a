"""Duties of the accounts: periods to close, the annual report, months to reconcile, suppliers and contractors.

Numbers come with the facts, each with the rule of the edition that it rests on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casthouse.custody.contractor import ContractorListing
from casthouse.custody.due_diligence import Assessment, DueDiligenceResult, deciding_on
from casthouse.measure.period import Period, add_months, months_before
from casthouse.parties.duty import ENTERED, Basis, Duty, DutyKind

DAY = timedelta(days=1)
RENEWED_MONTHS = 2
"""So long before its last day a renewal begins; nothing in the standard says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The accounts of a scope: its first open period, and the months in which something moved but nobody looked."""

    organisation: str
    scope: str
    first_open: Period
    is_empty: bool
    months_unseen: tuple[date, ...]
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerTerms:
    """Numbers of an edition, with where they come from.

    `report_due` is the day of the report on the year in which the first open period ends.
    """

    report_due: date
    report: Basis
    report_reminder_days: tuple[int, ...]
    reconcile_months: int
    reconcile: Basis


def close_duty(account: Account, terms: LedgerTerms) -> Duty | None:
    """Return the duty to close the first open period, from the day after its end; None where nothing moved yet."""
    if account.is_empty:
        return None
    period = account.first_open
    return Duty(
        kind=DutyKind.CLOSE_PERIOD,
        organisation=account.organisation,
        subject=f"{account.scope}, {period.start} to {period.last_day}",
        text="Close the material accounting period",
        opens=min(period.end, terms.report_due),
        due=terms.report_due,
        basis=terms.report,
        missed="The annual report cannot be final: it rests on closed periods.",
        keys=(account.scope, period.start.isoformat()),
        scope=account.scope,
        facts=account.statements,
        remind=_days_before(terms.report_due, terms.report_reminder_days),
    )


def report_duty(
    organisation: str, year: int, terms: LedgerTerms, *, is_closed: bool, today: date
) -> Duty | None:
    """Return the duty to report on a year; whether the report was sent is not known here.

    So it stands until its day, and longer only while a period of the year is open.
    """
    if year >= date.max.year or (today > terms.report_due and is_closed):
        return None
    return Duty(
        kind=DutyKind.ANNUAL_REPORT,
        organisation=organisation,
        subject=f"{organisation}, {year}",
        text="Send the annual report on the volumes of the year",
        opens=date(year + 1, 1, 1),
        due=terms.report_due,
        basis=terms.report,
        keys=(str(year),),
        remind=_days_before(terms.report_due, terms.report_reminder_days),
    )


def _days_before(day: date, days: Sequence[int]) -> tuple[date, ...]:
    return tuple(sorted(day - timedelta(days=min(each, (day - date.min).days)) for each in days))


def reconcile_duty(account: Account, terms: LedgerTerms) -> Duty | None:
    """Return the duty to reconcile the months that are over, of which the first is due first."""
    if not account.months_unseen:
        return None
    first = min(account.months_unseen)
    count = len(account.months_unseen)
    more = f", and {count - 1} more since" if count > 1 else ""
    return Duty(
        kind=DutyKind.RECONCILE_MONTH,
        organisation=account.organisation,
        subject=f"{account.scope}, {first:%Y-%m}",
        text=f"Reconcile the month with stock and weighbridge{more}",
        opens=add_months(first, 1),
        due=add_months(first, 1 + terms.reconcile_months) - DAY,
        basis=terms.reconcile,
        keys=(account.scope, f"{first:%Y-%m}"),
        scope=account.scope,
        count=count,
    )


def due_diligence_duties(
    organisation: str, assessments: Sequence[Assessment], *, today: date, renewal_months: int, basis: Basis
) -> Iterator[Duty]:
    """Yield the suppliers whose due diligence stands or ran out within one renewal.

    Whose ran out longer ago is no supplier any more, or is listed with its receipts; who failed is not renewed.
    """
    for supplier in sorted({each.supplier for each in assessments}):
        latest = deciding_on(assessments, supplier=supplier, day=today)
        if latest is None or latest.result is DueDiligenceResult.FAILED:
            continue
        last = latest.expires_on - DAY
        if today > add_months(last, renewal_months):
            continue
        yield Duty(
            kind=DutyKind.DUE_DILIGENCE,
            organisation=organisation,
            subject=supplier,
            text="Assess the supplier anew",
            opens=max(latest.assessed_on, min(last, months_before(last, RENEWED_MONTHS))),
            due=last,
            basis=basis,
            missed="Post-consumer scrap from there counts as other material from the day after.",
            keys=(supplier,),
            facts=sum(each.supplier == supplier for each in assessments),
        )


def contractor_duties(
    organisation: str, scope: str, listings: Sequence[ContractorListing], *, today: date
) -> Iterator[Duty]:
    """Yield the contractors whose listing ends, and those whose risk is not accepted although they are listed."""
    for each in listings:
        if each.listed_until is not None and each.listed_until <= today:
            continue
        followed = any(
            other.contractor == each.contractor and other.listed_from == each.listed_until
            for other in listings
        )
        if each.risk_accepted_on is None and each.listed_from <= today:
            yield _contractor(
                organisation,
                scope,
                each,
                text="Take no more material there: its risk is not acceptable; judge it anew or end the listing",
                opens=each.listed_from,
                due=None,
            )
        elif each.listed_until is not None and not followed:
            last = each.listed_until - DAY
            yield _contractor(
                organisation,
                scope,
                each,
                text="Judge its risk anew and list it again, or bring the material home",
                opens=max(each.listed_from, months_before(last, RENEWED_MONTHS)),
                due=last,
            )


def _contractor(
    organisation: str, scope: str, each: ContractorListing, *, text: str, opens: date, due: date | None
) -> Duty:
    return Duty(
        kind=DutyKind.CONTRACTOR,
        organisation=organisation,
        subject=f"{each.contractor} ({scope})",
        text=text,
        opens=opens,
        due=due,
        basis=ENTERED,
        missed="Material sent there later is a finding." if due else "",
        keys=(scope, each.contractor),
        scope=scope,
    )
