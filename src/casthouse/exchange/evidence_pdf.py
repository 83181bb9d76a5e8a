"""PDF as evidence: refused when it acts (scripts, programs to launch, forms that send) or carries other files.

Names are looked for in the whole file with their escapes undone (`/J#61vaScript` is `/JavaScript`), and in the object
streams, which are unpacked within bounds. A file with a password cannot be looked into and is refused. Plain links and
the page to begin with are harmless and stay.
"""

import re
import zlib

from casthouse.exchange.evidence_refusal import MIB, hostile

ACTIVE_NAMES = {
    b"/JavaScript": "a PDF with a script",
    b"/Launch": "a PDF that starts programs",
    b"/EmbeddedFile": "a PDF with another file inside",
    b"/RichMedia": "a PDF with a player inside",
    b"/XFA": "a PDF form of the kind that runs scripts",
    b"/SubmitForm": "a PDF form that sends what is typed",
    b"/ImportData": "a PDF that reads other files",
    b"/GoToE": "a PDF that opens a file inside",
    b"/Encrypt": "a PDF with a password or rights",
}
UNPACKED_MAX = 64 * MIB
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"\bobj\b((?:(?!\bendobj\b|\bstream\b).){0,4000})\bstream\r?\n", re.DOTALL)
_NAME_ENDS = rb"(?![A-Za-z0-9#])"


def refuse_active_pdf(content: bytes) -> None:
    """Let a PDF pass that only shows pages.

    Raises:
        Refusal: `evidence_hostile`.
    """
    if b"%%EOF" not in content[-2048:]:
        raise hostile("a PDF that does not end as one: it is cut short, or something hangs behind it")
    _refuse_names(content)
    left = UNPACKED_MAX
    for match in _STREAM.finditer(content):
        head = _unescaped(match[1])
        if b"/ObjStm" in head:
            unpacked = _unpacked(head, content[match.end() :], left)
            left -= len(unpacked)
            _refuse_names(unpacked)


def _unescaped(content: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), content) if b"#" in content else content


def _refuse_names(content: bytes) -> None:
    plain = _unescaped(content)
    for name, what in ACTIVE_NAMES.items():
        if name in plain and re.search(re.escape(name) + _NAME_ENDS, plain):
            raise hostile(what)


def _unpacked(head: bytes, rest: bytes, left: int) -> bytes:
    """Return the objects in a stream; packed in any other way than the usual one it cannot be looked into."""
    filters = re.findall(rb"/(?:[A-Za-z0-9]+Decode|Crypt)\b", head)
    if not filters:
        return rest[: rest.find(b"endstream")]
    if filters != [b"/FlateDecode"]:
        raise hostile("a PDF whose objects are packed in an unusual way")
    try:
        unpacked = zlib.decompressobj().decompress(rest, left)
    except zlib.error:
        raise hostile("a PDF with objects that cannot be read") from None
    if len(unpacked) >= left:
        raise hostile("a PDF that unpacks beyond measure")
    return unpacked
