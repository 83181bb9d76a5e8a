"""Bodies of calls: small JSON read strictly into memory, files spooled to disk, both bounded before they are read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from ninja.parser import Parser

from casthouse.exchange.strict_json import JsonFaults, read_strict_json
from casthouse.refusal import Refusal

JSON = "application/json"
TOML = "application/toml"
JSON_BYTES_MAX = 4 << 20
CHUNK_BYTES = 1 << 20
FAULTS = JsonFaults(
    unreadable="json_malformed",
    incomplete="json_malformed",
    todo="correct the program that writes it",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpooledFile:
    """A body that lies on disk while it is worked on."""

    path: Path
    name: str
    digest: str


class StrictParser(Parser):
    """Reads the small JSON of most calls: without floats, without members that stand twice, without hidden text."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - as ninja has it
        """Return the value of the body.

        Raises:
            Refusal: `media_type_not_supported`, `body_too_large`, `json_malformed`.
        """
        require_media_type(request, (JSON,))
        refuse_above(len(request.body), JSON_BYTES_MAX)
        return read_strict_json(request.body, faults=FAULTS, bytes_max=JSON_BYTES_MAX)


def media_type(request: HttpRequest) -> str:
    """Return the media type of the body without its parameters, in lower case."""
    return (request.content_type or "").lower()


def require_media_type(request: HttpRequest, known: tuple[str, ...]) -> None:
    """Let a body pass that says it is one of these.

    Raises:
        Refusal: `media_type_not_supported`.
    """
    if media_type(request) not in known:
        raise Refusal(
            "media_type_not_supported",
            found=f"the Content-Type “{media_type(request)[:100]}”",
            expected=" or ".join(known),
            todo="say in the header “Content-Type” what the body is",
        )


def refuse_above(size: int, bytes_max: int) -> None:
    """Let a body of a size pass that is not above the limit.

    Raises:
        Refusal: `body_too_large`.
    """
    if size > bytes_max:
        raise Refusal(
            "body_too_large",
            found=f"a body of {size:,} bytes",
            expected=f"at most {bytes_max:,} bytes",
            todo="send it in several calls, or movements as a CSV file",
        )


def _announced(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdigit() else 0


def _pieces(request: HttpRequest, bytes_max: int) -> Iterator[bytes]:
    refuse_above(_announced(request), bytes_max)
    done = 0
    while piece := request.read(CHUNK_BYTES):
        done += len(piece)
        refuse_above(done, bytes_max)
        yield piece


def read_body(request: HttpRequest, *, bytes_max: int) -> bytes:
    """Return the body whole; not bounded by what Django holds for a form.

    Raises:
        Refusal: `body_too_large`.
    """
    return b"".join(_pieces(request, bytes_max))


def utf8_text(content: bytes) -> str:
    """Return the text of a body.

    Raises:
        Refusal: `file_unreadable`.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(
            "file_unreadable",
            found=f"bytes that are no UTF-8 at {error.start}",
            expected="UTF-8 text",
            todo="save it as UTF-8",
        ) from error


@contextmanager
def spooled_body(request: HttpRequest, *, bytes_max: int) -> Iterator[SpooledFile]:
    """Have the body, or the one file of a form, on disk while the block runs.

    Raises:
        Refusal: `body_too_large`, `file_missing`.
    """
    with NamedTemporaryFile(prefix="casthouse-") as target:
        if media_type(request) == "multipart/form-data":
            refuse_above(_announced(request), bytes_max)
            name, digest = _copy(_only_file(request), target)
        else:
            name, digest = "", _write(_pieces(request, bytes_max), target)
        target.flush()
        yield SpooledFile(path=Path(target.name), name=name, digest=digest)


def _only_file(request: HttpRequest) -> "UploadedFile[bytes]":
    files = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if len(files) != 1:
        raise Refusal(
            "file_missing",
            found=f"{len(files)} files in the form",
            expected="one file, in the field “file”",
            todo="send one file a call",
        )
    return files[0]


def _copy(file: "UploadedFile[bytes]", target: IO[bytes]) -> tuple[str, str]:
    return str(file.name or ""), _write(file.chunks(), target)


def _write(pieces: Iterator[bytes], target: IO[bytes]) -> str:
    digest = sha256()
    for piece in pieces:
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()
