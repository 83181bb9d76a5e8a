"""Proofs about the tree of a log: an entry is in it, an older tree is its beginning (RFC 9162, sections 2.1.3, 2.1.4).

Proofs are made from the nodes of a tree and checked from nothing but themselves: whoever checks trusts the root alone.
A proof of another length than the sizes ask for fails, as does one about an empty tree.
"""

from collections.abc import Callable, Sequence

from casthouse.passport.merkle import HASH_SIZE, NodeReader, Span, node_hash, span_hash
from casthouse.refusal import Refusal

PATH_MAX = 63
"""A tree has less than 2^63 entries, so no honest path is longer."""


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Return the spans whose roots lead from an entry to the root of a tree, from the entry upwards."""
    assert 0 <= index < size
    first, end = 0, size
    spans: list[Span] = []
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((first, middle))
            first = middle
    return spans[::-1]


def consistency_spans(old: int, size: int) -> list[Span]:
    """Return the spans whose roots show that a tree of `old` entries is the beginning of one of `size`."""
    assert 0 < old <= size
    first, end = 0, size
    spans: list[Span] = []
    while old < end:
        middle = first + _split(end - first)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((first, middle))
            first = middle
    return ([*spans, (first, end)] if first else spans)[::-1]


def inclusion_path(index: int, size: int, read: NodeReader) -> list[bytes]:
    """Return the proof that the entry at an index is in the tree of a size."""
    return [span_hash(span, read) for span in inclusion_spans(index, size)]


def consistency_path(old: int, size: int, read: NodeReader) -> list[bytes]:
    """Return the proof that the tree of `old` entries is the beginning of the tree of `size`."""
    return [span_hash(span, read) for span in consistency_spans(old, size)]


def check_inclusion(*, index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """Let the proof pass that a leaf stands at an index of the tree with a root.

    Raises:
        Refusal: `inclusion_unproven`.
    """
    if not 0 <= index < size:
        raise _not_included(f"entry {index} of a log of {size}")
    _refuse_lengths([leaf, root, *path], _not_included)
    at, last, seen = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise _not_included(f"a path of {len(path)} hashes, more than {size} entries need")
        if at & 1 or at == last:
            seen = node_hash(step, seen)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            seen = node_hash(seen, step)
        at, last = at >> 1, last >> 1
    if last:
        raise _not_included(f"a path of {len(path)} hashes, fewer than {size} entries need")
    if seen != root:
        raise _not_included(f"a path that leads to the root {seen.hex()}")


def check_consistency(*, old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> None:
    """Let the proof pass that the tree of `old` entries is the beginning of the tree of `size`.

    Raises:
        Refusal: `history_changed`.
    """
    if not 0 < old <= size:
        raise _changed(f"a log of {size} entries after one of {old}")
    _refuse_lengths([old_root, root, *path], _changed)
    if old == size:
        if path or old_root != root:
            raise _changed("another root, or a proof, for the same number of entries")
        return
    if not path:
        raise _changed("no proof")
    steps = list(path) if old & (old - 1) else [old_root, *path]
    _refuse_other_history(old, size, old_root, root, steps)


def _refuse_other_history(old: int, size: int, old_root: bytes, root: bytes, steps: list[bytes]) -> None:
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise _changed(f"a proof longer than {old} and {size} entries need")
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    if last:
        raise _changed(f"a proof shorter than {old} and {size} entries need")
    if before != old_root:
        raise _changed(f"a proof of another log of {old} entries")
    if after != root:
        raise _changed(f"a proof of another log of {size} entries")


def _split(entries: int) -> int:
    """Return the largest power of two below a number of entries."""
    return 1 << ((entries - 1).bit_length() - 1)


def _refuse_lengths(hashes: Sequence[bytes], refusal: Callable[[str], Refusal]) -> None:
    if len(hashes) > PATH_MAX + 2:
        raise refusal(f"a proof of {len(hashes)} hashes")
    if any(len(each) != HASH_SIZE for each in hashes):
        raise refusal(f"a hash of another length than {HASH_SIZE} bytes")


def _not_included(found: str) -> Refusal:
    return Refusal(
        "inclusion_unproven",
        found=found,
        expected="a proof that leads from the entry to the root of the checkpoint",
        todo="do not rely on it; ask whoever gave it for the proof of this very entry",
    )


def _changed(found: str) -> Refusal:
    return Refusal(
        "history_changed",
        found=found,
        expected="a log whose beginning is the log that was seen before",
        todo="keep both checkpoints: they show that history was rewritten; ask the operator of the log in public",
    )
