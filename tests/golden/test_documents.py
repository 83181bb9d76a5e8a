"""Golden files of CoC Documents: JSON, PDF and list."""

from io import BytesIO

import pytest

from casthouse.custody.document import CocDocument
from casthouse.custody.document_state import DocumentRecord, DocumentState
from casthouse.exchange.document_json import document_digest, document_json, read_document
from casthouse.exchange.document_pdf import documents_pdf
from casthouse.exchange.document_xlsx import write_documents
from tests.golden.golden import FILES, matches_golden
from tests.golden.seen import pdf_text, xlsx_text
from tests.unit.exchange.document_samples import BEYOND_LATIN, FULL, PLAIN

DOCUMENTS = {"plain": PLAIN, "full": FULL, "beyond-latin": BEYOND_LATIN}
REPLACED = DocumentRecord(
    document=PLAIN,
    state=DocumentState.CORRECTED,
    superseded_by=FULL.number,
    reason="Weighbridge ticket 4471 was read wrongly; the mass is 499.5 kg lower.",
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_json(name: str) -> None:
    assert matches_golden(f"document-{name}.json", document_json(DOCUMENTS[name]).decode())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_written_by_this_version_stay_readable(name: str) -> None:
    assert read_document((FILES / f"document-{name}.json").read_bytes()) == DOCUMENTS[name]


@pytest.mark.parametrize("document", [PLAIN, FULL], ids=["plain", "full"])
def test_document_pdf(document: CocDocument) -> None:
    text = pdf_text(documents_pdf([DocumentRecord(document=document)]))
    assert document_digest(document) in text
    assert matches_golden(f"document-{'plain' if document is PLAIN else 'full'}.pdf.txt", text)


@pytest.mark.parametrize(
    "record",
    [
        REPLACED,
        DocumentRecord(document=PLAIN, state=DocumentState.CANCELLED, reason="The goods came back."),
        DocumentRecord(document=PLAIN, state=DocumentState.DISPUTED, reason="0.4 t less on our bridge."),
    ],
    ids=lambda record: record.state.value,
)
def test_document_pdf_of_other_states(record: DocumentRecord) -> None:
    text = pdf_text(documents_pdf([record]))
    assert matches_golden(f"document-{record.state.value}.pdf.txt", text)


def test_document_list() -> None:
    target = BytesIO()
    write_documents(target, [DocumentRecord(document=FULL), REPLACED, DocumentRecord(document=BEYOND_LATIN)])
    assert matches_golden("documents.xlsx.txt", xlsx_text(target.getvalue()))
