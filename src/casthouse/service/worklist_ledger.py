"""Duties of the accounts, read for all organisations in reach at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
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
from casthouse.measure.period import Period, add_months
from casthouse.parties.duty import NO_DAY, Duty, DutyKind
from casthouse.refusal import Refusal
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.worklist_source import Reach, pack_basis
from casthouse.standard.rule_pack import RulePack
from casthouse.storage import scope as scope_store
from casthouse.storage import worklist as worklist_store
from casthouse.storage import worklist_ledger as ledger_store
from casthouse.storage.worklist import Waiting
from casthouse.storage.worklist_ledger import KeptAccount

K = DutyKind
OF_ACCOUNTS = (K.CLOSE_PERIOD, K.ANNUAL_REPORT, K.RECONCILE_MONTH)


def account_source(reach: Reach) -> Iterator[Duty]:
    """Yield periods to close, reports to send and months to reconcile."""
    codes = reach.codes(*OF_ACCOUNTS)
    found = ledger_store.kept_accounts(codes) if codes else []
    packs = {each: pack for each in {held.edition for held in found} if (pack := _pack(each)) is not None}
    kept = [
        (each, period)
        for each in found
        if each.edition in packs and (period := _first_open(each)) is not None
    ]
    if not kept:
        return
    counting, closing = set(reach.codes(K.RECONCILE_MONTH)), set(reach.codes(K.CLOSE_PERIOD))
    unseen = _months_unseen(reach, [each for each in kept if each[0].organisation in counting])
    terms_of = cache(lambda edition, year: _terms(edition, packs[edition], year))
    years: dict[tuple[str, int], list[tuple[LedgerTerms, bool]]] = defaultdict(list)
    for held, first_open in kept:
        today = reach.today(held.organisation)
        account = Account(
            organisation=held.organisation,
            scope=held.scope,
            first_open=first_open,
            is_empty=not held.has_moved,
            months_unseen=unseen.get(held.identifier, ()),
            statements=held.closed,
        )
        terms = terms_of(held.edition, first_open.last_day.year)
        close = close_duty(account, terms) if held.organisation in closing else None
        yield from (each for each in (close, reconcile_duty(account, terms)) if each is not None)
        if not account.is_empty:
            year = today.year - 1
            years[held.organisation, year].append(
                (terms_of(held.edition, year), first_open.last_day.year > year)
            )
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


def _first_open(held: KeptAccount) -> Period | None:
    """Return the first open period of a scope; None where the last one of its life is closed."""
    period = held.calendar.period(held.closed)
    return None if held.last_day is not None and period.start > held.last_day else period


def _months_unseen(reach: Reach, kept: Sequence[tuple[KeptAccount, Period]]) -> dict[int, tuple[date, ...]]:
    """Return by scope the months of its open periods that are over and in which something moved that nobody counted."""
    begun = {held.identifier: period.start.replace(day=1) for held, period in kept if held.has_moved}
    if not begun:
        return {}
    seen = ledger_store.months_seen([held.scope for held, _ in kept if held.has_moved])
    days = {held.identifier: reach.today(held.organisation) for held, _ in kept}
    month, months = min(begun.values()), dict[date, date]()
    while (following := add_months(month, 1)) <= max(days.values()):
        months[month], month = following, following
    moved = ledger_store.months_moved(begun, months)
    return {
        held.identifier: tuple(
            sorted(
                each
                for each in moved.get(held.identifier, set()) - seen.get(held.scope, set())
                if months[each] <= days[held.identifier]
            )
        )
        for held, _ in kept
    }


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
