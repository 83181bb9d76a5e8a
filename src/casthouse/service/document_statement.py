"""The signed statement of a CoC Document: signed with its issuer's key when it is issued, or later when asked for."""

from collections.abc import Sequence
from contextlib import suppress

from django.db import transaction

from casthouse.custody.document_state import is_in_force
from casthouse.exchange.document_json import read_document
from casthouse.passport.key_owner import organisation_owner
from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.statement_document import document_subject
from casthouse.passport.statement_kind import StatementKind
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.key_signer import has_key
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.signed_statement import (
    SigningDesk,
    WantedStatement,
    latest_about,
    sign,
    signed_once,
    signing_desk,
)
from casthouse.storage import document as document_store
from casthouse.storage.dialect import lock_ledgers
from casthouse.storage.document import StoredDocument
from casthouse.storage.signed_statement import StatementLink

BATCH_SIZE = 1_000
"""So many documents are signed in one transaction."""


def sign_document(actor: Actor, *, organisation: str, number: str) -> SignedStatement:
    """Sign a CoC Document that an organisation issued, with its own key; once signed, return what was signed.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `document_unknown`, `document_state` for one that is no longer
            in force, `key_missing`, `statement_incomplete`.
    """
    authorise(actor, Act.STATEMENT_SIGN, organisation)
    organisation_id = found_organisation_id(organisation)
    return signed_once(
        actor,
        Act.STATEMENT_SIGN,
        organisation_owner(organisation),
        lambda: _wanted(issued_in_force(organisation, number)),
        organisation_id=organisation_id,
    )


def sign_issued(actor: Actor, organisation: str, numbers: Sequence[str]) -> int:
    """Sign documents that an organisation just issued, if it has a key; return how many were signed.

    A document is issued whether or not it can be signed: where a key cannot be used now, it is signed later.
    """
    owner = organisation_owner(organisation)
    if not numbers or not has_key(owner, clock.now()):
        return 0
    try:
        desk = signing_desk(owner, clock.now())
    except Refusal:
        return 0
    organisation_id = found_organisation_id(organisation)
    for start in range(0, len(numbers), BATCH_SIZE):
        _sign_batch(actor, desk, organisation_id, numbers[start : start + BATCH_SIZE])
    return len(numbers)


def _sign_batch(actor: Actor, desk: SigningDesk, organisation_id: int, numbers: Sequence[str]) -> None:
    with transaction.atomic():
        lock_ledgers([organisation_id])
        signed = latest_about(organisation_id, StatementKind.COC_DOCUMENT, numbers)
        for stored in document_store.stored_documents(desk.owner.code, numbers):
            if stored.number not in signed and is_in_force(stored.state):
                with suppress(Refusal):  # a text in it that nothing signed may hold
                    sign(actor, Act.STATEMENT_SIGN, desk, _wanted(stored))


def statement_of_document(
    actor: Actor, *, organisation: str, issuer: str, number: str
) -> SignedStatement | None:
    """Return the statement of a document to one of its sides, or None where it is not signed.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `document_unknown`.
    """
    authorise(actor, Act.DOCUMENT_READ, organisation)
    return statement_for_side(
        StatementKind.COC_DOCUMENT, organisation=organisation, issuer=issuer, number=number
    )


def statement_for_side(
    kind: StatementKind, *, organisation: str, issuer: str, number: str
) -> SignedStatement | None:
    """Return the latest statement of a kind about a document, where an organisation is one of its sides."""
    organisation_id = found_organisation_id(organisation)
    stored = document_store.stored_document(issuer, number)
    if stored is None or organisation_id not in {stored.issuer_id, stored.recipient_id}:
        return None
    return latest_about(stored.issuer_id, kind, [number]).get(number)


def issued_in_force(organisation: str, number: str) -> StoredDocument:
    """Return a document that an organisation issued and that is in force.

    Raises:
        Refusal: `document_unknown`, `document_state`.
    """
    stored = document_store.stored_document(organisation, number)
    if stored is None:
        raise Refusal(
            "document_unknown",
            found=f"document “{number}”",
            expected=f"a document that {organisation} issued",
            todo="correct the number; the list of documents, on the command line “casthouse document list”, shows them",
        )
    if not is_in_force(stored.state):
        raise Refusal(
            "document_state",
            found=f"a document that is {stored.state.value}",
            expected="one that is in force to sign it",
            todo="sign the document that is in force",
        )
    return stored


def _wanted(stored: StoredDocument) -> WantedStatement:
    document = read_document(stored.content.encode())
    return WantedStatement(
        kind=StatementKind.COC_DOCUMENT,
        about=stored.number,
        organisation=stored.issuer,
        owner=organisation_owner(stored.issuer),
        name=document.issuer.name,
        link=StatementLink(organisation_id=stored.issuer_id, document_id=stored.identifier),
        subject=document_subject(document, digest=stored.digest),
    )
