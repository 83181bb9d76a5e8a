"""A customer's metal, remelted or cast for a fee: the use cases behind `casthouse tolling`.

Metal that counts in our accounts is a receipt and a shipment, which the toll account points at. Metal of a customer
whose certificate lists us as its contractor stays in the customer's accounts and has no movement here. Which of the
two it is, the customer's list decides, where the customer keeps its accounts in this store.
"""

from datetime import date

from casthouse.custody.contractor_listing import standing_listings
from casthouse.custody.due_diligence import DueDiligenceStatus
from casthouse.custody.entitlement import SupplierStanding
from casthouse.custody.movement import Kind, Movement
from casthouse.custody.scope import Scope
from casthouse.custody.toll_book import TollBook, TollLine
from casthouse.custody.tolling import (
    TollEntry,
    TollSide,
    post_toll_entry,
    toll_booking,
    toll_treatment,
)
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.cash_purchase import entry_unknown
from casthouse.service.entered import entered_mass_g, entered_text, material_named, optional_text
from casthouse.service.entitlement import supplier_standings
from casthouse.service.ledger_hold import LedgerHold, ledger_held
from casthouse.service.lookup import found_organisation, permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.storage import contractor as contractor_store
from casthouse.storage import movement_list as movement_store
from casthouse.storage import scope as scope_store
from casthouse.storage import tolling as toll_store
from casthouse.storage.entry_reversal import EntryTable, save_reversal

CUSTOMER_MAX = 1_000
SIDES: dict[Kind, TollSide] = {Kind.RECEIPT: TollSide.RECEIVED, Kind.SHIPMENT: TollSide.RETURNED}


def link_toll_movement(actor: Actor, *, scope: str, customer: str, movement: str) -> TollEntry:
    """Say of a receipt or shipment that it is a customer's metal; again changes nothing.

    Args:
        actor: who records.
        scope: code of the scope.
        customer: whose metal it is: the counterparty of the movement.
        movement: reference of the receipt or shipment.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `movement_unknown`, `toll_movement_wrong`,
            `toll_counted_twice`, `toll_not_coc`, `toll_material_not_metal`, `reference_conflict`, `toll_overdrawn`.
    """
    held = permitted_scope(actor, Act.TOLLING_RECORD, scope)
    with ledger_held(actor, held.organisation) as ledger:
        key = movement_store.id_of_reference(ledger.organisation_id, movement)
        if key is None:
            raise Refusal(
                "movement_unknown",
                found=f"reference “{movement}”, no movement of {held.organisation}",
                expected="the reference of a posted receipt or shipment",
                todo="correct the reference, or import the movement first",
            )
        (found,) = movement_store.movements(held.organisation, [key])
        entry = _entry_of(held, customer, found)
        if _post(held, entry, movement):
            toll_store.save_linked_entry(
                scope, entry, movement_id=key, evidence="", at=ledger.at, by=actor.name
            )
            _journal(ledger, scope, entry)
    return entry


def record_toll_entry(
    actor: Actor,
    *,
    scope: str,
    customer: str,
    reference: str,
    on: date,
    side: TollSide,
    material: str,
    quantity_g: int,
    evidence: str = "",
) -> TollEntry:
    """Record a line of a toll account that is no movement of ours; the same again changes nothing.

    Args:
        actor: who records.
        scope: code of the scope.
        customer: whose metal it is.
        reference: the caller's own key, unique in the scope.
        on: the day.
        side: received or returned in the customer's accounts, or lost as agreed.
        material: aluminium, scrap or dross.
        quantity_g: the mass in grams.
        evidence: the certificate that lists us, where the customer keeps no accounts in this store.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `text_invalid`, `material_unknown`, `quantity_invalid`,
            `toll_movement_missing`, `toll_listing_unproven`, `toll_material_not_metal`, `reference_conflict`,
            `toll_overdrawn`.
    """
    held = permitted_scope(actor, Act.TOLLING_RECORD, scope)
    entry = TollEntry(
        reference=entered_text(reference, "reference"),
        customer=entered_text(customer, "customer", length_max=CUSTOMER_MAX),
        day=on,
        side=side,
        material=material_named(material),
        mass_g=entered_mass_g(quantity_g),
    )
    proof = optional_text(evidence, "evidence")
    with ledger_held(actor, held.organisation) as ledger:
        if side is not TollSide.LOST:
            _refuse_unlisted(held, entry, proof)
        if _post(held, entry, ""):
            toll_store.save_entry(scope, entry, evidence=proof, at=ledger.at, by=actor.name)
            _journal(ledger, scope, entry)
    return entry


def reverse_toll_entry(actor: Actor, *, scope: str, reference: str, reason: str) -> TollEntry:
    """Take back an entry that was made by mistake; the movement that it points at stays.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `text_invalid`, `entry_unknown`.
    """
    held = permitted_scope(actor, Act.ENTRY_REVERSE, scope)
    why = entered_text(reason, "reason")
    with ledger_held(actor, held.organisation) as ledger:
        for each in toll_store.toll_entries(scope):
            if each.entry.reference == reference and each.is_in_force:
                save_reversal(EntryTable.TOLL_ENTRY, each.number, reason=why, at=ledger.at, by=actor.name)
                ledger.journal(Act.ENTRY_REVERSE, f"{scope} {reference}", table="toll_entry", reason=why)
                return each.entry
    raise entry_unknown(f"toll entry “{reference}” of {scope}")


def toll_book(actor: Actor, *, scope: str, on: date | None = None) -> TollBook:
    """Return the toll accounts of a scope at the end of a day.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    permitted_scope(actor, Act.MOVEMENT_READ, scope)
    return toll_book_of(scope, on=on or clock.today())


def toll_book_of(scope: str, *, on: date) -> TollBook:
    """Return the same for a scope that is known."""
    return TollBook(
        scope=scope,
        on=on,
        lines=[
            TollLine(entry=each.entry, movement=each.movement)
            for each in toll_store.toll_entries(scope)
            if each.is_in_force and each.entry.day <= on
        ],
    )


def _post(scope: Scope, entry: TollEntry, movement: str) -> bool:
    """Check an entry against those of the scope; say whether it is new."""
    stored = toll_store.toll_entries(scope.code)
    for each in stored:
        if each.entry.reference == entry.reference:
            same = (each.entry, each.movement, each.is_in_force) == (entry, movement, True)
            if same:
                return False
            raise Refusal(
                "reference_conflict",
                found=f"reference {entry.reference} with other content",
                expected="one content a reference",
                todo="give this entry a reference of its own",
            )
    post_toll_entry(entry, [each.entry for each in stored if each.is_in_force])
    return True


def _entry_of(scope: Scope, customer: str, movement: Movement) -> TollEntry:
    """Return the entry that a movement books, if it is one of the customer's metal in our accounts."""
    side = SIDES.get(movement.kind)
    is_ours = scope.holds(movement.facility, movement.day) and movement.is_in_force()
    if side is None or not is_ours or movement.counterparty != customer.strip():
        raise Refusal(
            "toll_movement_wrong",
            found=f"{movement.reference}: {movement.kind.value} at {movement.facility}, {movement.counterparty}",
            expected=f"a receipt from or shipment to {customer} at a facility of {scope.code}, in force",
            todo="name the movement that books the customer's metal",
        )
    assert movement.material is not None
    entry = TollEntry(
        reference=movement.reference,
        customer=movement.counterparty,
        day=movement.day,
        side=side,
        material=movement.material,
        mass_g=movement.quantity_g,
    )
    _refuse_wrong_booking(scope, entry, movement)
    return entry


def _refuse_wrong_booking(scope: Scope, entry: TollEntry, movement: Movement) -> None:
    booking = toll_booking(
        entry,
        treatment=toll_treatment(is_listed_by_customer=_is_listed(scope, entry) is True),
        is_customer_certified=_standing(scope, entry).is_certified,
        document=movement.document,
        is_claimed=movement.coc is True,
    )
    if booking is None:
        raise Refusal(
            "toll_counted_twice",
            found=f"{movement.reference}, metal of {entry.customer}, whose certificate lists us on {entry.day}",
            expected="no movement: the metal stays in the customer's accounts",
            todo="reverse the movement and record the metal without one",
        )
    if movement.coc and not booking.coc:
        raise Refusal(
            "toll_not_coc",
            found=f"{movement.reference} booked as CoC",
            expected="other material: CoC only from a certified customer with its CoC Document",
            todo="reverse the receipt and book it as other material",
        )


def _refuse_unlisted(scope: Scope, entry: TollEntry, evidence: str) -> None:
    is_listed = _is_listed(scope, entry)
    if is_listed is False:
        raise Refusal(
            "toll_movement_missing",
            found=f"{entry.customer}, whose certificate does not list us on {entry.day}",
            expected="a receipt or shipment, which counts in our accounts",
            todo="import the movement and name it",
        )
    if is_listed is None and not evidence:
        raise Refusal(
            "toll_listing_unproven",
            found=f"{entry.customer}, whose accounts are not kept here",
            expected="the certificate that lists us as its contractor",
            todo="name the certificate as evidence, or import the movement and name it",
        )


def _is_listed(scope: Scope, entry: TollEntry) -> bool | None:
    """Say whether the customer's certificate lists us on the day; None where its accounts are not kept here."""
    theirs = scope_store.scopes(organisation=entry.customer)
    if not theirs:
        return None
    us = found_organisation(scope.organisation)
    records = contractor_store.listings_naming((us.code, us.name), organisation=entry.customer)
    return any(listing.allows(entry.day) for held in records.values() for listing in standing_listings(held))


def _standing(scope: Scope, entry: TollEntry) -> SupplierStanding:
    if entry.side is not TollSide.RECEIVED:
        return SupplierStanding(is_certified=False, due_diligence=DueDiligenceStatus.MISSING)
    return supplier_standings(scope.organisation)(entry.customer, entry.day)


def _journal(ledger: LedgerHold, scope: str, entry: TollEntry) -> None:
    content = {entry.side.value: entry.mass_g, "customer": entry.customer}
    ledger.journal(Act.TOLLING_RECORD, f"{scope} {entry.reference}", **content)
