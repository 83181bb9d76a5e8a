"""A statement as a file to hand on: as JSON, as a token, an archive with what it rests on, or to hide parts from."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from casthouse.exchange.statement_archive import statement_archive
from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.statement_kind import StatementKind
from casthouse.service.hideable_statement import presentation, presentation_archive
from casthouse.service.permission import Actor
from casthouse.service.signed_statement import statement_of
from casthouse.service.statement_entry import entry_proofs
from casthouse.storage import signed_statement as store


class StatementForm(StrEnum):
    """The forms in which a statement is handed on."""

    JSON = "json"
    JWT = "jwt"
    ZIP = "zip"
    SD_JWT = "sd-jwt"
    SD_ZIP = "sd-zip"


MEDIA_TYPES = {
    StatementForm.JSON: "application/vc",
    StatementForm.JWT: "application/vc+jwt",
    StatementForm.ZIP: "application/zip",
    StatementForm.SD_JWT: "application/dc+sd-jwt",
    StatementForm.SD_ZIP: "application/zip",
}


def statement_file(actor: Actor, *, identifier: str, form: StatementForm) -> bytes:
    """Return a statement in a form; whoever knows its identifier may ask.

    Raises:
        Refusal: `not_permitted`, `statement_unknown`, `statement_not_hideable`.
    """
    statement = statement_of(actor, identifier=identifier)
    match form:
        case StatementForm.JSON:
            return statement.content.encode()
        case StatementForm.JWT:
            return statement.token.encode()
        case StatementForm.ZIP:
            return statement_archives([statement])[identifier]
        case StatementForm.SD_JWT:
            return presentation(actor, identifier=identifier).encode()
        case StatementForm.SD_ZIP:
            return presentation_archive(actor, identifier=identifier)


def statement_archives(statements: Sequence[SignedStatement]) -> dict[str, bytes]:
    """Return statements as archives by their identifiers, each with what it rests on; who may have them was asked."""
    proofs = entry_proofs(statements)
    certificates = _certificates({each.organisation for each in statements})
    return {
        each.identifier: statement_archive(
            each.content,
            each.token,
            beside=[] if each.kind is StatementKind.CERTIFICATE else certificates.get(each.organisation, []),
            log_proof=proofs.get(each.identifier, ""),
        )
        for each in statements
    }


def _certificates(organisations: Collection[str]) -> dict[str, list[str]]:
    """Return the statements of the certificates of each organisation, newest first."""
    found = store.latest_of_kind(StatementKind.CERTIFICATE, sorted(organisations))
    by_holder: dict[str, list[str]] = {}
    for each in sorted(found, key=lambda each: each.signed_at, reverse=True):
        by_holder.setdefault(each.organisation, []).append(each.content)
    return by_holder
