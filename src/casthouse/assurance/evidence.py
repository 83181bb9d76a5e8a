"""Evidence: files that show how a rating came about, known by the digest of their content.

The same content is kept once and may stand behind many items, over criteria and over cycles. Evidence is appended
only; that a file stands behind an item can be withdrawn, with who and when, and stays on record. What a file is
follows from its content; its name is only what people call it.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

NAME_MAX = 120
FALLBACK_STEM = "file"
_UNSAFE = re.compile(r"[^\w.\- ()]+")


class EvidenceType(StrEnum):
    """The kinds of files that are kept."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    TEXT = "text"

    @property
    def media_type(self) -> str:
        """The media type under which such a file is handed out."""
        return _MEDIA_TYPES[self]

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of names that fit; the first one is given where none does."""
        return _SUFFIXES[self]


_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    EvidenceType.PDF: "application/pdf",
    EvidenceType.PNG: "image/png",
    EvidenceType.JPEG: "image/jpeg",
    EvidenceType.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    EvidenceType.DOCX: f"{_OFFICE}.wordprocessingml.document",
    EvidenceType.CSV: "text/csv; charset=utf-8",
    EvidenceType.TEXT: "text/plain; charset=utf-8",
}
_SUFFIXES = {
    EvidenceType.PDF: ("pdf",),
    EvidenceType.PNG: ("png",),
    EvidenceType.JPEG: ("jpg", "jpeg"),
    EvidenceType.XLSX: ("xlsx",),
    EvidenceType.DOCX: ("docx",),
    EvidenceType.CSV: ("csv", "txt"),
    EvidenceType.TEXT: ("txt", "md", "log"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A file that an organisation keeps; `digest` is the SHA-256 of its content in hexadecimal."""

    digest: str
    name: str
    type: EvidenceType
    size_bytes: int
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLink:
    """A file stands behind an item of a self-assessment; `valid_until` is the last day on which it is good."""

    number: int
    item: str
    file: EvidenceFile
    linked_by: str
    linked_at: datetime
    valid_until: date | None = None
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_why: str = ""

    @property
    def stands(self) -> bool:
        """Say whether it still stands behind the item."""
        return self.withdrawn_at is None

    def is_good_on(self, day: date) -> bool:
        """Say whether it stands and has not run out on a day; its last day is good."""
        return self.stands and (self.valid_until is None or day <= self.valid_until)


def clean_name(name: str, kind: EvidenceType) -> str:
    """Return a file name without folders, hidden signs or a leading dot, with an ending that says what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    cleaned = _UNSAFE.sub("_", last).strip(" ._")
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or ending.lower() not in kind.suffixes:
        stem, ending = cleaned, kind.suffixes[0]
    stem = stem.strip(" ._") or FALLBACK_STEM
    return f"{stem[: NAME_MAX - len(ending) - 1]}.{ending.lower()}"
