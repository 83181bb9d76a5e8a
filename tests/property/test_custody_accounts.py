"""Accounts beside the ledger conserve grams: contractors, tolling, reservations, credits, reconciliation."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from casthouse.custody.contractor import (
    ContractorAccountKey,
    ContractorLoss,
    ContractorTransfer,
    Direction,
    contractor_accounts,
    record_loss,
)
from casthouse.custody.market_credit import (
    CreditOffer,
    CreditParty,
    CreditPurchase,
    MarketCreditRules,
    allocate_credits,
    buy_credits,
    credit_standing,
)
from casthouse.custody.reconciliation import BookLine, DeclaredMonth, StockFlow, reconcile_months
from casthouse.custody.reservation import (
    Reservation,
    ReservationAccount,
    draw_down,
    release,
    reserve,
    reserved_g,
    undo_draw,
)
from casthouse.custody.stage import Material, Stage
from casthouse.custody.tolling import TollEntry, TollSide, post_toll_entry, toll_account
from casthouse.measure.period import Period, PeriodCalendar
from casthouse.parties.activity import Activity
from casthouse.refusal import Refusal
from tests.property.effort import examples

pytestmark = pytest.mark.one_store

FIRST = date(2024, 1, 1)
CALENDAR = PeriodCalendar(first_start=FIRST, months=3)
MATERIALS = [Material.ALUMINIUM, Material.PRE_CONSUMER_SCRAP]
days = st.integers(0, 365).map(lambda number: FIRST + timedelta(days=number))
masses = st.integers(1, 10**6)
keys = st.builds(
    ContractorAccountKey, contractor=st.sampled_from(["SLIT", "CAST"]), material=st.sampled_from(MATERIALS)
)
transfers = st.builds(
    lambda key, day, direction, mass_g: ContractorTransfer(
        reference="",
        contractor=key.contractor,
        day=day,
        material=key.material,
        direction=direction,
        mass_g=mass_g,
    ),
    keys,
    days,
    st.sampled_from(Direction),
    masses,
)
losses = st.builds(record_loss, key=keys, day=days, mass_g=masses, cause=st.just("melt loss"))
toll_entries = st.builds(
    TollEntry,
    reference=st.integers(0, 20).map(str),
    customer=st.sampled_from(["AUTO", "CANS"]),
    day=st.integers(1, 6).map(lambda number: date(2024, 5, number)),
    side=st.sampled_from(TollSide),
    material=st.just(Material.ALUMINIUM),
    mass_g=st.integers(1, 20),
)
book_lines = st.builds(
    BookLine,
    day=days,
    material=st.sampled_from(MATERIALS),
    flow=st.sampled_from(StockFlow),
    mass_g=masses,
)


@examples(100)
@given(st.lists(transfers), st.lists(losses), st.dictionaries(keys, masses))
def test_what_went_to_contractors_is_accounted_for_over_all_periods(
    sent: list[ContractorTransfer],
    lost: list[ContractorLoss],
    held_at_end: dict[ContractorAccountKey, int],
) -> None:
    opening: dict[ContractorAccountKey, int] = {}
    missing_g = 0
    periods = list(CALENDAR.until(date(2024, 12, 31)))
    for number, period in enumerate(periods):
        held = held_at_end if number % 2 else {}
        accounts = contractor_accounts(
            period,
            transfers=sent,
            losses=lost,
            opening_g=opening,
            held_g=held,
        )
        missing_g += sum(each.difference_g for each in accounts)
        opening = held
    in_year = [each for each in sent if each.day <= periods[-1].last_day]
    sent_g = sum(each.mass_g for each in in_year if each.direction is Direction.SENT)
    returned_g = sum(each.mass_g for each in in_year if each.direction is Direction.RETURNED)
    lost_g = sum(each.mass_g for each in lost if each.day <= periods[-1].last_day)
    assert sent_g == returned_g + lost_g + sum(opening.values()) + missing_g


@examples(150)
@given(st.lists(toll_entries, max_size=25))
def test_no_customer_gets_more_back_than_came_on_any_day(entries: list[TollEntry]) -> None:
    held: tuple[TollEntry, ...] = ()
    for each in entries:
        try:
            held = post_toll_entry(each, held)
        except Refusal as refusal:
            assert refusal.code in {"toll_overdrawn", "reference_conflict"}  # noqa: PT017 - both are fine
    for number in range(1, 7):
        for customer in ("AUTO", "CANS"):
            account = toll_account(held, customer=customer, until=date(2024, 5, number))
            assert account.open_g >= 0
            assert account.received_g == account.returned_g + account.lost_g + account.open_g
    assert len({each.reference for each in held}) == len(held)


@examples(100)
@given(
    st.lists(book_lines),
    st.dictionaries(st.tuples(st.integers(1, 12), st.sampled_from(MATERIALS)), masses),
    st.dictionaries(st.sampled_from(MATERIALS), masses),
)
def test_differences_of_a_year_are_what_stock_and_flows_leave_open(
    lines: list[BookLine], counts: dict[tuple[int, Material], int], opening_g: dict[Material, int]
) -> None:
    declared = [
        DeclaredMonth(
            month=date(2024, month, 1), material=material, inflow_g=None, outflow_g=None, counted_g=counted_g
        )
        for (month, material), counted_g in counts.items()
    ]
    months = reconcile_months(
        first=FIRST, last=date(2024, 12, 31), lines=lines, declared=declared, opening_g=opening_g
    )
    for material in MATERIALS:
        own = [each for each in months if each.material is material]
        if not own:
            continue
        signs = {StockFlow.INFLOW: 1, StockFlow.MADE: 1, StockFlow.CONSUMED: -1, StockFlow.OUTFLOW: -1}
        flows_g = sum(
            signs[line.flow] * line.mass_g
            for line in lines
            if line.material is material and line.day.year == FIRST.year
        )
        found_g = sum(each.stock_difference_g or 0 for each in own)
        assert opening_g.get(material, 0) + flows_g + found_g == own[-1].closing_g
        assert [each.opening_g for each in own[1:]] == [each.closing_g for each in own[:-1]]


@examples(150)
@given(st.integers(1, 50), st.lists(st.integers(1, 20), max_size=10))
def test_every_credit_is_sold_open_or_lapsed(allocated: int, asked: list[int]) -> None:
    rules = MarketCreditRules(
        unit_g=10,
        allocated_by=frozenset({Activity.CASTHOUSE}),
        bought_by=frozenset({Activity.SEMI_FABRICATION}),
    )
    casthouse = CreditParty(code="CAST", activities=frozenset({Activity.CASTHOUSE}))
    buyer = CreditParty(code="ROLL", activities=frozenset({Activity.SEMI_FABRICATION}))
    period = Period(start=FIRST, end=date(2025, 1, 1))
    allocation = allocate_credits(
        rules, reference="A", casthouse=casthouse, period=period, mass_g=10 * allocated, available_g=500
    )
    bought: list[CreditPurchase] = []
    for number, count in enumerate(asked):
        offer = CreditOffer(
            reference=str(number), seller=casthouse, buyer=buyer, on=FIRST, credit_count=count
        )
        try:
            bought.append(buy_credits(rules, allocation=allocation, offer=offer, bought=bought))
        except Refusal as refusal:
            assert refusal.code == "market_credit_sold_out"  # noqa: PT017 - the only reason here
            assert sum(each.credit_count for each in bought) + count > allocated
        for on in (period.last_day, period.end):
            standing = credit_standing(allocation, bought, on=on)
            assert standing.sold_count + standing.open_count + standing.lapsed_count == allocated
            assert standing.open_count == 0 or on in period


class Promises(RuleBasedStateMachine):
    """Reserve, release, ship and reverse at random against a plain tally of grams."""

    SELLABLE_G = 12
    ACCOUNT = ReservationAccount(
        scope="S", period=Period(start=FIRST, end=date(2025, 1, 1)), stage=Stage.ALUMINIUM
    )

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, Reservation] = {}
        self.shipped: dict[tuple[str, str], int] = {}

    @rule(reference=st.sampled_from("ABC"), mass_g=st.integers(1, 8))
    def reserves(self, reference: str, mass_g: int) -> None:
        sellable_g = self.SELLABLE_G - sum(self.shipped.values())
        before = list(self.held.values())
        free_g = sellable_g - sum(each.open_g for each in before)
        try:
            made = reserve(
                reference=reference,
                customer="AUTO",
                account=self.ACCOUNT,
                mass_g=mass_g,
                reservations=before,
                sellable_g=sellable_g,
            )
        except Refusal as refusal:
            expected = "reference_conflict" if reference in self.held else "reservation_not_available"
            assert refusal.code == expected  # noqa: PT017 - told apart by the tally
            assert reference in self.held or mass_g > free_g
        else:
            assert self.held.setdefault(reference, made) == made

    @rule(reference=st.sampled_from("ABC"), shipment=st.sampled_from("xyz"), mass_g=st.integers(1, 5))
    def ships(self, reference: str, shipment: str, mass_g: int) -> None:
        if reference not in self.held:
            return
        open_g = self.held[reference].open_g
        known_g = self.shipped.get((reference, shipment))
        try:
            self.held[reference] = draw_down(
                self.held[reference], shipment=shipment, customer="AUTO", mass_g=mass_g
            )
        except Refusal as refusal:
            expected = "reservation_overdrawn" if known_g is None else "reference_conflict"
            assert refusal.code == expected  # noqa: PT017 - told apart by the tally
            assert known_g is not None or mass_g > open_g
        else:
            assert known_g in {None, mass_g}
            self.shipped[reference, shipment] = mass_g

    @rule(reference=st.sampled_from("ABC"), shipment=st.sampled_from("xyz"))
    def reverses(self, reference: str, shipment: str) -> None:
        if reference in self.held:
            self.held[reference] = undo_draw(self.held[reference], shipment=shipment)
            self.shipped.pop((reference, shipment), None)

    @rule(reference=st.sampled_from("ABC"), mass_g=st.integers(1, 4))
    def releases(self, reference: str, mass_g: int) -> None:
        if reference not in self.held:
            return
        open_g = self.held[reference].open_g
        try:
            self.held[reference] = release(self.held[reference], mass_g=mass_g)
        except Refusal:
            assert mass_g > open_g
        else:
            assert mass_g <= open_g

    @invariant()
    def promised_and_shipped_stay_within_what_may_be_sold(self) -> None:
        promised_g = reserved_g(self.held.values(), account=self.ACCOUNT)
        assert promised_g + sum(self.shipped.values()) <= self.SELLABLE_G

    @invariant()
    def every_gram_reserved_is_drawn_released_or_open(self) -> None:
        for reference, each in self.held.items():
            drawn_g = sum(mass_g for (owner, _), mass_g in self.shipped.items() if owner == reference)
            assert each.drawn_g == drawn_g
            assert each.drawn_g + each.released_g + each.open_g == each.mass_g


TestPromises = Promises.TestCase
TestPromises.settings = examples(60, stateful_step_count=30)
