"""The books of pools for attribution: of one account, or of all that a delivery's trail may come through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from casthouse.custody.scope import Scope
from casthouse.measure.period import Period
from casthouse.provenance.attribution_choice import rule_from
from casthouse.provenance.pool import Account, Pool, PoolBooks, PoolEntry
from casthouse.service.permission import Act, Actor, may
from casthouse.storage import attribution as attribution_store
from casthouse.storage import facility as facility_store
from casthouse.storage import pool as pool_store
from casthouse.storage import scope as scope_store
from casthouse.storage.pool import Shipped, SiteSpan


def account_of(scopes: Iterable[Scope], *, facility: str, day: date) -> Account | None:
    """Return in which accounts a facility of an organisation stands on a day, if in any."""
    for scope in scopes:
        number = scope.calendar.number_on(day) if scope.holds(facility, day) else None
        if number is not None and (scope.last_day is None or day <= scope.last_day):
            return Account(scope.organisation, scope.code, scope.calendar.period(number).start)
    return None


def period_of_account(account: Account) -> Period:
    """Return the period of an account."""
    scope = scope_store.scope(account.scope)
    assert scope is not None
    number = scope.calendar.number_starting(account.start)
    assert number is not None
    return scope.calendar.period(number)


def books_of_account(actor: Actor, account: Account) -> PoolBooks:
    """Return the books of one account by itself."""
    return _Shelf().of([account], actor=actor).alone(account)


def books_behind(actor: Actor, account: Account) -> PoolBooks:
    """Return the books of an account and of all accounts that its trail may come through, whoever's they are.

    The counted stock of others is theirs: what is possible is said without it.
    """
    shelf = _Shelf()
    step = [account]
    while step:
        shelf.open(step)
        step = shelf.not_open
    return shelf.of(shelf.opened, actor=actor)


class _Shelf:
    """The books that were read so far, a look for all accounts of a step."""

    def __init__(self) -> None:
        self._entries: dict[Pool, list[PoolEntry]] = {}
        self._shipped: dict[Pool, Mapping[date, int]] = {}
        self._scopes: dict[str, list[Scope]] = {}
        self._keys: dict[str, tuple[int, int]] = {}
        self.opened: list[Account] = []
        self.not_open: list[Account] = []

    def of(self, accounts: Sequence[Account], *, actor: Actor) -> PoolBooks:
        """Return the books of accounts, as they are read by now."""
        self.open([each for each in accounts if each not in self.opened])
        choices = attribution_store.choices_of({each.scope for each in accounts})
        own = [each for each in accounts if may(actor, Act.TRACE_READ, each.organisation)]
        return PoolBooks(
            entries={pool: tuple(entries) for pool, entries in self._entries.items()},
            shipped=self._shipped,
            rules={each: rule_from(choices.get(each.scope, ()), each.start) for each in accounts},
            stock_g=pool_store.counted_stock(own),
        )

    def open(self, accounts: Sequence[Account]) -> None:
        """Read accounts, and say which others stand behind what came into them."""
        self._learn({each.organisation for each in accounts})
        spans = [span for each in accounts for span in self._spans(each)]
        found = pool_store.entries_of(spans)
        self._learn({shipped.organisation for _, shipped in found if shipped is not None})
        for entry, shipped in found:
            self._entries.setdefault(entry.pool, []).append(self._with_source(entry, shipped))
        self._shipped |= pool_store.shipped_of(spans)
        self.opened += accounts
        reached = {each.source.account for pool in self._entries.values() for each in pool if each.source}
        self.not_open = sorted(reached - set(self.opened))

    def _learn(self, organisations: set[str]) -> None:
        new = organisations - self._scopes.keys()
        self._scopes |= {code: [] for code in new}
        for scope in scope_store.scopes_of(new):
            self._scopes[scope.organisation].append(scope)
        self._keys |= facility_store.facility_keys(new)

    def _with_source(self, entry: PoolEntry, shipped: Shipped | None) -> PoolEntry:
        if entry.is_made:
            return replace(entry, source=entry.pool.before, drawn_on=entry.day)
        if shipped is None:
            return entry
        scopes = self._scopes[shipped.organisation]
        account = account_of(scopes, facility=shipped.facility, day=shipped.day)
        if account is None:  # it left by no accounts: the trail ends at the delivery
            return entry
        return replace(entry, source=Pool(account, entry.pool.stage), drawn_on=shipped.day)

    def _spans(self, account: Account) -> list[SiteSpan]:
        (scope,) = (each for each in self._scopes[account.organisation] if each.code == account.scope)
        number = scope.calendar.number_starting(account.start)
        assert number is not None
        period = scope.calendar.period(number)
        return [
            SiteSpan(
                account=account,
                facility_id=self._keys[code][0],
                organisation_id=self._keys[code][1],
                first=max(each.first, period.start),
                last=min(each.last, period.last_day, scope.last_day or date.max),
            )
            for code in scope.facilities
            for each in scope.days_of(code)
            if each.first <= period.last_day and period.start <= each.last
        ]
