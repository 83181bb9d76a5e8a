"""Edges that are hung on nodes one after the other, as posts come in."""

import numpy as np

from casthouse.provenance.projection_kernel import edges_of, hang


def test_edges_hang_on_their_nodes_in_order_and_one_on_no_node_is_left_out() -> None:
    head, following, other = np.zeros(4, np.int64), np.zeros(8, np.int64), np.zeros(8, np.int32)
    end = hang(head, following, other, 0, np.array([2, -1, 2, 0], np.int32), np.array([5, 6, 7, 8], np.int32))
    assert end == 3
    edges, begins = edges_of(np.zeros(1, np.int64), head, following, np.arange(4, dtype=np.int32))
    assert begins.tolist() == [0, 1, 1, 3, 3]  # the last node has none, though -1 would be its place
    assert other[edges].tolist() == [8, 5, 7]
