"""The tree of a log: published vectors, and proofs that must fail."""

import pytest

from casthouse.passport.merkle import (
    EMPTY_ROOT,
    Frontier,
    LeafTree,
    hash_at,
    leaf_hash,
    leaf_hashes,
    node_hash,
    tree_root,
)
from casthouse.passport.merkle_proof import (
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
)
from tests.unit.refusing import refused

pytestmark = pytest.mark.one_store

CT_ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The trees of the reference implementation of Certificate Transparency."""
INGOT_ROOTS = (
    "0d02ef9a7a0beb44dca09306f73cc05c97462e1692c4578c74c0d42f232d31cd",
    "6a68b5917d0062d5a7b6661cfffa3c5ecad667312ec578663aa4174b3b2183e4",
    "aa4907e84bba7172d8fd00b6202f5e394b3948def5ae363a39f707ddf74332ea",
)
SEVEN = leaf_hashes(CT_ENTRIES[:7])
TREE = LeafTree(leaf_hashes(CT_ENTRIES))


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert tree_root(b"") == Frontier().root == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_certificate_transparency(size: int) -> None:
    hashes = leaf_hashes(CT_ENTRIES[:size])
    assert tree_root(hashes).hex() == Frontier().with_leaves(hashes).root.hex() == CT_ROOTS[size - 1]


@pytest.mark.parametrize("size", range(1, 4))
def test_the_roots_of_the_ingots(size: int) -> None:
    assert tree_root(leaf_hashes([b"ingot-1", b"ingot-2", b"ingot-3"][:size])).hex() == INGOT_ROOTS[size - 1]


def test_the_paths_of_rfc_9162_section_2_1_5() -> None:
    leaves = [hash_at(SEVEN, place) for place in range(7)]
    g, h, i = (node_hash(leaves[at], leaves[at + 1]) for at in (0, 2, 4))
    k = node_hash(g, h)
    last = node_hash(i, leaves[6])
    assert inclusion_path(0, 7, TREE.node) == [leaves[1], h, last]
    assert inclusion_path(3, 7, TREE.node) == [leaves[2], g, last]
    assert inclusion_path(4, 7, TREE.node) == [leaves[5], leaves[6], k]
    assert inclusion_path(6, 7, TREE.node) == [i, k]
    assert consistency_path(3, 7, TREE.node) == [leaves[2], leaves[3], g, last]
    assert consistency_path(4, 7, TREE.node) == [last]
    assert consistency_path(6, 7, TREE.node) == [i, leaves[6], k]


def included(*, index: int = 3, size: int = 7, path: list[bytes] | None = None, root: bytes = b"") -> None:
    honest = inclusion_path(3, 7, TREE.node)
    check_inclusion(
        index=index,
        size=size,
        leaf=leaf_hash(CT_ENTRIES[3]),
        path=honest if path is None else path,
        root=root or tree_root(SEVEN),
    )


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 9, 2**62])
def test_an_entry_is_not_in_a_tree_of_another_size(size: int) -> None:
    # Five to eight entries share the shape of this path: there the signed size is what decides.
    included()
    with refused("inclusion_unproven"):
        included(size=size)


@pytest.mark.parametrize("index", [-1, 0, 1, 2, 4, 5, 6, 7, 8])
def test_an_entry_is_not_at_another_index(index: int) -> None:
    with refused("inclusion_unproven"):
        included(index=index)


def test_altered_paths_prove_nothing() -> None:
    a, b, c = inclusion_path(3, 7, TREE.node)
    for path in (
        [],
        [a],
        [a, b],
        [a, b, c, c],
        [b, a, c],
        [a, c, b],
        [a, b, c[:31]],
        [a, b, c + b"\0"],
        [a] * 99,
    ):
        with refused("inclusion_unproven"):
            included(path=path)
    with refused("inclusion_unproven"):
        included(root=tree_root(TREE_OF_EIGHT))
    with refused("inclusion_unproven"):
        included(root=b"short")


TREE_OF_EIGHT = leaf_hashes(CT_ENTRIES)


def test_nothing_is_in_the_empty_tree() -> None:
    with refused("inclusion_unproven"):
        check_inclusion(index=0, size=0, leaf=EMPTY_ROOT, path=[], root=EMPTY_ROOT)


def test_a_node_is_not_an_entry() -> None:
    left, right = hash_at(SEVEN, 0), hash_at(SEVEN, 1)
    assert leaf_hash(left + right) != node_hash(left, right)


def consistent(old: int, size: int, path: list[bytes], *, old_root: bytes = b"", root: bytes = b"") -> None:
    check_consistency(
        old=old,
        size=size,
        old_root=old_root or tree_root(leaf_hashes(CT_ENTRIES[:old])),
        root=root or tree_root(leaf_hashes(CT_ENTRIES[:size])),
        path=path,
    )


@pytest.mark.parametrize(("old", "size"), [(0, 7), (8, 7), (7, 7), (-1, 7), (3, 0), (3, 8), (2, 7)])
def test_a_consistency_proof_of_other_sizes_fails(old: int, size: int) -> None:
    path = consistency_path(3, 7, TREE.node)
    consistent(3, 7, path)
    with refused("history_changed"):
        consistent(old, size, path, old_root=EMPTY_ROOT if old < 1 else b"")


def test_altered_consistency_proofs_fail() -> None:
    a, b, c, d = consistency_path(3, 7, TREE.node)
    for path in (
        [],
        [a],
        [a, b, c],
        [a, b, c, d, d],
        [b, a, c, d],
        [a, b, d, c],
        [a, b, c, d[:31]],
        [a] * 99,
    ):
        with refused("history_changed"):
            consistent(3, 7, path)
    for roots in ({"old_root": CT_ENTRIES[7] * 2}, {"root": CT_ENTRIES[7] * 2}, {"root": b"short"}):
        with refused("history_changed"):
            consistent(3, 7, [a, b, c, d], **roots)


def test_the_same_size_has_the_same_root_and_no_proof() -> None:
    consistent(7, 7, [])
    with refused("history_changed"):
        consistent(7, 7, [], root=CT_ENTRIES[7] * 2)
    with refused("history_changed"):
        consistent(7, 7, [EMPTY_ROOT])


def test_a_power_of_two_begins_with_its_own_root() -> None:
    path = consistency_path(4, 7, TREE.node)
    consistent(4, 7, path)
    with refused("history_changed"):
        consistent(4, 7, [tree_root(leaf_hashes(CT_ENTRIES[:4])), *path])
