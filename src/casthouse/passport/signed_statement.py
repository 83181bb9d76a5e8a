"""A signed statement as it is kept: the exact text that was signed, in both forms, and where it stands in a list."""

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
class StatementLinks:
    """What the row of a statement points to, in words; blank for nothing.

    Attributes:
        document: issuer and number of a CoC Document.
        period: scope, first day and closing of a closed period.
        certificate: number of a certificate.
    """

    document: str = ""
    period: str = ""
    certificate: str = ""
