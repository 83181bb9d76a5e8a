"""From tables to a book of lots: checked as an import checks the files, all rows or none.

With movements each lot must have been brought in or made, as in the ledger. Without them a lot that no process of the
table makes is taken as brought in, as much as is drawn from it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from casthouse.custody.import_refusal import shortened
from casthouse.custody.movement import Kind
from casthouse.custody.stage import MATERIAL_CODES
from casthouse.notebook.lot_book import PLANT, LotBook
from casthouse.notebook.moved_metal import Moved, moved_of
from casthouse.notebook.refused_rows import RefusedRow, RowsRefused
from casthouse.notebook.table_text import Table, TableLayout, names_of, text_rows
from casthouse.provenance.lot_graph import EDGE_KINDS, EdgeKind, LotEdge, LotName
from casthouse.provenance.lot_refusal import lot_refusal_message
from casthouse.provenance.lot_row import IN, OUT, LotRow
from casthouse.provenance.lot_shape import LOT_COLUMNS, check_lot_shape, rows_of_frame
from casthouse.provenance.lot_stock import LotFacts, LotStock, brought_in
from casthouse.provenance.process_admission import admit
from casthouse.provenance.recall import LotShipment
from casthouse.refusal import Refusal

LOTS = TableLayout(name="lots", required=LOT_COLUMNS)
"""The columns of the lots file (contract section 5)."""

MASS_MAX_G = 4 * 10**18
STOCKED = {
    Kind.RECEIPT: "received_g",
    Kind.EXTRACTION: "received_g",
    Kind.PRODUCTION: "produced_g",
    Kind.SHIPMENT: "shipped_g",
}


def lot_book(lots: Table | LotBook[Table], movements: object | None = None) -> LotBook[Table]:
    """Return the checked lots of a table; a book is returned as it is, and has its movements already.

    Args:
        lots: a table with the columns of the lots file, or a book of one.
        movements: a table with the columns of the movements file; None where a lot that no process makes is taken as
            brought in, as much as is drawn from it.

    Raises:
        Refusal: `table_invalid`, `heading_missing`, `file_empty`, `mass_beyond_ledger` …
        RowsRefused: rows that an import of the same file refuses, each with its code.
    """
    if isinstance(lots, LotBook):
        if movements is not None:
            raise Refusal(
                "table_invalid",
                found="a table of movements beside a book of lots",
                expected="a book alone: it was made with its movements",
                todo="make the book with them, by lot_book(lots, movements)",
            )
        return lots
    words = text_rows(lots, LOTS)
    moved = None if movements is None else moved_of(movements)
    shaped = check_lot_shape(words, names_of(words["facility"]))
    rows = rows_of_frame(shaped)
    stocks = _assumed(rows) if moved is None else _stocks(moved)
    admit(rows, LotFacts(stocks=stocks, posted={}))
    refused = list(_refused(words.with_columns(shaped["malformed"]), rows))
    if refused:
        raise RowsRefused(LOTS.name, refused, asked=lots)
    _refuse_overflow([row.grams for row in rows] + [each.mass_g for each in moved or ()])
    outputs = _made(rows)
    maker = {lot: process for process, made in outputs.items() for lot in made}
    told = _brought(moved or ())
    untold = {lot: each.received_g or each.shipped_g for lot, each in stocks.items() if lot not in told}
    return LotBook(
        table=lots,
        inputs=_drawn(rows),
        outputs=outputs,
        maker=maker,
        brought=told | _untold({lot: mass_g for lot, mass_g in untold.items() if lot not in maker}),
        shipped=tuple(_shipments(moved or ())),
    )


def _assumed(rows: Iterable[LotRow]) -> dict[str, LotStock]:
    """Return a stock of each lot that no row makes: as much as the rows draw from it."""
    listed = list(rows)
    made = {row.lot for row in listed if row.direction_code == OUT}
    drawn: defaultdict[str, int] = defaultdict(int)
    for row in listed:
        if row.direction_code == IN and row.lot not in made:
            drawn[row.lot] += row.mass_g or 0
    return {lot: LotStock(received_g=mass_g) for lot, mass_g in drawn.items()}


def _stocks(moved: Iterable[Moved]) -> dict[str, LotStock]:
    masses: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    held: defaultdict[str, defaultdict[str, defaultdict[int, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    for each in moved:
        if each.lot:
            masses[each.lot][STOCKED[each.kind]] += each.mass_g
            held[each.lot][STOCKED[each.kind]][MATERIAL_CODES[each.material]] += each.mass_g
    return {
        lot: LotStock(
            received_g=found["received_g"],
            produced_g=found["produced_g"],
            shipped_g=found["shipped_g"],
            materials=brought_in(held[lot]),
        )
        for lot, found in masses.items()
    }


def _refused(words: pl.DataFrame, rows: Sequence[LotRow]) -> Iterator[RefusedRow]:
    codes = {row.row: row for row in rows if row.code is not None}
    if not codes:
        return
    for word in words.filter(pl.col("row").is_in(list(codes))).iter_rows(named=True):
        row = codes[word["row"]]
        assert row.code is not None
        told = shortened(word) | {"mass_g": row.mass_g, "left_g": row.left_g}
        yield RefusedRow(
            row=row.row,
            reference=row.process[:200],
            code=row.code.value,
            message=lot_refusal_message(row.code, told, where=row.where),
        )


def _refuse_overflow(masses_g: Iterable[int]) -> None:
    whole_g = sum(masses_g)
    if whole_g > MASS_MAX_G:
        raise Refusal(
            "mass_beyond_ledger",
            found=f"{whole_g // 10**6} t in the tables",
            expected=f"at most {MASS_MAX_G // 10**6} t",
            todo="check the units: this is more aluminium than was ever made",
        )


def _drawn(rows: Iterable[LotRow]) -> dict[str, list[tuple[str, int]]]:
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        if row.direction_code == IN:
            found[row.process].append((row.lot, row.grams))
    return dict(found)


def _made(rows: Iterable[LotRow]) -> dict[str, dict[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        if row.direction_code == OUT:
            found[row.process][row.lot] = found[row.process].get(row.lot, 0) + row.grams
    return dict(found)


def _untold(masses_g: Mapping[str, int]) -> dict[str, list[LotEdge]]:
    """Return an edge into each lot of which nobody told how it came in."""
    return {
        lot: [
            LotEdge(
                target=LotName(PLANT, lot),
                source=None,
                kind=EdgeKind.UNRECORDED,
                reference="",
                mass_g=mass_g,
            )
        ]
        for lot, mass_g in masses_g.items()
    }


def _brought(moved: Iterable[Moved]) -> dict[str, list[LotEdge]]:
    found: defaultdict[str, list[LotEdge]] = defaultdict(list)
    for each in moved:
        if each.lot and each.kind in EDGE_KINDS:
            found[each.lot].append(
                LotEdge(
                    target=LotName(PLANT, each.lot),
                    source=None,
                    kind=EDGE_KINDS[each.kind],
                    reference=each.reference,
                    mass_g=each.mass_g,
                    counterparty=each.counterparty,
                    facility=each.facility,
                )
            )
    return dict(found)


def _shipments(moved: Iterable[Moved]) -> Iterator[LotShipment]:
    for each in sorted(moved, key=lambda one: (one.day, one.reference)):
        if each.lot and each.kind is Kind.SHIPMENT:
            yield LotShipment(
                lot=LotName(PLANT, each.lot),
                reference=each.reference,
                day=each.day,
                mass_g=each.mass_g,
                customer=each.counterparty,
                document=each.document,
            )
