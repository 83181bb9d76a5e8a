"""Sourcing: no gram of a lot is left out or counted twice, and a supplier's days are cut the same either way."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.cash_purchase import CashPurchase, cash_findings, refuse_cash_above_cap
from casthouse.custody.due_diligence import (
    Assessment,
    DueDiligenceResult,
    DueDiligenceStatus,
    passed_spans,
    status_on,
)
from casthouse.custody.eligibility import (
    Booking,
    ScrapKind,
    ScrapLot,
    ScrapOrigin,
    ScrapPart,
    eligible_mass_g,
    judge_lot,
)
from casthouse.custody.moisture import moist_mass
from casthouse.custody.stage import Material
from casthouse.exchange.dry_mass import dry_quantity
from casthouse.measure.mass import QUANTITY_MAX_G, Unit, grams_from_text
from casthouse.refusal import Refusal
from tests.property.effort import examples
from tests.unit.custody.allowance_samples import RULES

pytestmark = pytest.mark.one_store

FIRST = date(2024, 1, 1)
days = st.integers(0, 900).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def parts(draw: st.DrawFn) -> ScrapPart:
    mass_g = draw(st.integers(1, 10**9))
    return ScrapPart(
        kind=draw(st.sampled_from(ScrapKind)),
        origin=draw(st.none() | st.sampled_from(ScrapOrigin)),
        mass_g=mass_g,
        recovered_metal_g=draw(st.none() | st.integers(0, mass_g)),
        is_supplier_certified=draw(st.booleans()),
        document=draw(st.sampled_from(["", "D-1"])),
        due_diligence=draw(st.sampled_from(DueDiligenceStatus)),
        is_in_house=draw(st.booleans()),
    )


lots = st.lists(parts(), min_size=1, max_size=5).flatmap(
    lambda each: st.builds(
        ScrapLot,
        mass_g=st.just(sum(part.mass_g for part in each)),
        parts=st.just(tuple(each)),
        split_document=st.sampled_from(["", "sheet"]),
    )
)
assessments = st.builds(
    lambda day, months, passed: Assessment(
        supplier="YARD",
        assessed_on=day,
        result=DueDiligenceResult.PASSED if passed else DueDiligenceResult.FAILED,
        evidence=("visit",),
        expires_on=day + timedelta(days=30 * months),
    ),
    days,
    st.integers(1, 12),
    st.booleans(),
)
purchases = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(["", "X"]),
        st.integers(0, 90),
        st.decimals("0.01", 10_000, places=2),
    ),
    max_size=8,
).map(lambda rows: [paid(number, *row) for number, row in enumerate(rows)])


def paid(number: int, supplier: str, owner: str, day: int, amount: Decimal) -> CashPurchase:
    on = FIRST + timedelta(days=day)
    return CashPurchase(reference=str(number), supplier=supplier, owner=owner, on=on, amount=amount)


@examples(200)
@given(lots, st.booleans())
def test_every_gram_of_a_lot_ends_in_one_verdict(lot: ScrapLot, has_remelter: bool) -> None:  # noqa: FBT001 - given
    verdicts = judge_lot(lot, has_remelter=has_remelter)
    assert sum(each.mass_g for each in verdicts) == lot.mass_g
    assert all(each.mass_g > 0 for each in verdicts)
    if not has_remelter:
        assert eligible_mass_g(verdicts) == 0


@examples(200)
@given(lots)
def test_losing_evidence_never_makes_more_scrap_eligible(lot: ScrapLot) -> None:
    poorer = tuple(replace(part, document="", due_diligence=DueDiligenceStatus.MISSING) for part in lot.parts)
    bare = judge_lot(replace(lot, parts=poorer), has_remelter=True)
    assert eligible_mass_g(bare) == 0
    unsplit = judge_lot(replace(lot, split_document=""), has_remelter=True)
    assert eligible_mass_g(unsplit) <= eligible_mass_g(judge_lot(lot, has_remelter=True))
    assert {each.booking for each in bare} <= {Booking.NON_COC, Booking.NOT_BOOKED}


@examples(200)
@given(st.lists(assessments, max_size=6), days)
def test_spans_and_status_say_the_same_of_every_day(history: Sequence[Assessment], day: date) -> None:
    spans = passed_spans(history, supplier="YARD")
    covered = [span for span in spans if span.start <= day < span.end]
    stands = status_on(history, supplier="YARD", day=day) is DueDiligenceStatus.PASSED
    assert len(covered) == int(stands)
    assert status_on(history[::-1], supplier="YARD", day=day) is status_on(history, supplier="YARD", day=day)


@examples(200)
@given(purchases)
def test_no_accepted_set_of_cash_purchases_holds_one_above_the_cap(asked: list[CashPurchase]) -> None:
    booked: list[CashPurchase] = []
    for each in asked:
        try:
            refuse_cash_above_cap(each, booked, rules=RULES, legal_limit=None)
        except Refusal:
            assert cash_findings([*booked, each], rules=RULES, legal_limit=None)
        else:
            booked.append(each)
        assert cash_findings(booked, rules=RULES, legal_limit=None) == []


@examples(300)
@given(st.integers(2, QUANTITY_MAX_G), st.decimals(0, "50", places=6, allow_nan=False))
def test_the_books_and_the_import_dry_a_mass_alike(wet_g: int, percent: Decimal) -> None:
    dry = dry_quantity(str(wet_g), str(percent))
    assert dry is not None
    mass = moist_mass(Material.BAUXITE, wet_g=wet_g, moisture_percent=str(percent))
    assert mass.dry_g == grams_from_text(dry, Unit.GRAM)
    assert mass.dry_g + mass.water_g == wet_g
