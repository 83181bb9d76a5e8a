"""What the accounts attribute: through the stages of a scope, and never more than is physically possible."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from casthouse.custody.stage import Stage
from casthouse.measure.period import Period
from casthouse.provenance.attribution import attributed_shares, unattributed
from casthouse.provenance.pool import (
    Account,
    AttributionRule,
    EntryKind,
    Pool,
    PoolBooks,
    PoolEntry,
    PoolSubject,
)

DAY = date(2025, 3, 1)
YEAR = Period(start=date(2025, 1, 1), end=date(2026, 1, 1))
ACCOUNT = Account("ACME", "ACME-COC", YEAR)
ALUMINA, METAL = Pool(ACCOUNT, Stage.ALUMINA), Pool(ACCOUNT, Stage.ALUMINIUM)


def received(pool: Pool, reference: str, mass_g: int, *, day: int = 0) -> PoolEntry:
    return PoolEntry(
        pool=pool,
        day=DAY + timedelta(days=day),
        kind=EntryKind.RECEIPT,
        mass_g=mass_g,
        reference=reference,
        counterparty="SUP",
    )


def made(mass_g: int, *, day: int = 0) -> PoolEntry:
    return PoolEntry(
        pool=METAL,
        day=DAY + timedelta(days=day),
        kind=EntryKind.PRODUCTION,
        mass_g=mass_g,
        reference=f"MADE-{day}",
        source=ALUMINA,
        drawn_on=DAY + timedelta(days=day),
    )


def books(*entries: PoolEntry, rule: AttributionRule = AttributionRule.PROPORTIONAL) -> PoolBooks:
    pools: Iterable[Pool] = {each.pool for each in entries}
    return PoolBooks(
        entries={pool: tuple(each for each in entries if each.pool == pool) for pool in pools},
        rules={ACCOUNT: rule},
    )


def metal(mass_g: int, *, day: int = 0) -> PoolSubject:
    return PoolSubject(pool=METAL, day=DAY + timedelta(days=day), mass_g=mass_g)


BOOKS = books(
    *(received(ALUMINA, "ALUMINA-1", 300), received(ALUMINA, "ALUMINA-2", 100)),
    *(received(METAL, "METAL", 50), made(150)),
)


def test_metal_made_in_the_scope_goes_on_to_the_stage_before() -> None:
    shares = attributed_shares(BOOKS, metal(40))
    assert {each.inflow.reference: each.share for each in shares} == {
        "METAL": Fraction(1, 4),
        "ALUMINA-1": Fraction(9, 16),
        "ALUMINA-2": Fraction(3, 16),
    }
    assert unattributed(shares) == 0


def test_no_more_of_an_inflow_than_it_holds_can_be_in_a_delivery() -> None:
    shares = attributed_shares(BOOKS, metal(200))
    most = {each.inflow.reference: each.share_max for each in shares}
    assert most == {
        "METAL": Fraction(1, 4),
        "ALUMINA-1": Fraction(3, 4),  # no more came than was made
        "ALUMINA-2": Fraction(5_293, 20_000),  # no more metal than a hundred grams of alumina hold
    }
    assert all(each.share_min <= each.share <= each.share_max <= 1 for each in shares)


def test_what_no_inflow_stands_behind_is_undisclosed() -> None:
    made_of_nothing = books(received(METAL, "METAL", 50), made(150))
    assert unattributed(attributed_shares(made_of_nothing, metal(10))) == Fraction(3, 4)
    assert unattributed(attributed_shares(books(), metal(10))) == 1


def test_first_in_first_out_lets_production_draw_what_was_not_shipped() -> None:
    """300 and then 100 of alumina made two equal batches of metal: the second took a hundred of each."""
    found = books(
        *(received(ALUMINA, "FIRST", 300), received(ALUMINA, "SECOND", 100, day=1)),
        *(made(80, day=2), made(80, day=3)),
        rule=AttributionRule.FIFO,
    )
    assert {each.inflow.reference: each.share for each in attributed_shares(found, metal(80, day=9))} == {
        "FIRST": Fraction(1)
    }
    drawn = found.drawn(ALUMINA)
    assert drawn == {DAY + timedelta(days=2): 200, DAY + timedelta(days=3): 200}


def test_what_was_shipped_of_a_stage_is_not_drawn_by_production_too() -> None:
    """Of 450 alumina 100 were shipped first; the metal of the next day took the rest, of which 50 came only later."""
    shipped = {ALUMINA: {DAY + timedelta(days=1): 100}}
    found = replace(
        books(
            *(received(ALUMINA, "FIRST", 200), received(ALUMINA, "SECOND", 200)),
            *(received(ALUMINA, "LATE", 50, day=3), made(150, day=2)),
            rule=AttributionRule.FIFO,
        ),
        shipped=shipped,
    )
    assert found.drawn(ALUMINA) == {DAY + timedelta(days=1): 100, DAY + timedelta(days=2): 350}
    shares = {each.inflow.reference: each.share for each in attributed_shares(found, metal(150, day=9))}
    assert shares == {"FIRST": Fraction(3, 7), "SECOND": Fraction(3, 7)}, "fifty were in stock before"
