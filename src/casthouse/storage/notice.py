"""Notices to organisations: appended once for each reference, read by somebody of theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casthouse.storage.models import NoticeReadingRow, NoticeRow, OrganisationRow


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """Something that an organisation is to be told.

    Attributes:
        reader: code of the organisation.
        reference: what it is about, unique for the reader: the same again is not told twice.
        subject: one line.
        text: what happened and what the reader may do, in sentences.
        link: the page that shows it, a path of this Casthouse; empty without one.
    """

    reader: str
    reference: str
    subject: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice with when and by whom it was sent and read; None while nobody read it."""

    identifier: int
    reader: str
    at: datetime
    sender: str
    reference: str
    subject: str
    text: str
    link: str
    read_at: datetime | None
    read_by: str | None


def append_notices(new: Sequence[NewNotice], *, at: datetime, sender: str) -> int:
    """Append notices; those that the reader has under the same reference are left out. Return how many are new."""
    readers = dict(
        OrganisationRow.objects.filter(code__in={each.reader for each in new}).values_list("code", "id")
    )
    held = set(
        NoticeRow.objects.filter(
            reader__in=readers.values(), reference__in={each.reference for each in new}
        ).values_list("reader__code", "reference")
    )
    rows = [
        NoticeRow(
            reader_id=readers[each.reader],
            at=at,
            sender=sender,
            reference=each.reference,
            subject=each.subject[:300],
            text=each.text,
            link=each.link,
        )
        for each in new
        if each.reader in readers and (each.reader, each.reference) not in held
    ]
    NoticeRow.objects.bulk_create(rows)
    return len(rows)


def notices(reader: str, *, before: int | None = None, limit: int) -> list[Notice]:
    """Return the notices of an organisation, the newest first; `before` is the last one seen."""
    rows = NoticeRow.objects.select_related("reader", "noticereadingrow").filter(reader__code=reader)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [_value(row) for row in rows.order_by("-id")[:limit]]


def notice(identifier: int) -> Notice | None:
    """Return one notice, or None."""
    row = NoticeRow.objects.select_related("reader", "noticereadingrow").filter(id=identifier).first()
    return None if row is None else _value(row)


def unread_count(reader: str) -> int:
    """Return how many notices of an organisation nobody has read."""
    return NoticeRow.objects.filter(reader__code=reader, noticereadingrow=None).count()


def mark_read(identifier: int, *, at: datetime, by: str) -> None:
    """Say that somebody read a notice; who was first stands."""
    NoticeReadingRow.objects.get_or_create(notice_id=identifier, defaults={"read_at": at, "read_by": by})


def _value(row: NoticeRow) -> Notice:
    reading = getattr(row, "noticereadingrow", None)
    return Notice(
        identifier=row.id,
        reader=row.reader.code,
        at=row.at,
        sender=row.sender,
        reference=row.reference,
        subject=row.subject,
        text=row.text,
        link=row.link,
        read_at=reading.read_at if reading else None,
        read_by=reading.read_by if reading else None,
    )
