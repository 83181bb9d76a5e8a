"""Tiles: a log as files of 256 hashes or entries, which never change once they are full (C2SP tlog-tiles 0.1.0).

A hash of a tile at level `l` is the root over 256^l entries. The last tile of a level may be partial: its width stands
in its address, so that each address has one content for ever. Partial tiles never count in the level above.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from casthouse.passport.merkle import LeafTree, count
from casthouse.refusal import Refusal

TILE_WIDTH = 256
TILE_HEIGHT = 8
LEVEL_MAX = 63
NUMBER_MAX = 2**55
ENTRY_SIZE_MAX = 0xFFFF
GROUP = 1000
TREES_KEPT = 512
"""So many trees over tiles are kept, 16 KiB each."""

TileReader = Callable[[int, int], bytes]
"""Hands over the hashes of a tile by level and number, as many as there are."""


@dataclass(frozen=True, slots=True)
class TileAddress:
    """Where a tile stands: its level (none for entries), its number in the level, how many hashes it holds."""

    level: int | None
    number: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The address below the prefix of a log."""
        groups = [f"{self.number % GROUP:03d}"]
        rest = self.number // GROUP
        while rest:
            groups.append(f"x{rest % GROUP:03d}")
            rest //= GROUP
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        kind = "entries" if self.level is None else str(self.level)
        return f"tile/{kind}/{'/'.join(reversed(groups))}{partial}"

    @property
    def first(self) -> int:
        """The place of its first hash in its level."""
        return self.number * TILE_WIDTH


def tile_address(path: str) -> TileAddress:
    """Read an address in its one spelling.

    Raises:
        Refusal: `tile_unknown`.
    """
    kind, _, rest = path.removeprefix("tile/").partition("/")
    place, partial, width = rest.partition(".p/")
    groups = place.split("/")
    spelt = [group.removeprefix("x") for group in groups]
    if not all(_is_number(text) for text in (*spelt, *([width] if partial else ()))) or len(groups) > 6:  # noqa: PLR2004
        raise tile_unknown(path)
    if kind != "entries" and not _is_number(kind):
        raise tile_unknown(path)
    address = TileAddress(
        None if kind == "entries" else int(kind), int("".join(spelt)), int(width) if partial else TILE_WIDTH
    )
    # Whatever is spelt otherwise than we would spell it has no content: one content, one address.
    if address.path != path or (address.level or 0) > LEVEL_MAX or not 0 < address.width <= TILE_WIDTH:
        raise tile_unknown(path)
    return address


def is_there(address: TileAddress, size: int) -> bool:
    """Say whether a log of a size has the tile: a full one, or the partial one that a smaller log had."""
    return address.first + address.width <= size >> (TILE_HEIGHT * (address.level or 0))


def tiles_of(size: int) -> Iterator[TileAddress]:
    """Yield every tile of a log of a size, full and partial, levels from below, entries last."""
    level, width = 0, size
    while width:
        yield from _level(level, width)
        level, width = level + 1, width // TILE_WIDTH
    yield from _level(None, size)


def _level(level: int | None, width: int) -> Iterator[TileAddress]:
    full, partial = divmod(width, TILE_WIDTH)
    for number in range(full):
        yield TileAddress(level, number)
    if partial:
        yield TileAddress(level, full, partial)


def tiles_on_path(index: int, size: int) -> set[tuple[int, int]]:
    """Return level and number of the tiles that proofs about an entry read: above it, and the last of each level."""
    found = set()
    level = 0
    while (width := size >> (TILE_HEIGHT * level)) > 0:
        place = index >> (TILE_HEIGHT * level)
        found |= {(level, min(place, width - 1) >> TILE_HEIGHT), (level, (width - 1) >> TILE_HEIGHT)}
        level += 1
    return found


class TiledTree:
    """The nodes of a log read tile by tile, each tile once: `tile(level, number)` hands over what is not known yet."""

    def __init__(self, tile: TileReader, known: Mapping[tuple[int, int], bytes] | None = None) -> None:
        self._tile = tile
        self._known = known or {}
        self._trees: dict[tuple[int, int], LeafTree] = {}

    def node(self, height: int, place: int) -> bytes:
        """Return the root of the whole subtree of 2^height entries."""
        level, above = divmod(height, TILE_HEIGHT)
        number = place >> (TILE_HEIGHT - above)
        tree = self._trees.get((level, number))
        if tree is None:
            hashes = self._known.get((level, number)) or self._tile(level, number)
            tree = self._trees[level, number] = _tree_over(hashes)
        return tree.node(above, place - (number << (TILE_HEIGHT - above)))


@lru_cache(maxsize=TREES_KEPT)
def _tree_over(hashes: bytes) -> LeafTree:
    """Return the tree over the hashes of a tile; proofs ask for the same few of the upper levels again and again."""
    return LeafTree(hashes)


def bundle(entries: Iterable[bytes]) -> bytes:
    """Return entries as the content of their tile: each after its length in two bytes."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def unbundled(content: bytes) -> list[bytes]:
    """Read the entries of a tile.

    Raises:
        Refusal: `tile_invalid`.
    """
    entries, at = [], 0
    while at < len(content):
        length = int.from_bytes(content[at : at + 2], "big")
        entry = content[at + 2 : at + 2 + length]
        if at + 2 > len(content) or len(entry) != length:
            raise _invalid("an entry that ends behind the end")
        entries.append(entry)
        at += 2 + length
    if len(entries) > TILE_WIDTH:
        raise _invalid(f"{len(entries)} entries")
    return entries


def refuse_width(content: bytes, width: int) -> None:
    """Let a tile pass that holds as many hashes as its address says.

    Raises:
        Refusal: `tile_invalid`.
    """
    if len(content) % 32 or count(content) != width:
        raise _invalid(f"{len(content)} bytes")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3  # noqa: PLR2004 - groups of three digits


def tile_unknown(path: str) -> Refusal:
    """Return the refusal of an address that has no content."""
    return Refusal(
        "tile_unknown",
        found=f"“{path[:120]}”",
        expected="tile/<level>/<number> or tile/entries/<number> of a tile that the log has, in its one spelling",
        todo="read the size from the checkpoint and ask for the tiles of that size",
    )


def _invalid(found: str) -> Refusal:
    return Refusal(
        "tile_invalid",
        found=found,
        expected="32 bytes a hash, or each entry after its length in two bytes, as many as the address says",
        todo="fetch the tile anew; when it stays so, tell the operator of the log",
    )
