"""What a trace is about: a lot, a movement or a CoC Document, its mass, and where the accounts hold it."""

from collections.abc import Sequence
from dataclasses import dataclass

from casthouse.custody.movement import Kind, Movement
from casthouse.custody.scope import Scope
from casthouse.custody.stage import stage_of
from casthouse.provenance.lot_graph import LotName
from casthouse.provenance.pool import Pool, PoolSubject
from casthouse.provenance.pool_account import account_of
from casthouse.refusal import Refusal
from casthouse.storage import document as document_store
from casthouse.storage import lot_graph as graph_store
from casthouse.storage import lot_stock as stock_store
from casthouse.storage import movement_list as movement_store
from casthouse.storage.lot_graph import LotPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a trace is about: a lot, the mass of it that is asked about, and where that mass was booked.

    `booked` is where its movement stands; None for a lot whose beginning is on record. `left_as` is the reference of a
    movement that is meant by itself, whatever lot it names.
    """

    lot: LotName
    mass_g: int
    booked: LotPlace | None = None
    left_as: str = ""


def traced_subject(organisation: str, organisation_id: int, reference: str) -> Subject:
    """Return the lot that is meant, with the mass that is asked about.

    Raises:
        Refusal: `trace_unknown`, `trace_without_lot`.
    """
    stock = stock_store.lot_stocks(organisation_id, [reference]).get(reference)
    if stock is not None and stock.exists:
        return Subject(lot=LotName(organisation, reference), mass_g=stock.mass_g)
    if stock is not None and stock.shipped_g:
        return _shipped_lot(organisation, organisation_id, LotName(organisation, reference), stock.shipped_g)
    movement = _movement(organisation, organisation_id, reference)
    if not movement.lot or movement.material is None:  # a reversal has no material
        raise without_lot(f"movement “{movement.reference[:200]}”, which names no lot")
    return Subject(
        lot=LotName(organisation, movement.lot),
        mass_g=movement.quantity_g,
        booked=_booked(movement),
    )


def attributed_subject(organisation: str, organisation_id: int, reference: str) -> Subject:
    """Return what is attributed: a lot as `traced_subject` finds it, or a movement that needs no lot.

    What was shipped is attributed where it left, whatever lot it names: mass balance does not follow it.

    Raises:
        Refusal: `trace_unknown`, `trace_without_lot` for a reversal.
    """
    stock = stock_store.lot_stocks(organisation_id, [reference]).get(reference)
    if stock is not None and (stock.exists or stock.shipped_g):
        return traced_subject(organisation, organisation_id, reference)
    movement = _movement(organisation, organisation_id, reference)
    if movement.kind is Kind.REVERSAL or (movement.lot and movement.kind is not Kind.SHIPMENT):
        return traced_subject(organisation, organisation_id, reference)
    return Subject(
        lot=LotName(organisation, movement.lot),
        mass_g=movement.quantity_g,
        booked=_booked(movement),
        left_as=movement.reference,
    )


def _movement(organisation: str, organisation_id: int, reference: str) -> Movement:
    """Return the movement in force that a reference or the number of a document names."""
    key = movement_store.id_of_reference(organisation_id, reference)
    if key is None:
        document = document_store.stored_document(organisation, reference)
        key = None if document is None else document.shipment_id
    if key is None:
        raise trace_unknown(f"“{reference[:200]}”, no lot, movement or CoC Document of {organisation}")
    (movement,) = movement_store.movements(organisation, [key])
    if movement.reversed_by:
        raise trace_unknown(f"movement “{movement.reference[:200]}”, which was taken back")
    return movement


def _booked(movement: Movement) -> LotPlace:
    assert movement.material is not None  # only a reversal has none
    return LotPlace(day=movement.day, facility=movement.facility, material=movement.material)


def _shipped_lot(organisation: str, organisation_id: int, lot: LotName, shipped_g: int) -> Subject:
    """Return a lot that is known from its shipments only: it was booked where the first of them was."""
    first = graph_store.shipments_of([lot])[0]
    key = movement_store.id_of_reference(organisation_id, first.reference)
    assert key is not None  # a shipment that was just read
    (movement,) = movement_store.movements(organisation, [key])
    return Subject(lot=lot, mass_g=shipped_g, booked=_booked(movement))


def trace_unknown(found: str) -> Refusal:
    """Return the refusal of what names nothing that can be traced."""
    return Refusal(
        "trace_unknown",
        found=found,
        expected="a lot, the reference of a movement in force or the number of a document that the organisation issued",
        todo="correct it, or import what it names first",
    )


def without_lot(found: str) -> Refusal:
    """Return the refusal of movements of which no lot is known."""
    return Refusal(
        "trace_without_lot",
        found=found,
        expected="a movement that carries a lot",
        todo="ask what the accounts attribute, which needs no lot: mass balance does not tell which metal left",
    )


def pool_subject(subject: Subject, scopes: Sequence[Scope]) -> PoolSubject | None:
    """Return what a subject is to the accounts; None where its lot came into being in nobody's.

    A shipment may name a lot that nothing brought in: then it is where the shipment was booked. What neither shipments
    nor processes took out of a lot by the end of the period lies there still.
    """
    place = subject.booked if subject.left_as else graph_store.first_place(subject.lot) or subject.booked
    assert place is not None  # a lot that exists came from somewhere
    account = account_of(scopes, facility=place.facility, day=place.day)
    if account is None:
        return None
    out_g = subject.mass_g
    if not subject.left_as:
        out_g = stock_store.went_out_g(subject.lot.organisation, subject.lot.lot, by=account.period.last_day)
    return PoolSubject(
        pool=Pool(account, stage_of(place.material)),
        day=place.day,
        mass_g=subject.mass_g,
        kept_g=max(0, subject.mass_g - out_g),
    )
