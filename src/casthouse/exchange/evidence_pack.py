"""The evidence pack as a ZIP: written beside its place and moved there whole, read back within bounds.

The same files give the same bytes: each has the same date, and they stand by name. Reading expects the
worst: an archive that is none, that unpacks beyond its bounds, that has two files of one name or names that lead out of
a folder, is refused. Entries for the folders of its files, as other programs write them, are left out of account.
"""

import csv
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from casthouse.assurance.evidence_pack import (
    FORMAT,
    INDEX,
    SUMS,
    PackCheck,
    PackedFile,
    pack_checks,
    sums_text,
)
from casthouse.refusal import Refusal

EPOCH = (1980, 1, 1, 0, 0, 0)
MODE = 0o644 << 16
CHUNK_BYTES = 1024 * 1024
FILES_MAX, UNPACKED_BYTES_MAX, INDEX_BYTES_MAX = 20_000, 4 * 1024**3, 32 * 1024**2

Content = bytes | Path
"""What a file of a pack is made from: its bytes, or where they lie."""


def json_content(members: object) -> bytes:
    """Return members as a file, in the same bytes each time."""
    return (json.dumps(members, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def csv_content(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as a CSV file; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def write_pack(
    out: IO[bytes], contents: Mapping[str, Content], *, head: Mapping[str, Any], form: str = FORMAT
) -> str:
    """Write a pack of a format with its index and sums; return the digest of the index, which names all else."""
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        files = [_put(archive, name, contents[name]) for name in sorted(contents)]
        index = {
            "format": form,
            **head,
            "files": [
                {"name": each.name, "size_bytes": each.size_bytes, "sha256": each.digest} for each in files
            ],
        }
        files.append(_put(archive, INDEX, json_content(index)))
        _put(archive, SUMS, sums_text(files).encode())
    return files[-1].digest


def _put(archive: ZipFile, name: str, content: Content) -> PackedFile:
    entry = ZipInfo(name, date_time=EPOCH)
    entry.compress_type, entry.external_attr = ZIP_DEFLATED, MODE
    found, size = sha256(), 0
    with archive.open(entry, "w", force_zip64=True) as file:
        for piece in _pieces(content):
            file.write(piece)
            found.update(piece)
            size += len(piece)
    return PackedFile(name=name, size_bytes=size, digest=found.hexdigest())


def _pieces(content: Content) -> Iterator[bytes]:
    with BytesIO(content) if isinstance(content, bytes) else content.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def check_pack(path: Path, *, form: str = FORMAT) -> list[PackCheck]:
    """Return the checks of a pack of a format that lies in a file.

    Raises:
        Refusal: `pack_unreadable`, `pack_hostile`.
    """
    try:
        with ZipFile(path) as archive:
            _refuse_hostile(archive)
            found = {
                each.filename: _packed(archive, each) for each in archive.infolist() if not each.is_dir()
            }
            index, sums = (_text(archive, name) if name in found else "" for name in (INDEX, SUMS))
    except (
        OSError,
        BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
    ):
        raise Refusal(
            "pack_unreadable",
            found=f"{path.name}, which is no ZIP or a broken one",
            expected="a ZIP that can be read whole",
            todo="fetch it again",
        ) from None
    return pack_checks(found, indexed=_indexed(index, form), summed=_summed(sums))


def _refuse_hostile(archive: ZipFile) -> None:
    entries = archive.infolist()
    names = [each.filename for each in entries]
    if len(entries) > FILES_MAX or sum(each.file_size for each in entries) > UNPACKED_BYTES_MAX:
        raise _hostile(f"{len(entries)} files that unpack to {sum(each.file_size for each in entries)} bytes")
    if len(set(names)) < len(names):
        raise _hostile("two files of one name")
    if any(
        each.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for each in entries
    ):  # others unpack without a bound
        raise _hostile("a file packed in another way than deflated")
    if any(each.filename in {INDEX, SUMS} and each.file_size > INDEX_BYTES_MAX for each in entries):
        raise _hostile("an index beyond its bounds")
    holding = {f"{folder}/" for name in names if name[-1:] != "/" for folder in PurePosixPath(name).parents}
    for each in entries:
        name, parts = each.filename, PurePosixPath(each.filename).parts
        is_strange_folder = each.is_dir() and (each.file_size > 0 or name not in holding)
        if name.startswith("/") or "\\" in name or ".." in parts or is_strange_folder:
            raise _hostile(f"the name “{name[:80]}”")


def _hostile(found: str) -> Refusal:
    return Refusal(
        "pack_hostile",
        found=found,
        expected="an archive as it is written: files by name, each once, within bounds",
        todo="do not unpack it; ask who sent it",
    )


def _packed(archive: ZipFile, entry: ZipInfo) -> PackedFile:
    found, size = sha256(), 0
    with archive.open(entry) as file:
        while piece := file.read(CHUNK_BYTES):
            found.update(piece)
            size += len(piece)
    return PackedFile(name=entry.filename, size_bytes=size, digest=found.hexdigest())


def _text(archive: ZipFile, name: str) -> str:
    return archive.read(name).decode(errors="replace")


def _indexed(text: str, form: str) -> dict[str, PackedFile] | None:
    """Return what an index says of the files, or None where it cannot be read as one."""
    try:
        members = json.loads(text)
        if members["format"] != form:
            return None
        return {
            str(each["name"]): PackedFile(
                name=str(each["name"]), size_bytes=int(each["size_bytes"]), digest=str(each["sha256"])
            )
            for each in members["files"]
        }
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return None


def _summed(text: str) -> dict[str, str]:
    lines = [line.split("  ", maxsplit=1) for line in text.splitlines()]
    return {each[1]: each[0] for each in lines if len(each) == 2}  # noqa: PLR2004 - a digest and a name
