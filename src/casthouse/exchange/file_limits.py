"""What a movements file may be at most: the bounds that keep a hostile file from filling the memory."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """The bounds of one file; every one of them is checked before the memory for it is taken.

    `file_bytes` also bounds what the parts of an XLSX unpack to, all together; `shared_text_bytes` and
    `layout_part_bytes` bound single parts of it; a part above `packed_bytes_min` that packs better than
    `packing_ratio` to one is taken for a bomb. `block_bytes` is how much of a CSV is worked on at a time.
    """

    file_bytes: int = GIB
    rows: int = 5_000_000
    columns: int = 1_000
    record_bytes: int = MIB
    field_bytes: int = 64 * KIB
    block_bytes: int = 4 * MIB
    archive_entries: int = 2_000
    shared_text_bytes: int = 256 * MIB
    layout_part_bytes: int = 16 * MIB
    packed_bytes_min: int = 32 * MIB
    packing_ratio: int = 250
