"""Casthouse assures where aluminium comes from: chain of custody, provenance and the standard behind it.

`import casthouse` is also a library for tables of one's own, without a store (docs/reference/library.md). Its names are
loaded when they are first asked for, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casthouse.notebook.file_table import read_lots, read_measurements, read_movements
    from casthouse.notebook.footprints import footprints
    from casthouse.notebook.lot_book import LotBook
    from casthouse.notebook.lot_table import lot_book
    from casthouse.notebook.plant_footprint import PlantFootprint, plant_footprint
    from casthouse.notebook.recall import recall, recalled_shipments
    from casthouse.notebook.refused_rows import RowsRefused
    from casthouse.notebook.shares import shares
    from casthouse.notebook.trace import trace
    from casthouse.refusal import Refusal

__all__ = [
    "LotBook",
    "PlantFootprint",
    "Refusal",
    "RowsRefused",
    "footprints",
    "lot_book",
    "plant_footprint",
    "read_lots",
    "read_measurements",
    "read_movements",
    "recall",
    "recalled_shipments",
    "shares",
    "trace",
]

_ROOMS = {
    "LotBook": "casthouse.notebook.lot_book",
    "PlantFootprint": "casthouse.notebook.plant_footprint",
    "Refusal": "casthouse.refusal",
    "RowsRefused": "casthouse.notebook.refused_rows",
    "footprints": "casthouse.notebook.footprints",
    "lot_book": "casthouse.notebook.lot_table",
    "plant_footprint": "casthouse.notebook.plant_footprint",
    "read_lots": "casthouse.notebook.file_table",
    "read_measurements": "casthouse.notebook.file_table",
    "read_movements": "casthouse.notebook.file_table",
    "recall": "casthouse.notebook.recall",
    "recalled_shipments": "casthouse.notebook.recall",
    "shares": "casthouse.notebook.shares",
    "trace": "casthouse.notebook.trace",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    """Return a name of the library, loaded now."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    """Return the names of the library."""
    return sorted({*globals(), *_ROOMS})
