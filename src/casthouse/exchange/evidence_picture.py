"""Pictures as evidence: whole, and with nothing else hanging behind them."""

from casthouse.exchange.evidence_refusal import hostile
from casthouse.refusal import Refusal

_CHUNK_FRAME = 12  # length, kind and checksum of a PNG chunk
_PNG_HEAD = 8
_SIDE_MAX = 30_000
_TRAIL_MAX = 64  # some cameras pad a JPEG


def refuse_odd_png(content: bytes) -> None:
    """Let a PNG pass that is chunks from head to end.

    Raises:
        Refusal: `evidence_damaged`, `evidence_hostile`.
    """
    at, kind = _PNG_HEAD, b""
    while kind != b"IEND":
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if at + _CHUNK_FRAME + length > len(content):
            raise _damaged("a PNG that is cut short")
        if at == _PNG_HEAD and kind != b"IHDR":
            raise _damaged("a PNG without its head")
        if kind == b"IHDR":
            _refuse_huge(content[at + 8 : at + 16])
        at += _CHUNK_FRAME + length
    if at < len(content):
        raise hostile("a picture with something else behind it")


def _refuse_huge(sides: bytes) -> None:
    width, height = int.from_bytes(sides[:4]), int.from_bytes(sides[4:])
    if not (0 < width <= _SIDE_MAX and 0 < height <= _SIDE_MAX):
        raise hostile(f"a picture of {width:,} × {height:,} points")


def refuse_odd_jpeg(content: bytes) -> None:
    """Let a JPEG pass that ends as one.

    Raises:
        Refusal: `evidence_damaged`, `evidence_hostile`.
    """
    end = content.rfind(b"\xff\xd9")
    if end < 0:
        raise _damaged("a JPEG that is cut short")
    if len(content) - end - 2 > _TRAIL_MAX:
        raise hostile("a picture with something else behind it")


def _damaged(found: str) -> Exception:
    return Refusal(
        "evidence_damaged", found=found, expected="a whole file", todo="save or copy it again and send that"
    )
