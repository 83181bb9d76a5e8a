"""Trees and proofs against the recursive definitions of RFC 9162, section 2.1, word for word."""

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.passport.merkle import Frontier, LeafTree, leaf_hash, leaf_hashes, tree_root
from casthouse.passport.merkle_proof import (
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
)
from casthouse.passport.tile import TILE_WIDTH, TiledTree
from casthouse.refusal import Refusal
from tests.property.effort import examples

pytestmark = pytest.mark.one_store

ENTRIES = [n.to_bytes(2, "big") for n in range(700)]
HASHES = leaf_hashes(ENTRIES)
TREE = LeafTree(HASHES)
SIZES = st.integers(1, len(ENTRIES))


def split(size: int) -> int:
    half = 1
    while half * 2 < size:
        half *= 2
    return half


def naive_root(entries: list[bytes]) -> bytes:
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\0" + entries[0]).digest()
    half = split(len(entries))
    return sha256(b"\1" + naive_root(entries[:half]) + naive_root(entries[half:])).digest()


def naive_path(index: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    half = split(len(entries))
    if index < half:
        return [*naive_path(index, entries[:half]), naive_root(entries[half:])]
    return [*naive_path(index - half, entries[half:]), naive_root(entries[:half])]


def naive_proof(old: int, entries: list[bytes], *, whole: bool = True) -> list[bytes]:
    if old == len(entries):
        return [] if whole else [naive_root(entries)]
    half = split(len(entries))
    if old <= half:
        return [*naive_proof(old, entries[:half], whole=whole), naive_root(entries[half:])]
    return [*naive_proof(old - half, entries[half:], whole=False), naive_root(entries[:half])]


@examples(60)
@given(st.lists(st.binary(max_size=40), max_size=70), st.lists(st.integers(0, 70), max_size=4))
def test_roots_are_those_of_the_definition_however_the_log_grew(
    entries: list[bytes], cuts: list[int]
) -> None:
    hashes = leaf_hashes(entries)
    frontier = Frontier()
    places = sorted({0, len(entries), *(cut for cut in cuts if cut <= len(entries))})
    for first, end in pairwise(places):
        frontier = frontier.with_leaves(hashes[first * 32 : end * 32])
    assert frontier.size == len(entries)
    assert frontier.root == tree_root(hashes) == naive_root(entries)


@examples(60)
@given(st.data())
def test_paths_are_those_of_the_definition_and_prove_their_entry_alone(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    path, root = inclusion_path(index, size, TREE.node), tree_root(HASHES[: size * 32])
    assert path == naive_path(index, ENTRIES[:size])
    check_inclusion(index=index, size=size, leaf=leaf_hash(ENTRIES[index]), path=path, root=root)
    if other != index:
        with pytest.raises(Refusal):
            check_inclusion(index=other, size=size, leaf=leaf_hash(ENTRIES[index]), path=path, root=root)


@examples(60)
@given(st.data())
def test_consistency_is_that_of_the_definition_and_holds_for_these_sizes_alone(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    old, other = data.draw(st.integers(1, size)), data.draw(st.integers(1, size))
    path = consistency_path(old, size, TREE.node)
    assert path == naive_proof(old, ENTRIES[:size])
    roots = {n: tree_root(HASHES[: n * 32]) for n in (old, other, size)}
    check_consistency(old=old, size=size, old_root=roots[old], root=roots[size], path=path)
    if other != old:
        with pytest.raises(Refusal):
            check_consistency(old=other, size=size, old_root=roots[other], root=roots[size], path=path)


@examples(25)
@given(st.data())
def test_tiles_give_the_same_proofs(data: st.DataObject) -> None:
    size = data.draw(SIZES)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

    def tile(level: int, number: int) -> bytes:
        step = TILE_WIDTH**level
        width = size // step
        places = range(number * TILE_WIDTH, min(width, (number + 1) * TILE_WIDTH))
        return b"".join(tree_root(HASHES[at * step * 32 : (at + 1) * step * 32]) for at in places)

    tiled = TiledTree(tile)
    assert inclusion_path(index, size, tiled.node) == inclusion_path(index, size, TREE.node)
    assert consistency_path(old, size, tiled.node) == consistency_path(old, size, TREE.node)
