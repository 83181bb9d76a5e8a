"""A signed statement inside a PDF: an associated file as PDF/A-3 has them, so that the file carries its own proof.

The statement is the *source* of what the page shows: a reader of PDF files lists it among the attachments, and
`casthouse verify` takes it from there. The same PDF and statement give the same bytes.
"""

from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, TextStringObject

from casthouse.exchange.statement_file import STATEMENT_NAME

MEDIA_TYPE = "/application/vc"
PDF_VERSION = "%PDF-1.7"


def with_statement(pdf: bytes, statement: bytes) -> bytes:
    """Return a PDF with a signed statement attached to it."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.pdf_header = PDF_VERSION
    attached = writer.add_attachment(STATEMENT_NAME, statement)
    attached.subtype = NameObject(MEDIA_TYPE)
    attached.associated_file_relationship = NameObject("/Source")
    attached.description = TextStringObject("The signed statement of what this page says")
    writer.root_object[NameObject("/AF")] = ArrayObject([attached.pdf_object.indirect_reference])
    target = BytesIO()
    writer.write(target)
    return target.getvalue()
