"""Tolling: a customer's metal, remelted or cast for a fee and handed back.

Our own metal at somebody else's furnace is `contractor.py`. A customer's metal is accounted once: where the
customer's certificate lists us as its contractor, it stays in the customer's accounts and crosses no
boundary of ours; otherwise it enters our accounts as a receipt, CoC only by the pre-consumer rule (a
certified customer and its CoC Document), and leaves as a shipment. Either way a toll account per customer
says what we still owe it, to the gram. Guarantee: on no day was more handed back than had come. The reasons
are in docs/decisions/tolling.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material, Stage, stage_of
from casthouse.measure.mass import tonnes_text
from casthouse.refusal import Refusal


class TollTreatment(StrEnum):
    """In whose accounts a customer's metal is counted."""

    OWN_ACCOUNTS = "own_accounts"
    CUSTOMER_ACCOUNTS = "customer_accounts"


class TollSide(StrEnum):
    """What happened to a customer's metal."""

    RECEIVED = "received"
    RETURNED = "returned"
    LOST = "lost"  # the melt loss that the customer bears, as agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class TollEntry:
    """One line of a toll account, in grams."""

    reference: str
    customer: str
    day: date
    side: TollSide
    material: Material
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TollAccount:
    """What a customer's account holds, in grams; metal, scrap and dross are one account, as in the ledger."""

    customer: str
    received_g: int
    returned_g: int
    lost_g: int

    @property
    def open_g(self) -> int:
        """What is still owed to the customer."""
        return self.received_g - self.returned_g - self.lost_g


@dataclass(frozen=True, slots=True, kw_only=True)
class TollBooking:
    """The movement that a toll entry asks for in our accounts."""

    kind: Kind
    coc: bool


def toll_treatment(*, is_listed_by_customer: bool) -> TollTreatment:
    """Return in whose accounts the metal is counted, so that no two scopes count it.

    Args:
        is_listed_by_customer: whether the customer's certificate lists us as its contractor on the day.
    """
    return TollTreatment.CUSTOMER_ACCOUNTS if is_listed_by_customer else TollTreatment.OWN_ACCOUNTS


def toll_booking(
    entry: TollEntry,
    *,
    treatment: TollTreatment,
    is_customer_certified: bool,
    document: str,
    is_claimed: bool = False,
) -> TollBooking | None:
    """Return the movement to book for a toll entry, None where it crosses no boundary of ours.

    Args:
        entry: what happened.
        treatment: in whose accounts the metal is counted.
        is_customer_certified: the customer's chain-of-custody certificate on the day.
        document: for metal received, the number of the customer's CoC Document; empty without one.
        is_claimed: for metal returned, whether it goes out as CoC Material, drawn from our allowance.
    """
    if treatment is TollTreatment.CUSTOMER_ACCOUNTS or entry.side is TollSide.LOST:
        return None
    if entry.side is TollSide.RETURNED:
        return TollBooking(kind=Kind.SHIPMENT, coc=is_claimed)
    return TollBooking(kind=Kind.RECEIPT, coc=is_customer_certified and bool(document.strip()))


def toll_account(entries: Iterable[TollEntry], *, customer: str, until: date) -> TollAccount:
    """Return a customer's account at the end of a day."""
    sums = dict.fromkeys(TollSide, 0)
    for each in entries:
        if each.customer == customer and each.day <= until:
            sums[each.side] += each.mass_g
    return TollAccount(
        customer=customer,
        received_g=sums[TollSide.RECEIVED],
        returned_g=sums[TollSide.RETURNED],
        lost_g=sums[TollSide.LOST],
    )


def post_toll_entry(entry: TollEntry, entries: Sequence[TollEntry]) -> tuple[TollEntry, ...]:
    """Return the entries with one more; the same reference and content again changes nothing.

    Raises:
        Refusal: `toll_material_not_metal`, `quantity_invalid`, `reference_conflict`, `toll_overdrawn`.
    """
    _refuse_impossible(entry)
    for each in entries:
        if each.reference == entry.reference:
            if each == entry:
                return tuple(entries)
            raise Refusal(
                "reference_conflict",
                found=f"reference {entry.reference} with other content",
                expected="one content a reference",
                todo="give this entry a reference of its own",
            )
    together = (*entries, entry)
    _refuse_overdrawn(together, entry)
    return together


def _refuse_impossible(entry: TollEntry) -> None:
    if stage_of(entry.material) is not Stage.ALUMINIUM:
        raise Refusal(
            "toll_material_not_metal",
            found=entry.material.value,
            expected="aluminium, scrap or dross",
            todo="book bauxite and alumina as receipts and shipments",
        )
    if entry.mass_g <= 0:
        raise Refusal(
            "quantity_invalid",
            found=f"{entry.mass_g} g",
            expected="a mass above zero",
            todo="correct the mass",
        )


def _refuse_overdrawn(entries: Sequence[TollEntry], entry: TollEntry) -> None:
    """Check the end of every day: an entry that comes late may overdraw a later day."""
    change_g: dict[date, int] = {}
    for each in entries:
        if each.customer == entry.customer:
            signed_g = each.mass_g if each.side is TollSide.RECEIVED else -each.mass_g
            change_g[each.day] = change_g.get(each.day, 0) + signed_g
    open_g = 0
    for day in sorted(change_g):
        open_g += change_g[day]
        if open_g < 0:
            raise Refusal(
                "toll_overdrawn",
                found=f"{tonnes_text(-open_g)} t more handed back to {entry.customer} by {day} than had come",
                expected="no more than the customer's open metal, to the gram",
                todo="enter what was received first, or correct the mass",
            )
