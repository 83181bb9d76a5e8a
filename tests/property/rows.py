"""Strategies: movements files of two scopes, mostly right, full of faults, or valid throughout.

Quantities are a few grams, so that roundings and limits are met often; references, documents and days come from
small pools, so that rows collide.
"""

from typing import Any

from hypothesis import strategies as st

from tests.contract.register_text import Register, certificate, facility, organisation, scope

Row = dict[str, str]

FIRST_STARTS = {"TWO-A": "2020-01-01", "TWO-B": "2020-01-31"}
MONTHS = {"TWO-A": 12, "TWO-B": 6}
PERIODS = {
    "TWO-A": ["2020-01-01", "2021-01-01", "2022-01-01"],
    "TWO-B": ["2020-01-31", "2020-07-31", "2021-01-31", "2021-07-31", "2022-01-31"],
}
FACILITIES = {"TWO-A": ["A-1", "A-2"], "TWO-B": ["B-1"]}
DAYS = [
    "2019-12-31",
    "2020-01-01",
    "2020-01-30",
    "2020-01-31",
    "2020-03-10",
    "2020-07-30",
    "2020-07-31",
    "2020-12-31",
    "2021-01-01",
    "2021-01-31",
    "2021-05-05",
    "2021-11-11",
    "2022-02-02",
]
MATERIALS = ["bauxite", "alumina", "aluminium", "aluminium", "aluminium", "post_consumer_scrap", "dross"]
QUANTITIES = [
    *[(str(grams), "g") for grams in (1, 2, 3, 5, 7, 10, 12, 20, 33)],
    ("0.0035", "kg"),
    ("0.0045", "kg"),
    ("0.000011", "t"),
    ("0.02", "lb"),
    ("4.5", "g"),
]
JUNK = {
    "reference": ["", "R1"],
    "date": ["", "2020-02-30", "2020-1-01"],
    "facility": ["", "NOWHERE", "S-1", "YARD"],
    "kind": ["", "gift"],
    "material": ["", "copper", "bauxite", "dross", "pre_consumer_scrap"],
    "quantity": ["", "0", "x", "1e3", "0.4", "10000000000000000"],
    "unit": ["", "T"],
    "coc": ["", "maybe"],
    "counterparty": ["", "TWO"],
    "document": ["", "D1"],
    "lot": ["L1"],
    "reverses": ["", "R2", "NEVER"],
}


def register(*, validity: dict[str, tuple[str, str]] | None = None, opening_g: int = 0) -> Register:
    """Return two scopes of one organisation under two editions; `validity` gives their certificates' days."""
    spans = {"TWO-A": ("2019-01-01", "2022-12-31"), "TWO-B": ("2019-01-01", "2022-12-31")} | (validity or {})
    opening = {"positive_balance_g": opening_g} if opening_g >= 0 else {"overdraft_g": -opening_g}
    return {
        "organisation": [organisation("TWO"), organisation("SUP"), organisation("CUS")],
        "facility": [
            *[facility(code, "TWO") for code in ("A-1", "A-2", "B-1", "YARD")],
            facility("S-1", "SUP"),
        ],
        "scope": [
            scope(
                code, "TWO", FACILITIES[code], FIRST_STARTS[code], edition=edition, period_months=MONTHS[code]
            )
            for code, edition in (("TWO-A", "coc-v2"), ("TWO-B", "coc-v1"))
        ],
        "certificate": [certificate(f"COC-{code}", code, *spans[code]) for code in FACILITIES],
        "opening": [{"scope": "TWO-A", "stage": "aluminium"} | opening],
    }


def references(size: int = 30) -> st.SearchStrategy[str]:
    """Return references out of a small pool."""
    return st.sampled_from([f"R{n}" for n in range(size)])


@st.composite
def valid_row(draw: st.DrawFn, reference: str | None = None, kinds: str = "erpssso") -> Row:
    """Return a row without a fault of its own.

    Args:
        draw: of Hypothesis.
        reference: taken instead of one from the pool.
        kinds: initials to choose from: extraction, receipt, production, shipment (CoC), other shipment, reversal.
    """
    reference = reference or draw(references())
    kind = draw(st.sampled_from(kinds))
    row = {"reference": reference, "date": draw(st.sampled_from(DAYS))}
    row["facility"] = draw(st.sampled_from(["A-1", "A-1", "A-1", "A-2", "A-2", "B-1", "B-1", "B-1", "YARD"]))
    if kind == "v":
        return row | {"kind": "reversal", "reverses": draw(references(12))}
    row["quantity"], row["unit"] = draw(st.sampled_from(QUANTITIES))
    if kind == "e":
        return row | {"kind": "extraction", "material": "bauxite"}
    if kind == "p":
        return row | {"kind": "production", "material": draw(st.sampled_from(["alumina", "aluminium"]))}
    row["material"] = draw(st.sampled_from(MATERIALS))
    row["counterparty"] = draw(st.sampled_from(["SUP", "CUS", "a yard"]))
    if kind == "r":
        coc = draw(st.sampled_from(["yes", "yes", "no"]))
        return row | {
            "kind": "receipt",
            "coc": coc,
            "document": draw(st.sampled_from(["D1", "D2", "D3", "D4"])),
        }
    return row | {"kind": "shipment", "coc": "yes" if kind == "s" else "no"}


@st.composite
def faulty_row(draw: st.DrawFn) -> Row:
    """Return a row that is right, or wrong in one or two columns."""
    row = draw(valid_row(kinds="errpsssovv"))
    if draw(st.integers(0, 3)) == 0:
        for column in draw(st.lists(st.sampled_from(sorted(JUNK)), min_size=1, max_size=2, unique=True)):
            row[column] = draw(st.sampled_from(JUNK[column]))
    return row


def files(size: int = 10, row: st.SearchStrategy[Row] | None = None) -> st.SearchStrategy[list[Row]]:
    """Return files of rows, each a draw of its own."""
    return st.lists(row if row is not None else faulty_row(), min_size=1, max_size=size)


def numbered(rows: list[Row]) -> list[Row]:
    """Return the rows under references of their own, R0 and on."""
    return [row | {"reference": f"R{n}"} for n, row in enumerate(rows)]


def ground(grams: int) -> list[Row]:
    """Return what both scopes live on: in each period the grams as CoC Material, as other metal and shipped as such."""
    rows: list[Row] = []
    for scope_code, starts in PERIODS.items():
        for start in starts:
            where = {
                "date": start,
                "facility": FACILITIES[scope_code][0],
                "quantity": str(grams),
                "unit": "g",
            }
            metal = where | {"material": "aluminium", "counterparty": "SUP"}
            name = f"{scope_code}-{start}"
            rows += [
                metal | {"reference": f"C-{name}", "kind": "receipt", "coc": "yes", "document": f"G-{name}"},
                metal | {"reference": f"N-{name}", "kind": "receipt", "coc": "no"},
                metal | {"reference": f"O-{name}", "kind": "shipment", "coc": "no"},
                where | {"reference": f"E-{name}", "kind": "extraction", "material": "bauxite"},
            ]
    return rows


def with_copies(rows: list[Row]) -> st.SearchStrategy[list[Row]]:
    """Return the rows with some of them again at the end."""
    return st.lists(st.sampled_from(rows), max_size=3).map(lambda again: rows + again)


def validities() -> st.SearchStrategy[dict[str, Any]]:
    """Return the first and last day of each scope's certificate."""
    always = ("2019-01-01", "2022-12-31")
    lapsing = [("2020-01-31", "2022-12-31"), ("2019-01-01", "2020-07-30"), ("2020-03-01", "2021-05-05")]
    spans = st.sampled_from([always, always, always, *lapsing, ("2021-01-01", "2021-01-31")])
    return st.fixed_dictionaries({"TWO-A": spans, "TWO-B": spans})
