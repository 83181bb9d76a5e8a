"""The books of pools for attribution: of one account, or of all that a delivery's trail may come through.

In a large store the movements come from the projection, else from the store; all else is looked up anew.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from casthouse.custody.scope import Scope
from casthouse.custody.stage import MATERIALS_BY_CODE, STAGES, stage_of
from casthouse.provenance.pool import Account, AttributionRule, EntryKind, Pool, PoolBooks, PoolEntry
from casthouse.provenance.pool_row import INTO, OUT_OF
from casthouse.provenance.pool_sum import CAME, GRAMS_UNIT, summed, summed_by_day
from casthouse.service import projection
from casthouse.service.permission import Act, Actor, may
from casthouse.service.pool_account import KnownAccounts
from casthouse.storage import pool as pool_store
from casthouse.storage.pool import ENTRY_KINDS, EntryWords, SiteSpan

if TYPE_CHECKING:
    from casthouse.provenance.pool_columns import PoolMovements

STAGE_BY_MATERIAL = {code: STAGES.index(stage_of(each)) for code, each in MATERIALS_BY_CODE.items()}
NO_WORDS = EntryWords(reference="", counterparty="", lot="")


def books_of_account(actor: Actor, account: Account, scopes: Sequence[Scope]) -> PoolBooks:
    """Return the books of one account by itself: at its boundary the trail ends.

    Args:
        actor: who asks.
        account: whose books.
        scopes: of its organisation.
    """
    shelf = _Shelf(actor, scopes, None)
    entries = shelf.open_alone(account)
    return replace(shelf.books(), entries=_by_pool(entries))


def books_behind(actor: Actor, account: Account, scopes: Sequence[Scope]) -> PoolBooks:
    """Return the books of an account and of all accounts that its trail may come through, whoever's they are.

    The counted stock of others is theirs: what is possible is said without it. Movements that attribution does not
    tell apart, and that whoever asks may not see one by one, are put together.

    Args:
        actor: who asks.
        account: where the trail begins.
        scopes: of its organisation.
    """
    with projection.pools_up_to_date() as movements:  # others wait meanwhile: words are read afterwards
        shelf = _Shelf(actor, scopes, movements)
        step = [account]
        while step:
            step = shelf.open(step)
        books = shelf.books()
    return replace(books, entries=shelf.entries())


class _Shelf:
    """The books that were read so far, in one look for all accounts of a step."""

    def __init__(self, actor: Actor, scopes: Sequence[Scope], movements: "PoolMovements | None") -> None:
        self._actor, self._movements = actor, movements
        self._known = KnownAccounts(actor, scopes)
        self._sums: list[pl.DataFrame] = []
        self._spans: dict[Account, list[SiteSpan]] = {}

    def books(self) -> PoolBooks:
        """Return the rule of each account, and what the rule needs; without what came in."""
        rules = {each: self._known.rule(each) for each in self._spans}
        days_matter = [each for each, rule in rules.items() if rule is AttributionRule.FIFO]
        earlier = {
            each: before for each in days_matter if (before := self._known.before(each)) in self._spans
        }
        own = [each for each in self._spans if may(self._actor, Act.TRACE_READ, each.organisation)]
        stock_g = pool_store.counted_stock(own)
        counted = {
            pool.account for pool in stock_g
        }  # did more leave than was there? then it was counted too low
        weighed = [each for each in self._spans if each in counted or rules[each] is AttributionRule.FIFO]
        return PoolBooks(
            entries={},
            shipped=self._shipped([span for each in weighed for span in self._spans[each]]),
            rules=rules,
            earlier={each: before for each, before in earlier.items() if before is not None},
            stock_g=stock_g,
        )

    def entries(self) -> dict[Pool, tuple[PoolEntry, ...]]:
        """Return what came in, with the words of movements that stand by themselves."""
        return _by_pool(entry for sums in self._sums for entry in self._placed(sums))

    def open_alone(self, account: Account) -> list[PoolEntry]:
        """Read an account, with those of earlier periods that it carries on from, and nothing of who stands behind."""
        self._known.learn_choices([account])
        opened = [account, *self._known.run_before(account)]
        self._spans |= {each: self._known.spans_of(each) for each in opened}
        return [
            replace(entry, source=made, drawn_on=entry.day)
            if entry.is_made and (made := entry.pool.before)
            else entry
            for entry in pool_store.entries_alone([span for each in opened for span in self._spans[each]])
        ]

    def open(self, accounts: Sequence[Account]) -> list[Account]:
        """Read accounts, with those of earlier periods that they carry on from.

        Returns:
            Which others stand behind what came into them and are not read yet.
        """
        self._known.learn_choices(accounts)
        run = {before for each in accounts for before in self._known.run_before(each)}
        accounts = sorted({*accounts, *run} - self._spans.keys())
        self._spans |= {each: self._known.spans_of(each) for each in accounts}
        came = self._came([span for each in accounts for span in self._spans[each]])
        self._known.learn_choices(self._known.numbered)
        sums = summed(came, self._known.as_frame())
        self._sums.append(sums)
        behind = {self._known.numbered[each] for each in sums["source_account"].drop_nulls().unique()}
        return sorted(behind - self._spans.keys())

    def _came(self, spans: Sequence[SiteSpan]) -> pl.DataFrame:
        """Return what came into spans, each with the account that it was shipped from, of the schema `CAME`."""
        if self._movements is None:
            found = pool_store.movements_into(spans)
        else:
            found = self._movements.within([each.movements for each in spans], INTO)
        rows = self._with_sources(pool_store.with_days(found))
        accounts = pl.Series([self._known.number_of(each.account) for each in spans], dtype=pl.Int32)
        return rows.select(
            accounts.gather(rows["place"]).alias("account"),
            pl.col("material").replace_strict(STAGE_BY_MATERIAL, return_dtype=pl.Int8).alias("stage"),
            *(name for name in CAME if name not in {"account", "stage"}),
        )

    def _with_sources(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add the number of the account that each movement was shipped from; null where the trail ends."""
        sourced = rows.drop_nulls("source").sort("drawn_on")
        shipped = sourced.group_by("supplier", "source_facility").agg(
            first=pl.col("drawn_on").min(), last=pl.col("drawn_on").max()
        )
        self._known.learn_organisations(shipped["supplier"].to_list())
        days = self._known.account_days(shipped).sort("drawn_on")
        found = sourced.join_asof(days, on="drawn_on", by="source_facility", check_sortedness=False)
        return pl.concat([rows.filter(pl.col("source").is_null()), found], how="diagonal")

    def _placed(self, sums: pl.DataFrame) -> Iterator[PoolEntry]:
        """Yield entries for movements that were put together, or stand by themselves with their words."""
        words = pool_store.entry_words(sums["movement"].drop_nulls().to_list())
        facilities, accounts = self._known.facilities, self._known.numbered
        for each in sums.iter_rows(named=True):
            pool = Pool(accounts[each["account"]], STAGES[each["stage"]])
            kind, behind = ENTRY_KINDS[each["kind"]], each["source_account"]
            told = words[each["movement"]] if each["movement"] is not None else NO_WORDS
            if kind is EntryKind.PRODUCTION:
                source = pool.before
            else:
                source = None if behind is None else Pool(accounts[behind], pool.stage)
            yield PoolEntry(
                pool=pool,
                day=each["day"],
                kind=kind,
                mass_g=each["high"] * GRAMS_UNIT + each["low"],
                reference=told.reference,
                counterparty=told.counterparty,
                lot=told.lot,
                facility=facilities[each["facility"]] if source is None else "",
                source=source,
                drawn_on=each["drawn_on"],
            )

    def _shipped(self, spans: Sequence[SiteSpan]) -> dict[Pool, dict[date, int]]:
        """Return the grams that left pools over their boundary, by day."""
        if self._movements is None:
            return pool_store.shipped_of(spans)
        found = self._movements.within([each.movements for each in spans], OUT_OF)
        shipped: dict[Pool, dict[date, int]] = {}
        for place, material, day, high, low in summed_by_day(pool_store.with_days(found)).iter_rows():
            by_day = shipped.setdefault(Pool(spans[place].account, stage_of(MATERIALS_BY_CODE[material])), {})
            by_day[day] = by_day.get(day, 0) + high * GRAMS_UNIT + low
        return shipped


def _by_pool(entries: Iterable[PoolEntry]) -> dict[Pool, tuple[PoolEntry, ...]]:
    found: dict[Pool, list[PoolEntry]] = {}
    for each in entries:
        found.setdefault(each.pool, []).append(each)
    return {pool: tuple(came) for pool, came in found.items()}
