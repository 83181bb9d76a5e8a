"""A statement as anybody may check it on this installation: what it says, and the answers of all checks.

The checks are those of `casthouse verify`, with what this installation itself believes. Whoever does not trust it takes
the statement and a trust bundle from elsewhere.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.statement_kind import StatementKind
from casthouse.passport.trust_bundle import read_bundle
from casthouse.passport.verification import Verification
from casthouse.passport.verified_list import ListBook
from casthouse.service import clock
from casthouse.service.hideable_statement import has_hideable_form
from casthouse.service.permission import Actor
from casthouse.service.signed_statement import statement_of
from casthouse.service.statement_download import StatementForm, statement_file
from casthouse.service.trust_bundle import trust_bundle
from casthouse.service.verification import verify_with


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedStatement:
    """A statement, what it says, and what the checks answered at an instant; whether parts of it can be hidden."""

    statement: SignedStatement
    subject: dict[str, Any]
    verification: Verification
    at: datetime
    is_hideable: bool


def checked_statement(actor: Actor, *, identifier: str) -> CheckedStatement:
    """Return a statement with the answers of all checks; whoever knows its identifier may ask.

    Raises:
        Refusal: `not_permitted`, `statement_unknown`.
    """
    statement = statement_of(actor, identifier=identifier)
    at = clock.now()
    bundle = read_bundle(trust_bundle(actor, organisations=[statement.organisation]))
    content = statement_file(actor, identifier=identifier, form=StatementForm.ZIP)
    return CheckedStatement(
        statement=statement,
        subject=json.loads(statement.content)["credentialSubject"],
        verification=verify_with(content, bundle=bundle, lists=ListBook(bundle), at=at),
        at=at,
        is_hideable=statement.kind is StatementKind.DELIVERY and has_hideable_form(identifier),
    )
