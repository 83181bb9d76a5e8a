"""First in, first out over several periods, against a slow way that cannot be wrong: queues that days go by.

The slow way goes forward: each day what came in joins the queue of its company, and what leaves is taken from its
front, with what it is made of. It knows no periods. Attribution goes back from the delivery through the pools of
periods.
"""

from collections import deque
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.stage import Stage
from casthouse.measure.period import Period
from casthouse.provenance.attribution import attributed
from casthouse.provenance.pool import (
    Account,
    AttributionRule,
    EntryKind,
    Pool,
    PoolBooks,
    PoolEntry,
    PoolSubject,
)
from casthouse.provenance.possible_share import PossibleShares

START = date(2025, 1, 1)
DAYS, PERIODS, COMPANIES = 10, 3, 3
LAST = DAYS * PERIODS - 1
Made = dict[str, Fraction]


def pool_on(company: int, day: int) -> Pool:
    first = START + timedelta(days=day - day % DAYS)
    period = Period(start=first, end=first + timedelta(days=DAYS))
    return Pool(Account(f"C{company}", f"C{company}-COC", period), Stage.ALUMINIUM)


def came(company: int, day: int, mass_g: int, *, source: int | None, key: str) -> PoolEntry:
    """Return what came into a company on a day; from another company it left the day before."""
    return PoolEntry(
        pool=pool_on(company, day),
        day=START + timedelta(days=day),
        kind=EntryKind.RECEIPT,
        mass_g=mass_g,
        reference=key,
        source=None if source is None else pool_on(source, day - 1),
        drawn_on=None if source is None else START + timedelta(days=day - 1),
    )


@st.composite
def entries_of(draw: st.DrawFn) -> list[PoolEntry]:
    """Return what came into each company, on any day of three periods, from another or from nobody."""
    found: list[PoolEntry] = []
    for company in range(COMPANIES):
        others = [each for each in range(COMPANIES) if each != company]
        for source in draw(st.lists(st.sampled_from([None, None, *others]), max_size=5)):
            mass_g, day = draw(st.integers(1, 30)), draw(st.integers(1, LAST))
            found.append(came(company, day, mass_g, source=source, key=f"R{len(found)}"))
    return found


def books_of(entries: list[PoolEntry], subject: PoolSubject) -> PoolBooks:
    into: dict[Pool, list[PoolEntry]] = {}
    shipped: dict[Pool, dict[date, int]] = {}
    left = [(each.source, each.drawn_on, each.mass_g) for each in entries]
    for each in entries:
        into.setdefault(each.pool, []).append(each)
    for pool, day, mass_g in [*left, (subject.pool, subject.day, subject.mass_g)]:
        if pool is not None and day is not None:
            held = shipped.setdefault(pool, {})
            held[day] = held.get(day, 0) + mass_g
    queues = [[pool_on(c, n * DAYS).account for n in range(PERIODS)] for c in range(COMPANIES)]
    return PoolBooks(
        entries={pool: tuple(found) for pool, found in into.items()},
        shipped=shipped,
        rules={account: AttributionRule.FIFO for queue in queues for account in queue},
        earlier={later: before for queue in queues for before, later in pairwise(queue)},
    )


def by_days_going_by(books: PoolBooks, subject: PoolSubject) -> Made:
    """Return what the subject is made of: each day's draw by what is at the front of the company's queue."""
    queues: dict[str, deque[tuple[Fraction, Made]]] = {f"C{n}": deque() for n in range(COMPANIES)}
    draws: dict[tuple[str, date], Made] = {}
    for day in (START + timedelta(days=n) for n in range(LAST + 1)):
        for company, queue in queues.items():
            arrived = [
                each for found in books.entries.values() for each in found
                if each.organisation == company and each.day == day
            ]  # fmt: skip
            if arrived:
                whole = Fraction(sum(each.mass_g for each in arrived))
                queue.append(
                    (whole, _mixed([(_made_of(each, draws), each.mass_g / whole) for each in arrived]))
                )
        for company, queue in queues.items():
            gone = sum(
                held.get(day, 0)
                for pool, held in books.shipped.items()
                if pool.account.organisation == company
            )
            if gone:
                draws[company, day] = _taken(queue, Fraction(gone), f"stock of {company}")
    return draws[subject.pool.account.organisation, subject.day]


def _made_of(each: PoolEntry, draws: Mapping[tuple[str, date], Made]) -> Made:
    if each.source is None or each.drawn_on is None:
        return {each.reference: Fraction(1)}
    return draws[each.source.account.organisation, each.drawn_on]


def _taken(queue: deque[tuple[Fraction, Made]], gone: Fraction, stock: str) -> Made:
    parts, missing = [], gone
    while queue and missing:
        held, made = queue.popleft()
        part = min(held, missing)
        parts.append((made, part / gone))
        missing -= part
        if held > part:
            queue.appendleft((held - part, made))
    return _mixed([*parts, ({stock: Fraction(1)}, missing / gone)])


def _mixed(parts: list[tuple[Made, Fraction]]) -> Made:
    found: Made = {}
    for made, part in parts:
        for name, share in made.items():
            found[name] = found.get(name, Fraction(0)) + share * part
    return {name: share for name, share in found.items() if share}


@given(entries_of(), st.integers(0, COMPANIES - 1), st.integers(0, LAST), st.integers(1, 40))
def test_a_queue_knows_no_periods(entries: list[PoolEntry], company: int, day: int, mass_g: int) -> None:
    subject = PoolSubject(pool=pool_on(company, day), day=START + timedelta(days=day), mass_g=mass_g)
    books = books_of(entries, subject)
    found = attributed(books, subject)
    shares = {each.reference: share for each, share in found.entries.items()}
    assert all(pool.account.period.start == START for pool in found.stock)  # before the first period
    shares |= {f"stock of {pool.account.organisation}": share for pool, share in found.stock.items()}
    assert shares == by_days_going_by(books, subject)


@given(entries_of(), st.integers(0, LAST))
def test_what_is_attributed_over_periods_is_possible_where_nothing_is_counted(
    entries: list[PoolEntry], day: int
) -> None:
    subject = PoolSubject(pool=pool_on(0, day), day=START + timedelta(days=day), mass_g=7)
    books = books_of(entries, subject)
    possible = PossibleShares(books, subject)
    for each, share in attributed(books, subject).entries.items():
        may_be = possible.of([each])
        assert may_be.least == 0
        if each.pool.account.organisation == "C0":
            assert share <= may_be.most


def test_what_was_counted_bounds_what_may_have_been_carried_on() -> None:
    entries = [came(0, 1, 10, source=None, key="OLD"), came(0, 15, 10, source=None, key="NEW")]
    subject = PoolSubject(pool=pool_on(0, 15), day=START + timedelta(days=15), mass_g=10)
    books = books_of(entries, subject)
    assert {each.reference: share for each, share in attributed(books, subject).entries.items()} == {"OLD": 1}
    assert PossibleShares(books, subject).of(entries[:1]).most == 1
    counted = PoolBooks(
        entries=books.entries,
        shipped=books.shipped,
        rules=books.rules,
        earlier=books.earlier,
        stock_g={subject.pool: 4},
    )
    assert PossibleShares(counted, subject).of(entries[:1]).most == Fraction(4, 10)


def test_where_the_period_before_was_in_proportion_the_trail_ends_at_the_stock() -> None:
    entries = [came(0, 1, 10, source=None, key="OLD"), came(0, 25, 5, source=None, key="NEW")]
    subject = PoolSubject(pool=pool_on(0, 25), day=START + timedelta(days=25), mass_g=10)
    books = books_of(entries, subject)
    account = subject.pool.account
    alone = PoolBooks(entries=books.entries, shipped=books.shipped, rules=books.rules)
    assert attributed(alone, subject).stock == {subject.pool: Fraction(1, 2)}
    run = PoolBooks(
        entries=books.entries,
        shipped=books.shipped,
        rules=books.rules,
        earlier={account: books.earlier[account]},
    )
    assert attributed(run, subject).stock == {pool_on(0, 15): Fraction(1, 2)}  # OLD is behind the break
    assert not attributed(books, subject).stock
