"""Small worlds of pools for the properties of attribution: companies of one stage that sell to each other."""

from datetime import date, timedelta

from hypothesis import strategies as st

from casthouse.custody.stage import Stage
from casthouse.measure.period import Period
from casthouse.provenance.pool import (
    Account,
    AttributionRule,
    EntryKind,
    Pool,
    PoolBooks,
    PoolEntry,
    PoolSubject,
)

START = date(2025, 1, 1)
YEAR = Period(start=START, end=date(2026, 1, 1))
POOLS = [Pool(Account(f"C{n}", f"C{n}-COC", YEAR), Stage.ALUMINIUM) for n in range(4)]
SUBJECT = PoolSubject(pool=POOLS[0], day=START + timedelta(days=9), mass_g=7)


def entry(pool: Pool, mass_g: int, *, source: Pool | None = None, day: int = 0, key: str = "") -> PoolEntry:
    on = START + timedelta(days=day)
    return PoolEntry(
        pool=pool,
        day=on,
        kind=EntryKind.RECEIPT,
        mass_g=mass_g,
        reference=key,
        source=source,
        drawn_on=on if source else None,
    )


def books_of(
    entries: list[PoolEntry],
    *,
    fifo: tuple[Pool, ...] = (),
    subject: PoolSubject = SUBJECT,
    stock_g: dict[Pool, int] | None = None,
    others: dict[Pool, int] | None = None,
) -> PoolBooks:
    """Return the books of entries: each delivery left its source on its day, and so did others and the subject."""
    into: dict[Pool, list[PoolEntry]] = {}
    shipped: dict[Pool, dict[date, int]] = {
        pool: {START: other_g} for pool, other_g in (others or {}).items()
    }
    for each in entries:
        into.setdefault(each.pool, []).append(each)
        if each.source is not None:
            assert each.drawn_on is not None
            left = shipped.setdefault(each.source, {})
            left[each.drawn_on] = left.get(each.drawn_on, 0) + each.mass_g
    left = shipped.setdefault(subject.pool, {})
    left[subject.day] = left.get(subject.day, 0) + subject.mass_g - subject.kept_g
    return PoolBooks(
        entries={pool: tuple(came) for pool, came in into.items()},
        shipped=shipped,
        rules={pool.account: AttributionRule.FIFO for pool in fifo},
        stock_g=stock_g or {},
    )


@st.composite
def entries_of(draw: st.DrawFn, *, pools: int = 4, most: int = 3, mass_max: int = 40) -> list[PoolEntry]:
    """Return what came into each pool from any pool or from nobody: merges, splits and circles."""
    found: list[PoolEntry] = []
    for pool in POOLS[:pools]:
        sources = st.sampled_from([None, None, *(each for each in POOLS[:pools] if each != pool)])
        for source in draw(st.lists(sources, max_size=most)):
            mass_g, day = draw(st.integers(1, mass_max)), draw(st.integers(0, 9))
            found.append(entry(pool, mass_g, source=source, day=day, key=f"R{len(found)}"))
    return found
