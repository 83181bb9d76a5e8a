"""Files that are to be verified, as strangers send them: what is read, and what is refused in bounded memory."""

import json
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from casthouse.custody.document_state import DocumentRecord
from casthouse.exchange.document_json import document_digest, document_json
from casthouse.exchange.document_pdf import documents_pdf
from casthouse.exchange.pdf_attachment import with_statement
from casthouse.exchange.statement_archive import statement_archive
from casthouse.exchange.statement_file import (
    BESIDE,
    BESIDE_BYTES_MAX,
    BESIDE_MAX,
    MEMBERS_MAX,
    PROOF_NAME,
    STATEMENT_NAME,
    read_statement_file,
)
from casthouse.passport.canonical import BYTES_MAX, canonical
from casthouse.passport.jose import token
from casthouse.refusal import Refusal
from tests.unit.exchange.document_samples import PLAIN
from tests.unit.passport.statement_world import (
    AT,
    RHEIN,
    SIGNERS,
    document_credential,
    method,
    signed_document,
)
from tests.unit.refusing import refused

CONTENT = canonical(signed_document())
TOKEN = token(document_credential(), signer=SIGNERS[RHEIN], method=method(RHEIN), created=AT)
ADDRESS = {("RHEIN", PLAIN.number): "https://casthouse.example/check/7w3kq2"}
PAPER = documents_pdf([DocumentRecord(document=PLAIN)], addresses=ADDRESS)


def archive(*files: tuple[str, bytes], packing: int = ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", packing) as made:
        for name, content in files:
            made.writestr(name, content)
    return target.getvalue()


def pdf_with(*attachments: tuple[str, bytes], filter_name: str = "", password: str = "") -> bytes:
    writer, target = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    for name, content in attachments:
        made = writer.add_attachment(name, content)
        if filter_name:
            made._embedded_file[NameObject("/Filter")] = NameObject(filter_name)  # noqa: SLF001 - no reader offers it
    if password:
        writer.encrypt("", owner_password=password, algorithm="RC4-128")
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        CONTENT,
        json.dumps(signed_document(), indent=2).encode(),
        TOKEN.encode(),
        f"{TOKEN}\n".encode(),
        json.dumps(
            {"type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{TOKEN}"}
        ).encode(),
        with_statement(PAPER, CONTENT),
        statement_archive(CONTENT.decode(), TOKEN, beside=[CONTENT.decode()], log_proof="c2sp.org"),
        archive(("statement.jwt", TOKEN.encode())),
    ],
    ids=["json", "indented", "token", "line", "enveloped", "pdf", "archive", "archived token"],
)
def test_every_form_says_the_same(content: bytes) -> None:
    found = read_statement_file(content)
    assert found.signed is not None
    assert found.signed.credential == document_credential()
    assert found.signed.method == method(RHEIN)


def test_an_archive_brings_what_the_statement_rests_on() -> None:
    found = read_statement_file(
        statement_archive(CONTENT.decode(), TOKEN, beside=[CONTENT.decode()], log_proof="x")
    )
    assert [each.credential for each in found.beside] == [document_credential()]
    assert found.log_proof == b"x"


def test_an_archive_that_is_made_here_can_be_read_however_much_the_statement_rests_on() -> None:
    texts = [" " * BESIDE_BYTES_MAX + CONTENT.decode(), *[CONTENT.decode()] * (BESIDE_MAX + 1)]
    found = read_statement_file(statement_archive(CONTENT.decode(), TOKEN, beside=texts))
    assert len(found.beside) == BESIDE_MAX


def test_an_unsigned_document_is_read_with_its_digest() -> None:
    found = read_statement_file(document_json(PLAIN))
    assert (found.signed, found.document, found.digest) == (None, PLAIN, document_digest(PLAIN))


def test_the_paper_says_where_it_is_checked_and_the_same_statement_gives_the_same_file() -> None:

    signed = with_statement(PAPER, CONTENT)
    assert signed == with_statement(PAPER, CONTENT)
    reader = PdfReader(BytesIO(signed))
    assert ADDRESS["RHEIN", PLAIN.number] in "".join(page.extract_text() for page in reader.pages)
    (attached,) = reader.attachment_list
    assert (attached.name, attached.content) == (STATEMENT_NAME, CONTENT)
    assert attached.associated_file_relationship == "/Source"
    assert reader.pdf_header == "%PDF-1.7"


def test_the_paper_carries_the_proof_of_the_log_beside_its_statement() -> None:
    found = read_statement_file(with_statement(PAPER, CONTENT, log_proof="told by the log"))
    assert (found.log_proof, found.statement_digest) == (b"told by the log", sha256(CONTENT).digest())
    assert read_statement_file(with_statement(PAPER, CONTENT)).log_proof == b""


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PAPER, "a PDF with 0 statements"),
        (pdf_with((STATEMENT_NAME, CONTENT), (STATEMENT_NAME, CONTENT)), "a PDF with 2 statements"),
        (pdf_with((STATEMENT_NAME, CONTENT), ("statement.jwt", TOKEN.encode())), "a PDF with 2 statements"),
        (pdf_with((STATEMENT_NAME, PAPER)), "that is no statement"),
        (pdf_with((STATEMENT_NAME, archive((STATEMENT_NAME, CONTENT)))), "that is no statement"),
        (pdf_with((STATEMENT_NAME, CONTENT), (PROOF_NAME, b"1"), (PROOF_NAME, b"2")), "a PDF with 2 proofs"),
        (with_statement(PAPER, CONTENT)[:-600], "a PDF"),
        (
            pdf_with((STATEMENT_NAME, CONTENT), filter_name="/FooDecode"),
            "cannot be read: NotImplementedError",
        ),
        (pdf_with((STATEMENT_NAME, CONTENT), filter_name="/JBIG2Decode"), "a PDF that cannot be read"),
        (pdf_with((STATEMENT_NAME, CONTENT), password="owner"), "an encrypted PDF"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04", "an archive that cannot be read"),
        (archive(("other.json", CONTENT)), "an archive without a statement"),
        (archive((STATEMENT_NAME, b"[" * 100)), "more than 24 levels"),
        (archive((STATEMENT_NAME, CONTENT), ("bomb", bytes(BYTES_MAX + 1))), "bomb of more than"),
        (
            archive((STATEMENT_NAME, CONTENT), *((f"{n}", bytes(BYTES_MAX)) for n in range(2))),
            "bytes unpacked",
        ),
        (
            archive((STATEMENT_NAME, CONTENT), (f"{BESIDE}1.json", b" " * BESIDE_BYTES_MAX + CONTENT)),
            f"beside/1.json of more than {BESIDE_BYTES_MAX} bytes",
        ),
        (
            archive((STATEMENT_NAME, CONTENT), *((f"{BESIDE}{n}", CONTENT) for n in range(BESIDE_MAX + 1))),
            "an archive with 9 files in beside/",
        ),
        (archive((STATEMENT_NAME, CONTENT), packing=ZIP_BZIP2), "packed in a rare way"),
        (
            archive((STATEMENT_NAME, CONTENT), *((f"{n}", b"") for n in range(MEMBERS_MAX))),
            "an archive of 65 files",
        ),
        (archive((STATEMENT_NAME, CONTENT), (f"{BESIDE}1.json", b'{"a": 1, "a": 2}')), "member 'a' twice"),
        (b" " * (33 * 1024 * 1024), "34603008 bytes"),
        (b'{"type": "EnvelopedVerifiableCredential", "id": "https://else.example"}', "id 'https://else"),
        (b"null", "a JSON NoneType"),
    ],
)
def test_what_is_no_statement_is_refused(content: bytes, found: str) -> None:
    with refused("statement_unreadable", found=found):
        read_statement_file(content)


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = archive((STATEMENT_NAME, CONTENT), (STATEMENT_NAME, b"{}"))
    with refused("statement_unreadable", found="an archive of 2 files"):
        read_statement_file(twice)


@given(st.sampled_from([CONTENT, TOKEN.encode(), with_statement(PAPER, CONTENT)]), st.data())
def test_whatever_is_broken_is_refused_and_never_crashes(content: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(content)))
    broken = (
        content[:start] + data.draw(st.binary(max_size=8)) + content[start + data.draw(st.integers(0, 8)) :]
    )
    try:
        read_statement_file(broken)
    except Refusal as refusal:
        assert refusal.code  # noqa: PT017 - anything but a refusal fails
