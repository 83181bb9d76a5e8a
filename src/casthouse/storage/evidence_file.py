"""The contents of evidence: one file for each digest, in a folder of the store's files.

A content is written beside its place and moved there whole, so that a process that is killed leaves no half file under
a digest. The rows that make it visible are appended afterwards.
"""

import os  # noqa: TID251 - for flushing to the disk; the environment is not read
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings

CHUNK_BYTES = 1 << 20


def content_path(digest: str) -> Path:
    """Return where the content with a digest lies, whether or not it is there."""
    folder: Path = settings.FILES_FOLDER / "evidence"
    return folder / digest[:2] / digest


@contextmanager
def received_content(pieces: Iterator[bytes], *, bytes_max: int) -> Iterator[tuple[Path, str]]:
    """Hold what comes in, in the folder of evidence but under no digest; give its path and its digest.

    Reading stops above the limit, one byte past it, so that whoever looks at the size sees that it is too large.
    """
    folder: Path = settings.FILES_FOLDER / "evidence"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile(prefix=".coming-", dir=folder) as file:
        digest = sha256()
        left = bytes_max + 1
        for piece in pieces:
            part = piece[:left]
            file.write(part)
            digest.update(part)
            left -= len(part)
            if not left:
                break
        file.flush()
        os.fsync(file.fileno())
        yield Path(file.name), digest.hexdigest()


def keep_content(path: Path, digest: str) -> None:
    """Put a received content in its place; one that is there already stays."""
    place = content_path(digest)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if stored_digest(digest) == digest:
        return
    beside = place.with_name(path.name)
    beside.hardlink_to(path)
    beside.replace(place)
    _settle(place.parent)


def _settle(folder: Path) -> None:
    """Have the folder itself on the disk, so that the name survives a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def stored_digest(digest: str) -> str | None:
    """Return the digest of what lies under a digest today, or None where nothing can be read there."""
    try:
        with content_path(digest).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def open_content(digest: str) -> IO[bytes]:
    """Open the content with a digest to be read.

    Raises:
        OSError: where it is not there.
    """
    return content_path(digest).open("rb")
