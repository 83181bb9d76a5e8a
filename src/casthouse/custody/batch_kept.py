"""What an import keeps beside the content of a movement: unknown columns, and what the kind ignores of the known.

`coc` and `document` outside their kinds and all other columns of a reversal are kept as given (contract section 2),
so that a ledger can be written back as the file it came from.
"""

import json

import polars as pl

from casthouse.custody.movement import Kind

IGNORED_BY_REVERSALS = ("material", "quantity", "unit", "counterparty", "lot")


def kept_beside(rows: pl.DataFrame) -> pl.DataFrame:
    """Return `row` and `extra`, a JSON object as text, of the rows of a batch that have something to keep."""
    kind = pl.col("kind")
    ignored = {
        "coc": ~kind.is_in([Kind.RECEIPT.value, Kind.SHIPMENT.value]),
        "document": kind != Kind.RECEIPT.value,
        **dict.fromkeys(IGNORED_BY_REVERSALS, kind == Kind.REVERSAL.value),
    }
    ignores = pl.any_horizontal(condition & (pl.col(name) != "") for name, condition in ignored.items())
    unknown_only = rows.lazy().filter((pl.col("extra") != "") & ~ignores).select("row", "extra").collect()
    both = rows.lazy().filter(ignores).select("row", "extra", "kind", *ignored).collect()
    texts = [_merged(row) for row in both.iter_rows(named=True)]
    return pl.concat([unknown_only, both.select("row", extra=pl.Series(texts, dtype=pl.String))])


def _merged(row: dict[str, str]) -> str:
    kept = dict(json.loads(row["extra"])) if row["extra"] else {}
    names = ["coc"] if row["kind"] not in {Kind.RECEIPT, Kind.SHIPMENT} else []
    names += ["document"] if row["kind"] != Kind.RECEIPT else []
    names += IGNORED_BY_REVERSALS if row["kind"] == Kind.REVERSAL else ()
    kept |= {name: row[name] for name in names if row[name]}
    return json.dumps(kept, ensure_ascii=False)
