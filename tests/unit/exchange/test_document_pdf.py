"""The printed document: reproducible, complete, several in one file."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader

from casthouse.custody.document import OtherStatement
from casthouse.custody.document_state import DocumentRecord, DocumentState
from casthouse.exchange.document_pdf import MASS_BALANCE_NOTE, documents_pdf
from tests.unit.exchange.document_samples import BEYOND_LATIN, FULL, PLAIN

RECORDS = [DocumentRecord(document=document) for document in (PLAIN, FULL, BEYOND_LATIN)]
SCRIPT = """
from hashlib import sha256
from tests.unit.exchange.test_document_pdf import RECORDS, documents_pdf
print(sha256(documents_pdf(RECORDS)).hexdigest())
"""


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def test_the_same_documents_are_the_same_bytes_in_every_process() -> None:
    run = subprocess.run(  # another process has another hash seed
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == sha256(documents_pdf(RECORDS)).hexdigest()


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Let threads take turns after a few instructions, so that what they share is seen."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty_threads")
def test_documents_printed_at_the_same_time_do_not_disturb_each_other() -> None:
    accented = "".join(map(chr, range(0xC0, 0x180)))  # letters composed of others, read from one shared face
    record = DocumentRecord(document=replace(PLAIN, responsible=accented))
    alone = documents_pdf([record])
    with ThreadPoolExecutor(max_workers=6) as pool:
        together = list(pool.map(lambda _: documents_pdf([record]), range(24)))
    assert together == [alone] * 24


def test_each_document_begins_on_its_own_page() -> None:
    texts = pages(documents_pdf(RECORDS))
    assert [record.document.number in text for record, text in zip(RECORDS, texts, strict=True)] == [True] * 3
    assert all("page 1 of 1" in text for text in texts)


def test_no_share_of_the_shipment_is_printed() -> None:
    text = pages(documents_pdf(RECORDS[:1]))[0]
    assert "%" not in text
    assert MASS_BALANCE_NOTE.split(".")[1].strip()[:60] in text.replace("\n", " ")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (DocumentState.ISSUED, None),
        (DocumentState.ACCEPTED, None),
        (DocumentState.DISPUTED, "DISPUTED BY THE RECIPIENT"),
        (DocumentState.CORRECTED, "SUPERSEDED, NO LONGER IN FORCE"),
        (DocumentState.CANCELLED, "CANCELLED, NO LONGER IN FORCE"),
    ],
)
def test_a_document_says_what_became_of_it(state: DocumentState, words: str | None) -> None:
    text = pages(documents_pdf([DocumentRecord(document=PLAIN, state=state, reason="Because.")]))[0]
    assert ("Because." in text) is (words is not None)
    assert words is None or words in text


def test_a_document_that_says_much_goes_on_and_counts_its_pages() -> None:
    other = tuple(OtherStatement(name=f"Datum {n}", value="v " * 80, evidence=f"file {n}") for n in range(40))
    texts = pages(documents_pdf([DocumentRecord(document=replace(PLAIN, other=other))]))
    assert len(texts) > 1
    assert [f"page {n} of {len(texts)}" in text for n, text in enumerate(texts, start=1)] == [True] * len(
        texts
    )
    assert all(f"Datum {n}" in "".join(texts) for n in range(40))


def test_faces_are_embedded() -> None:
    page = PdfReader(BytesIO(documents_pdf(RECORDS[:1]))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    used = [font for font in fonts if "SourceSansPro" in font["/BaseFont"]]
    assert used
    assert all("/FontFile2" in font["/FontDescriptor"] for font in used)
