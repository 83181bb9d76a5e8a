"""Corrections of movements booked wrongly at first, the companies' own references, and the document numbers."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from random import Random

from maker.movement import Books, Movement
from maker.parties import LAST_DAY, YEAR

SEED = 4711
CORRECTED = {  # how many movements of each company are booked wrongly, taken back and booked again
    "TINGUI": 1,
    "SHANNON": 1,
    "SAGUEN": 3,
    "ITHALA": 1,
    "MOSAN": 2,
    "RHEIN": 5,
    "RIED": 6,
    "ADDA": 4,
    "VLTAVA": 4,
    "ALMFRI": 2,
}
REFERENCES = {  # what stands before the number, and the first number; a reversal has a range of its own
    "TINGUI": {"extraction": ("TB-EXT-", 1001), "shipment": ("TB-BL-", 1001), "reversal": ("TB-ANN-", 1001)},
    "CURUA": {"extraction": ("LAV-25-", 1001), "shipment": ("EMB-25-", 1001)},
    "SHANNON": {
        "receipt": ("GRN", 500_101),
        "production": ("PRD", 300_101),
        "shipment": ("DEL", 800_101),
        "reversal": ("REV", 900_101),
    },
    "SAGUEN": {
        "receipt": ("SM-R-", 20_001),
        "production": ("SM-P-", 20_001),
        "shipment": ("SM-E-", 20_001),
        "reversal": ("SM-X-", 20_001),
    },
    "ITHALA": {
        "receipt": ("ITH/IN/", 1001),
        "production": ("ITH/POT/", 1001),
        "shipment": ("ITH/OUT/", 1001),
        "reversal": ("ITH/REV/", 1001),
    },
    "MOSAN": {"receipt": ("E2025-", 1001), "shipment": ("S2025-", 1001), "reversal": ("A2025-", 1001)},
    "RHEIN": {"receipt": ("50", 10_004_411), "shipment": ("49", 10_007_120), "reversal": ("51", 10_000_204)},
    "RIED": {"receipt": ("REC", 140_001), "shipment": ("BL", 260_001), "reversal": ("ANN", 900_001)},
    "ADDA": {"receipt": ("", 510_001), "shipment": ("", 820_001), "reversal": ("", 990_001)},
    "VLTAVA": {"receipt": ("P-", 310_001), "shipment": ("V-", 470_001), "reversal": ("S-", 980_001)},
    "ALMFRI": {"receipt": ("WE-", 10_001), "shipment": ("WA-", 10_001), "reversal": ("ST-", 10_001)},
}


def correct(books: Books) -> None:
    """Add mistakes to the books: a movement with a wrong mass before the right one, and its reversal days later."""
    chance = Random(SEED)
    for company, number in CORRECTED.items():
        book = books[company]
        candidates = [
            place
            for place, one in enumerate(book)
            if one.day + timedelta(days=6) <= LAST_DAY and not one.pounds and one.kind != "production"
        ]
        picks = [
            candidates[int((part + 0.2 + 0.6 * chance.random()) / number * len(candidates))]
            for part in range(number)
        ]
        for place in reversed(picks):
            wrong, taken_back = _mistake(book[place], 2 + int(4 * chance.random()))
            book.insert(place, wrong)
            book.append(taken_back)
        book.sort(key=lambda one: one.day)


def number_references(books: Books) -> None:
    """Give every movement its company's reference, in the order of days."""
    for company, book in books.items():
        numbers: dict[str, int] = defaultdict(int)
        for one in book:
            prefix, first = REFERENCES[company][one.kind]
            one.reference = f"{prefix}{first + numbers[one.kind]}"
            numbers[one.kind] += 1


def number_documents(books: Books) -> None:
    """Give every standing CoC shipment its document number, and the number to the receipts of its goods.

    Bulk issuing goes by shipment date, then reference; numbers have no gap within an issuer and a year.
    """
    for company, book in books.items():
        claimed = sorted((one for one in book if one.claimed), key=lambda one: (one.day, one.reference))
        for number, shipment in enumerate(claimed, 1):
            shipment.document = document_number(company, number)
    for book in books.values():
        for one in book:
            if one.kind == "receipt" and one.source is not None and one.source.claimed:
                one.document = one.source.document


def document_number(company: str, number: int) -> str:
    """Return a document number of the sample year."""
    return f"{company}-{YEAR}-{number:06d}"


def _mistake(right: Movement, days: int) -> tuple[Movement, Movement]:
    """Return a wrong booking, two digits of its mass swapped or a tenth too much, and its reversal."""
    swapped = _swapped(right.mass_g)
    wrong = replace(right, mass_g=swapped if swapped != right.mass_g else right.mass_g * 11 // 10)
    wrong.is_reversed = True
    taken_back = Movement(
        company=right.company,
        day=right.day + timedelta(days=days),
        plant=right.plant,
        kind="reversal",
        target=wrong,
    )
    return wrong, taken_back


def _swapped(mass_g: int) -> int:
    """Return the mass with its second and third digits swapped."""
    digits = str(mass_g)
    return int(digits[0] + digits[2] + digits[1] + digits[3:])
