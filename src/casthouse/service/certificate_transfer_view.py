"""Looking at transfers of certificates: what was said, what comes next, and who may see it.

Only the people of both sides and the secretariat learn of a transfer; others are told the same of one that is there and
of one that is not.
"""

from dataclasses import dataclass, replace
from typing import Any

from casthouse.assurance.certificate_transfer import CertificateTransfer, TransferAct, acts_in
from casthouse.refusal import Refusal, RefusalText
from casthouse.service.certificate_passage import hindrance
from casthouse.service.permission import STORE_WIDE, Act, Actor, authorise_anywhere, may, not_permitted
from casthouse.storage import certificate_transfer as transfer_store

ACTS = {
    TransferAct.ACCEPT: Act.CERTIFICATE_TAKE_OVER,
    TransferAct.DECLINE: Act.CERTIFICATE_TAKE_OVER,
    TransferAct.WITHDRAW: Act.CERTIFICATE_TRANSFER,
    TransferAct.CONFIRM: Act.CERTIFICATE_TRANSFER_CONFIRM,
    TransferAct.REFUSE: Act.CERTIFICATE_TRANSFER_CONFIRM,
}
"""Under which permission each act is done: of the taker, the giver, the secretariat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferView:
    """A transfer as somebody of its sides reads it, and what they may say about it today.

    Attributes:
        transfer: the transfer.
        choices: what they may say.
        successors: the certificates of the taker, by number of what each continues.
        hindrance: why the next consent would be refused today; None where it would not, or was not looked for.
    """

    transfer: CertificateTransfer
    choices: tuple[TransferAct, ...]
    successors: tuple[tuple[str, str], ...] = ()
    hindrance: RefusalText | None = None

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        held, consent = self.transfer, self.transfer.consent
        return {
            "transfer": held.number,
            "state": held.state.value,
            "giver": held.giver,
            "taker": held.taker,
            "scope": held.scope,
            "day": held.day.isoformat(),
            "certificates": list(held.certificates),
            "successors": dict(self.successors),
            "taker_scope": consent.scope if consent else None,
            "sites": [{"before": s.before, "after": s.after} for s in consent.sites] if consent else [],
            "steps": [
                {
                    "act": each.act.value,
                    "actor": each.actor,
                    "at": each.at.isoformat(),
                    "reason": each.reason or None,
                }
                for each in held.steps
            ],
            "choices": [each.value for each in self.choices],
            "hindrance": self.hindrance.as_json() if self.hindrance else None,
        }


def found_transfer(number: int) -> CertificateTransfer:
    """Return the transfer with the number.

    Raises:
        Refusal: `certificate_transfer_unknown`.
    """
    held = transfer_store.transfer(number)
    if held is None:
        raise Refusal(
            "certificate_transfer_unknown",
            found=f"transfer {number}",
            expected="the number of a transfer",
            todo="look it up in the list of transfers",
        )
    return held


def transfer_link(number: int) -> str:
    """Return the path of a transfer's page."""
    return f"/certificates/transfers/{number}/"


def certificate_transfer(actor: Actor, *, number: int) -> TransferView:
    """Return a transfer to the people of its sides and the secretariat, with what stands in its way today.

    What is the taker's own affair, such as its standing, only whoever confirms is told.

    Raises:
        Refusal: `not_permitted`, `certificate_transfer_unknown`.
    """
    held = transfer_store.transfer(number)
    if not _may_read(actor, held):
        raise not_permitted(actor, Act.CERTIFICATE_TRANSFER_READ, f"transfer {number}")
    view = transfer_view(actor, found_transfer(number))
    confirms = may(actor, Act.CERTIFICATE_TRANSFER_CONFIRM, view.transfer.giver)
    return replace(view, hindrance=hindrance(view.transfer, is_confirming=confirms))


def certificate_transfers(actor: Actor) -> list[TransferView]:
    """Return the transfers that somebody may read, the newest first.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise_anywhere(actor, Act.CERTIFICATE_TRANSFER_READ)
    own = [code for code in actor.organisation_roles if may(actor, Act.CERTIFICATE_TRANSFER_READ, code)]
    everywhere = bool(actor.store_roles & STORE_WIDE)
    found = transfer_store.transfers(organisations=None if everywhere else own)
    passed = transfer_store.successors([number for each in found for number in each.certificates])
    return [_viewed(actor, each, passed) for each in found]


def _may_read(actor: Actor, held: CertificateTransfer | None) -> bool:
    sides = (None,) if held is None else (held.giver, held.taker)
    return any(may(actor, Act.CERTIFICATE_TRANSFER_READ, side) for side in sides)


def transfer_view(actor: Actor, held: CertificateTransfer) -> TransferView:
    """Return a transfer with what the actor may say about it."""
    return _viewed(actor, held, transfer_store.successors(held.certificates))


def _viewed(actor: Actor, held: CertificateTransfer, passed: dict[str, str]) -> TransferView:
    own = {each.casefold() for each in held.consenting}
    choices = [
        act
        for act in acts_in(held.state)
        if may(actor, ACTS[act], held.taker if ACTS[act] is Act.CERTIFICATE_TAKE_OVER else held.giver)
        and not (act is TransferAct.CONFIRM and actor.name.casefold() in own)
    ]
    return TransferView(
        transfer=held,
        choices=tuple(choices),
        successors=tuple((each, passed[each]) for each in held.certificates if each in passed),
    )
