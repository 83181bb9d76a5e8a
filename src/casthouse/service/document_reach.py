"""Whom a correction, a reversal or a reopening touches downstream: shown before it is saved.

Whoever acts sees that a customer booked a document, and whether the period in which it did is open. What follows from
it in the customer's own accounts is shown only to those who may see them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.custody.document_state import DocumentState, is_in_force
from casthouse.measure.period import Period
from casthouse.service import clock
from casthouse.service.document_held import own_document
from casthouse.service.document_standing import scope_file_on
from casthouse.service.lookup import found_organisation_id, found_scope, scope_unknown
from casthouse.service.permission import Act, Actor, authorise, may
from casthouse.service.position import period_number
from casthouse.service.scope_ledger import ScopeFile, load_scope_file, load_scope_files
from casthouse.storage import document as document_store
from casthouse.storage import received_document as received_store
from casthouse.storage import scope as scope_store
from casthouse.storage import shipment as shipment_store
from casthouse.storage.document import StoredDocument
from casthouse.storage.received_document import BookedPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientPeriod:
    """The period in which a recipient booked a document, and the CoC shipments in it that rest on it."""

    scope: str
    period: Period
    further_shipments: int
    further_mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedDocument:
    """A document in force that would be touched, and what hangs on it.

    Attributes:
        document: its number.
        shipment: reference of the shipment.
        recipient: name or code of the recipient.
        state: where the document stands.
        booked: whether the recipient booked it on this Casthouse.
        period_closed: whether the recipient has closed the period of its receipt; None when it did not book it.
        receipt: the recipient's reference, only for those who may see it.
        accounts: what follows in the recipient's accounts, as above.
    """

    document: str
    shipment: str
    recipient: str
    state: DocumentState
    booked: bool
    period_closed: bool | None = None
    receipt: str | None = None
    accounts: RecipientPeriod | None = None

    def as_json(self) -> dict[str, Any]:
        """Return its members; what may not be seen is null."""
        accounts = self.accounts
        return {
            "document": self.document,
            "shipment": self.shipment,
            "recipient": self.recipient,
            "state": self.state.value,
            "booked": self.booked,
            "period_closed": self.period_closed,
            "receipt": self.receipt,
            "scope": accounts and accounts.scope,
            "period": accounts
            and {"start": accounts.period.start.isoformat(), "end": accounts.period.last_day.isoformat()},
            "further_shipments": accounts and accounts.further_shipments,
            "further_mass_g": accounts and accounts.further_mass_g,
        }


def touched_downstream(
    actor: Actor,
    *,
    organisation: str,
    shipment: str | None = None,
    document: str | None = None,
    scope: str | None = None,
    period: date | None = None,
) -> list[TouchedDocument]:
    """Return the documents in force that an act on a shipment, a document or a period would touch, by number.

    Args:
        actor: who is about to act.
        organisation: code of the issuer.
        shipment: reference of a shipment that is to be reversed.
        document: number of a document that is to be corrected or cancelled.
        scope: code of a scope of which a period is to be reopened, with
        period: its first day; the closed periods after it are touched too.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `document_unknown`, `scope_unknown`, `period_unknown`.
    """
    authorise(actor, Act.DOCUMENT_READ, organisation)
    organisation_id = found_organisation_id(organisation)
    if document is not None:
        stored = [own_document(organisation, document)]
    elif shipment is not None:
        found = document_store.document_in_force_of(organisation_id, shipment)
        stored = [] if found is None else [found]
    else:
        assert scope is not None, "a shipment, a document, or a scope with its period"
        stored = _of_period(organisation, organisation_id, scope, period)
    return _Reach(actor, [each for each in stored if is_in_force(each.state)]).touched()


def _of_period(
    organisation: str, organisation_id: int, scope: str, start: date | None
) -> list[StoredDocument]:
    held = found_scope(scope)
    if held.organisation != organisation:
        raise scope_unknown(scope)
    number = period_number(held, period=start, on=None, today=clock.today())
    file = load_scope_file(held)
    last = held.calendar.period(max(number, file.first_open - 1))
    return document_store.documents_in_force(
        organisation_id,
        sites=file.sites,
        first=held.calendar.period(number).start,
        last=last.last_day,
    )


class _Reach:
    """Looks up the recipients of some documents, each of their scopes and periods once."""

    def __init__(self, actor: Actor, stored: Sequence[StoredDocument]) -> None:
        self._actor = actor
        self._stored = stored
        self._files: dict[str, list[ScopeFile]] = {}
        self._shipments: dict[tuple[str, Period], tuple[int, int]] = {}

    def touched(self) -> list[TouchedDocument]:
        places = received_store.booked_places([each.identifier for each in self._stored])
        return [self._touched(each, places.get(each.identifier)) for each in self._stored]

    def _touched(self, stored: StoredDocument, place: BookedPlace | None) -> TouchedDocument:
        if place is None:
            return TouchedDocument(
                document=stored.number,
                shipment=stored.shipment_reference,
                recipient=stored.recipient or stored.recipient_name,
                state=stored.state,
                booked=False,
            )
        file = scope_file_on(self._files_of(place.recipient), place.facility, place.day)
        number = None if file is None else file.scope.calendar.number_on(place.day)
        closed = file is not None and number is not None and number < file.first_open
        sees = may(self._actor, Act.MOVEMENT_READ, place.recipient)
        return TouchedDocument(
            document=stored.number,
            shipment=stored.shipment_reference,
            recipient=place.recipient,
            state=stored.state,
            booked=True,
            period_closed=closed,
            receipt=place.receipt if sees else None,
            accounts=self._accounts(file, number) if sees else None,
        )

    def _files_of(self, organisation: str) -> list[ScopeFile]:
        if organisation not in self._files:
            self._files[organisation] = load_scope_files(scope_store.scopes(organisation=organisation))
        return self._files[organisation]

    def _accounts(self, file: ScopeFile | None, number: int | None) -> RecipientPeriod | None:
        if file is None or number is None:
            return None
        period = file.scope.calendar.period(number)
        key = (file.scope.code, period)
        if key not in self._shipments:
            self._shipments[key] = shipment_store.coc_shipments_of(
                organisation_id=file.organisation_id, sites=file.sites, period=period
            )
        shipments, mass_g = self._shipments[key]
        return RecipientPeriod(
            scope=file.scope.code, period=period, further_shipments=shipments, further_mass_g=mass_g
        )
