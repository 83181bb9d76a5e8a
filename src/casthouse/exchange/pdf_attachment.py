"""A signed statement inside a PDF: an associated file as PDF/A-3 has them, so that the file carries its own proof.

The statement is the *source* of what the page shows: a reader of PDF files lists it among the attachments, and
`casthouse verify` takes it from there, with the proof that it stands in the log. The same PDF, statement and proof give
the same bytes.
"""

from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, PdfObject, TextStringObject

from casthouse.exchange.statement_file import PROOF_NAME, STATEMENT_NAME

STATEMENT = ("/application/vc", "/Source", "The signed statement of what this page says")
PROOF = ("/text/plain", "/Supplement", "The proof that the statement stands in the log of its installation")
PDF_VERSION = "%PDF-1.7"


def with_statement(pdf: bytes, statement: bytes, *, log_proof: str = "") -> bytes:
    """Return a PDF with a signed statement attached to it, and with the proof that it stands in the log, if any."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.pdf_header = PDF_VERSION
    attached = [
        _attached(writer, STATEMENT_NAME, statement, STATEMENT),
        *([_attached(writer, PROOF_NAME, log_proof.encode(), PROOF)] if log_proof else []),
    ]
    writer.root_object[NameObject("/AF")] = ArrayObject(attached)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _attached(writer: PdfWriter, name: str, content: bytes, meaning: tuple[str, str, str]) -> PdfObject:
    media_type, relationship, description = meaning
    attached = writer.add_attachment(name, content)
    attached.subtype = NameObject(media_type)
    attached.associated_file_relationship = NameObject(relationship)
    attached.description = TextStringObject(description)
    reference = attached.pdf_object.indirect_reference
    assert reference is not None
    return reference
