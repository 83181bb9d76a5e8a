"""CoC Documents of an organisation as they lie in the store, whole, to be taken elsewhere and put back."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Subquery

from casthouse.custody.document import number_year
from casthouse.storage.listed_text import among
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
    """A document that an organisation issued; `supersedes` is the number of the one that it corrects."""

    number: str
    shipment: str
    recipient: str
    shipment_date: date
    issue_date: date
    material: int
    coc_mass_g: int
    total_mass_g: int
    state: str
    supersedes: str
    content: str
    digest: str
    issued_at: datetime
    issued_by: str
    events: tuple[ArchivedEvent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedBooking:
    """A document that an organisation received and booked as a receipt; `withdrawn_at` where it took that back."""

    issuer: str
    number: str
    movement: str
    booked_mass_g: int
    content: str
    digest: str
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
    found = DocumentRow.objects.filter(issuer__code=organisation).select_related("supersedes").order_by("id")
    return [
        ArchivedDocument(
            number=row.number,
            shipment=row.shipment_reference,
            recipient=row.recipient_name,
            shipment_date=row.shipment_date,
            issue_date=row.issue_date,
            material=row.material,
            coc_mass_g=row.coc_mass_g,
            total_mass_g=row.total_mass_g,
            state=row.state,
            supersedes=row.supersedes.number if row.supersedes else "",
            content=row.content,
            digest=row.digest,
            issued_at=row.issued_at,
            issued_by=row.issued_by,
            events=tuple(events.get(row.pk, ())),
        )
        for row in found
    ]


def archived_bookings(organisation: str) -> list[ArchivedBooking]:
    """Return every document that an organisation booked, also those that it took back, in that order."""
    rows = list(ReceivedDocumentRow.objects.filter(recipient__code=organisation).order_by("id"))
    references = dict(
        MovementRow.objects.filter(id__in=[row.movement_id for row in rows]).values_list("id", "reference")
    )
    return [
        ArchivedBooking(
            issuer=row.issuer_name,
            number=row.number,
            movement=references[row.movement_id],
            booked_mass_g=row.booked_mass_g,
            content=row.content,
            digest=row.digest,
            received_at=row.received_at,
            received_by=row.received_by,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    ]


def known_references(organisation: str, references: Collection[str]) -> set[str]:
    """Return those of the references under which an organisation has movements."""
    rows = MovementRow.objects.filter(organisation__code=organisation, reference__in=among(references))
    return set(rows.values_list("reference", flat=True))


def restore_documents(
    organisation: str, documents: Sequence[ArchivedDocument], bookings: Sequence[ArchivedBooking]
) -> dict[str, list[int]]:
    """Put documents back and return the keys of the rows that were written or changed, by table.

    Their movements are there, and none of the documents is. Whoever calls has checked them.
    """
    owner = OrganisationRow.objects.get(code=organisation)
    named = {each.shipment for each in documents} | {each.movement for each in bookings}
    movements = dict(
        MovementRow.objects.filter(organisation=owner, reference__in=named).values_list("reference", "id")
    )
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
    documents: Sequence[ArchivedDocument],
    movements: Mapping[str, int],
    organisations: Mapping[str, int],
) -> dict[str, DocumentRow]:
    """Write documents, a correction after what it corrects, and return them by number."""
    rows: dict[str, DocumentRow] = {}
    waiting = list(documents)
    while waiting:
        ready = [each for each in waiting if not each.supersedes or each.supersedes in rows]
        assert ready, "what corrects a document that is not there"
        made = [
            DocumentRow(
                issuer=owner,
                number=each.number,
                shipment_id=movements[each.shipment],
                shipment_reference=each.shipment,
                recipient_name=each.recipient,
                recipient_id=organisations.get(_recipient(each.content)),
                shipment_date=each.shipment_date,
                issue_date=each.issue_date,
                material=each.material,
                coc_mass_g=each.coc_mass_g,
                total_mass_g=each.total_mass_g,
                state=each.state,
                supersedes=rows.get(each.supersedes),
                content=each.content,
                digest=each.digest,
                issued_at=each.issued_at,
                issued_by=each.issued_by,
            )
            for each in ready
        ]
        rows |= {row.number: row for row in DocumentRow.objects.bulk_create(made, batch_size=BATCH)}
        waiting = [each for each in waiting if each.number not in rows]
    return rows


def _restored_events(
    owner: OrganisationRow,
    documents: Sequence[ArchivedDocument],
    rows: Mapping[str, DocumentRow],
    organisations: Mapping[str, int],
) -> list[DocumentEventRow]:
    made = (
        DocumentEventRow(
            document=rows[each.number],
            at=event.at,
            actor=event.actor,
            organisation_id=organisations.get(event.organisation, owner.pk),
            act=event.act,
            state=event.state,
            reason=event.reason,
        )
        for each in documents
        for event in each.events
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
            digest=each.digest,
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
    DocumentRow.objects.filter(id__in=addressed).update(recipient=owner)
    joined: list[int] = []
    loose = ReceivedDocumentRow.objects.filter(document=None)
    for bookings, issued in (
        (loose.filter(recipient=owner), DocumentRow.objects.filter(issuer__code=OuterRef("issuer_name"))),
        (loose.filter(issuer_name=owner.code), DocumentRow.objects.filter(issuer=owner)),
    ):
        same = issued.filter(number=OuterRef("number"), digest=OuterRef("digest")).values("id")[:1]
        keys = list(bookings.filter(Exists(same)).values_list("id", flat=True))
        ReceivedDocumentRow.objects.filter(id__in=keys).update(document=Subquery(same))
        joined += keys
    return addressed, joined


def _recipient(content: str) -> str:
    """Return the code of the recipient that a document names."""
    return str(json.loads(content)["recipient"]["code"])


def _count_on(owner: OrganisationRow, documents: Sequence[ArchivedDocument]) -> None:
    """Let the numbers go on after the last one of each year."""
    last: dict[int, int] = {}
    for each in documents:
        digits = each.number.rpartition("-")[2]
        if digits.isdecimal():
            year = number_year(each.shipment_date)
            last[year] = max(last.get(year, 0), int(digits))
    DocumentCounterRow.objects.bulk_create(
        DocumentCounterRow(issuer=owner, year=year, last_number=number) for year, number in last.items()
    )
