"""A statement as a file to hand on: as JSON, as a token, or an archive with the statements that it rests on."""

from enum import StrEnum

from casthouse.exchange.statement_archive import statement_archive
from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.statement_kind import StatementKind
from casthouse.service.permission import Actor
from casthouse.service.signed_statement import statement_of
from casthouse.service.statement_entry import entry_proof
from casthouse.storage import signed_statement as store


class StatementForm(StrEnum):
    """The forms in which a statement is handed on."""

    JSON = "json"
    JWT = "jwt"
    ZIP = "zip"


MEDIA_TYPES = {
    StatementForm.JSON: "application/vc",
    StatementForm.JWT: "application/vc+jwt",
    StatementForm.ZIP: "application/zip",
}


def statement_file(actor: Actor, *, identifier: str, form: StatementForm) -> bytes:
    """Return a statement in a form; whoever knows its identifier may ask.

    Raises:
        Refusal: `not_permitted`, `statement_unknown`.
    """
    statement = statement_of(actor, identifier=identifier)
    match form:
        case StatementForm.JSON:
            return statement.content.encode()
        case StatementForm.JWT:
            return statement.token.encode()
        case StatementForm.ZIP:
            return statement_archive(
                statement.content,
                statement.token,
                beside=_beside(statement),
                log_proof=entry_proof(identifier),
            )


def _beside(statement: SignedStatement) -> list[str]:
    """Return the statements on which one rests: those of the certificates of whom it is about, newest first."""
    if statement.kind is StatementKind.CERTIFICATE:
        return []
    found = store.latest_of_kind(StatementKind.CERTIFICATE, [statement.organisation])
    return [each.content for each in sorted(found, key=lambda each: each.signed_at, reverse=True)]
