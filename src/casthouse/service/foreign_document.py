"""A CoC Document that was signed at another installation: from the file to what its recipient may book.

Nothing is asked of the other installation. What is believed is the trust bundle that the secretariat took; what came is
kept as it came, with the answers of all checks, so that anybody can ask again later.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from casthouse.custody.document import CocDocument
from casthouse.custody.document_receipt import Standing
from casthouse.exchange.document_json import read_document
from casthouse.exchange.statement_document import stated_document
from casthouse.exchange.statement_file import StatementFile
from casthouse.passport.canonical import JsonObject
from casthouse.passport.credential import issuer_did
from casthouse.passport.foreign_document import certificate_detail, require_believed
from casthouse.passport.jose import is_token
from casthouse.passport.signature import SignedCredential
from casthouse.passport.statement_kind import StatementKind
from casthouse.passport.verification import Verification
from casthouse.passport.verified_list import ListBook
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.document_standing import IssuerStanding, issuer_standing
from casthouse.service.statement_upload import UPLOAD_BYTES_MAX, upload_too_large
from casthouse.service.trusted_installation import believed_decision, believed_word
from casthouse.service.verification import file_or_refusal, judged, verify_read
from casthouse.standard.standard_name import StandardName
from casthouse.storage import certificate as certificate_store
from casthouse.storage import document as document_store
from casthouse.storage import foreign_document as store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import scope as scope_store
from casthouse.storage.foreign_document import ForeignDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignStatement:
    """A statement from elsewhere that was verified: who signed it, under which decision, and what the checks said."""

    file: bytes
    did: str
    identifier: str
    trust_id: int
    installation: str
    verification: Verification
    verified_at: datetime

    def kept(self, received_id: int, issuer: str) -> ForeignDocument:
        """Return it as it is kept with a booking."""
        return ForeignDocument(
            received_id=received_id,
            trust_id=self.trust_id,
            installation=self.installation,
            issuer=issuer,
            did=self.did,
            statement=self.identifier,
            file=self.file,
            file_digest=sha256(self.file).hexdigest(),
            checks=json.dumps([each.as_json() for each in self.verification.checks]),
            verified_at=self.verified_at,
        )


def foreign_json(kept: ForeignDocument) -> dict[str, Any]:
    """Return the members that say where a document comes from."""
    return {
        "installation": kept.installation,
        "issuer": kept.did,
        "statement": kept.statement,
        "verified_at": kept.verified_at.isoformat(timespec="seconds"),
        "sha256": kept.file_digest,
        "checks": json.loads(kept.checks),
    }


def arrived_document(content: bytes) -> tuple[CocDocument, ForeignStatement | None]:
    """Return the document in a file, with the statement that vouches for it where it was signed elsewhere.

    Raises:
        Refusal: `upload_too_large`; as `read_document`; of a signed statement `statement_unreadable`,
            `statement_not_document`, `document_altered`, and as `believed_word` and `require_believed`.
    """
    if len(content) > UPLOAD_BYTES_MAX:
        raise upload_too_large(len(content))
    found = file_or_refusal(content)
    if isinstance(found, Refusal):
        if content.startswith((b"%PDF", b"PK")) or is_token(content):
            raise found
        return read_document(content), None
    if found.signed is None:
        assert found.document is not None
        return found.document, None
    subject = _subject(found.signed)
    if _is_issued_here(subject):  # and known better than by any statement
        return stated_document(subject), None
    statement = _verified(content, found)
    return stated_document(subject), statement


def _subject(signed: SignedCredential) -> JsonObject:
    kind, mistakes = judged(signed)
    if mistakes:
        raise Refusal(
            "document_altered",
            found=f"schema: {mistakes[0][:300]}",
            expected="a statement exactly as it was signed",
            todo="ask the issuer for the statement as it was signed",
        )
    subject = signed.credential.get("credentialSubject")
    if kind is not StatementKind.COC_DOCUMENT or not isinstance(subject, dict):
        raise Refusal(
            "statement_not_document",
            found=f"a signed {kind.value if kind else 'statement of a kind that is not known'}",
            expected="the signed statement of a CoC Document",
            todo="send the statement of the document; other statements are checked, not booked",
        )
    return subject


def _is_issued_here(subject: JsonObject) -> bool:
    issuer = subject.get("issuer")
    code = issuer.get("code") if isinstance(issuer, dict) else None
    stored = document_store.stored_document(str(code), str(subject.get("number")))
    return stored is not None and stored.digest == subject.get("document_sha256")


def _verified(content: bytes, found: StatementFile) -> ForeignStatement:
    assert found.signed is not None
    credential, at = found.signed.credential, clock.now()
    did = issuer_did(credential)
    word = believed_word(did)
    verification = verify_read(found, bundle=word.bundle, lists=ListBook(word.bundle), at=at)
    require_believed(verification)
    return ForeignStatement(
        file=content,
        did=did,
        identifier=str(credential.get("id")),
        trust_id=word.trust_id,
        installation=word.installation,
        verification=verification,
        verified_at=at,
    )


def still_believed(statement: ForeignStatement) -> ForeignStatement:
    """Return a verified statement as it stands now: what was decided of its installation since counts.

    Raises:
        Refusal: `issuer_untrusted`; as `arrived_document` where another bundle was taken since.
    """
    if believed_decision(statement.did)[0] == statement.trust_id:
        return statement
    found = file_or_refusal(statement.file)
    assert not isinstance(found, Refusal), "it was read before"
    return _verified(statement.file, found)


def require_one_company(recipient_id: int, document: CocDocument, did: str) -> None:
    """Refuse an issuer whose code is somebody else's here: the accounts would take the one for the other.

    Raises:
        Refusal: `issuer_is_other`.
    """
    code = document.issuer.code
    known = organisation_store.organisation(code)
    others = store.dids_of_issuer(recipient_id, code) - {did}
    here = ""
    if known is not None and known.name != document.issuer.name:
        here = f"{code}, which is {known.name} here and {document.issuer.name} there"
    elif document_store.issues_here(code):
        here = f"{code}, which issues its documents on this Casthouse"
    elif others:
        here = f"{code} of {did[:200]}, while earlier documents of {code} were signed as {min(others)[:200]}"
    if here:
        raise Refusal(
            "issuer_is_other",
            found=here,
            expected="a code that means one company in these accounts",
            todo="ask the secretariat which of the two has the code; book the goods as Non-CoC until then; if what was "
            "booked earlier is the wrong one, reverse its receipts",
        )


def foreign_standing(document: CocDocument, statement: ForeignStatement) -> IssuerStanding:
    """Return what the issuer was entitled to on the day of shipment.

    The register decides of whom it has certificates; of others the certificate in the trust bundle does.

    Raises:
        Refusal: `issuer_not_certified`.
    """
    scopes = [each.code for each in scope_store.scopes(organisation=document.issuer.code)]
    held = [each for own in certificate_store.certificates(scopes).values() for each in own] if scopes else []
    if any(each.standard is StandardName.CHAIN_OF_CUSTODY for each in held):
        return issuer_standing(document)
    certified = Standing(holds=True, why=certificate_detail(statement.verification))
    vouched = Standing(holds=True, why=f"vouched for by {statement.installation}")
    return IssuerStanding(certified=certified, performance_certified=vouched, in_scope=vouched)
