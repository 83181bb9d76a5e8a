"""Transfers of certificates: the giver asks or withdraws, the taker accepts or declines, the secretariat refuses.

The confirmation, which moves the certificates, is in `certificate_passing`. Every step holds the ledgers of both
organisations, so that nothing is said of a transfer while it is confirmed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from casthouse.assurance.certificate_passing import standing_on
from casthouse.assurance.certificate_transfer import (
    CertificateTransfer,
    PassedSite,
    TransferAct,
    TransferStep,
    refuse_act,
)
from casthouse.custody.scope import Scope
from casthouse.refusal import Refusal
from casthouse.service.certificate_book import found_certificate, load_book, local_today
from casthouse.service.certificate_passage import passing_day, refuse_asked, refuse_consent
from casthouse.service.certificate_transfer_view import (
    ACTS,
    TransferView,
    found_transfer,
    transfer_link,
    transfer_view,
)
from casthouse.service.entered import TEXT_MAX, entered_text, optional_text
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.lookup import found_organisation_id
from casthouse.service.notice import send_notices
from casthouse.service.permission import Act, Actor, may, not_permitted
from casthouse.storage import certificate_move as move_store
from casthouse.storage import certificate_transfer as transfer_store
from casthouse.storage import scope as scope_store
from casthouse.storage.certificate_transfer import NewTransfer
from casthouse.storage.notice import NewNotice


def ask_transfer(
    actor: Actor, *, certificates: Sequence[str], taker: str, day: date | None = None, reason: str
) -> TransferView:
    """Ask that certificates of a scope pass to another organisation.

    Args:
        actor: a manager of the organisation that holds them.
        certificates: numbers of certificates in force of one scope.
        taker: code of the organisation that runs their sites from the day on.
        day: the first day of the taker; None: today where the giver is.
        reason: why, such as the deed of sale.

    Raises:
        Refusal: `not_permitted`, `certificate_unknown`, `organisation_unknown`, `certificate_transfer_invalid`,
            `certificate_transfer_open`, `text_invalid`, and as `refuse_asked`: what cannot pass to the taker
            whichever sites it names.
    """
    numbers = tuple(sorted(set(certificates)))
    giver, scope = _giver(actor, numbers)
    why = entered_text(reason, "reason", length_max=TEXT_MAX)
    today = local_today(giver)
    wanted = day or today
    if taker == giver or wanted < today:
        raise _invalid(
            f"{', '.join(numbers)} to {taker[:80]} from {wanted} on",
            f"another organisation, and a day from {today} on",
            "correct the organisation or the day",
        )
    with ledger_held(actor, giver, beside=[found_organisation_id(taker)]) as hold:
        _refuse_waiting(numbers)
        refuse_asked(scope=scope, taker=taker, numbers=numbers, day=max(wanted, local_today(taker)))
        step = TransferStep(act=TransferAct.ASK, actor=actor.name, at=hold.at, reason=why)
        new = NewTransfer(scope=scope, taker=taker, day=wanted, certificates=numbers)
        number = transfer_store.append_transfer(new, step)
        made = found_transfer(number)
        journal_both(hold, Act.CERTIFICATE_TRANSFER, made, step=TransferAct.ASK.value, day=wanted.isoformat())
        tell(
            hold, made, [taker], f"{giver} asks you to take {', '.join(numbers)} over from {wanted} on: {why}"
        )
    return transfer_view(actor, made)


def _giver(actor: Actor, numbers: Sequence[str]) -> tuple[str, str]:
    """Return who holds the certificates and the scope of all of them."""
    held = {each.number: each for each in move_store.histories(numbers=numbers)}
    for number in numbers or ("",):
        known = held.get(number)
        visible = known if known is not None and known.granted is not None else None
        if not may(actor, Act.CERTIFICATE_TRANSFER, known.organisation if known else None):
            raise not_permitted(actor, Act.CERTIFICATE_TRANSFER, number[:100])
        if visible is None:
            found_certificate(number)
    scopes = {(each.organisation, each.scope) for each in held.values()}
    if len(scopes) != 1:
        raise _invalid(
            f"{', '.join(numbers) or 'no certificate'}",
            "one certificate or more of one scope",
            "ask for each scope by itself",
        )
    return scopes.pop()


def _invalid(found: str, expected: str, todo: str) -> Refusal:
    return Refusal("certificate_transfer_invalid", found=found, expected=expected, todo=todo)


def _refuse_waiting(numbers: Sequence[str]) -> None:
    """Refuse what waits in another transfer already."""
    for each in transfer_store.transfers(certificates=numbers):
        if each.state.is_open:
            raise Refusal(
                "certificate_transfer_open",
                found=f"transfer {each.number} of {', '.join(each.certificates)}, which is {each.state.value}",
                expected="one transfer of a certificate at a time",
                todo="withdraw that one first, or await it",
            )


def accept_transfer(
    actor: Actor, *, number: int, scope: str, sites: Sequence[PassedSite] = (), reason: str = ""
) -> TransferView:
    """Accept the certificates of a transfer for a scope of the own organisation.

    Args:
        actor: a manager of the organisation that takes them over.
        number: of the transfer.
        scope: code of the own scope in which the sites stand now.
        sites: which own site each certified one is; may be left out where both scopes have one.
        reason: a remark, if any.

    Raises:
        Refusal: `not_permitted`, `certificate_transfer_unknown`, `certificate_transfer_state`, `scope_unknown`,
            `text_invalid`, and as the confirmation: what would be refused then is not accepted.
    """
    remark = optional_text(reason, "reason")
    with _held(actor, number, TransferAct.ACCEPT) as (hold, held):
        taken = _own_scope(held.taker, scope)
        named = tuple(sorted(sites)) or _only_sites(held, taken, passing_day(held))
        step = TransferStep(
            act=TransferAct.ACCEPT,
            actor=actor.name,
            at=hold.at,
            reason=remark,
            scope=scope,
            sites=named,
        )
        refuse_consent(held, step)
        made = append_step(hold, held, step)
        tell(hold, made, [held.giver], f"{held.taker} accepts; the secretariat confirms next")
    return transfer_view(actor, made)


def _own_scope(taker: str, code: str) -> Scope:
    """Return a scope of the taker; of another company's the same is said as of one that is not there."""
    taken = scope_store.scope(code)
    if taken is None or taken.organisation != taker:
        raise Refusal(
            "scope_unknown",
            found=f"scope “{code[:100]}”, which is none of {taker}",
            expected=f"a certification scope of {taker}, which takes the certificates over",
            todo="name the scope of the taker in which the sites stand now",
        )
    return taken


def _only_sites(held: CertificateTransfer, taken: Scope, day: date) -> tuple[PassedSite, ...]:
    """Return the one site of both sides, where each has one; else none, which is refused."""
    book = load_book(held.giver)
    before = {
        each.facility
        for number in held.certificates
        for each in standing_on(book, book.history(number), day)[1].facilities
    }
    after = taken.facilities_between(day, day)
    if len(before) == 1 and len(after) == 1:
        return (PassedSite(before=before.pop(), after=after[0]),)
    return ()


def decline_transfer(actor: Actor, *, number: int, reason: str) -> TransferView:
    """Decline to take certificates over, also after the acceptance.

    Raises:
        Refusal: `not_permitted`, `certificate_transfer_unknown`, `certificate_transfer_state`, `text_invalid`.
    """
    return _end(actor, number, TransferAct.DECLINE, reason)


def withdraw_transfer(actor: Actor, *, number: int, reason: str) -> TransferView:
    """Withdraw a transfer that the own organisation asked for, before it is confirmed.

    Raises:
        Refusal: `not_permitted`, `certificate_transfer_unknown`, `certificate_transfer_state`, `text_invalid`.
    """
    return _end(actor, number, TransferAct.WITHDRAW, reason)


def refuse_transfer(actor: Actor, *, number: int, reason: str) -> TransferView:
    """Refuse a transfer as the secretariat.

    Raises:
        Refusal: `not_permitted`, `certificate_transfer_unknown`, `certificate_transfer_state`, `text_invalid`.
    """
    return _end(actor, number, TransferAct.REFUSE, reason)


def _end(actor: Actor, number: int, act: TransferAct, reason: str) -> TransferView:
    with _held(actor, number, act) as (hold, held):
        why = entered_text(reason, "reason", length_max=TEXT_MAX)
        made = append_step(hold, held, TransferStep(act=act, actor=actor.name, at=hold.at, reason=why))
        tell(hold, made, [held.giver, held.taker], f"{made.state.value}: {why}")
    return transfer_view(actor, made)


@contextmanager
def _held(actor: Actor, number: int, act: TransferAct) -> Iterator[tuple[LedgerHold, CertificateTransfer]]:
    """Hold both sides of a transfer, of which the act is the actor's and allowed now."""
    with transfer_held(actor, number, act) as (hold, held):
        refuse_act(held, act, actor.name)
        yield hold, held


@contextmanager
def transfer_held(
    actor: Actor, number: int, act: TransferAct
) -> Iterator[tuple[LedgerHold, CertificateTransfer]]:
    """Hold the ledgers of both sides of a transfer for somebody whose act it is.

    Raises:
        Refusal: `not_permitted`, `certificate_transfer_unknown`.
    """
    known = transfer_store.transfer(number)
    side = None if known is None else known.taker if ACTS[act] is Act.CERTIFICATE_TAKE_OVER else known.giver
    if not may(actor, ACTS[act], side):
        raise not_permitted(actor, ACTS[act], f"transfer {number}")
    held = found_transfer(number)
    with ledger_held(actor, held.giver, beside=[found_organisation_id(held.taker)]) as hold:
        yield hold, found_transfer(number)


def append_step(hold: LedgerHold, held: CertificateTransfer, step: TransferStep) -> CertificateTransfer:
    """Append what was said, and say so in the journals of both sides."""
    transfer_store.append_step(held.number, step, sequence=len(held.steps) + 1)
    made = replace(held, steps=(*held.steps, step))
    journal_both(hold, ACTS[step.act], made, step=step.act.value, reason=step.reason)
    return made


def journal_both(hold: LedgerHold, act: Act, held: CertificateTransfer, **detail: object) -> None:
    """Write the same into the journal of giver and taker."""
    for code in (held.giver, held.taker):
        side = replace(hold, organisation_id=found_organisation_id(code))
        side.journal(act, f"transfer {held.number}", certificates=list(held.certificates), **detail)


def tell(hold: LedgerHold, held: CertificateTransfer, readers: Sequence[str], text: str) -> None:
    """Tell organisations what was said about a transfer."""
    named = ", ".join(held.certificates)
    new = [
        NewNotice(
            reader=reader,
            reference=f"certificate-transfer:{held.number}:{len(held.steps)}",
            subject=f"Transfer {held.number} of {named} from {held.giver} to {held.taker}: {held.state.value}",
            text=f"{text}.",
            link=transfer_link(held.number),
        )
        for reader in readers
    ]
    send_notices(new, at=hold.at, sender=hold.actor.name)
