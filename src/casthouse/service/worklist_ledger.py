"""Duties of the accounts, read for all organisations in reach at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from casthouse.custody.contractor_listing import standing_listings
from casthouse.custody.ledger_duty import (
    Account,
    LedgerTerms,
    close_duty,
    contractor_duties,
    due_diligence_duties,
    reconcile_duty,
    report_duty,
)
from casthouse.custody.scope import Scope
from casthouse.measure.period import add_months
from casthouse.parties.duty import NO_DAY, Duty, DutyKind
from casthouse.refusal import Refusal
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.worklist_source import Reach, pack_basis
from casthouse.standard.rule_pack import RulePack
from casthouse.storage import scope as scope_store
from casthouse.storage import worklist as worklist_store
from casthouse.storage import worklist_ledger as ledger_store
from casthouse.storage.worklist import Waiting

K = DutyKind
OF_ACCOUNTS = (K.CLOSE_PERIOD, K.ANNUAL_REPORT, K.RECONCILE_MONTH)


def account_source(reach: Reach) -> Iterator[Duty]:
    """Yield periods to close, reports to send and months to reconcile."""
    codes = reach.codes(*OF_ACCOUNTS)
    scopes = scope_store.scopes_of(codes) if codes else []
    editions = sorted({each.edition for each in scopes})
    packs = {edition: pack for edition in editions if (pack := _pack(edition)) is not None}
    kept = [each for each in scopes if each.edition in packs]
    if not kept:
        return
    closed = ledger_store.closed_periods([each.code for each in kept])
    moved, seen = ledger_store.months_moved(codes), ledger_store.months_seen([each.code for each in kept])
    terms_of = cache(lambda edition, year: _terms(edition, packs[edition], year))
    years: dict[tuple[str, int], list[tuple[LedgerTerms, bool]]] = defaultdict(list)
    for scope in kept:
        today = reach.today(scope.organisation)
        account = _account(scope, closed.get(scope.code, 0), moved, seen.get(scope.code, set()), today)
        if account is None:
            continue
        terms = terms_of(scope.edition, account.first_open.last_day.year)
        for made in (close_duty(account, terms), reconcile_duty(account, terms)):
            if made is not None:
                yield made
        if not account.is_empty:
            year = today.year - 1
            of_year = terms_of(scope.edition, year)
            years[scope.organisation, year].append((of_year, account.first_open.last_day.year > year))
    for (organisation, year), each in years.items():
        terms = min((one for one, _ in each), key=lambda one: one.report_due)
        is_closed = all(done for _, done in each)
        report = report_duty(organisation, year, terms, is_closed=is_closed, today=reach.today(organisation))
        if report is not None:
            yield report


def _pack(edition: str) -> RulePack | None:
    try:
        return rule_pack_of(edition)
    except Refusal:  # an edition of the other standard, which keeps no accounts
        return None


def _account(
    scope: Scope, closed: int, moved: Mapping[str, set[date]], seen: set[date], today: date
) -> Account | None:
    """Return the accounts of a scope as they stand; None where the last period of its life is closed."""
    first_open = scope.calendar.period(closed)
    if scope.last_day is not None and first_open.start > scope.last_day:
        return None
    months = set[date]().union(*(moved.get(each, set()) for each in scope.facilities))
    begun = max(scope.first_period_start, first_open.start).replace(day=1)
    over = {each for each in months if begun <= each and add_months(each, 1) <= today}
    return Account(
        organisation=scope.organisation,
        scope=scope.code,
        first_open=first_open,
        is_empty=not any(each >= scope.first_period_start.replace(day=1) for each in months),
        months_unseen=tuple(sorted(over - seen)),
        statements=closed,
    )


def _terms(edition: str, pack: RulePack, year: int) -> LedgerTerms:
    return LedgerTerms(
        report_due=pack.report_due_on(min(year, date.max.year - 1)),
        report=pack_basis(edition, "report.deadline"),
        report_reminder_days=pack.counts("report.reminder_days"),
        reconcile_months=pack.count("reconciliation.months"),
        reconcile=pack_basis(edition, "reconciliation.months"),
    )


def supplier_source(reach: Reach) -> Iterator[Duty]:
    """Yield suppliers to assess anew, and contractors to judge anew."""
    codes = reach.codes(K.DUE_DILIGENCE, K.CONTRACTOR)
    if not codes:
        return
    held = ledger_store.assessments_of(codes)
    editions = {each.organisation: each.edition for each in (scope_store.scopes_of(held) if held else [])}
    for code, assessments in held.items():
        pack = _pack(editions.get(code, "")) or rule_pack_of(DEFAULT_EDITION)
        yield from due_diligence_duties(
            code,
            assessments,
            today=reach.today(code),
            renewal_months=pack.count("due_diligence.renewal_months"),
            basis=pack_basis(pack.code, "due_diligence.renewal_months"),
        )
    for (code, scope), records in ledger_store.listings_of(codes).items():
        yield from contractor_duties(code, scope, standing_listings(records), today=reach.today(code))


DEFAULT_EDITION = "coc-v2"
"""By which suppliers of an organisation without a scope are judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A kind of which only how many wait is listed, with what to do and how to count."""

    kind: DutyKind
    one: str
    many: str
    text: str
    count: Callable[[Collection[str]], Sequence[Waiting]]


COUNTED = (
    Counted(
        kind=K.ISSUE_DOCUMENTS,
        one="CoC shipment",
        many="CoC shipments",
        text="Issue the CoC Document",
        count=ledger_store.shipments_due,
    ),
    Counted(
        kind=K.INBOX,
        one="document in the inbox",
        many="documents in the inbox",
        text="Accept or dispute what was made out to you",
        count=ledger_store.inbox,
    ),
    Counted(
        kind=K.DISPUTE,
        one="disputed document",
        many="disputed documents",
        text="Correct or cancel what the recipient disputes",
        count=ledger_store.disputed,
    ),
    Counted(
        kind=K.RECEIPTS_WAITING,
        one="receipt without its document",
        many="receipts without their documents",
        text="Ask the supplier for the CoC Document, and book it",
        count=ledger_store.receipts_waiting,
    ),
    Counted(
        kind=K.APPROVE_PLAN,
        one="proposed plan",
        many="proposed plans",
        text="Approve or withdraw what another person proposed",
        count=ledger_store.proposed_plans,
    ),
    Counted(
        kind=K.APPROVE_RESERVATION,
        one="proposed reservation",
        many="proposed reservations",
        text="Approve or release what another person proposed",
        count=ledger_store.proposed_reservations,
    ),
    Counted(
        kind=K.APPROVE_REOPENING,
        one="request to reopen a period",
        many="requests to reopen a period",
        text="Approve or refuse what another person asked for",
        count=ledger_store.requested_reopenings,
    ),
    Counted(
        kind=K.READ_NOTICES,
        one="unread notice",
        many="unread notices",
        text="Read what your organisation was told",
        count=worklist_store.unread_notices,
    ),
)


def counted_source(reach: Reach) -> Iterator[Duty]:
    """Yield how many documents, proposals and notices wait."""
    for each in COUNTED:
        codes = reach.codes(each.kind)
        for found in each.count(codes) if codes else ():
            place = f" of {found.scope}" if found.scope else ""
            yield Duty(
                kind=each.kind,
                organisation=found.organisation,
                subject=f"{found.count} {each.one if found.count == 1 else each.many}{place}",
                text=each.text,
                opens=found.since,
                due=None,
                basis=NO_DAY,
                keys=(found.scope, found.asked_by) if found.scope else (),
                scope=found.scope,
                asked_by=found.asked_by,
                count=found.count,
            )
