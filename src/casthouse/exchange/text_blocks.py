"""A text file as a row of UTF-8 blocks, read once, in bounded memory.

Whatever the encoding of the file, what comes out is UTF-8 without a byte order mark, so that everything behind
reads one kind of text. A byte order mark in the file prevails over the encoding that a profile names.
"""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from casthouse.exchange.file_limits import KIB, FileLimits
from casthouse.exchange.file_refusal import too_large, unreadable
from casthouse.refusal import Refusal

Progress = Callable[[int, int], None]
"""Told how many bytes of how many are done."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_HEAD_BYTES = 64 * KIB
_WIDE = ("utf-16-le", "utf-16-be")


class Digest(Protocol):
    """What the bytes of the file are told to, such as a SHA-256."""

    def update(self, piece: bytes, /) -> None:
        """Take the next bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEncoding:
    """How the bytes of one file are written: the codec and the byte order mark before the text."""

    codec: str
    mark: bytes = b""

    @classmethod
    def of(cls, head: bytes, named: str) -> "TextEncoding":
        """Return the encoding of a file that begins with `head` under a profile that names an encoding."""
        for mark, codec in _MARKS.items():
            if head.startswith(mark):
                return cls(codec=codec, mark=mark)
        return cls(codec="utf-16-le" if named == "utf-16" else named)

    def is_ascii_wide(self) -> bool:
        """Say whether ASCII text is the same bytes in this encoding."""
        return self.codec not in {*_WIDE, "shift_jis"}


def text_blocks(
    path: Path,
    encoding: TextEncoding,
    limits: FileLimits,
    *,
    digest: Digest | None = None,
    progress: Progress | None = None,
) -> Iterator[bytes]:
    """Yield the text of a file as UTF-8, about `limits.block_bytes` at a time.

    Raises:
        Refusal: `file_too_large` when more bytes come than the limit, `file_unreadable` for bytes that the
            encoding does not know and for NULs, with the byte and the line.
    """
    total = path.stat().st_size
    with path.open("rb") as file:
        decode = _decoder(file, encoding)
        done = 0
        while piece := file.read(limits.block_bytes):
            done += len(piece)
            check_size(done, limits)
            if digest is not None:
                digest.update(piece)
            yield _without_nul(decode(piece, False), done)  # noqa: FBT003 - the codecs protocol
            if progress is not None:
                progress(done, max(total, done))
        yield decode(b"", True)  # noqa: FBT003


def check_size(size: int, limits: FileLimits) -> None:
    """Refuse a file of more bytes than the limit."""
    if size > limits.file_bytes:
        raise too_large(f"a file of {size:,} bytes or more", expected=f"at most {limits.file_bytes:,} bytes")


def _decoder(file: BinaryIO, encoding: TextEncoding) -> Callable[[bytes, bool], bytes]:
    """Return a function from bytes of the file to UTF-8; the byte order mark is dropped."""
    incremental = codecs.getincrementaldecoder(encoding.codec)("strict")
    mark = encoding.mark
    done = 0

    def decode(piece: bytes, final: bool) -> bytes:  # noqa: FBT001 - the codecs protocol
        nonlocal mark, done
        text, mark = piece.removeprefix(mark), b""
        pending = incremental.getstate()[0]
        if encoding.is_ascii_wide() and not pending and text.isascii():
            done += len(piece)
            return text
        try:
            decoded = incremental.decode(text, final)
        except UnicodeDecodeError as error:
            offset = done - len(pending) + len(piece) - len(text) + error.start
            raise _wrong_encoding(file, encoding, offset) from None
        done += len(piece)
        return decoded.encode()

    return decode


def refuse_nul_in_head(path: Path) -> None:
    """Refuse a file that begins like no text: it is of another kind, or UTF-16 without a byte order mark."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    encoding = TextEncoding.of(head, "iso-8859-1")
    _without_nul(head.decode(encoding.codec, "replace").encode(), len(head))


def _without_nul(text: bytes, done: int) -> bytes:
    if b"\0" in text:
        raise unreadable(
            f"a NUL within the first {done:,} bytes",
            expected="a CSV text without NULs, or an XLSX workbook",
            todo="save the file as CSV in UTF-8, or as XLSX, and send it again",
        )
    return text


def _wrong_encoding(file: BinaryIO, encoding: TextEncoding, offset: int) -> Refusal:
    file.seek(0)
    line = 1
    while offset > file.tell() and (piece := file.read(min(1 << 20, offset - file.tell()))):
        line += piece.count(b"\n")
    return unreadable(
        f"a byte at {offset:,}, in line {line:,}, that the encoding {encoding.codec} does not know",
        expected=f"a text in {encoding.codec}",
        todo="save the file in that encoding, or name a profile with the encoding of the file",
    )
