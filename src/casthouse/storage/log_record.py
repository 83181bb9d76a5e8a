"""What the entries of the log commit to, and the secrets by which organisations know their entries."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from casthouse.passport.log_entry import RecordHeader
from casthouse.storage.dialect import insert_ready, prepared_rows
from casthouse.storage.models import (
    LogEntryRow,
    LogRecordRow,
    LogTagKeyRow,
    OrganisationRow,
    SignedStatementRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRecord:
    """A record with the index of its entry, the entry (empty where there is none) and whose it is."""

    index: int
    entry: bytes
    organisation_id: int | None
    header: RecordHeader

    @property
    def is_entered(self) -> bool:
        """Say whether the entry commits to it; what it says otherwise was never entered."""
        return self.header.is_of(self.entry)


def keep_records(first: int, records: list[tuple[int | None, RecordHeader]]) -> None:
    """Keep the records of entries that were just appended, by the identifier of whose they are."""
    insert_ready(
        "log_record",
        ("id", "kind", "organisation_id", "about", "first", "row_keys", "leaves"),
        [
            (
                first + place,
                header.kind,
                organisation_id,
                header.about,
                header.first,
                header.row_keys,
                header.leaves,
            )
            for place, (organisation_id, header) in enumerate(records)
        ],
    )


def records(*, kind: str | None = None, organisation_id: int | None = None) -> Iterator[KeptRecord]:
    """Yield the records in the order of the log, of one kind or of one organisation."""
    entry = LogEntryRow.objects.filter(id=OuterRef("id")).values("entry")
    rows = LogRecordRow.objects.select_related("organisation").annotate(entry=Subquery(entry)).order_by("id")
    if kind is not None:
        rows = rows.filter(kind=kind)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    for row in rows.iterator(chunk_size=200):
        yield KeptRecord(
            index=row.id,
            entry=bytes(row.entry or b""),
            organisation_id=row.organisation_id,
            header=RecordHeader(
                kind=row.kind,
                owner=row.organisation.code if row.organisation else "",
                about=row.about,
                first=row.first,
                row_keys=row.row_keys,
                leaves=bytes(row.leaves),
            ),
        )


def stated(organisation_id: int) -> dict[bytes, tuple[str, datetime]]:
    """Return what signed statements about an organisation are of, and when each was signed, by their digests."""
    rows = SignedStatementRow.objects.filter(organisation=organisation_id)
    columns = ("digest", "hideable__digest", "kind", "about", "signed_at")
    return {
        bytes.fromhex(digest): (f"signed statement of {kind} {about}", signed_at)
        for *digests, kind, about, signed_at in rows.values_list(*columns)
        for digest in digests
        if digest
    }


def owner_codes(organisations: Collection[int]) -> dict[int, str]:
    """Return the codes of organisations by their identifiers."""
    if len(organisations) == 1:  # as of each document that is issued alone
        rows = prepared_rows("SELECT id, code FROM organisation WHERE id = %s", list(organisations))
        return {int(key): str(code) for key, code in rows}
    return dict(OrganisationRow.objects.filter(id__in=list(organisations)).values_list("id", "code"))


def known_secret(organisation_id: int) -> bytes | None:
    """Return the secret of an organisation, or None where nothing was ever entered in its name."""
    found = LogTagKeyRow.objects.filter(organisation=organisation_id).values_list("secret", flat=True).first()
    return None if found is None else bytes(found)


def tag_secret(organisation_id: int, *, fresh: bytes) -> bytes:
    """Return the secret of an organisation; the fresh one where it has none yet."""
    sql = "SELECT secret FROM log_tag_key WHERE organisation_id = %s"
    found = prepared_rows(sql, [organisation_id])
    if not found:
        keep = "INSERT INTO log_tag_key (organisation_id, secret) VALUES (%s, %s) ON CONFLICT DO NOTHING"
        prepared_rows(f"{keep} RETURNING 1", [organisation_id, fresh])
        found = prepared_rows(sql, [organisation_id])
    return bytes(found[0][0])
