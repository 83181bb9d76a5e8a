"""CoC Documents of an organisation as they lie in the store, whole, to be taken elsewhere and put back."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Exists, OuterRef, Subquery

from casthouse.custody.document import CocDocument, number_year
from casthouse.custody.document_state import DocumentState
from casthouse.custody.stage import MATERIAL_CODES
from casthouse.storage.listed_text import among, among_keys
from casthouse.storage.models import (
    DocumentCounterRow,
    DocumentEventRow,
    DocumentRow,
    MovementRow,
    OrganisationRow,
    ReceivedDocumentRow,
)

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedEvent:
    """A move of a document's state."""

    at: datetime
    actor: str
    organisation: str
    act: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedDocument:
    """A document that an organisation issued: its canonical JSON, which says all else of it, and what became of it."""

    content: str
    issued_at: datetime
    issued_by: str
    events: tuple[ArchivedEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredDocument:
    """An archived document with what its content says."""

    stated: CocDocument
    archived: ArchivedDocument

    @property
    def state(self) -> str:
        """Where it stands: where its last event left it."""
        events = self.archived.events
        return events[-1].state if events else DocumentState.ISSUED.value


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedBooking:
    """A document that an organisation received and booked as a receipt; `withdrawn_at` where it took that back."""

    issuer: str
    number: str
    movement: str
    booked_mass_g: int
    content: str
    received_at: datetime
    received_by: str
    withdrawn_at: datetime | None


def archived_documents(organisation: str) -> list[ArchivedDocument]:
    """Return every document that an organisation issued, in the order of issue."""
    events: dict[int, list[ArchivedEvent]] = {}
    rows = DocumentEventRow.objects.filter(document__issuer__code=organisation).order_by("id")
    named = ("document_id", "at", "actor", "organisation__code", "act", "state", "reason")
    for document, at, actor, code, act, state, reason in rows.values_list(*named):
        events.setdefault(document, []).append(
            ArchivedEvent(at=at, actor=actor, organisation=code, act=act, state=state, reason=reason)
        )
    found = DocumentRow.objects.filter(issuer__code=organisation).order_by("id")
    return [
        ArchivedDocument(
            content=row.content,
            issued_at=row.issued_at,
            issued_by=row.issued_by,
            events=tuple(events.get(row.pk, ())),
        )
        for row in found
    ]


def archived_bookings(organisation: str) -> list[ArchivedBooking]:
    """Return every document that an organisation booked, also those that it took back, in that order."""
    rows = ReceivedDocumentRow.objects.filter(recipient__code=organisation)
    references = dict(
        MovementRow.objects.filter(id__in=rows.values("movement_id")).values_list("id", "reference")
    )
    return [
        ArchivedBooking(
            issuer=row.issuer_name,
            number=row.number,
            movement=references[row.movement_id],
            booked_mass_g=row.booked_mass_g,
            content=row.content,
            received_at=row.received_at,
            received_by=row.received_by,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows.order_by("id")
    ]


def movement_keys(organisation: str, references: Collection[str]) -> dict[str, int]:
    """Return the keys of an organisation's movements with some references; others are not in it."""
    rows = MovementRow.objects.filter(organisation__code=organisation, reference__in=among(references))
    return dict(rows.values_list("reference", "id"))


def restore_documents(
    organisation: str,
    documents: Sequence[RestoredDocument],
    bookings: Sequence[ArchivedBooking],
    *,
    movements: Mapping[str, int],
) -> dict[str, list[int]]:
    """Put documents back and return the keys of the rows that were written or changed, by table.

    None of the documents is there, and `movements` has the keys of all that they name.
    """
    owner = OrganisationRow.objects.get(code=organisation)
    organisations = dict(OrganisationRow.objects.values_list("code", "id"))
    rows = _restored(owner, documents, movements, organisations)
    events = _restored_events(owner, documents, rows, organisations)
    booked = _restored_bookings(owner, bookings, movements)
    addressed, joined = _join(owner)
    _count_on(owner, documents)
    return {
        "document": sorted({*(row.pk for row in rows.values()), *addressed}),
        "document_event": [row.pk for row in events],
        "received_document": sorted({*(row.pk for row in booked), *joined}),
    }


def _restored(
    owner: OrganisationRow,
    documents: Sequence[RestoredDocument],
    movements: Mapping[str, int],
    organisations: Mapping[str, int],
) -> dict[str, DocumentRow]:
    """Write documents, a correction after what it corrects, and return them by number."""
    rows: dict[str, DocumentRow] = {}
    waiting = list(documents)
    while waiting:
        ready = [each for each in waiting if each.stated.supersedes is None or each.stated.supersedes in rows]
        assert ready, "what corrects a document that is not there"
        made = [_row(owner, each, rows, movements, organisations) for each in ready]
        rows |= {row.number: row for row in DocumentRow.objects.bulk_create(made, batch_size=BATCH)}
        waiting = [each for each in waiting if each.stated.number not in rows]
    return rows


def _row(
    owner: OrganisationRow,
    document: RestoredDocument,
    rows: Mapping[str, DocumentRow],
    movements: Mapping[str, int],
    organisations: Mapping[str, int],
) -> DocumentRow:
    stated, archived = document.stated, document.archived
    return DocumentRow(
        issuer=owner,
        number=stated.number,
        shipment_id=movements[stated.reference],
        shipment_reference=stated.reference,
        recipient_name=stated.recipient.name,
        recipient_id=organisations.get(stated.recipient.code),
        shipment_date=stated.shipment_date,
        issue_date=stated.issue_date,
        material=MATERIAL_CODES[stated.material],
        coc_mass_g=stated.coc_mass_g,
        total_mass_g=stated.total_mass_g,
        state=document.state,
        supersedes=rows.get(stated.supersedes or ""),
        content=archived.content,
        digest=_digest(archived.content),
        issued_at=archived.issued_at,
        issued_by=archived.issued_by,
    )


def _digest(content: str) -> str:
    return sha256(content.encode()).hexdigest()


def _restored_events(
    owner: OrganisationRow,
    documents: Sequence[RestoredDocument],
    rows: Mapping[str, DocumentRow],
    organisations: Mapping[str, int],
) -> list[DocumentEventRow]:
    made = (
        DocumentEventRow(
            document=rows[each.stated.number],
            at=event.at,
            actor=event.actor,
            organisation_id=organisations.get(event.organisation, owner.pk),
            act=event.act,
            state=event.state,
            reason=event.reason,
        )
        for each in documents
        for event in each.archived.events
    )
    return DocumentEventRow.objects.bulk_create(made, batch_size=BATCH)


def _restored_bookings(
    owner: OrganisationRow, bookings: Sequence[ArchivedBooking], movements: Mapping[str, int]
) -> list[ReceivedDocumentRow]:
    made = (
        ReceivedDocumentRow(
            recipient=owner,
            issuer_name=each.issuer,
            number=each.number,
            document=None,
            movement_id=movements[each.movement],
            booked_mass_g=each.booked_mass_g,
            content=each.content,
            digest=_digest(each.content),
            received_at=each.received_at,
            received_by=each.received_by,
            withdrawn_at=each.withdrawn_at,
        )
        for each in bookings
    )
    return ReceivedDocumentRow.objects.bulk_create(made, batch_size=BATCH)


def _join(owner: OrganisationRow) -> tuple[list[int], list[int]]:
    """Join documents and their bookings where both sides are here now, as they are where both were from the first.

    Returns:
        The keys of the documents and of the bookings that changed.
    """
    outside = DocumentRow.objects.filter(recipient=None).values_list("id", "content")
    addressed = [key for key, content in outside.iterator() if _recipient(content) == owner.code]
    DocumentRow.objects.filter(id__in=among_keys(addressed)).update(recipient=owner)
    joined: list[int] = []
    loose = ReceivedDocumentRow.objects.filter(document=None)
    for bookings, issued in (
        (loose.filter(recipient=owner), DocumentRow.objects.filter(issuer__code=OuterRef("issuer_name"))),
        (loose.filter(issuer_name=owner.code), DocumentRow.objects.filter(issuer=owner)),
    ):
        same = issued.filter(number=OuterRef("number"), digest=OuterRef("digest")).values("id")[:1]
        keys = list(bookings.filter(Exists(same)).values_list("id", flat=True))
        ReceivedDocumentRow.objects.filter(id__in=among_keys(keys)).update(document=Subquery(same))
        joined += keys
    return addressed, joined


def _recipient(content: str) -> str:
    """Return the code of the recipient that a document names."""
    return str(json.loads(content)["recipient"]["code"])


def _count_on(owner: OrganisationRow, documents: Sequence[RestoredDocument]) -> None:
    """Let the numbers go on after the last one of each year."""
    last: dict[int, int] = {}
    for each in documents:
        digits = each.stated.number.rpartition("-")[2]
        if digits.isdecimal():
            year = number_year(each.stated.shipment_date)
            last[year] = max(last.get(year, 0), int(digits))
    DocumentCounterRow.objects.bulk_create(
        DocumentCounterRow(issuer=owner, year=year, last_number=number) for year, number in last.items()
    )
