"""The signed passport of a delivery: custody, provenance as it is disclosed, and the figures of its CoC Document.

It rests on the CoC Document of the shipment and is revoked with it. What organisations disclose is asked as an
outsider, also of the seller: nobody learns from a passport more than its trace shows to others.
"""

from casthouse.custody.document_state import is_in_force
from casthouse.exchange.document_json import read_document
from casthouse.passport.key_owner import organisation_owner
from casthouse.passport.sd_jwt import ORIGINS_MAX
from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.statement_delivery import delivery_subject
from casthouse.passport.statement_kind import StatementKind
from casthouse.provenance.disclosed_trace import SeenOrigin, seen_origins
from casthouse.refusal import Refusal
from casthouse.service.disclosure import parties_seen_by
from casthouse.service.document_statement import issued_in_force, statement_for_side
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import VISITOR, Act, Actor, authorise
from casthouse.service.signed_statement import WantedStatement, signed_once
from casthouse.service.trace import trace_parts
from casthouse.storage.document import StoredDocument
from casthouse.storage.signed_statement import StatementLink

NOT_TRACED = frozenset({"trace_unknown", "trace_without_lot"})


def sign_delivery(actor: Actor, *, organisation: str, number: str) -> SignedStatement:
    """Sign the passport of the delivery of a CoC Document; once signed, return it as long as it says the same.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `document_unknown`, `document_state`, `key_missing`,
            `statement_incomplete`.
    """
    authorise(actor, Act.STATEMENT_SIGN, organisation)
    organisation_id = found_organisation_id(organisation)
    return signed_once(
        actor,
        Act.STATEMENT_SIGN,
        organisation_owner(organisation),
        lambda: _wanted(actor, issued_in_force(organisation, number)),
        organisation_id=organisation_id,
    )


def statement_of_delivery(
    actor: Actor, *, organisation: str, issuer: str, number: str
) -> SignedStatement | None:
    """Return the passport of the delivery of a document to one of its sides, or None where none is signed.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`.
    """
    authorise(actor, Act.DOCUMENT_READ, organisation)
    return statement_for_side(StatementKind.DELIVERY, organisation=organisation, issuer=issuer, number=number)


def _wanted(actor: Actor, stored: StoredDocument) -> WantedStatement:
    assert is_in_force(stored.state)
    document = read_document(stored.content.encode())
    traced_g, origins = _origins(actor, stored)
    return WantedStatement(
        kind=StatementKind.DELIVERY,
        about=stored.number,
        organisation=stored.issuer,
        owner=organisation_owner(stored.issuer),
        name=document.issuer.name,
        link=StatementLink(organisation_id=stored.issuer_id, document_id=stored.identifier),
        subject=delivery_subject(document, digest=stored.digest, origins=origins, traced_g=traced_g),
        is_hideable=len(origins) <= ORIGINS_MAX,
    )


def _origins(actor: Actor, stored: StoredDocument) -> tuple[int, tuple[SeenOrigin, ...]]:
    """Return the traced mass of a shipment and its origins as outsiders see them; nothing where no lot is on record.

    It is asked for by the document: a lot may be called as the shipment is, and be more than was delivered.
    """
    try:
        parts = trace_parts(actor, organisation=stored.issuer, reference=stored.number)
    except Refusal as refusal:
        if refusal.code in NOT_TRACED:
            return 0, ()
        raise
    parties = parties_seen_by(VISITOR, {each.origin.organisation for each in parts.physical.origins})
    return parts.trace.subject.mass_g, seen_origins(parts.physical.origins, parties)
