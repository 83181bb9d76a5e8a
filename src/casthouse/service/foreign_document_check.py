"""Documents booked from other installations under `casthouse check`: are they what was verified when they came?

Each file is verified anew as of the instant at which it was booked, under the trust bundle of that decision. What its
issuer revoked or corrected since is not asked: it changes nothing in the accounts (between-installations guide).
"""

from collections.abc import Iterator
from hashlib import sha256

from casthouse.exchange.document_json import document_digest
from casthouse.exchange.statement_document import stated_document
from casthouse.exchange.statement_file import read_statement_file
from casthouse.passport.foreign_document import require_believed
from casthouse.passport.trust_bundle import TrustBundle, read_bundle
from casthouse.passport.trusted_installation import own_word
from casthouse.passport.verified_list import ListBook
from casthouse.refusal import Refusal
from casthouse.service.difference import Difference
from casthouse.service.verification import verify_read
from casthouse.storage import foreign_document as store
from casthouse.storage import trusted_installation as trust_store
from casthouse.storage.foreign_document import ForeignDocument

VERIFIED = "a statement that was verified when it was booked"


def foreign_document_differences() -> Iterator[Difference]:
    """Find every statement from elsewhere, and every bundle, that is not what was believed."""
    words: dict[int, TrustBundle] = {}
    for identifier, digest in trust_store.bundle_digests().items():
        content = trust_store.bundle_content(identifier)
        if sha256(content).hexdigest() != digest:
            yield _difference(
                f"trust bundle {identifier}",
                f"changed: SHA-256 {sha256(content).hexdigest()}",
                f"SHA-256 {digest}, as it was believed",
            )
    for kept, number, digest in store.all_foreign():
        try:
            if kept.trust_id not in words:
                words[kept.trust_id] = own_word(read_bundle(trust_store.bundle_content(kept.trust_id)))
            fault = _fault(kept, digest, words[kept.trust_id])
        except Refusal as refusal:
            fault = refusal.text.found
        if fault:
            yield _difference(f"{number} of {kept.issuer}", fault, VERIFIED)


def _fault(kept: ForeignDocument, digest: str, word: TrustBundle) -> str:
    """Return in words what does not fit; blank where all does."""
    if sha256(kept.file).hexdigest() != kept.file_digest:
        return "another file"
    found = read_statement_file(kept.file)
    subject = found.signed.credential.get("credentialSubject") if found.signed else None
    if not isinstance(subject, dict) or document_digest(stated_document(subject)) != digest:
        return "a statement of another document than the one that is booked"
    require_believed(verify_read(found, bundle=word, lists=ListBook(word), at=kept.verified_at))
    return ""


def _difference(subject: str, stored: str, recomputed: str) -> Difference:
    return Difference(what="foreign document", subject=subject, stored=stored, recomputed=recomputed)
