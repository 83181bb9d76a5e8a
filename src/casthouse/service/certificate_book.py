"""An organisation's certificates, loaded for a decision, and kept with the days that follow from them.

Whoever changes a certificate, a membership or the register holds the organisation's ledger and calls `keep_spans` in
the same transaction: what one performance certificate loses, the custody certificates that rest on it lose too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from casthouse.assurance.certificate_admission import WantedMove, admitted_move
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_course import due_moves
from casthouse.assurance.certificate_history import CertificateHistory
from casthouse.assurance.performance_precondition import PreconditionRules
from casthouse.assurance.public_register import public_phases, public_sites
from casthouse.assurance.running_certificate import running_facts
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.parties.membership import member_state
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.logged_row import enter_moves
from casthouse.standard.rule_pack import RulePack
from casthouse.storage import certificate as certificate_store
from casthouse.storage import certificate_move as move_store
from casthouse.storage import membership as membership_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage.certificate import KeptSpans


def load_book(organisation: str, *, editions: Iterable[str] = ()) -> CertificateBook:
    """Return all certificates of an organisation, with the rules of their editions and of further ones."""
    return load_books([organisation], editions=editions)[organisation]


def load_books(organisations: Sequence[str], *, editions: Iterable[str] = ()) -> dict[str, CertificateBook]:
    """Return the same for several organisations, by code."""
    held: dict[str, list[CertificateHistory]] = {code: [] for code in organisations}
    for history in move_store.histories(organisations=organisations):
        held[history.organisation].append(history)
    facts = membership_store.membership_facts(organisations)
    named = {*editions, *(each.edition for histories in held.values() for each in histories)} - {""}
    rules = {each: precondition_rules(each) for each in sorted(named)}
    terms = built_in_assurance_manual().terms
    return {
        code: CertificateBook(
            histories=tuple(histories),
            joined=member_state(facts.get(code, []), date.max).joined,
            rules=rules,
            terms=terms,
        )
        for code, histories in held.items()
    }


def precondition_rules(edition: str) -> PreconditionRules | None:
    """Return what an edition says of the performance certificate; None where it is silent or not of custody."""
    try:
        pack: RulePack = rule_pack_of(edition)
    except Refusal:  # an edition of the other standard
        return None
    first = pack.performance_first
    if first is None:
        return None
    return PreconditionRules(
        first=first,
        months_after_joining=pack.count("certification.performance_months_after_joining"),
        months_after_grant=pack.count("certification.performance_months_after_grant"),
    )


def load_book_at(organisation: str, instant: datetime) -> CertificateBook:
    """Return the certificates of an organisation as they were known at an instant."""
    facts = membership_store.membership_facts([organisation]).get(organisation, [])
    joined = member_state(facts, date.max, known_at=instant).joined
    return load_book(organisation).known_at(instant, joined=joined)


def found_certificate(number: str) -> CertificateHistory:
    """Return the certificate with the number.

    Raises:
        Refusal: `certificate_unknown`.
    """
    history = move_store.history(number)
    if history is None:
        raise certificate_unknown(number)
    return history


def continued_numbers(history: CertificateHistory) -> tuple[str, ...]:
    """Return the number of a certificate, and of those that it continues, the last holder's first."""
    numbers = [history.number]
    while history.continues:
        numbers.append(history.continues)
        history = found_certificate(history.continues)
    return tuple(numbers)


def certificate_unknown(number: str) -> Refusal:
    """Return the refusal of a number that no certificate has, and of an application that is nobody's else business."""
    return Refusal(
        "certificate_unknown",
        found=f"certificate “{number}”",
        expected="the number of a certificate",
        todo="correct the number; the certificates of a scope stand on its page",
    )


def local_today(organisation: str) -> date:
    """Return the present day where an organisation is: in its time zone, else in UTC."""
    held = organisation_store.organisation(organisation)
    return _day_in(held.timezone if held else "")


def local_days(organisations: Iterable[str]) -> dict[str, date]:
    """Return the same for several registered organisations, by code, all read at once."""
    return {each.code: _day_in(each.timezone) for each in organisation_store.organisations(organisations)}


def _day_in(zone: str) -> date:
    return clock.now().astimezone(ZoneInfo(zone)).date() if zone else clock.today()


def with_wanted(
    book: CertificateBook, history: CertificateHistory, wanted: WantedMove, *, not_before: date | None
) -> CertificateBook:
    """Return the book with a move, after what the calendar did before it; nothing is written.

    What the calendar will do until a day to come is not among it: it may turn out otherwise.

    Raises:
        Refusal: as `admitted_move`.
    """
    today = local_today(history.organisation)
    book = with_due(book, history, until=min(wanted.effective, today))
    held = book.history(history.number)
    coverage = (
        book.coverage_of(held, wanted.facilities, granted=wanted.counts_from(held))
        if wanted.facilities and not held.is_from_register
        else book.coverage(held)
    )
    move = admitted_move(
        held, wanted, terms=book.terms, coverage=coverage, today=today, not_before=not_before
    )
    return book.with_history(held.with_move(move))


def with_due(book: CertificateBook, history: CertificateHistory, *, until: date) -> CertificateBook:
    """Return the book with what the calendar did to a certificate up to a day; nothing is written."""
    held = book.history(history.number)
    for due in due_moves(book.course(held), today=until):
        held = held.with_move(replace(due, sequence=len(held.moves) + 1, actor="calendar"))
    return book.with_history(held)


def append_moves(before: CertificateBook, after: CertificateBook, *, at: datetime) -> CertificateBook:
    """Append the moves by which two states of a book differ; the caller holds the ledger and keeps the spans."""
    known = {each.number: len(each.moves) for each in before.histories}
    appended: list[int] = []
    for history in after.histories:
        first = known.get(history.number, 0)
        made = [replace(each, recorded_at=at) for each in history.moves[first:]]
        appended += [move_store.append_move(history.number, move, at=at) for move in made]
        after = after.with_history(replace(history, moves=(*history.moves[:first], *made)))
    enter_moves(appended, at=at)
    return after


def append_wanted(
    book: CertificateBook,
    history: CertificateHistory,
    wanted: WantedMove,
    *,
    at: datetime,
    not_before: date | None,
) -> CertificateBook:
    """Append a move with what the calendar did before it; the caller holds the ledger and keeps the spans.

    Raises:
        Refusal: as `admitted_move`.
    """
    return append_moves(book, with_wanted(book, history, wanted, not_before=not_before), at=at)


def keep_spans(organisation: str) -> CertificateBook:
    """Write the spans and dates that follow from all moves, where they differ from the stored ones."""
    book = load_book(organisation)
    stored = certificate_store.stored_spans([organisation])
    for history in book.histories:
        if (kept := kept_spans(book, history)) != stored.get(history.number):
            certificate_store.save_spans(history.number, kept)
    return book


def keep_all_spans() -> None:
    """Write what is kept of every certificate: after an upgrade that keeps more of them than before."""
    for organisation in sorted(certificate_store.holders_not_kept()):
        with transaction.atomic():
            keep_spans(organisation)


def kept_spans(book: CertificateBook, history: CertificateHistory) -> KeptSpans:
    """Return what the store keeps of a certificate beside its moves."""
    end = book.course(history).end
    return KeptSpans(
        valid_from=history.first_day,
        valid_to=end.valid_to if end else None,
        spans=book.spans(history),
        phases=public_phases(history, book.course(history)),
        sites=public_sites(history),
        running=running_facts(book, history),
    )
