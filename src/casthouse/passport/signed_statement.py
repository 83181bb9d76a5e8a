"""A signed statement as it is kept: the exact text that was signed, in both forms, and where it stands in a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from casthouse.passport.statement_kind import StatementKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedStatement:
    """A statement as it was signed.

    Attributes:
        identifier: under which anybody who knows it may look it up.
        kind: what it is about.
        about: the number, the period or the reference of that.
        organisation: the code of whom it is about.
        owner: whose key signed it, as keys name their owners.
        did: the identifier of the issuer; `name` the name it went by.
        list_url: where its status lists stand, without the purpose.
        list_number: which of its owner's lists it stands in, as `entry`.
        content: the signed JSON; `token` the same as a token.
        digest: SHA-256 of the content.
    """

    identifier: str
    kind: StatementKind
    about: str
    organisation: str
    owner: str
    did: str
    name: str
    method: str
    list_url: str
    list_number: int
    entry: int
    content: str
    token: str
    digest: str
    signed_at: datetime
    signed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HideableForm:
    """A delivery passport in the form from which its holder hides parts.

    Attributes:
        token: with all its openings.
        digest: SHA-256 of what was signed of it, in hexadecimal: so it stands in the log.
        index: its place there.
    """

    token: str
    digest: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStatement:
    """A statement as its row stands, whatever somebody wrote there: text only, and nothing of it is believed.

    Attributes:
        content: the signed JSON; `token` the same as a token, `digest` what is said to be its SHA-256.
        method: the key that is said to have signed it.
        index: its place in the log; None where it has none.
        columns: what else stands beside it and the content says too, by its name; blank for nothing. `document`
            is issuer and number of a CoC Document, `period` scope, first day and closing of a closed period,
            `certificate` the number of one.
        hideable: its form from which parts are hidden; None where it has none.
    """

    content: str
    token: str
    digest: str
    method: str
    index: int | None
    columns: Mapping[str, str]
    hideable: HideableForm | None = None
