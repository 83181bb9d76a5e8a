"""The sample year, day by day: what leaves, what arrives and what is claimed as CoC Material.

A seller claims a delivery as CoC Material when it is certified on the day, the customer asks for it and what it
has received and shipped so far allows it, with a margin for uncertified metal that comes later in the year.
"""

from collections import defaultdict
from copy import deepcopy
from datetime import date
from fractions import Fraction
from heapq import heappop, heappush
from itertools import count
from random import Random

from maker.companies import BY_CODE, COMPANIES
from maker.figures import StageTotals, available_g, input_shares, no_totals, stage_of
from maker.flows import Flow, arrival, days_of, flows, mass_kg_of
from maker.movement import Books, Movement
from maker.parties import LAST_DAY

SEED = 2025
MARGIN = Fraction(1, 10)  # of the uncertified part of the outflow so far, kept back from every claim
POUND_G = Fraction(45_359_237, 100_000)
KEEPING_BOOKS = frozenset(company.code for company in COMPANIES)
WEIGHED_LOTS = {"aluminium": "", "pre_consumer_scrap": "S", "post_consumer_scrap": "S"}
"""What has lot numbers, and the letter in those that the seller gives; a bin of dross is of several heats."""
AT_THE_GATE = "W"
OF_THE_POTS = "P"


def the_year() -> Books:
    """Return the movements of every company in the order of their days."""
    return _Year().run()


class _Year:
    """The state of the year while it goes by."""

    def __init__(self) -> None:
        self.chance = Random(SEED)
        self.books: Books = {company.code: [] for company in COMPANIES}
        self.totals: dict[str, StageTotals] = defaultdict(no_totals)
        self.lots: dict[tuple[str, str], int] = defaultdict(int)
        self.number = count()
        self.heap: list[tuple[date, int, int, Flow | Movement]] = []

    def run(self) -> Books:
        """Let every flow happen; of one day, arrivals come before departures."""
        for flow in flows():
            for day in days_of(flow, self.chance):
                heappush(self.heap, (day, 1, next(self.number), flow))
        while self.heap:
            day, _, _, event = heappop(self.heap)
            if isinstance(event, Movement):
                self._book(event)
            elif event.kind == "delivery":
                self._deliver(event, day)
            else:
                self._make(event, day)
        return self.books

    def _book(self, movement: Movement) -> None:
        """Write a movement down and count it."""
        self.books[movement.company].append(movement)
        _count(self.totals[movement.company], movement)

    def _make(self, flow: Flow, day: date) -> None:
        mass_g = mass_kg_of(flow, day, self.chance) * 1000
        made = Movement(
            company=flow.seller, day=day, plant=flow.plant, kind=flow.kind, material=flow.material
        )
        made.mass_g = mass_g
        if flow.kind == "production" and flow.material in WEIGHED_LOTS:
            made.lot = self._next_lot(flow.seller, OF_THE_POTS)
        self._book(made)

    def _deliver(self, flow: Flow, day: date) -> None:
        mass_g, pounds = self._weigh(flow, day)
        shipment = Movement(
            company=flow.seller,
            day=day,
            plant=flow.plant,
            kind="shipment",
            material=flow.material,
            mass_g=mass_g,
            counterparty=flow.buyer,
            lot=self._lot(flow),
            pounds=pounds,
        )
        shipment.coc = "yes" if self._claims(flow, shipment) else "no"
        if flow.seller in KEEPING_BOOKS:
            self._book(shipment)
        arrives = arrival(flow, day, self.chance)
        if flow.buyer in KEEPING_BOOKS and arrives <= LAST_DAY:
            for receipt in self._receipts(flow, shipment, arrives):
                heappush(self.heap, (arrives, 0, next(self.number), receipt))

    def _weigh(self, flow: Flow, day: date) -> tuple[int, str]:
        """Return a mass in grams, and its pounds where the scales show pounds."""
        mass_g = mass_kg_of(flow, day, self.chance) * 1000
        if "pounds" not in flow.options:
            return mass_g, ""
        tenths = round(mass_g * 10 / POUND_G)
        return round(Fraction(tenths, 10) * POUND_G), f"{tenths // 10}.{tenths % 10}"

    def _lot(self, flow: Flow) -> str:
        """Return the lot number of metal or scrap that leaves one of our companies."""
        if flow.material not in WEIGHED_LOTS or flow.seller not in KEEPING_BOOKS:
            return ""
        return self._next_lot(flow.seller, WEIGHED_LOTS[flow.material])

    def _next_lot(self, company: str, mark: str) -> str:
        """Return the next number of a company: what it sells, bales of scrap, what comes in, a week of its pots."""
        self.lots[company, mark] += 1
        return f"{company[:2]}25-{mark}{self.lots[company, mark]:0{5 - len(mark)}d}"

    def _claims(self, flow: Flow, shipment: Movement) -> bool:
        """Whether the seller sells this delivery as CoC Material."""
        if flow.seller not in KEEPING_BOOKS or not flow.wanted_as_coc(shipment.day):
            return False
        seller = BY_CODE[flow.seller]
        if not seller.certified(shipment.day):
            return False
        stage = stage_of(flow.material)
        after = deepcopy(self.totals[flow.seller])
        _count(after, shipment)
        after[stage].coc_out_g += shipment.mass_g
        share = input_shares(after)[stage] or Fraction(0)
        kept_back = MARGIN * (1 - share) * after[stage].out_g
        return available_g(after, seller.openings, stage) >= kept_back

    def _receipts(self, flow: Flow, shipment: Movement, day: date) -> list[Movement]:
        """Return the receipt rows of a delivery, one a lot; together they weigh what was shipped as CoC Material."""
        plant = flow.buyer_plants[int(len(flow.buyer_plants) * self.chance.random())]
        coc = "yes" if "eligible" in flow.options else shipment.coc
        least, most = flow.lots
        number = least + int((most - least + 1) * self.chance.random())
        masses = self._parts(self._weighed_again(flow, shipment), number, flow.step_kg * 1000)
        lot = shipment.lot
        if not lot and flow.material in WEIGHED_LOTS:  # the seller told none, so the buyer's gate gives one
            lot = self._next_lot(flow.buyer, AT_THE_GATE)
        return [
            Movement(
                company=flow.buyer,
                day=day,
                plant=plant,
                kind="receipt",
                material=flow.material,
                mass_g=mass_g,
                coc=coc,
                counterparty=flow.seller,
                lot=f"{lot}/{place}" if number > 1 else lot,
                pounds=shipment.pounds,
                source=shipment,
            )
            for place, mass_g in enumerate(masses, 1)
        ]

    def _weighed_again(self, flow: Flow, shipment: Movement) -> int:
        """Return the mass on the customer's scales: the document's where there is one, a little off elsewhere."""
        off = flow.step_kg * 1000 * (int(5 * self.chance.random()) - 2)
        between_us = flow.seller in KEEPING_BOOKS and shipment.coc == "no" and "ship" not in flow.options
        return shipment.mass_g + off if between_us else shipment.mass_g

    def _parts(self, mass_g: int, number: int, step_g: int) -> list[int]:
        """Split a mass into so many parts, each but the last a multiple of the step."""
        parts = []
        for left in range(number, 1, -1):
            part = int(mass_g / left * (0.9 + 0.2 * self.chance.random()) / step_g) * step_g
            parts.append(part)
            mass_g -= part
        return [*parts, mass_g]


def _count(totals: StageTotals, movement: Movement) -> None:
    """Add a movement to the totals of its stage."""
    here = totals[stage_of(movement.material)]
    if movement.kind == "production":
        here.made_g += movement.mass_g
    elif movement.kind == "shipment":
        here.out_g += movement.mass_g
        here.coc_out_g += movement.mass_g * (movement.coc == "yes")
    elif movement.coc == "yes" or (
        movement.kind == "extraction" and BY_CODE[movement.company].certified(movement.day)
    ):
        here.coc_in_g += movement.mass_g
    else:
        here.other_in_g += movement.mass_g
