"""Movements put together against each movement by itself: attribution tells both the same; and accounts day by day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.scope import FacilityDays, Scope
from casthouse.custody.stage import STAGES
from casthouse.provenance.attribution import attribution_of
from casthouse.provenance.pool import Account, AttributionRule, EntryKind, Pool, PoolBooks, PoolEntry
from casthouse.provenance.pool_account import account_of, account_runs
from casthouse.provenance.pool_sum import ACCOUNTS, CAME, GRAMS_UNIT, summed
from casthouse.provenance.pool_walk import PoolWalk
from casthouse.provenance.possible_share import PossibleShares
from tests.property.pool_world import POOLS, START, SUBJECT, YEAR, books_of

pytestmark = pytest.mark.one_store

KINDS = {EntryKind.RECEIPT: Kind.RECEIPT, EntryKind.PRODUCTION: Kind.PRODUCTION}
Flags = st.sets(st.sampled_from(POOLS))


@st.composite
def single_entries(draw: st.DrawFn) -> list[PoolEntry]:
    """Return movements of which many are alike: the same source, facility or day."""
    found: list[PoolEntry] = []
    day = st.integers(0, 3).map(lambda n: START + timedelta(days=n))
    for pool in POOLS:
        for _ in range(draw(st.integers(0, 6))):
            kind = draw(st.sampled_from([EntryKind.RECEIPT, EntryKind.RECEIPT, EntryKind.PRODUCTION]))
            source = draw(st.sampled_from([None, *(each for each in POOLS if each != pool)]))
            came = draw(day)
            found.append(
                PoolEntry(
                    pool=pool,
                    day=came,
                    kind=kind,
                    mass_g=draw(st.integers(1, 9) | st.integers(1, 10**15)),
                    reference=f"R{len(found)}",
                    facility=draw(st.sampled_from(["1", "2"])),
                    source=source if kind is EntryKind.RECEIPT else pool.before,
                    drawn_on=came if kind is EntryKind.PRODUCTION else draw(day) if source else None,
                )
            )
    return found


def put_together(
    entries: Sequence[PoolEntry], rules: Mapping[Account, AttributionRule], seen: set[Pool]
) -> list[PoolEntry]:
    """Return the entries that are told to whoever sees the movements of some accounts."""
    number = {pool.account: place for place, pool in enumerate(POOLS)}
    rows = [
        (
            number[each.pool.account],
            STAGES.index(each.pool.stage),
            KIND_CODES[KINDS[each.kind]],
            each.day,
            place,
            int(each.facility),
            each.mass_g,
            number[each.source.account] if each.source and not each.is_made else None,
            each.drawn_on if each.source and not each.is_made else None,
        )
        for place, each in enumerate(entries)
    ]
    queues = {account for account, rule in rules.items() if rule is AttributionRule.FIFO}
    accounts = [(place, YEAR.start, pool.account in queues, pool in seen) for place, pool in enumerate(POOLS)]
    kinds = {KIND_CODES[code]: kind for kind, code in KINDS.items()}
    found = []
    for each in summed(
        pl.DataFrame(rows, schema=CAME, orient="row"), pl.DataFrame(accounts, schema=ACCOUNTS, orient="row")
    ).iter_rows(named=True):
        pool, behind = Pool(POOLS[each["account"]].account, STAGES[each["stage"]]), each["source_account"]
        is_made = kinds[each["kind"]] is EntryKind.PRODUCTION
        source = pool.before if is_made else None if behind is None else POOLS[behind]
        found.append(
            PoolEntry(
                pool=pool,
                day=each["day"],
                kind=kinds[each["kind"]],
                mass_g=each["high"] * GRAMS_UNIT + each["low"],
                reference="" if each["movement"] is None else entries[each["movement"]].reference,
                facility="" if each["facility"] is None else str(each["facility"]),
                source=source,
                drawn_on=each["drawn_on"],
            )
        )
    return found


def told(books: PoolBooks, seen: set[Pool]) -> object:
    """Return all that attribution says, with single movements only of the accounts that are seen."""
    walk = PoolWalk(books, SUBJECT)
    found, possible = attribution_of(walk), PossibleShares(books, SUBJECT)
    ends: dict[tuple[object, ...], Fraction] = {}
    alike: dict[tuple[object, ...], list[PoolEntry]] = {}
    for ending in found.endings:
        for entry in ending.entries:
            end = entry.pool, entry.facility, entry.kind, entry.reference if entry.pool in seen else ""
            ends[end] = ends.get(end, Fraction(0)) + ending.per_gram * entry.mass_g
            alike.setdefault(end, []).append(entry)
    ways = {way: share for way, share in walk.ways().items() if share}
    return ends, found.stock, found.pools, ways, {end: possible.of(alike[end]) for end in alike}


@given(single_entries(), Flags, Flags)
def test_attribution_of_what_was_put_together_is_that_of_single_movements(
    entries: list[PoolEntry], queues: set[Pool], seen: set[Pool]
) -> None:
    single = books_of(entries, fifo=tuple(queues))
    rows = put_together(entries, single.rules, seen)
    into: dict[Pool, tuple[PoolEntry, ...]] = {}
    for each in rows:
        into[each.pool] = (*into.get(each.pool, ()), each)
    together = PoolBooks(entries=into, shipped=single.shipped, rules=single.rules)
    assert told(together, seen) == told(single, seen)
    assert sum(each.mass_g for each in rows) == sum(each.mass_g for each in entries)


@given(single_entries(), Flags)
def test_who_may_not_see_movements_is_given_none(entries: list[PoolEntry], seen: set[Pool]) -> None:
    for each in put_together(entries, {}, seen):
        assert not each.reference or (each.pool in seen and each.source is None)
        assert bool(each.facility) is (each.source is None)


def test_grams_of_many_movements_may_be_more_than_64_bits_hold() -> None:
    mass_g = 10**15
    entries = [
        PoolEntry(pool=POOLS[0], day=START, kind=EntryKind.RECEIPT, mass_g=mass_g, reference="", facility="1")
    ] * 20_000
    assert [each.mass_g for each in put_together(entries, {}, set())] == [20_000 * mass_g]


days = st.integers(0, 900).map(lambda n: START + timedelta(days=n))
runs = st.lists(st.tuples(days, days), max_size=3)


@given(st.lists(st.tuples(days, st.integers(1, 12), st.none() | days, runs), max_size=3), days, days)
def test_runs_of_days_in_accounts_are_the_accounts_of_each_day(
    told_of: list[tuple[date, int, date | None, list[tuple[date, date]]]], one: date, other: date
) -> None:
    scopes = [
        Scope(
            code=f"S{place}",
            organisation="C",
            facilities=("F",),
            edition="",
            first_period_start=start,
            period_months=months,
            last_day=last,
            joined_or_left=tuple(FacilityDays(facility="F", first=min(run), last=max(run)) for run in joined),
        )
        for place, (start, months, last, joined) in enumerate(told_of)
    ]
    first, last = min(one, other), max(one, other)
    found = account_runs(scopes, facility="F", first=first, last=last)
    assert [day for day, _ in found] == sorted({first, *(day for day, _ in found)})
    at = 0
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        while at + 1 < len(found) and found[at + 1][0] <= day:
            at += 1
        assert found[at][1] == account_of(scopes, facility="F", day=day)
