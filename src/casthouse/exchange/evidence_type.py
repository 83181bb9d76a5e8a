"""What a file of evidence is, told from its content, and whether it may be kept.

Whoever opens evidence trusts it: an auditor on another machine, years later. So only kinds that show something are
taken (PDF, pictures, XLSX, DOCX, CSV, plain text), none that acts by itself, and none that hides what it is. This is no
virus scanner: it refuses what has no business in evidence. A name says nothing here.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from casthouse.assurance.evidence import EvidenceType
from casthouse.exchange.evidence_archive import office_type
from casthouse.exchange.evidence_pdf import refuse_active_pdf
from casthouse.exchange.evidence_picture import refuse_odd_jpeg, refuse_odd_png
from casthouse.exchange.evidence_refusal import EVIDENCE_BYTES_MAX, hostile
from casthouse.exchange.evidence_text import text_type
from casthouse.refusal import Refusal

_PDF, _PNG, _JPEG, _ZIP = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD_BYTES = 16

_CHECKS: Mapping[bytes, tuple[EvidenceType, Callable[[bytes], None]]] = {
    _PDF: (EvidenceType.PDF, refuse_active_pdf),
    _PNG: (EvidenceType.PNG, refuse_odd_png),
    _JPEG: (EvidenceType.JPEG, refuse_odd_jpeg),
}
_PROGRAMS = {
    b"MZ": "a program for Windows",
    b"\x7fELF": "a program for Linux",
    b"#!": "a script",
    b"\xca\xfe\xba\xbe": "a program",
    b"\xcf\xfa\xed\xfe": "a program for macOS",
}


def evidence_type(path: Path) -> EvidenceType:
    """Return what a file is.

    Raises:
        Refusal: `evidence_too_large`, `evidence_empty`, `evidence_hostile` for what acts or hides something,
            `evidence_type_refused` for every other kind of file.
    """
    size = path.stat().st_size
    if size > EVIDENCE_BYTES_MAX:
        raise Refusal(
            "evidence_too_large",
            found=f"a file of {size:,} bytes",
            expected=f"at most {EVIDENCE_BYTES_MAX:,} bytes",
            todo="send the pages that show it, or a smaller scan",
        )
    if not size:
        raise Refusal(
            "evidence_empty",
            found="a file without content",
            expected="a file that shows something",
            todo="save it again and look inside",
        )
    return _type_of(path)


def _type_of(path: Path) -> EvidenceType:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for magic, what in _PROGRAMS.items():
        if head.startswith(magic):
            raise hostile(what)
    for magic, (kind, refuse_odd) in _CHECKS.items():
        if head.startswith(magic):
            refuse_odd(path.read_bytes())
            return kind
    if head.startswith(_OLD_OFFICE):
        raise Refusal(
            "evidence_type_refused",
            found="a file of an Office before 2007, or one with a password",
            expected="XLSX, DOCX or PDF without a password",
            todo="save it as XLSX, DOCX or PDF",
        )
    if head.startswith(_ZIP):
        return office_type(path)
    return text_type(path.read_bytes())
