"""How fast a million movements of a hundred companies are asked what looks unusual; beside a baseline row by row.

    .venv/bin/python bench/chain_anomalies.py                 both stores, one after the other
    .venv/bin/python bench/chain_anomalies.py --store sqlite --rows 100000

Five tiers of twenty companies sell metal to the next; every document is issued and booked. What looks unusual was put
there: a receipt that is more than its document, a paper at two buyers, a sale back. The baseline walks the movements
row by row, folds them in Python and lets the same rules judge; both find the same, in the same words, or the run
fails. What is asked is measured in a process of its own, so that its memory is its own.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from movements import YEAR
from store_run import add_store_arguments, print_figures, run_on_stores

TIERS, WIDTH = 5, 20
ROWS_MIN = 100_000
COC_SHARES = (0.50, 0.35, 0.24, 0.15, 0.08, 0.0)
SCRAP_SHARE = 0.05
HEADER = "reference,date,facility,kind,material,quantity,unit,coc,counterparty,document,lot,reverses\n"
EXPECTED = {"circular_sales": 1, "document_altered": 1, "document_not_issued": 1, "document_booked_twice": 1}


def main() -> int:
    """Measure the stores that are asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    add_store_arguments(parser)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--ask", choices=("set-based", "row-by-row"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.rows < ROWS_MIN:
        parser.error(
            f"--rows {arguments.rows}: {ROWS_MIN} at least, else companies sell more than they bought"
        )
    if arguments.ask:
        answer_here(arguments.ask)
        return 0
    return run_on_stores(
        arguments, __file__, lambda folder: print_figures(arguments, measure(arguments.rows, folder))
    )


def measure(rows: int, folder: Path) -> dict[str, Any]:
    """Fill the store and return the figures by name."""
    from django.db import connection  # noqa: PLC0415 - as above

    from casthouse.service.chain_anomaly import chain_anomalies  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415

    movements, documents = fill(rows, folder)
    asked, walked = asked_apart("set-based"), asked_apart("row-by-row")
    assert asked["found"] == walked["found"], (asked["found"], walked["found"])
    counts: dict[str, int] = defaultdict(int)
    for kind, *_ in asked["found"]:
        counts[kind] += 1
    assert counts == EXPECTED, dict(counts)
    began = time.perf_counter()
    own = chain_anomalies(OPERATOR, organisation=code(1, 0), start=date(YEAR, 1, 1))
    own_s = time.perf_counter() - began
    assert own.found
    store = connection.vendor
    return {
        f"{store}: movements, of {TIERS * WIDTH} companies": f"{movements:,}",
        f"{store}: documents issued": f"{documents:,}",
        f"{store}: all that looks unusual in the year, s": f"{asked['seconds']:.1f}",
        f"{store}: asked again, nothing being posted, ms": f"{asked['again_ms']:.1f}",
        f"{store}: the same row by row, s": f"{walked['seconds']:.1f}",
        f"{store}: row by row / set-based": f"{walked['seconds'] / asked['seconds']:.1f}",
        f"{store}: its peak memory, MB": f"{asked['peak_mb']:,.0f}",
        f"{store}: peak memory row by row, MB": f"{walked['peak_mb']:,.0f}",
        f"{store}: what one company sees of it, s": f"{own_s:.1f}",
    }


def asked_apart(how: str) -> dict[str, Any]:
    """Ask in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--ask", how], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def answer_here(how: str) -> None:
    """Ask, and print what was found, how long it took and how much memory."""
    import django  # noqa: PLC0415 - the environment names the store first

    django.setup()
    from casthouse.service.chain_anomaly import chain_anomalies  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415

    began = time.perf_counter()
    if how == "set-based":
        found = [each.anomaly for each in chain_anomalies(OPERATOR, start=date(YEAR, 1, 1)).found]
    else:
        found = naive_anomalies()
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    if how == "set-based":
        again = [each.anomaly for each in chain_anomalies(OPERATOR, start=date(YEAR, 1, 1)).found]
        assert again == found
    answer = {
        "seconds": seconds,
        "again_ms": 1000 * (time.perf_counter() - began),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "found": sorted(told(each) for each in found),
    }
    print(json.dumps(answer))


def told(found: Any) -> list[str]:
    """Return what an anomaly says of whom."""
    sides = sorted(f"{each.organisation} {each.seen} {each.references}" for each in found.sides)
    return [found.kind.value, found.severity.value, found.subject, found.together, *sides]


def code(tier: int, place: int) -> str:
    """Return the code of a company."""
    return f"T{tier}-{place:02d}"


def register() -> str:
    """Return the register of all companies."""
    return "".join(
        f'[[organisation]]\ncode = "{each}"\nname = "Company {each}"\ncountry = "DE"\n'
        f'address = "Street 1"\nresponsible = "coc@{each}.example"\nmembership = "production_and_transformation"\n'
        f'[[facility]]\ncode = "{each}-F"\norganisation = "{each}"\nname = "Plant"\n'
        'activities = ["remelting_refining", "casthouse"]\n'
        f'[[scope]]\ncode = "{each}-COC"\norganisation = "{each}"\nfacilities = ["{each}-F"]\n'
        f'edition = "coc-v2"\nfirst_period_start = {YEAR}-01-01\n'
        + "".join(
            f'[[certificate]]\nnumber = "{standard[0]}-{each}"\nscope = "{each}-COC"\nstandard = "{standard}"\n'
            f"valid_from = {YEAR - 1}-01-01\nvalid_to = {YEAR + 1}-12-31\n"
            for standard in ("chain_of_custody", "performance")
        )
        for each in (code(tier, place) for tier in range(TIERS) for place in range(WIDTH))
    )


def fill(rows: int, folder: Path) -> tuple[int, int]:
    """Load the register, import every company's year and issue its documents; return how many of both."""
    from casthouse.exchange.register_file import register_from_text  # noqa: PLC0415
    from casthouse.service.document import issue_documents  # noqa: PLC0415
    from casthouse.service.movement_file import import_movements_file  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415
    from casthouse.service.register import load_register  # noqa: PLC0415
    from casthouse.service.store import prepare_store  # noqa: PLC0415

    prepare_store()
    load_register(OPERATOR, register_from_text(register()))
    movements = documents = 0
    for company, lines, certified in companies(rows):
        file = folder / "movements.csv"
        file.write_text(HEADER + "".join(lines))
        answer = import_movements_file(OPERATOR, organisation=company, path=file).answer
        assert (answer.posted, answer.refused) == (len(lines), ()), answer.refused[:3]
        movements += answer.posted
        issued = issue_documents(OPERATOR, organisation=company, shipments=certified)
        documents += len(certified)
        assert not issued.refused, issued.refused[:3]
    return movements, documents


def companies(rows: int) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield each company with its file and its certified shipments in the order of their documents."""
    chance = random.Random(1)
    count = rows // (2 * TIERS * WIDTH)
    coming: dict[str, list[tuple[date, int, str, str, str]]] = defaultdict(list)
    for place in range(WIDTH):
        for n in range(count):
            day = date(YEAR, 1, 1) + timedelta(chance.randrange(320))
            mark = chance.random() < COC_SHARES[0]
            coming[code(0, place)].append(
                (
                    day,
                    chance.randint(18_000, 26_000),
                    "OUTSIDE",
                    f"OUT-{place}-{n}" if mark else "",
                    "aluminium",
                )
            )
    for tier in range(TIERS):
        for place in range(WIDTH):
            yield company_year(chance, tier, place, coming)


def company_year(
    chance: random.Random, tier: int, place: int, coming: dict[str, list[tuple[date, int, str, str, str]]]
) -> tuple[str, list[str], list[str]]:
    """Return the file of a company: what came, what went on; and let the next tier receive it."""
    company = code(tier, place)
    receipts = coming.pop(company)
    for _ in range(int(len(receipts) * SCRAP_SHARE) if tier == 1 else 0):
        day = date(YEAR, 1, 1) + timedelta(chance.randrange(320))
        mass = int(10 ** chance.uniform(1, 4))
        receipts.append((day, mass, f"YARD-{chance.randrange(50)}", "", "post_consumer_scrap"))
    lines = [
        f"R-{n:06d},{day},{company}-F,receipt,{material},{kg},kg,{'yes' if document else 'no'},{other},{document},,\n"
        for n, (day, kg, other, document, material) in enumerate(receipts)
    ]
    sold = []
    for n, (day, kg, _, _, material) in enumerate(receipts):
        if material == "aluminium":
            buyer = code(tier + 1, chance.randrange(WIDTH)) if tier + 1 < TIERS else "MARKET"
            sold.append((day + timedelta(5), f"S-{n:06d}", kg, buyer, chance.random() < COC_SHARES[tier + 1]))
    if (tier, place) == (2, 0):
        sold += [
            (date(YEAR, 6, 1), f"BACK-{n}", 25_000, code(1, 0), False) for n in range(len(receipts) // 40)
        ]
    sold.sort()
    certified = []
    for day, reference, kg, buyer, mark in sold:
        lines.append(
            f"{reference},{day},{company}-F,shipment,aluminium,{kg},kg,{'yes' if mark else 'no'},{buyer},,,\n"
        )
        document = ""
        if mark:
            certified.append(reference)
            document = f"{company}-{YEAR}-{len(certified):06d}"
        if buyer != "MARKET" and not reference.startswith("BACK"):
            coming[buyer].append((day + timedelta(2), kg, company, document, "aluminium"))
            if mark and (tier, place, len(certified)) == (0, 0, 3):
                coming[buyer][-1] = (day + timedelta(2), kg + 5_000, company, document, "aluminium")
            if mark and (tier, place, len(certified)) == (0, 1, 3):
                twin = code(1, 7) if buyer != code(1, 7) else code(1, 8)
                coming[twin].append(coming[buyer][-1])
    return company, lines, certified


def naive_anomalies() -> list[Any]:
    """Return what the same rules say of facts that were folded in Python, movement by movement."""
    from casthouse.exchange.anomaly_rules_file import built_in_anomaly_rules  # noqa: PLC0415
    from casthouse.measure.period import Period  # noqa: PLC0415
    from casthouse.provenance.certificate_anomaly import lapsed_shipments, silent_members  # noqa: PLC0415
    from casthouse.provenance.circular_sale import circular_sales  # noqa: PLC0415
    from casthouse.provenance.document_anomaly import document_anomalies  # noqa: PLC0415
    from casthouse.provenance.scrap_anomaly import scrap_anomalies  # noqa: PLC0415
    from casthouse.provenance.stage_anomaly import stage_anomalies  # noqa: PLC0415
    from casthouse.service.organisation_rules import rules_of_organisations  # noqa: PLC0415
    from casthouse.storage.chain_anomaly import entitled_spans  # noqa: PLC0415

    period = Period(start=date(YEAR, 1, 1), end=date(YEAR + 1, 1, 1))
    rules, spans, facts = built_in_anomaly_rules(), entitled_spans(), NaiveFacts()
    documents = facts.documents()
    held_against = rules_of_organisations({side.buyer for each in documents for side in each.booked})
    return [
        *document_anomalies(documents, held_against, period),
        *stage_anomalies(facts.flows(), rules, period, {}),
        *circular_sales(facts.sales(), rules, period),
        *lapsed_shipments(facts.coc_days(), spans, period),
        *silent_members(facts.latest, spans, rules, period, period.last_day),
        *scrap_anomalies(facts.scrap(), rules, period),
    ]


class NaiveFacts:
    """Everything that the rules need, folded from the list of movements; none of them is reversed here."""

    def __init__(self) -> None:
        self.masses: dict[tuple[Any, ...], int] = defaultdict(int)
        self.sold: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
        self.shipped: dict[tuple[Any, ...], int] = defaultdict(int)
        self.latest: dict[str, date] = {}
        self.scrapped: list[tuple[Any, ...]] = []
        self.papers: dict[tuple[str, str], dict[str, list[tuple[Any, ...]]]] = defaultdict(dict)
        for movement in walked():
            self._add(*movement)

    def _add(self, owner: str, movement: Any) -> None:
        from casthouse.custody.movement import Kind  # noqa: PLC0415
        from casthouse.provenance.scrap_anomaly import SCRAP  # noqa: PLC0415

        key = (owner, movement.day, movement.kind, movement.material, movement.coc)
        self.masses[key] += movement.quantity_g
        self.latest[owner] = max(movement.day, self.latest.get(owner, movement.day))
        if movement.kind is Kind.SHIPMENT:
            sale = self.sold[owner, movement.counterparty, movement.material]
            sale[0] += movement.quantity_g
            sale[1] += movement.quantity_g if movement.coc else 0
            if movement.coc:
                self.shipped[owner, movement.facility, movement.day] += movement.quantity_g
        elif movement.material in SCRAP:
            self.scrapped.append((owner, movement.day, movement.counterparty, movement.quantity_g))
        elif movement.coc:
            paper = self.papers[movement.counterparty, movement.document]
            paper.setdefault(owner, []).append(
                (movement.reference, movement.day, movement.material, movement.quantity_g)
            )

    def flows(self) -> list[Any]:
        """Return the flows by day."""
        from casthouse.provenance.stage_anomaly import DayFlow  # noqa: PLC0415

        return [DayFlow(*key, mass_g) for key, mass_g in self.masses.items()]

    def sales(self) -> list[Any]:
        """Return the sales between companies."""
        from casthouse.provenance.circular_sale import Sale  # noqa: PLC0415

        return [
            Sale(seller, buyer, material, mass_g, coc_g, (buyer,))
            for (seller, buyer, material), (mass_g, coc_g) in self.sold.items()
            if buyer in self.latest
        ]

    def coc_days(self) -> list[Any]:
        """Return what was shipped as CoC Material."""
        from casthouse.provenance.certificate_anomaly import CocDay  # noqa: PLC0415

        return [CocDay(*key, mass_g) for key, mass_g in self.shipped.items()]

    def scrap(self) -> Any:
        """Return the receipts of scrap."""
        import polars as pl  # noqa: PLC0415

        from casthouse.provenance.scrap_anomaly import RECEIPTS  # noqa: PLC0415

        return pl.DataFrame(self.scrapped, schema=RECEIPTS, orient="row")

    def documents(self) -> list[Any]:
        """Return the documents as both sides tell them."""
        from casthouse.provenance.document_anomaly import BookedDocument, BookedSide  # noqa: PLC0415

        issued = issued_papers()
        since: dict[str, date] = {}
        for (supplier, _), paper in issued.items():
            since[supplier] = min(paper.day, since.get(supplier, paper.day))
        return [
            BookedDocument(
                supplier=supplier,
                number=number,
                issued=issued.get((supplier, number)),
                issues_since=since.get(supplier),
                booked=tuple(
                    BookedSide(
                        buyer=buyer,
                        references=tuple(each[0] for each in those),
                        first=min(each[1] for each in those),
                        last=max(each[1] for each in those),
                        materials=frozenset(each[2] for each in those),
                        mass_g=sum(each[3] for each in those),
                    )
                    for buyer, those in sorted(sides.items())
                ),
            )
            for (supplier, number), sides in self.papers.items()
        ]


def walked() -> Iterator[tuple[str, Any]]:
    """Yield all movements with whose they are, as the list of movements gives them."""
    from casthouse.service.movement_list import PAGE_SIZE_MAX, movement_page  # noqa: PLC0415
    from casthouse.service.permission import OPERATOR  # noqa: PLC0415

    for company in (code(tier, place) for tier in range(TIERS) for place in range(WIDTH)):
        number = pages = 1
        while number <= pages:
            page = movement_page(
                OPERATOR, organisation=company, page=number, size=PAGE_SIZE_MAX, newest_first=False
            )
            yield from ((company, each) for each in page.movements)
            number, pages = number + 1, page.pages


def issued_papers() -> dict[tuple[str, str], Any]:
    """Return every document by issuer and number."""
    from casthouse.custody.stage import MATERIALS_BY_CODE  # noqa: PLC0415
    from casthouse.provenance.document_anomaly import IssuedSide  # noqa: PLC0415
    from casthouse.storage.models import DocumentRow  # noqa: PLC0415

    names = ("issuer__code", "number", "shipment_reference", "recipient__code", "shipment_date", "material")
    rows = DocumentRow.objects.values_list(*names, "coc_mass_g").iterator()
    return {
        (issuer, number): IssuedSide(
            issuer=issuer,
            shipment=shipment,
            recipient=recipient,
            day=day,
            material=MATERIALS_BY_CODE[material],
            mass_g=mass_g,
            in_force=True,
        )
        for issuer, number, shipment, recipient, day, material, mass_g in rows
    }


if __name__ == "__main__":
    sys.exit(main())
