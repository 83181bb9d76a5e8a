"""The tree of a transparency log: hashes of entries, of pairs, of whole trees (RFC 9162, section 2.1).

Hashes of one level lie one behind the other in one `bytes`, 32 each, so that a million of them cost no object each.
An entry and a pair are hashed with another first byte, so that neither can be passed off as the other. The
`Frontier` keeps of a tree the roots of its whole subtrees, largest first: enough to append to it and to name its root.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"
SIZE_MAX = 2**63 - 1

NodeReader = Callable[[int, int], bytes]
"""Hands over the root of the whole subtree of 2^height entries at a place: `(height, place)`."""

Span = tuple[int, int]
"""Entries from the first to behind the last."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return sha256(LEAF_PREFIX + entry).digest()


def leaf_hashes(entries: Iterable[bytes]) -> bytes:
    """Return the hashes of entries, one behind the other."""
    return b"".join([sha256(b"\x00" + entry).digest() for entry in entries])


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees."""
    assert len(left) == len(right) == HASH_SIZE
    return sha256(NODE_PREFIX + left + right).digest()


def count(hashes: bytes) -> int:
    """Return how many hashes lie one behind the other."""
    assert len(hashes) % HASH_SIZE == 0
    return len(hashes) // HASH_SIZE


def hash_at(hashes: bytes, place: int) -> bytes:
    """Return one of the hashes that lie one behind the other."""
    assert 0 <= place < count(hashes)
    return hashes[place * HASH_SIZE : (place + 1) * HASH_SIZE]


def level_above(hashes: bytes) -> bytes:
    """Return the hashes of the pairs of a level; a last one without a partner is left out."""
    whole = len(hashes) - len(hashes) % (2 * HASH_SIZE)
    return b"".join([sha256(b"\x01" + hashes[at : at + 64]).digest() for at in range(0, whole, 64)])


def tree_root(hashes: bytes) -> bytes:
    """Return the root of the tree over the hashes of its entries: of none the hash of nothing."""
    if not hashes:
        return EMPTY_ROOT
    while len(hashes) > HASH_SIZE:
        # A last node without a partner rises as it is: the same as splitting at the largest power of two.
        odd = hashes[-HASH_SIZE:] if count(hashes) % 2 else b""
        hashes = level_above(hashes) + odd
    return hashes


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree by the roots of its whole subtrees, the largest first: one for each bit of its size."""

    size: int = 0
    roots: bytes = b""

    def __post_init__(self) -> None:
        """Hold the one shape that fits the size."""
        assert 0 <= self.size <= SIZE_MAX
        assert count(self.roots) == self.size.bit_count()

    @property
    def root(self) -> bytes:
        """The root of the tree."""
        return folded(self.roots)

    def with_leaves(self, hashes: bytes) -> "Frontier":
        """Return the tree with entries appended."""
        size, roots = self.size, self.roots
        kept: list[bytes] = []
        nodes = hashes
        held = size
        while nodes or held:
            if held & 1:
                nodes = roots[-HASH_SIZE:] + nodes
                roots = roots[:-HASH_SIZE]
            kept.append(nodes[-HASH_SIZE:] if count(nodes) % 2 else b"")
            nodes = level_above(nodes)
            held >>= 1
        return Frontier(size + count(hashes), b"".join(reversed(kept)))


def folded(roots: bytes) -> bytes:
    """Return the root over the whole subtrees of a tree, the largest first."""
    if not roots:
        return EMPTY_ROOT
    total = roots[-HASH_SIZE:]
    for at in range(len(roots) - 2 * HASH_SIZE, -1, -HASH_SIZE):
        total = sha256(b"\x01" + roots[at : at + HASH_SIZE] + total).digest()
    return total


class LeafTree:
    """A whole tree in memory, to ask for its nodes."""

    def __init__(self, hashes: bytes) -> None:
        self._levels = [hashes]
        while count(self._levels[-1]) > 1:
            self._levels.append(level_above(self._levels[-1]))

    @property
    def size(self) -> int:
        """How many entries it has."""
        return count(self._levels[0])

    def node(self, height: int, place: int) -> bytes:
        """Return the root of a whole subtree."""
        return hash_at(self._levels[height], place)


def span_hash(span: Span, read: NodeReader) -> bytes:
    """Return the root over a span of entries that begins where its largest subtree may begin."""
    first, end = span
    roots = []
    while first < end:
        height = (end - first).bit_length() - 1
        assert first % (1 << height) == 0
        roots.append(read(height, first >> height))
        first += 1 << height
    return folded(b"".join(roots))
