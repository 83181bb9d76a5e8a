"""Tables of a small plant, as people in notebooks have them: two lots bought, a heat, two coils, a remelt."""

import polars as pl

LOTS_OF = ("process", "step", "direction", "lot", "quantity")
PASSES = [
    ("P1", "melting", "in", "A", 30),
    ("P1", "melting", "in", "B", 60),
    ("P1", "melting", "out", "HEAT", 88),
    ("P2", "rolling", "in", "HEAT", 80),
    ("P2", "rolling", "out", "COIL-1", 40),
    ("P2", "rolling", "out", "COIL-2", 39.5),
    ("P3", "melting", "in", "HEAT", 8),
    ("P3", "melting", "in", "COIL-1", 4),
    ("P3", "melting", "out", "REMELT", 11.9),
]
MOVES = [
    ("IN-1", "receipt", "SUP", "A", 60),
    ("IN-2", "receipt", "SUP", "B", 40),
    ("IN-3", "receipt", "OTHER", "B", 20),
    ("OUT-1", "shipment", "CUS", "COIL-2", 39),
]


def lots_table() -> pl.DataFrame:
    """Return the lots, with days as days and quantities as numbers."""
    return pl.DataFrame(PASSES, schema=LOTS_OF, orient="row", strict=False).with_columns(
        date=pl.date(2024, 2, 1), facility=pl.lit("CH"), material=pl.lit("aluminium"), unit=pl.lit("t")
    )


def movements_table() -> pl.DataFrame:
    """Return what brought the lots in, and a shipment."""
    names = ("reference", "kind", "counterparty", "lot", "quantity")
    return pl.DataFrame(MOVES, schema=names, orient="row").with_columns(
        date=pl.date(2024, 1, 15),
        facility=pl.lit("CH"),
        material=pl.lit("aluminium"),
        unit=pl.lit("t"),
        coc=pl.lit(value=False),
    )
