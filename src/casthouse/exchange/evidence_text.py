"""Text as evidence: CSV or plain text in UTF-8, no web page, no script, no formula that a spreadsheet would run."""

import re

from casthouse.assurance.evidence import EvidenceType
from casthouse.exchange.evidence_refusal import hostile, type_refused

_MARKUP = re.compile(
    r"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|\?xml|\?php|%)", re.IGNORECASE
)
_FORMULA = re.compile(r"^[\"']?[=+@\-][^,;\t\n]*?(\||[A-Za-z][A-Za-z0-9_.]*\()")
_DELIMITERS = ",;\t"
_LINES_LOOKED_AT = 50
_SIGNS = "\n\r\t\f"


def text_type(content: bytes) -> EvidenceType:
    """Return CSV where the lines have the same columns, else plain text.

    Raises:
        Refusal: `evidence_type_refused` for what is no text, `evidence_hostile` for a web page, a script or formulas.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise type_refused("a file of another kind, or text that is not UTF-8") from None
    if any(not (sign.isprintable() or sign in _SIGNS) for sign in text):
        raise type_refused("a file of another kind, with signs that no text has")
    if _MARKUP.search(text):
        raise hostile("a web page, a drawing or a script as text")
    delimiter = _delimiter(text)
    if delimiter is None:
        return EvidenceType.TEXT
    if any(_FORMULA.match(field.strip()) for line in text.splitlines() for field in line.split(delimiter)):
        raise hostile("a table with a formula that a spreadsheet would run")
    return EvidenceType.CSV


def _delimiter(text: str) -> str | None:
    """Return the sign that parts each of the first lines into the same number of fields, or None."""
    lines = [line for line in text.splitlines() if line.strip()][:_LINES_LOOKED_AT]
    for sign in _DELIMITERS:
        if len(lines) > 1 and lines[0].count(sign) and len({line.count(sign) for line in lines}) == 1:
            return sign
    return None
