"""The README of the sample value chain: who is who, what flows, what is odd on purpose. All figures are counted."""

import json
from collections.abc import Iterator
from decimal import Decimal

from maker.companies import BY_CODE, COMPANIES, CUSTOMERS
from maker.files import EXPORTS
from maker.movement import Books
from maker.parties import FIRST_DAY, LAST_DAY, TONNE_G, Company
from maker.rows import Row

LAYOUTS = {
    ".csv casthouse": "contract, CSV",
    ".xlsx casthouse": "contract, XLSX",
    ".csv erp-de": "German ERP (`erp-de`)",
    ".csv erp-en": "English ERP (`erp-en`)",
}

HEAD = """# The sample value chain

Eleven invented companies at real places and the year 2025: two bauxite mines, two alumina refineries, two smelters,
a scrap collector, a remelter with casthouse, a rolling mill, a can maker, a car maker and a beverage brand. Used
cans, can scrap and stamping scrap flow back. What the seller ships as CoC Material is what the buyer books: a
receipt with `coc` = yes carries the number that the seller's CoC Document gets when all documents of the year are
issued in the order of shipment date, then reference (`RHEIN-2025-000001` and so on).

`script/run` reads `manifest.toml`, loads `register.toml`, imports the files in the order of the manifest and issues
the documents. `expected.json` says what every import must answer and where every scope then stands, calculated
apart from the product.

Everything here, this page included, is made by `python samples/make_value_chain.py`: the same bytes each time. The
flows stand in `samples/maker/flows.csv`, the odd rows in `samples/maker/warts.py`.
"""

NOTES = """## What to know

- Some goods are afloat at the end of the year: shipped in December, received in 2026, in no buyer's file.
- Masses between companies agree to the gram where there is a CoC Document. Without one the customer's scales may
  differ by some kilograms.
- Ship and train loads arrive in several lots: several receipt rows under one document.
- Metal and scrap keep the lot number of the seller, with a letter S for scrap and P for a week of the pots; what a
  supplier outside sends gets one at the gate, with a W. Which lots went into which stands in `samples/lots`.
- Some movements are booked wrongly, taken back and booked again; what was taken back gets no document.
- Used beverage cans come from a collector that is not certified. Post-consumer scrap may be booked as Eligible
  Scrap without a document; the remelters' due diligence on the collector is not part of these files.
- The can maker starts the year with an overdraft to repay, one refinery and one smelter with a positive balance.
- Outside suppliers and some customers are free text; CoC Material is sold only to companies of the register.
"""


def readme_text(books: Books, files: dict[str, list[Row]], expected: str) -> str:
    """Return the README."""
    answers = json.loads(expected)
    parts = [
        HEAD,
        "## The companies\n\n" + _table(_companies(answers)),
        "Only customers:\n\n" + _table(_customers()),
        "## What flows\n\nShipments of the year that stand, in tonnes; scrap and used cans flow back.\n\n"
        + _table(_flows(books)),
        NOTES,
        "## What is odd on purpose\n\nRows are counted as the import counts them: the header is 1.\n\n"
        + _table(_odd_rows(files)),
    ]
    return "\n".join(parts)


def _table(lines: Iterator[tuple[str, ...]]) -> str:
    head, *rows = lines
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ("---",) * len(head), *rows)) + "\n"


def _companies(answers: dict[str, dict[str, dict[str, int]]]) -> Iterator[tuple[str, ...]]:
    yield "company", "code", "what it is", "certificates", "file", "layout", "movements", "documents"
    for export in EXPORTS:
        company = BY_CODE[export.company]
        suffix = export.file[export.file.rindex(".") :]
        yield (
            company.name,
            f"`{company.code}`",
            company.role,
            _certificates(company),
            f"`{export.file}`" + (f", `{export.late_file}`" if export.late_file else ""),
            LAYOUTS[f"{suffix} {export.profile}"],
            str(answers["files"][export.file]["posted"]),
            str(answers["documents"][company.code]["issued"]),
        )


def _customers() -> Iterator[tuple[str, ...]]:
    yield "company", "code", "country", "what it does here"
    for one in CUSTOMERS:
        yield one.name, f"`{one.code}`", one.country, one.role


def _certificates(company: Company) -> str:
    chain = next((one for one in company.certificates if one.standard == "chain_of_custody"), None)
    if chain is None:
        return "none" if company.membership else "none, not a member"
    note = ", **begins within the year**" if chain.valid_from > FIRST_DAY else ""
    note = ", **ends within the year**" if chain.valid_to < LAST_DAY else note
    return f"CoC and performance, {chain.valid_from} to {chain.valid_to}{note}"


def _flows(books: Books) -> Iterator[tuple[str, ...]]:
    yield "from", "to", "material", "shipments", "tonnes", "of these CoC"
    for company in COMPANIES:
        totals: dict[tuple[str, str], list[int]] = {}
        for one in books[company.code]:
            if one.kind == "shipment" and not one.is_reversed and not one.refused:
                total = totals.setdefault((one.counterparty, one.material), [0, 0, 0])
                total[0] += 1
                total[1] += one.mass_g
                total[2] += one.mass_g * one.claimed
        for (other, material), (number, mass_g, coc_g) in sorted(totals.items()):
            name = f"`{other}`" if other in BY_CODE else other
            words = material.replace("_consumer_", "-consumer ")
            yield f"`{company.code}`", name, words, str(number), _tonnes(mass_g), _tonnes(coc_g)


def _tonnes(mass_g: int) -> str:
    return f"{round(Decimal(mass_g) / TONNE_G):,}".replace(",", " ")


def _odd_rows(files: dict[str, list[Row]]) -> Iterator[tuple[str, ...]]:
    yield "file", "row", "reference", "the import answers", "why"
    for file, rows in files.items():
        for number, row in enumerate(rows, 2):
            if row.why:
                answer = f"`{row.answer}`" if row.answer else "posted"
                yield f"`{file}`", str(number), f"`{row.cells['reference']}`", answer, row.why
