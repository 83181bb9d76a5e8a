"""Answers that a browser saves as files; names never lead out of a folder and never hide what they are."""

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.http import FileResponse, HttpResponse

from casthouse.assurance.evidence import EvidenceFile
from casthouse.service.evidence_pack import build_pack
from casthouse.service.organisation_export import export_organisation
from casthouse.service.permission import Actor

NAME_MAX = 120
_UNSAFE = re.compile(r"[^\w.\- ()]+")

TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def safe_name(name: str, *, fallback: str) -> str:
    """Return a file name without folders, control characters or a leading dot; the ending stays."""
    last = name.replace("\\", "/").rpartition("/")[2]
    cleaned = _UNSAFE.sub("_", last).strip(" .")
    stem, dot, ending = cleaned.rpartition(".")
    if not stem:
        return fallback
    return f"{stem[: NAME_MAX - len(ending) - 1]}{dot}{ending}"


def download(content: bytes, name: str) -> HttpResponse:
    """Return content as a file to save."""
    response = HttpResponse(content, content_type=_type(name))
    response["Content-Disposition"] = f'attachment; filename="{safe_name(name, fallback="file")}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def download_file(path: Path, name: str) -> FileResponse:
    """Return a stored file to save."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=_type(name))


def _type(name: str) -> str:
    return TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def evidence_answer(file: EvidenceFile, content: IO[bytes]) -> FileResponse:
    """Return a file of evidence to save: under no circumstances is it shown, guessed at or run by a browser."""
    answer = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.type.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Content-Length"] = str(file.size_bytes)
    return answer


def pack_answer(actor: Actor, audit: str) -> FileResponse:
    """Return the evidence pack of an audit as a file to save."""
    return _zip_answer(lambda target: build_pack(actor, audit=audit, out=target).name)


def archive_answer(actor: Actor, organisation: str) -> FileResponse:
    """Return everything that an organisation has as a file to save."""
    return _zip_answer(lambda target: export_organisation(actor, organisation=organisation, out=target).name)


def _zip_answer(write: Callable[[IO[bytes]], str]) -> FileResponse:
    """Return what is written as a file to save, under the name that the writer returns.

    It is written whole before anything is sent.
    """
    target = TemporaryFile()  # noqa: SIM115 - the answer closes it
    try:
        name = write(target)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    answer = FileResponse(target, as_attachment=True, filename=name, content_type="application/zip")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
