"""What would pass by a transfer, and what stands in its way: one rule for asking, accepting, looking and confirming.

Whoever asks names neither the taker's scope nor its sites: what no scope of the taker could mend is refused then. The
consent names them, and is judged as the confirmation will be. Only what passes by itself, such as the day that is
wanted or an audit that is being decided, waits for the confirmation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.assurance.audit import AuditState
from casthouse.assurance.certificate_book import CertificateBook
from casthouse.assurance.certificate_history import CertificateHistory
from casthouse.assurance.certificate_passing import (
    Passage,
    PassedBooks,
    pass_on,
    refuse_groundless,
    unnumbered,
)
from casthouse.assurance.certificate_transfer import CertificateTransfer, TransferState, TransferStep
from casthouse.custody.scope import Scope
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal, RefusalText
from casthouse.service.certificate_book import load_book, load_books, local_today
from casthouse.service.certificate_holder import refuse_member
from casthouse.service.lookup import found_scope
from casthouse.storage import audit as audit_store
from casthouse.storage import certificate_move as move_store
from casthouse.storage import facility as facility_store
from casthouse.storage import worklist as worklist_store

BEFORE_SITE = frozenset({AuditState.PLAN_DUE, AuditState.PLAN_SUBMITTED})
"""An audit in one of these has seen nothing yet: it lapses with the transfer."""
TO_BE_DECIDED = frozenset({AuditState.IN_AUDIT, AuditState.UNDER_REVIEW, AuditState.REVIEWED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """What a transfer does: the books before and after, and each certificate with the one that continues it."""

    giver: CertificateBook
    taker: CertificateBook
    passed: PassedBooks
    continued: tuple[tuple[str, CertificateHistory], ...]


def refuse_asked(*, scope: str, taker: str, numbers: Sequence[str], day: date) -> None:
    """Refuse certificates of a scope that cannot pass to an organisation, whichever sites it names.

    Raises:
        Refusal: `certificate_not_in_force`, `performance_certificate_missing`.
    """
    held = found_scope(scope)
    books = load_books([held.organisation, taker], editions=[*_editions(numbers), held.edition])
    refuse_groundless(
        books[held.organisation],
        books[taker],
        numbers,
        day=day,
        custody_edition=held.edition,
        organisation=taker,
    )


def passing_of(
    held: CertificateTransfer,
    consent: TransferStep,
    numbers: Mapping[str, str],
    *,
    day: date,
    actor: str,
    reason: str,
) -> Passing:
    """Return what a transfer does from a day on, with the sites of a consent.

    Args:
        held: the transfer.
        consent: the taker's scope and sites.
        numbers: the numbers of the taker's certificates, by number of what each continues.
        day: the first day of the taker.
        actor: who confirms.
        reason: why.

    Raises:
        Refusal: `membership_not_certifiable`, `membership_suspended`, and as `pass_on`.
    """
    scope = found_scope(consent.scope)
    giver = load_book(held.giver)
    taker = load_book(held.taker, editions=[*_editions(held.certificates), scope.edition])
    rated = worklist_store.maturities([held.giver])
    passage = Passage(
        certificates=numbers,
        day=day,
        sites=consent.sites,
        registered=registered_sites(scope, day),
        scope=scope.code,
        organisation=held.taker,
        custody_edition=scope.edition,
        maturity={number: each.value for number, each in rated.items()},
        actor=actor,
        reason=reason,
    )
    passed = pass_on(giver, taker, passage)
    continued = _continued(passed, numbers)
    for _, each in continued:
        refuse_member(held.taker, each.moves[-1].facilities, day)
    return Passing(giver=giver, taker=taker, passed=passed, continued=continued)


def refuse_consent(held: CertificateTransfer, consent: TransferStep) -> None:
    """Refuse a consent whose confirmation would be refused on the day, as things stand.

    Raises:
        Refusal: as `passing_of`.
    """
    day, why = passing_day(held), held.steps[0].reason
    passing_of(held, consent, unnumbered(held.certificates), day=day, actor=consent.actor, reason=why)


def hindrance(held: CertificateTransfer, *, is_confirming: bool) -> RefusalText | None:
    """Return what stands in the way of an open transfer today, None where nothing does.

    Args:
        held: the transfer.
        is_confirming: asked for somebody who confirms: what is the taker's own affair counts too.
    """
    try:
        if is_confirming and held.state is TransferState.ACCEPTED and held.consent is not None:
            confirmation_day(held)
            lapsing_audits(held)
            refuse_consent(held, held.consent)
        elif held.state.is_open:
            refuse_asked(scope=held.scope, taker=held.taker, numbers=held.certificates, day=passing_day(held))
    except Refusal as found:
        return found.text
    return None


def registered_sites(scope: Scope, day: date) -> dict[str, frozenset[Activity]]:
    """Return what the register says is done at the sites of a scope on a day."""
    inside = scope.facilities_between(day, day)
    held = facility_store.facilities(scope.organisation)
    return {each.code: frozenset(each.activities) for each in held if each.code in inside}


def passing_day(held: CertificateTransfer) -> date:
    """Return the day from which a transfer would hold: the one that is wanted, not before today at either side."""
    return max(held.day, local_today(held.giver), local_today(held.taker))


def confirmation_day(held: CertificateTransfer) -> date:
    """Return the first day of the taker: the later of both todays, once the day that is wanted has come.

    Raises:
        Refusal: `certificate_transfer_ahead`.
    """
    todays = (local_today(held.giver), local_today(held.taker))
    if held.day > max(todays):
        raise Refusal(
            "certificate_transfer_ahead",
            found=f"a confirmation of transfer {held.number} on {max(todays)}",
            expected=f"its day, {held.day}, or later: what happens until then is not known yet",
            todo="confirm it on that day; whoever asked may withdraw it and ask for an earlier one",
        )
    return passing_day(held)


def lapsing_audits(held: CertificateTransfer) -> tuple[str, ...]:
    """Return the giver's audits that lapse; one that has begun on site is decided first.

    Raises:
        Refusal: `certificate_transfer_audit`.
    """
    standards = {each.standard for each in move_store.histories(numbers=held.certificates)}
    found = [each for each in audit_store.audits(scope=held.scope) if each.standard in standards]
    begun = next((each for each in found if each.state in TO_BE_DECIDED), None)
    if begun is not None:
        raise Refusal(
            "certificate_transfer_audit",
            found=f"audit {begun.reference} of {held.scope}, which is {begun.state.value}",
            expected="no audit of the certificates that has begun and is not decided",
            todo="decide it first; what it found goes with the certificate",
        )
    return tuple(each.reference for each in found if each.state in BEFORE_SITE)


def _editions(numbers: Sequence[str]) -> list[str]:
    """Return the editions of certificates that name one."""
    return [each.edition for each in move_store.histories(numbers=numbers) if each.edition]


def _continued(passed: PassedBooks, numbers: Mapping[str, str]) -> tuple[tuple[str, CertificateHistory], ...]:
    return tuple(
        (old, next(h for h in passed.taker.histories if h.inherited and h.inherited.predecessor == old))
        for old in numbers
    )
