"""CoC Documents on paper with their proof: a code that leads to the public page, and the statement as an attachment."""

import json
from collections.abc import Sequence

from casthouse.custody.document_state import DocumentRecord
from casthouse.exchange.document_json import document_digest
from casthouse.exchange.document_pdf import documents_pdf
from casthouse.exchange.pdf_attachment import with_statement
from casthouse.passport.signed_statement import SignedStatement
from casthouse.service.digital_link import paper_addresses
from casthouse.service.statement_entry import entry_proofs
from casthouse.storage import signed_statement as store

Key = tuple[str, str]


def signed_pdf(records: Sequence[DocumentRecord]) -> bytes:
    """Return documents as one PDF; a single one that is signed carries its statement and the proof of the log."""
    signed = _statements(records)
    addresses = paper_addresses({key: (each.organisation, each.identifier) for key, each in signed.items()})
    pdf = documents_pdf(records, addresses=addresses)
    if len(records) > 1 or not signed:
        return pdf
    (statement,) = signed.values()
    proof = entry_proofs([statement]).get(statement.identifier, "")
    return with_statement(pdf, statement.content.encode(), log_proof=proof)


def _statements(records: Sequence[DocumentRecord]) -> dict[Key, SignedStatement]:
    """Return the statements of documents by issuer and number; only those that say what the document says."""
    documents = [record.document for record in records]
    found = store.statements_of_documents(
        sorted({each.issuer.code for each in documents}), [each.number for each in documents]
    )
    by_key = {(each.organisation, each.about): each for each in found}
    return {
        key: statement
        for each in documents
        if (statement := by_key.get(key := (each.issuer.code, each.number)))
        and json.loads(statement.content)["credentialSubject"]["document_sha256"] == document_digest(each)
    }
