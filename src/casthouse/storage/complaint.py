"""Complaints as they were recorded: what came in, whom it concerns, what happened, and files; all appended only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from casthouse.assurance.complaint import (
    ComplaintAct,
    ComplaintCourse,
    ComplaintEvent,
    ComplaintTopic,
    PartyKind,
    PartyRef,
)
from casthouse.assurance.evidence import EvidenceFile, EvidenceType
from casthouse.storage.models import (
    ComplaintEventRow,
    ComplaintFileRow,
    ComplaintPartyRow,
    ComplaintRow,
)

COMPLAINANT = "complainant"
"""Who did what somebody did who complains: never a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComplaint:
    """A complaint that comes in; `recorded_by` names who wrote a spoken one down, and is empty otherwise."""

    reference: str
    key_digest: str
    about: PartyKind
    party_text: str
    topic: ComplaintTopic
    criterion: str
    language: str
    contact: str
    is_spoken: bool
    recorded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintRecord:
    """A complaint with everything that followed."""

    identifier: int
    given: NewComplaint
    parties: tuple[PartyRef, ...]
    course: ComplaintCourse

    @property
    def reference(self) -> str:
        """What the people who handle it call it by."""
        return self.given.reference


def append_complaint(new: NewComplaint, *, text: str, at: datetime) -> int:
    """Append a complaint with its receipt; return its identifier."""
    row = ComplaintRow.objects.create(
        reference=new.reference,
        key_digest=new.key_digest,
        about=new.about.value,
        party_text=new.party_text,
        topic=new.topic.value,
        criterion=new.criterion,
        language=new.language,
        contact=new.contact,
        is_spoken=new.is_spoken,
        recorded_by=new.recorded_by,
    )
    append_event(row.id, ComplaintEvent(act=ComplaintAct.RECEIVED, at=at, by=COMPLAINANT, text=text))
    return row.id


def append_parties(complaint: int, parties: Iterable[PartyRef], *, by: str, at: datetime) -> None:
    """Append the parties that a complaint concerns; one that it concerns already stays as it is."""
    for each in parties:
        ComplaintPartyRow.objects.get_or_create(
            complaint_id=complaint, kind=each.kind.value, code=each.code, defaults={"at": at, "by": by}
        )


def append_event(complaint: int, event: ComplaintEvent, *, once: str | None = None) -> None:
    """Append what happened to a complaint; the caller holds it."""
    ComplaintEventRow.objects.create(
        complaint_id=complaint,
        sequence=ComplaintEventRow.objects.filter(complaint=complaint).count() + 1,
        act=event.act.value,
        at=event.at,
        by=event.by,
        text=event.text,
        handler=event.handler,
        party_kind=event.party.kind.value if event.party else "",
        party_code=event.party.code if event.party else "",
        once=once,
    )


def is_said(complaint: int, once: str) -> bool:
    """Say whether something was said already under the sender's own mark."""
    return ComplaintEventRow.objects.filter(complaint=complaint, once=once).exists()


def hold_complaint(complaint: int) -> None:
    """Hold a complaint until the transaction ends, so that what happens to it happens in turn."""
    ComplaintRow.objects.select_for_update().values_list("id", flat=True).get(id=complaint)


def complaints(
    *, references: Iterable[str] | None = None, shared_with: Iterable[PartyRef] | None = None
) -> list[ComplaintRecord]:
    """Return complaints, newest first: those named, those shared with one of some parties, or all."""
    rows = ComplaintRow.objects.order_by("-id")
    if references is not None:
        rows = rows.filter(reference__in=list(references))
    if shared_with is not None:
        codes = defaultdict(list)
        for each in shared_with:
            codes[each.kind.value].append(each.code)
        found: set[int] = set()
        for kind, named in codes.items():
            events = ComplaintEventRow.objects.filter(
                act=ComplaintAct.SHARED.value, party_kind=kind, party_code__in=named
            )
            found |= set(events.values_list("complaint_id", flat=True))
        rows = rows.filter(id__in=found)
    return _values(list(rows))


def complaint(reference: str) -> ComplaintRecord | None:
    """Return the complaint with the reference, or None."""
    return next(iter(complaints(references=[reference])), None)


def complaint_under(key_digest: str) -> ComplaintRecord | None:
    """Return the complaint whose key has the digest, or None."""
    return next(iter(_values(list(ComplaintRow.objects.filter(key_digest=key_digest)))), None)


def sent_to_audit(organisation: str) -> list[tuple[str, ComplaintEvent]]:
    """Return what handlers passed on to the next audit of an organisation, newest first, with the reference."""
    rows = ComplaintEventRow.objects.select_related("complaint").filter(
        act=ComplaintAct.SENT_TO_AUDIT.value,
        party_kind=PartyKind.ORGANISATION.value,
        party_code=organisation,
    )
    return [(row.complaint.reference, _event(row)) for row in rows.order_by("-id")]


def append_file(complaint: int, file: EvidenceFile) -> None:
    """Record a file of a complaint; the same content once."""
    ComplaintFileRow.objects.get_or_create(
        complaint_id=complaint,
        digest=file.digest,
        defaults={
            "name": file.name,
            "kind": file.type.value,
            "size_bytes": file.size_bytes,
            "at": file.added_at,
        },
    )


def files(complaint: int) -> list[EvidenceFile]:
    """Return the files of a complaint, in the order in which they came."""
    return [
        EvidenceFile(
            digest=row.digest,
            name=row.name,
            type=EvidenceType(row.kind),
            size_bytes=row.size_bytes,
            added_by=COMPLAINANT,
            added_at=row.at,
        )
        for row in ComplaintFileRow.objects.filter(complaint=complaint).order_by("id")
    ]


def all_digests() -> dict[str, int]:
    """Return the digest of every file of every complaint, with its size in bytes."""
    return dict(ComplaintFileRow.objects.order_by("digest").values_list("digest", "size_bytes"))


def _values(rows: Sequence[ComplaintRow]) -> list[ComplaintRecord]:
    ids = [row.id for row in rows]
    events: dict[int, list[ComplaintEvent]] = defaultdict(list)
    for event in ComplaintEventRow.objects.filter(complaint__in=ids).order_by("complaint", "sequence"):
        events[event.complaint_id].append(_event(event))
    parties: dict[int, list[PartyRef]] = defaultdict(list)
    for party in ComplaintPartyRow.objects.filter(complaint__in=ids).order_by("id"):
        parties[party.complaint_id].append(PartyRef(kind=PartyKind(party.kind), code=party.code))
    return [
        ComplaintRecord(
            identifier=row.id,
            given=NewComplaint(
                reference=row.reference,
                key_digest=row.key_digest,
                about=PartyKind(row.about),
                party_text=row.party_text,
                topic=ComplaintTopic(row.topic),
                criterion=row.criterion,
                language=row.language,
                contact=row.contact,
                is_spoken=row.is_spoken,
                recorded_by=row.recorded_by,
            ),
            parties=tuple(parties[row.id]),
            course=ComplaintCourse(events=tuple(events[row.id])),
        )
        for row in rows
    ]


def _event(row: ComplaintEventRow) -> ComplaintEvent:
    party = PartyRef(kind=PartyKind(row.party_kind), code=row.party_code) if row.party_kind else None
    return ComplaintEvent(
        act=ComplaintAct(row.act), at=row.at, by=row.by, text=row.text, handler=row.handler, party=party
    )
