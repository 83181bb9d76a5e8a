"""Small files that stand whole or not at all: written beside their place, flushed, moved there."""

import os  # noqa: TID251 - for flushing to the disk; the environment is not read
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_settled(path: Path, content: bytes) -> None:
    """Put a content in its place, so that it is there after a crash when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_settled(path: Path) -> bytes | None:
    """Return the content, or None where there is none."""
    return path.read_bytes() if path.is_file() else None
