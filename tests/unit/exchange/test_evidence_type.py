"""A museum of files that come as evidence: what is kept, and what is refused with its reason."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from casthouse.assurance.evidence import EvidenceType, clean_name
from casthouse.exchange.evidence_refusal import EVIDENCE_BYTES_MAX
from casthouse.exchange.evidence_type import evidence_type
from casthouse.refusal import Refusal

OFFICE = "application/vnd.openxmlformats-officedocument"
SHEET, WORD = f"{OFFICE}.spreadsheetml.sheet.main+xml", f"{OFFICE}.wordprocessingml.document.main+xml"
MACRO_SHEET = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(inside: str = "", stream: bytes = b"", filters: str = "/FlateDecode") -> bytes:
    objects = f"1 0 obj\n<< /Type /Catalog {inside} >>\nendobj\n".encode()
    if stream:
        objects += f"2 0 obj\n<< /Type /ObjStm /Filter {filters} /N 1 >>\nstream\n".encode()
        objects += stream + b"\nendstream\nendobj\n"
    return b"%PDF-1.7\n" + objects + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def png(width: int = 2, behind: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, 2, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"") + behind


def office(main: str = SHEET, parts: dict[str, str | bytes] | None = None, relation: str = "") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/m.xml" ContentType="{main}"/></Types>'
        )
        archive.writestr("_rels/.rels", f"<Relationships>{relation}</Relationships>")
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def outside(kind: str) -> str:
    return f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="//host/x" TargetMode="External"/>'


KEPT = {
    "a plain PDF": (pdf(), EvidenceType.PDF),
    "a PDF with links and a first page": (pdf("/OpenAction [3 0 R /Fit] /URI (x)"), EvidenceType.PDF),
    "a PDF with packed objects": (pdf(stream=zlib.compress(b"<< /Type /Page >>")), EvidenceType.PDF),
    "a picture": (png(), EvidenceType.PNG),
    "a photo": (b"\xff\xd8\xff\xe0JFIF..\xff\xd9", EvidenceType.JPEG),
    "a workbook": (office(), EvidenceType.XLSX),
    "a document with a link": (office(WORD, relation=outside("hyperlink")), EvidenceType.DOCX),
    "a table": (b"site;t\nA;-12.5\nB;3\n", EvidenceType.CSV),
    "a note": ("Gespräch am 3. März, ohne Befund.\n".encode(), EvidenceType.TEXT),
}
REFUSED = {
    "an empty file": (b"", "evidence_empty"),
    "a PDF with a script": (pdf("/AA << /O << /S /JavaScript /JS (x) >> >>"), "evidence_hostile"),
    "a PDF with a hidden script": (pdf("/S /J#61vaScr#69pt"), "evidence_hostile"),
    "a PDF with a packed script": (pdf(stream=zlib.compress(b"<< /S /JavaScript >>")), "evidence_hostile"),
    "a PDF with a doubly packed one": (
        pdf(stream=b"78", filters="[/ASCIIHexDecode /FlateDecode]"),
        "evidence_hostile",
    ),
    "a PDF with objects nobody can read": (pdf(stream=b"nonsense"), "evidence_hostile"),
    "a PDF that starts a program": (pdf("/S /Launch /F (cmd.exe)"), "evidence_hostile"),
    "a PDF with a file inside": (pdf("/EmbeddedFile 3 0 R"), "evidence_hostile"),
    "a PDF with a password": (pdf("/Encrypt 9 0 R"), "evidence_hostile"),
    "a PDF that is a bomb": (pdf(stream=zlib.compress(bytes(70 << 20))), "evidence_hostile"),
    "a PDF cut short": (pdf()[:-20], "evidence_hostile"),
    "a PDF with an archive behind it": (pdf() + bytes(4096) + office(), "evidence_hostile"),
    "a picture with an archive behind it": (png(behind=office()), "evidence_hostile"),
    "a picture beyond measure": (png(width=1 << 20), "evidence_hostile"),
    "a picture cut short": (png()[:20], "evidence_damaged"),
    "a photo cut short": (b"\xff\xd8\xff\xe0JFIF", "evidence_damaged"),
    "a photo with a page behind it": (
        b"\xff\xd8\xff\xe0\xff\xd9" + b"<script>" * 20,
        "evidence_hostile",
    ),
    "a workbook with macros": (office(parts={"xl/vbaProject.bin": "x"}), "evidence_hostile"),
    "a workbook that says it has macros": (office(MACRO_SHEET), "evidence_hostile"),
    "a document with a program inside": (
        office(WORD, parts={"word/embeddings/oleObject1.bin": "x"}),
        "evidence_hostile",
    ),
    "a document with a template elsewhere": (
        office(WORD, relation=outside("attachedTemplate")),
        "evidence_hostile",
    ),
    "a document with a picture elsewhere": (office(WORD, relation=outside("image")), "evidence_hostile"),
    "a workbook that is a bomb": (office(parts={"xl/a.xml": bytes(64 << 20)}), "file_too_large"),
    "a workbook of many parts": (office(parts={f"{n}.xml": "" for n in range(5_001)}), "file_too_large"),
    "a workbook without its directory": (
        office().replace(b"PK\x05\x06", b"PK\x05\x07"),
        "file_unreadable",
    ),
    "an archive": (b"PK\x05\x06" + bytes(18), "evidence_type_refused"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "evidence_type_refused"),
    "a program": (b"MZ\x90\x00" + bytes(100), "evidence_hostile"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "evidence_hostile"),
    "a web page": (b"<!DOCTYPE html><html></html>", "evidence_hostile"),
    "a drawing with a script": (b"<svg onload='x'></svg>", "evidence_hostile"),
    "a table with a command": (b"a,b\n=cmd|' /C calc'!A0,1\n", "evidence_hostile"),
    "a table with a call": (b'a,b\n1,=HYPERLINK("x")\n', "evidence_hostile"),
    "a film": (b"\x00\x00\x00\x18ftypmp42", "evidence_type_refused"),
    "text in another encoding": ("Größe".encode("latin-1"), "evidence_type_refused"),
    "a picture that calls itself text": (b"GIF89a\x01\x00", "evidence_type_refused"),
}


def written(folder: Path, content: bytes) -> Path:
    path = folder / "anything.pdf"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", KEPT)
def test_kept(name: str, tmp_path: Path) -> None:
    content, kind = KEPT[name]
    assert evidence_type(written(tmp_path, content)) is kind


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    content, code = REFUSED[name]
    with pytest.raises(Refusal) as refused:
        evidence_type(written(tmp_path, content))
    assert refused.value.code == code
    assert refused.value.text.found
    assert refused.value.text.todo


def test_a_part_of_two_names_is_refused(tmp_path: Path) -> None:
    content = office(parts={"xl/A.xml": "1", "xl/a.XML": "2"})
    with pytest.raises(Refusal, match="two parts of one name"):
        evidence_type(written(tmp_path, content))


def test_a_document_type_in_a_part_is_refused(tmp_path: Path) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a "b">]><Relationships>&a;</Relationships>'
    content = office(parts={"word/_rels/d.xml.rels": entity})
    with pytest.raises(Refusal, match="document type"):
        evidence_type(written(tmp_path, content))


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.truncate(EVIDENCE_BYTES_MAX + 1)
    with pytest.raises(Refusal) as refused:
        evidence_type(path)
    assert refused.value.code == "evidence_too_large"


@pytest.mark.parametrize(
    ("given", "kind", "cleaned"),
    [
        ("policy.pdf", EvidenceType.PDF, "policy.pdf"),
        ("C:\\temp\\Policy.PDF", EvidenceType.PDF, "Policy.pdf"),
        ("../../etc/passwd", EvidenceType.TEXT, "passwd.txt"),
        ("photo.exe", EvidenceType.PNG, "photo.exe.png"),
        ("photo.jpeg", EvidenceType.JPEG, "photo.jpeg"),
        ('a"; filename="x.exe', EvidenceType.CSV, "a_ filename_x.exe.csv"),
        ("", EvidenceType.PDF, "file.pdf"),
        (".htaccess", EvidenceType.TEXT, "htaccess.txt"),
        ("Prüfbericht 2026.docx", EvidenceType.DOCX, "Prüfbericht 2026.docx"),
        ("a\u202egnp.exe", EvidenceType.PNG, "a_gnp.exe.png"),
        ("x" * 300 + ".pdf", EvidenceType.PDF, "x" * 116 + ".pdf"),
    ],
)
def test_names_are_cleaned(given: str, kind: EvidenceType, cleaned: str) -> None:
    assert clean_name(given, kind) == cleaned
