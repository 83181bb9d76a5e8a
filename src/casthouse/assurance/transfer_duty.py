"""Duties of a transfer of certificates: the taker answers, the secretariat confirms on the day or refuses."""

from datetime import date

from casthouse.assurance.certificate_transfer import CertificateTransfer, TransferState
from casthouse.parties.duty import ENTERED, Duty, DutyKind, Holder


def transfer_duty(held: CertificateTransfer, *, moved_on: date) -> Duty | None:
    """Return what an open transfer waits for, None for one that is over; `moved_on` is the day of its last step."""
    named = ", ".join(held.certificates)
    match held.state:
        case TransferState.ASKED:
            return Duty(
                kind=DutyKind.ACCEPT_TRANSFER,
                organisation=held.taker,
                subject=f"transfer {held.number}",
                text=f"Accept {named} of {held.giver} for a scope of yours, or decline",
                opens=min(moved_on, held.day),
                due=held.day,
                basis=ENTERED,
                missed=f"{held.giver} keeps them until you accept and the secretariat confirms.",
                keys=(str(held.number),),
                facts=len(held.steps),
            )
        case TransferState.ACCEPTED:
            return Duty(
                kind=DutyKind.CONFIRM_TRANSFER,
                holder=Holder.SECRETARIAT,
                organisation=held.giver,
                subject=f"transfer {held.number}",
                text=f"Confirm that {named} pass to {held.taker}, on that day or later, or refuse",
                opens=held.day,
                due=held.day,
                basis=ENTERED,
                missed="They pass on the day of the confirmation: nothing is backdated.",
                keys=(str(held.number),),
                scope=held.scope,
                asked_by=held.steps[0].actor,
                facts=len(held.steps),
            )
        case _:
            return None
