"""How a file of evidence is refused."""

from casthouse.refusal import Refusal

MIB = 1 << 20
EVIDENCE_BYTES_MAX = 25 * MIB


def hostile(found: str) -> Refusal:
    """Return the refusal of a file that acts by itself or hides what it is."""
    return Refusal(
        "evidence_hostile",
        found=found,
        expected="a file that only shows something",
        todo="print it to PDF or save it without active parts, and send that",
    )


def type_refused(found: str) -> Refusal:
    """Return the refusal of a kind of file that is not kept."""
    return Refusal(
        "evidence_type_refused",
        found=found,
        expected="PDF, PNG, JPEG, XLSX, DOCX, CSV or plain text in UTF-8",
        todo="save it as one of these, PDF being the usual one",
    )
