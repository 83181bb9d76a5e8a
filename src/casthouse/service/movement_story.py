"""One movement with all that hangs on it: its reversal, its CoC Documents, and the import that brought it."""

from dataclasses import dataclass

from casthouse.custody.document_state import DocumentState, is_in_force
from casthouse.custody.movement import Kind, Movement
from casthouse.refusal import Refusal
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import document as document_store
from casthouse.storage import movement_import as import_store
from casthouse.storage import movement_list as list_store
from casthouse.storage import received_document as received_store
from casthouse.storage.movement_import import PastImport


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDocument:
    """A CoC Document of a movement: `issuer` and `number` name it; a corrected one has a successor."""

    issuer: str
    number: str
    state: DocumentState

    @property
    def is_in_force(self) -> bool:
        """Say whether it speaks for the movement still."""
        return is_in_force(self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementStory:
    """A movement with the movement that it takes back, and the one that took it back.

    Attributes:
        movement: the movement itself.
        target: what it takes back.
        reversal: what took it back.
        documents: of a shipment, each document issued for it, by number; of a receipt, the one under which it is
            booked, or that has come for it.
        origin: the file, form or call that brought it.
    """

    movement: Movement
    target: Movement | None
    reversal: Movement | None
    documents: tuple[StoryDocument, ...]
    origin: PastImport

    @property
    def document_in_force(self) -> StoryDocument | None:
        """The document that speaks for the movement."""
        return next((each for each in self.documents if each.is_in_force), None)


def movement_story(actor: Actor, *, organisation: str, reference: str) -> MovementStory:
    """Return one movement by its reference.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `movement_unknown`.
    """
    authorise(actor, Act.MOVEMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    key = list_store.id_of_reference(organisation_id, reference.strip())
    if key is None:
        raise Refusal(
            "movement_unknown",
            found=f"reference “{reference}”, no movement of {organisation}",
            expected="the reference of a posted movement",
            todo="correct the reference, or import the movement first",
        )
    (movement,) = list_store.movements(organisation, [key])
    return MovementStory(
        movement=movement,
        target=_named(organisation, organisation_id, movement.reverses),
        reversal=_named(organisation, organisation_id, movement.reversed_by),
        documents=_documents(organisation_id, movement),
        origin=import_store.import_of_movement(key),
    )


def _named(organisation: str, organisation_id: int, reference: str) -> Movement | None:
    key = list_store.id_of_reference(organisation_id, reference) if reference else None
    return None if key is None else list_store.movements(organisation, [key])[0]


def _documents(organisation_id: int, movement: Movement) -> tuple[StoryDocument, ...]:
    if movement.kind is Kind.SHIPMENT:
        stored = document_store.documents_of_shipment(organisation_id, movement.reference)
        return tuple(
            StoryDocument(issuer=each.issuer, number=each.number, state=each.state) for each in stored
        )
    return _documents_received(organisation_id, movement) if movement.document else ()


def _documents_received(organisation_id: int, movement: Movement) -> tuple[StoryDocument, ...]:
    """Return the document that a receipt names: from this store, or booked from outside."""
    numbers, supplier = [movement.document], movement.counterparty
    here = [
        StoryDocument(issuer=each.issuer, number=each.number, state=each.state)
        for each in document_store.addressed_documents(organisation_id, numbers)
        if supplier in {each.issuer, document_store.issuer_name(each)}
    ]
    outside = [
        StoryDocument(issuer=each.issuer, number=each.number, state=DocumentState.ACCEPTED)
        for each in received_store.bookings_of_numbers(organisation_id, numbers)
        if each.document_id is None and each.issuer == supplier
    ]
    return tuple(here or outside)
