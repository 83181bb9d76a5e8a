"""What an entry of the transparency log says: that something exists, whole and unchanged, and nothing else.

The log is public, so an entry holds no name, no mass and no number of things: a digest that nobody can guess, and a tag
by which its owner alone tells it from the entries of others. A `record` is the digest of a header that binds rows of
the accounts with a nonce; a `statement` is the digest of the exact bytes of a signed statement.
"""

import hmac
import json
from base64 import b64encode
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from casthouse.passport.merkle import HASH_SIZE, tree_root
from casthouse.passport.note_key import strict_base64
from casthouse.refusal import Refusal

HEADING = "casthouse-entry/v1"

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class EntryKind(StrEnum):
    """What a digest is of."""

    RECORD = "record"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One entry."""

    kind: EntryKind
    digest: bytes
    tag: bytes

    def __post_init__(self) -> None:
        """Hold the one length."""
        assert len(self.digest) == len(self.tag) == HASH_SIZE

    @property
    def content(self) -> bytes:
        """The entry as it stands in the log."""
        digest, tag = b64encode(self.digest).decode(), b64encode(self.tag).decode()
        return f"{HEADING}\n{self.kind.value}\n{digest}\n{tag}\n".encode()

    def is_tagged_with(self, secret: bytes) -> bool:
        """Say whether the entry is in the name of whoever has the secret."""
        return hmac.compare_digest(self.tag, tag_of(secret, self.digest))


def tag_of(secret: bytes, digest: bytes) -> bytes:
    """Return the tag of an entry: another for each entry, so that two of one owner look like two of two."""
    return hmac.digest(secret, digest, "sha256")


def read_entry(content: bytes) -> LogEntry:
    """Read an entry.

    Raises:
        Refusal: `log_entry_invalid`.
    """
    heading, kind, *hashes = [*content.decode("ascii", errors="replace").split("\n")[:5], ""]
    raw = [strict_base64(text) or b"" for text in hashes[:2]]
    if heading == HEADING and kind in set(EntryKind) and [len(each) for each in raw] == [HASH_SIZE] * 2:
        entry = LogEntry(EntryKind(kind), *raw)
        if entry.content == content:
            return entry
    raise Refusal(
        "log_entry_invalid",
        found=f"{len(content)} bytes",
        expected="four lines: casthouse-entry/v1, record or statement, a digest and a tag of 32 bytes in base64",
        todo="take the entry as the log serves it, byte for byte",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHeader:
    """What the digest of a record binds.

    Attributes:
        kind: what the rows are.
        owner: code of the organisation whose they are, empty for those of nobody.
        about: canonical JSON with the instant, a nonce that nobody can guess, and what else is bound with the rows.
        first: the number of the first movement; none for other rows.
        row_keys: the names of the rows in their order, as text; empty for movements.
        leaves: the hash of each row, 32 bytes each.
    """

    kind: str
    owner: str
    about: str
    first: int | None
    row_keys: str
    leaves: bytes

    @property
    def digest(self) -> bytes:
        """The digest that stands in the log."""
        return sha256(canonical(self._members()).encode()).digest()

    def is_of(self, content: bytes) -> bool:
        """Say whether an entry, as it stands in the log, commits to exactly this: of nothing else is it the word."""
        try:
            entry = read_entry(content)
        except Refusal:
            return False
        is_whole = len(self.leaves) % HASH_SIZE == 0
        return entry.kind is EntryKind.RECORD and is_whole and entry.digest == self.digest

    def _members(self) -> dict[str, str]:
        return {
            "about": self.about,
            "count": str(len(self.leaves) // HASH_SIZE),
            "first": "" if self.first is None else str(self.first),
            "keys": sha256(self.row_keys.encode()).hexdigest(),
            "kind": self.kind,
            "owner": self.owner,
            "root": tree_root(self.leaves).hex(),
        }


def canonical(members: object) -> str:
    """Return members whose values are texts, lists and members as their one JSON (RFC 8785 without numbers)."""
    return _encode(members)
