"""Rows of the movements files: the movements in the words of the contract, with the odd rows put in."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from maker.movement import Books, Movement
from maker.warts import WARTS, Wart, pick

COLUMNS = (
    "reference",
    "date",
    "facility",
    "kind",
    "material",
    "quantity",
    "unit",
    "coc",
    "counterparty",
    "document",
    "lot",
    "reverses",
)
IN_TONNES = frozenset(("TINGUI", "CURUA", "SHANNON", "SAGUEN", "ITHALA", "MOSAN"))
TONNES_FROM_G = 200_000_000  # the others weigh trucks in kilograms and trains in tonnes
GAP = 3  # an added row stands so many rows below its original
REMARK = "second weighing,\nsee the carrier's e-mail"
VESSELS = ("Ile de Loos", "Rio Fatala", "Shannon Heron", "Baie des Ha! Ha!", "Cabo Orange", "Agulhas Star")


@dataclass(slots=True, kw_only=True)
class Row:
    """One row: its cells by contract column, further columns, and the answer it must get ("" posts)."""

    cells: dict[str, str]
    day: date
    further: dict[str, str] = field(default_factory=dict)
    answer: str = ""
    why: str = ""


Chosen = dict[Movement, Wart]


def choose(books: Books) -> Chosen:
    """Pick the movement of each wart, and mark those whose rows will be refused: they get no document."""
    chosen: Chosen = {}
    for company, warts in WARTS.items():
        for wart in warts:
            one = pick(books[company], wart)
            assert one not in chosen, wart.why
            one.refused = bool(wart.code) and not wart.added
            same = [
                other for other in books[company] if other.source is one.source and one.source is not None
            ]
            chosen |= dict.fromkeys(same if wart.delivery else [one], wart)
    return chosen


def rows_of(book: list[Movement], chosen: Chosen) -> list[Row]:
    """Return the rows of a company's file in the order of its books, odd rows included."""
    rows: list[Row] = []
    added: list[tuple[int, Row]] = []
    for number, one in enumerate(book):
        row = Row(cells=_cells(one), day=one.day, further=_further(one, number))
        wart = chosen.get(one)
        if wart is not None and wart.added:
            added.append((number + 1 + GAP, _odd(row, wart)))
        elif wart is not None:
            row = _odd(row, wart)
        rows.append(row)
    for place, row in reversed(added):
        rows.insert(min(place, len(rows)), row)
    return rows


def _odd(row: Row, wart: Wart) -> Row:
    """Return the row with the wart's cells."""
    return Row(
        cells=row.cells | wart.change, day=row.day, further=row.further, answer=wart.code, why=wart.why
    )


def _cells(one: Movement) -> dict[str, str]:
    """Return a movement by contract column; empty where the kind needs nothing."""
    cells = dict.fromkeys(COLUMNS, "") | {
        "reference": one.reference,
        "date": one.day.isoformat(),
        "facility": one.plant,
        "kind": one.kind,
        "lot": one.lot,
    }
    if one.target is not None:
        return cells | {"reverses": one.target.reference}
    quantity, unit = _quantity(one)
    cells |= {"material": one.material, "quantity": quantity, "unit": unit}
    if one.kind in {"receipt", "shipment"}:
        cells |= {"coc": one.coc, "counterparty": one.counterparty}
    if one.kind == "receipt":
        cells["document"] = one.document
    return cells


def _quantity(one: Movement) -> tuple[str, str]:
    """Return the quantity as the company writes it, exact to the gram."""
    if one.pounds:
        return one.pounds, "lb"
    tonnes = one.company in IN_TONNES or one.mass_g >= TONNES_FROM_G
    figure = format(Decimal(one.mass_g).scaleb(-6 if tonnes else -3), "f")
    return figure.rstrip("0").rstrip(".") if "." in figure else figure, "t" if tonnes else "kg"


def _further(one: Movement, number: int) -> dict[str, str]:
    """Return the columns that Casthouse does not know and keeps with the movement."""
    match one.company:
        case "TINGUI" | "CURUA" | "ITHALA":
            at_sea = one.mass_g >= 20 * TONNES_FROM_G and one.kind != "extraction"
            return {"vessel": f"MV {VESSELS[number % len(VESSELS)]}" if at_sea else ""}
        case "RIED":
            return {"remark": REMARK if one.kind == "reversal" else ""}
        case "ALMFRI":
            return {"article": "" if one.kind == "reversal" else f"{330 if number % 3 else 500} ml"}
        case _:
            return {}
