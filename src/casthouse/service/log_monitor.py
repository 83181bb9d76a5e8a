"""What stands in the log in an organisation's name, and what of it nobody can explain.

Its secret tells an organisation which entries are tagged as its own. To each belongs a record of what was entered, or a
signed statement; one without is a statement or a change in its name that it should ask about.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casthouse.passport.log_entry import EntryKind, read_entry
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import log_record as record_store
from casthouse.storage import transparency_log as log_store
from casthouse.storage.log_record import KeptRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEntry:
    """An entry in somebody's name: what it is of, and when it was entered; both are None where nobody knows."""

    index: int
    kind: EntryKind
    digest: str
    what: str | None
    at: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "index": self.index,
            "kind": self.kind.value,
            "digest": self.digest,
            "what": self.what,
            "at": self.at.isoformat(timespec="seconds") if self.at else None,
        }


def own_entries(actor: Actor, *, organisation: str, first: int = 0) -> list[OwnEntry]:
    """Return the entries in an organisation's name from an index on.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`.
    """
    authorise(actor, Act.LOG_MONITOR, organisation)
    identifier = found_organisation_id(organisation)
    secret = record_store.known_secret(identifier)
    if secret is None:
        return []
    known = record_store.stated(identifier) | {
        each.header.digest: (_what(each), datetime.fromisoformat(json.loads(each.header.about)["at"]))
        for each in record_store.records(organisation_id=identifier)
        if each.index >= first and each.is_entered
    }
    found = []
    for piece in log_store.numbered_entries(log_store.held_size(), first=first):
        for index, content in piece:
            entry = read_entry(content)
            if entry.is_tagged_with(secret):
                what, at = known.get(entry.digest, (None, None))
                found.append(
                    OwnEntry(index=index, kind=entry.kind, digest=entry.digest.hex(), what=what, at=at)
                )
    return found


def _what(record: KeptRecord) -> str:
    about = json.loads(record.header.about)
    note = f", {about['note']}" if "note" in about else ""
    if record.header.row_keys:
        return f"{', '.join(json.loads(record.header.row_keys)[:20])}{note}"
    count = len(record.header.leaves) // 32
    return f"{count} movements from number {record.header.first}{note}"
