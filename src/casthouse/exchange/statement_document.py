"""The CoC Document that a signed statement says, to be booked: the way back from `passport/statement_document.py`."""

import json

from casthouse.custody.document import CocDocument
from casthouse.exchange.document_json import FORMAT, document_digest, read_document
from casthouse.passport.canonical import JsonObject
from casthouse.refusal import Refusal

_NOT_OF_THE_DOCUMENT = frozenset({"id", "type", "document_sha256"})
_NUMBERS = frozenset({"revision", "coc_mass_g", "total_mass_g"})


def stated_document(subject: JsonObject) -> CocDocument:
    """Return the document that a statement says, exactly as its issuer issued it.

    Raises:
        Refusal: `document_unreadable`, `document_incomplete`; `document_altered` where it is not the document whose
            digest stands in the statement.
    """
    members: dict[str, object] = {
        name: _number(value) if name in _NUMBERS else value
        for name, value in subject.items()
        if name not in _NOT_OF_THE_DOCUMENT
    }
    document = read_document(json.dumps(members | {"format": FORMAT}).encode())
    digest = document_digest(document)
    if digest != subject.get("document_sha256"):
        raise Refusal(
            "document_altered",
            found=f"a document with SHA-256 {digest}",
            expected=f"the one whose SHA-256 the statement names, {subject.get('document_sha256')!s:.64}",
            todo="ask the issuer for the statement as it was signed",
        )
    return document


def _number(value: object) -> object:
    """Return a whole number that is written as text; anything else as it is, for the reader to refuse."""
    is_number = (
        isinstance(value, str) and value.isascii() and value.isdigit() and str(int(value[:20])) == value
    )
    return int(value) if is_number and isinstance(value, str) else value
