"""An honest chain is not accused: whatever it mines, melts and sells, no question about it is more than low.

From a mine to a brand, with scrap that comes back: nobody ships what it has not, each document is booked as it was
issued, in one part or two and within the scale's tolerance. Then one dishonest act is done, and it is asked about.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material, Stage
from casthouse.exchange.anomaly_rules_file import built_in_anomaly_rules
from casthouse.measure.period import Period
from casthouse.provenance.certificate_anomaly import CocDay, EntitledSpan, lapsed_shipments, silent_members
from casthouse.provenance.chain_anomaly import ChainAnomaly
from casthouse.provenance.circular_sale import Sale, circular_sales
from casthouse.provenance.document_anomaly import BookedDocument, BookedSide, IssuedSide, document_anomalies
from casthouse.provenance.scrap_anomaly import RECEIPTS, scrap_anomalies
from casthouse.provenance.severity import Severity
from casthouse.provenance.stage_anomaly import DayFlow, stage_anomalies
from tests.unit.custody.allowance_samples import RULES as ALLOWANCE

T = 1_000_000
RULES = built_in_anomaly_rules()
YEAR = Period(start=date(2025, 1, 1), end=date(2026, 1, 1))
BAUXITE, ALUMINA, METAL = Material.BAUXITE, Material.ALUMINA, Material.ALUMINIUM
SOLD = (
    *(("MINE", "REFINERY", BAUXITE), ("REFINERY", "SMELTER", ALUMINA), ("SMELTER", "CAST-1", METAL)),
    *(("SMELTER", "CAST-2", METAL), ("CAST-1", "CAST-2", METAL), ("CAST-2", "BRAND", METAL)),
)
COMPANIES = ("MINE", "REFINERY", "SMELTER", "CAST-1", "CAST-2", "BRAND")
HELD = dict.fromkeys((*COMPANIES, "ELSE"), ALLOWANCE)


@dataclass
class Chain:
    """What a year left in the accounts of all, and what each still has: all of it, and what of it is certified."""

    flows: list[DayFlow] = field(default_factory=list)
    documents: list[BookedDocument] = field(default_factory=list)
    scrap: list[tuple[str, date, str, int]] = field(default_factory=list)
    carried_g: dict[tuple[str, Stage], int] = field(default_factory=dict)
    stock_g: dict[tuple[str, Material], int] = field(default_factory=lambda: defaultdict(int))
    coc_g: dict[tuple[str, Material], int] = field(default_factory=lambda: defaultdict(int))

    def moves(
        self, company: str, day: date, kind: Kind, material: Material, mass_g: int, *, coc_g: int = 0
    ) -> None:
        """Post what comes (positive) or goes, all of it as CoC Material or none."""
        sign = -1 if kind is Kind.SHIPMENT else 1
        self.flows.append(DayFlow(company, day, kind, material, coc_g > 0, mass_g))
        self.stock_g[company, material] += sign * mass_g
        self.coc_g[company, material] += sign * coc_g

    def carries(self, company: str, mass_g: int) -> None:
        """Let certified metal be bought the year before, of which nothing was sold: a balance carried in."""
        self.moves(company, date(2024, 12, 1), Kind.RECEIPT, METAL, mass_g, coc_g=mass_g)
        self.carried_g[company, Stage.ALUMINIUM] = mass_g

    def makes(self, company: str, day: date, of: Material, made: Material, chance: Random) -> None:
        """Use a part of the stock of one stage for the next, with a loss that plants have."""
        used_g = int(self.stock_g[company, of] * chance.uniform(0.3, 0.95))
        needed = chance.uniform(2.1, 2.8) if of is BAUXITE else chance.uniform(1.92, 1.98)
        made_g = int(used_g / needed)
        if made_g:
            coc_g = self.coc_g[company, of] * used_g // self.stock_g[company, of]
            self.stock_g[company, of] -= used_g
            self.coc_g[company, of] -= coc_g
            self.flows.append(DayFlow(company, day, Kind.PRODUCTION, made, None, made_g))
            self.stock_g[company, made] += made_g
            self.coc_g[company, made] += int(coc_g / needed)

    def sells(self, seller: str, buyer: str, day: date, material: Material, chance: Random) -> None:
        """Ship a part of the stock, certified where enough of it is, and let the buyer book it."""
        mass_g = int(self.stock_g[seller, material] * chance.uniform(0.1, 0.5) * 0.97)
        if mass_g < T:
            return
        is_coc = chance.random() < 0.6 and self.coc_g[seller, material] >= mass_g
        coc_g = mass_g if is_coc else 0
        self.moves(seller, day, Kind.SHIPMENT, material, mass_g, coc_g=coc_g)
        booked_g = int(mass_g * chance.uniform(0.9955, 1.0045))
        arrival = day + timedelta(chance.randrange(3))
        self.moves(buyer, arrival, Kind.RECEIPT, material, booked_g, coc_g=booked_g if is_coc else 0)
        if is_coc:
            self.documents.append(self._document(seller, buyer, day, material, mass_g, booked_g))

    def _document(
        self, seller: str, buyer: str, day: date, material: Material, mass_g: int, booked_g: int
    ) -> BookedDocument:
        number = f"{seller}-{len(self.documents)}"
        references = (f"R-{number}", f"R-{number}-2")[: 1 + len(self.documents) % 2]
        return BookedDocument(
            supplier=seller,
            number=number,
            issued=IssuedSide(
                issuer=seller,
                shipment=f"S-{number}",
                recipient=buyer,
                day=day,
                material=material,
                mass_g=mass_g,
                in_force=True,
            ),
            issues_since=date(2024, 1, 1),
            booked=(
                BookedSide(
                    buyer=buyer,
                    references=references,
                    first=day,
                    last=day,
                    materials=frozenset({material}),
                    mass_g=booked_g,
                ),
            ),
        )

    def sales(self) -> list[Sale]:
        """Return who sold to whom: the links of the chain, and scrap that goes back."""
        shipped: dict[tuple[str, Material], int] = defaultdict(int)
        for each in self.flows:
            if each.kind is Kind.SHIPMENT:
                shipped[each.organisation, each.material] += each.mass_g
        links = [(seller, buyer, material) for seller, buyer, material in SOLD if shipped[seller, material]]
        links.append(("BRAND", "CAST-1", Material.POST_CONSUMER_SCRAP))
        return [Sale(s, b, m, shipped[s, m] or 500 * T, shipped[s, m] // 2, (b,)) for s, b, m in links]


def honest_year(chance: Random) -> Chain:
    """Let a year pass in steps of some days."""
    chain, day = Chain(), date(2025, 1, 1)
    for company in ("SMELTER", "CAST-1", "CAST-2"):
        if chance.random() < 0.5:
            chain.carries(company, chance.randrange(1, 3000) * T)
    while day < date(2025, 12, 20):
        mined_g = chance.randrange(500, 5000) * T
        chain.moves("MINE", day, Kind.EXTRACTION, BAUXITE, mined_g, coc_g=mined_g)
        chain.moves("REFINERY", day, Kind.RECEIPT, BAUXITE, chance.randrange(1, 900) * T)
        chain.makes("REFINERY", day, BAUXITE, ALUMINA, chance)
        chain.makes("SMELTER", day, ALUMINA, METAL, chance)
        scrap_g = int(10 ** chance.uniform(5, 7.4))
        chain.scrap.append(("CAST-1", day, f"YARD-{chance.randrange(9)}", scrap_g))
        chain.moves("CAST-1", day, Kind.RECEIPT, Material.POST_CONSUMER_SCRAP, scrap_g)
        for seller, buyer, material in SOLD:
            chain.sells(seller, buyer, day, material, chance)
        day += timedelta(chance.randrange(3, 15))
    return chain


def asked(chain: Chain, spans: list[EntitledSpan] | None = None) -> list[ChainAnomaly]:
    """Return every question about the chain."""
    entitled = spans if spans is not None else [span(each) for each in COMPANIES]
    shipped = [
        CocDay(each.organisation, f"{each.organisation}-1", each.day, each.mass_g)
        for each in chain.flows
        if each.kind is Kind.SHIPMENT and each.coc
    ]
    latest = {each.organisation: each.day for each in chain.flows}
    return [
        *document_anomalies(chain.documents, HELD, YEAR),
        *stage_anomalies(chain.flows, RULES, YEAR, chain.carried_g),
        *circular_sales(chain.sales(), RULES, YEAR),
        *lapsed_shipments(shipped, entitled, YEAR),
        *silent_members(latest, entitled, RULES, YEAR, YEAR.last_day),
        *scrap_anomalies(pl.DataFrame(chain.scrap, schema=RECEIPTS, orient="row"), RULES, YEAR),
    ]


def span(company: str, last: date = date(2026, 12, 31)) -> EntitledSpan:
    return EntitledSpan(company, f"{company}-1", date(2024, 1, 1), last)


YEARS = st.integers(0, 2**32).map(lambda seed: honest_year(Random(seed)))


@given(YEARS)
def test_an_honest_chain_is_asked_nothing_grave(chain: Chain) -> None:
    assert [each for each in asked(chain) if each.severity is not Severity.LOW] == []


@pytest.mark.parametrize(
    "act", ["paper_used_twice", "mass_altered", "invented_paper", "metal_from_nowhere", "certificate_ended"]
)
@given(chain=YEARS, chance=st.randoms(use_true_random=False))
def test_a_dishonest_act_in_it_is_asked_about(act: str, chain: Chain, chance: Random) -> None:
    spans, expected = (
        None,
        {
            "paper_used_twice": "document_booked_twice",
            "mass_altered": "document_altered",
            "invented_paper": "document_not_issued",
            "metal_from_nowhere": "output_above_input",
            "certificate_ended": "certificate_lapsed",
        }[act],
    )
    at = chance.randrange(len(chain.documents))
    paper = chain.documents[at]
    (side,) = paper.booked
    match act:
        case "paper_used_twice":
            paper = replace(paper, booked=(side, replace(side, buyer="ELSE", references=("E-1",))))
        case "mass_altered":
            paper = replace(paper, booked=(replace(side, mass_g=side.mass_g * 103 // 100),))
        case "invented_paper":
            paper = replace(paper, issued=None)
        case "metal_from_nowhere":
            more_g = sum(
                f.mass_g for f in chain.flows if f.organisation == "CAST-2" and f.kind is Kind.RECEIPT
            )
            chain.moves("CAST-2", date(2025, 12, 29), Kind.SHIPMENT, METAL, more_g * 11 // 10)
        case "certificate_ended":
            ended = max(f.day for f in chain.flows if f.kind is Kind.SHIPMENT and f.coc)
            spans = [span(each, ended - timedelta(days=1)) for each in COMPANIES]
        case _:
            raise AssertionError(act)
    chain.documents[at] = paper
    assert expected in {each.kind.value for each in asked(chain, spans) if each.severity is Severity.HIGH}
