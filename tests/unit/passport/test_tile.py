"""Tiles: their addresses, which are there, what stands in them."""

import pytest

from casthouse.passport.tile import TileAddress, bundle, is_there, tile_address, tiles_of, unbundled
from tests.unit.refusing import refused

pytestmark = pytest.mark.one_store


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (TileAddress(0, 0), "tile/0/000"),
        (TileAddress(0, 1234067), "tile/0/x001/x234/067"),
        (TileAddress(1, 3, 7), "tile/1/003.p/7"),
        (TileAddress(None, 1000, 255), "tile/entries/x001/000.p/255"),
    ],
)
def test_an_address_has_one_spelling(address: TileAddress, path: str) -> None:
    assert address.path == path
    assert tile_address(path) == address


@pytest.mark.parametrize(
    "path",
    [
        *("tile/0/0", "tile/0/1000", "tile/00/000", "tile/0/x000/001", "tile/0/001/x000", "tile/0/000.p/0"),
        *("tile/0/000.p/256", "tile/0/000.p/07", "tile/64/000", "tile/-1/000", "tile/entries/", "tile/0/"),
        *("tile/0/../000", "tile/0/x001/x001/x001/x001/x001/x001/001", "tile/0/\u0660\u0660\u0660", ""),
    ],
)
def test_other_spellings_have_no_content(path: str) -> None:
    with refused("tile_unknown"):
        tile_address(path)


def test_the_tiles_of_a_log() -> None:
    size = 256 * 256 + 256 + 5
    paths = [each.path for each in tiles_of(size)]
    assert len(paths) == len(set(paths)) == 258 + 2 + 1 + 258
    assert {
        "tile/0/257.p/5",
        "tile/1/000",
        "tile/1/001.p/1",
        "tile/2/000.p/1",
        "tile/entries/257.p/5",
    } <= set(paths)
    assert list(tiles_of(0)) == []
    assert [each.path for each in tiles_of(256)] == ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("0/000", True),
        ("0/000.p/9", True),
        ("0/001.p/44", True),
        ("0/001.p/45", False),
        ("1/000.p/1", True),
        ("1/000.p/2", False),
    ],
)
def test_a_partial_tile_stays_there_when_the_log_grows(path: str, *, there: bool) -> None:
    assert is_there(tile_address(f"tile/{path}"), 300) is there


def test_entries_are_read_as_they_were_written() -> None:
    entries = [b"", b"a", b"b" * 65535]
    assert unbundled(bundle(entries)) == entries


@pytest.mark.parametrize("content", [b"\0", b"\0\2a", b"\0\0" * 257])
def test_entries_that_end_behind_the_end_are_refused(content: bytes) -> None:
    with refused("tile_invalid"):
        unbundled(content)
