"""The projection's files: one folder a building, with an array a column and a manifest; whole or not there.

A building is written under a name of its own and renamed when all of it is on the disk; then `current` names it. A
process that reads an older one keeps it open; its files go when the next one is in place. Arrays are mapped into
memory, and what a process changes in place stays its own. Opening reads each file once for its checksum, since loops
over numbers that are not what was written would leave their arrays. The movements of pools are opened by themselves,
when they are first asked for.
"""

import json
import os  # noqa: TID251 - for flushing to the disk; the environment is not read
import shutil
from dataclasses import asdict, dataclass, fields
from hashlib import file_digest
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from xxhash import xxh3_128

from casthouse.provenance.pool_columns import PoolColumns
from casthouse.provenance.projection_columns import ProjectionColumns
from casthouse.storage.projection import Position

FORMAT = 4
MANIFEST = "manifest.json"
CURRENT = "current"
PIECE = 1 << 20
POOL = "pool_"
"""The columns of pools lie in files with this before their names."""


class DamagedFiles(Exception):
    """Files that are not what they should be; the text says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A projection as it lies in files: where the ledgers of its store stood, and the columns."""

    name: str
    position: Position
    digests: dict[str, str]
    columns: ProjectionColumns


def folder() -> Path:
    """Return where the projection lies."""
    place: Path = settings.FILES_FOLDER / "projection"
    return place


def write_building(columns: ProjectionColumns, pools: PoolColumns, *, name: str, position: Position) -> None:
    """Write a building and make it the current one; the others are removed."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    coming = place / f".coming-{name}"
    try:
        _write_columns(coming, _arrays(columns) | _arrays(pools, POOL), position)
        coming.replace(place / name)
    except OSError:
        shutil.rmtree(coming, ignore_errors=True)  # what was half written would keep a full disk full
        raise
    _write_text(place / f".coming-{CURRENT}-{name}", name)
    (place / f".coming-{CURRENT}-{name}").replace(place / CURRENT)
    _settle_folder(place)
    _remove_others(place, name)


def _arrays(columns: ProjectionColumns | PoolColumns, before: str = "") -> dict[str, Any]:
    return {f"{before}{each.name}": getattr(columns, each.name) for each in fields(columns)}


def _write_columns(coming: Path, arrays: dict[str, Any], position: Position) -> None:
    coming.mkdir(mode=0o700)
    digests, checksums, sizes = {}, {}, {}
    for name, array in arrays.items():
        file = coming / f"{name}.npy"
        with file.open("wb") as stream:
            np.save(stream, array)
            _settle(stream.fileno())
        sizes[name] = file.stat().st_size
        digests[name], checksums[name] = _digest(file), _checksum(file)
    manifest = {
        "format": FORMAT,
        "position": asdict(position),
        "sizes": sizes,
        "checksums": checksums,
        "digests": digests,
    }
    _write_text(coming / MANIFEST, json.dumps(manifest))
    _settle_folder(coming)


def current_name() -> str:
    """Return the name of the current building; empty where there is none.

    Raises:
        DamagedFiles: the disk does not say.
    """
    try:
        return (folder() / CURRENT).read_text()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""
    except OSError as error:
        raise DamagedFiles(f"{CURRENT}: {error.strerror}") from error


def open_building(*, is_checked: bool = True) -> Building | None:
    """Open the current building; None where there is none.

    Args:
        is_checked: whether each file must have its checksum; without, nothing may be computed from the columns.

    Raises:
        DamagedFiles: it is not whole, or another version wrote it.
    """
    for _ in range(3):
        name = current_name()
        if not name:
            return None
        try:
            return _opened(folder() / name, is_checked=is_checked)
        except FileNotFoundError as missing:
            if name == current_name():  # nobody put a newer one in its place
                raise DamagedFiles(f"{Path(str(missing.filename)).name} is missing") from missing
    raise DamagedFiles("it was replaced again and again")


def open_pools(name: str, *, is_checked: bool = True) -> PoolColumns:
    """Open the columns of pools of a building, which was opened before.

    Args:
        name: the building.
        is_checked: as for `open_building`.

    Raises:
        DamagedFiles: they are not whole, or gone.
    """
    place = folder() / name
    try:
        return PoolColumns(**_columns(place, _manifest(place), PoolColumns, POOL, is_checked=is_checked))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedFiles(f"{name}: {error}") from error
    except OSError as error:
        raise DamagedFiles(f"{name}: {error.strerror}") from error


def _opened(place: Path, *, is_checked: bool) -> Building:
    try:
        manifest = _manifest(place)
        columns = _columns(place, manifest, ProjectionColumns, "", is_checked=is_checked)
        return Building(
            name=place.name,
            position=_position(manifest["position"]),
            digests=manifest["digests"],
            columns=ProjectionColumns(**columns),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedFiles(f"{place.name}: {error}") from error
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise DamagedFiles(f"{place.name}: {error.strerror}") from error


def _manifest(place: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((place / MANIFEST).read_text())
    if manifest["format"] != FORMAT:
        raise DamagedFiles(f"format {manifest['format']}, this version reads {FORMAT}")
    return manifest


def _columns(
    place: Path,
    manifest: dict[str, Any],
    kind: type[ProjectionColumns] | type[PoolColumns],
    before: str,
    *,
    is_checked: bool,
) -> dict[str, Any]:
    """Map the files of columns, and compare each with its checksum."""
    names = [each.name for each in fields(kind)]
    columns = {
        name: _mapped(place / f"{before}{name}.npy", manifest["sizes"][f"{before}{name}"]) for name in names
    }
    for name in names if is_checked else ():
        if _checksum(place / f"{before}{name}.npy") != manifest["checksums"][f"{before}{name}"]:
            raise DamagedFiles(f"{before}{name}.npy is not what was written")
    return columns


def _mapped(file: Path, size: int) -> Any:  # noqa: ANN401 - an array of the type that its file says
    if file.stat().st_size != size:
        raise DamagedFiles(f"{file.name} has {file.stat().st_size} bytes of {size}")
    return np.asarray(np.load(file, mmap_mode="c", allow_pickle=False))


def _position(written: dict[str, Any]) -> Position:
    ledgers = {int(organisation): (last[0], last[1]) for organisation, last in written["ledgers"].items()}
    return Position(**written | {"ledgers": ledgers})


def altered_files(building: Building) -> list[str]:
    """Return the files of a building whose content is not what was written."""
    place = folder() / building.name
    return [
        f"{name}.npy" for name, digest in building.digests.items() if _digest(place / f"{name}.npy") != digest
    ]


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _checksum(file: Path) -> str:
    """Return the XXH3 of a file: read at the speed of memory, and enough for what a disk does by itself.

    It is read, not mapped: a place that the disk cannot read is an error then, not the end of the process.
    """
    checksum, piece = xxh3_128(), memoryview(bytearray(PIECE))
    with file.open("rb", buffering=0) as stream:
        while length := stream.readinto(piece):
            checksum.update(piece[:length])
    return checksum.hexdigest()


def _write_text(file: Path, text: str) -> None:
    with file.open("w") as stream:
        stream.write(text)
        stream.flush()
        _settle(stream.fileno())


def _settle(handle: int) -> None:
    os.fsync(handle)


def _settle_folder(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_others(place: Path, name: str) -> None:
    """Remove older buildings and what killed processes left; whoever builds does so alone."""
    for each in place.iterdir():
        if each.name not in {name, CURRENT}:
            if each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            else:
                each.unlink(missing_ok=True)
