"""The library: traces, shares and footprints over tables of one's own, without a store (docs/reference/library.md)."""
