"""The books of pools for attribution: of one account, or of all that a delivery's trail may come through."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from casthouse.custody.scope import Scope
from casthouse.provenance.attribution_choice import AttributionChoice, rule_from
from casthouse.provenance.pool import Account, AttributionRule, Pool, PoolBooks, PoolEntry
from casthouse.service.permission import Act, Actor, may
from casthouse.storage import attribution as attribution_store
from casthouse.storage import facility as facility_store
from casthouse.storage import pool as pool_store
from casthouse.storage import scope as scope_store
from casthouse.storage.delivery import ShipmentPlace
from casthouse.storage.pool import SiteSpan


def account_of(scopes: Iterable[Scope], *, facility: str, day: date) -> Account | None:
    """Return in which accounts a facility of an organisation stands on a day, if in any."""
    for scope in scopes:
        number = scope.calendar.number_on(day) if scope.holds(facility, day) else None
        if number is not None and (scope.last_day is None or day <= scope.last_day):
            return Account(scope.organisation, scope.code, scope.calendar.period(number))
    return None


def rule_of(account: Account) -> AttributionRule:
    """Return by which rule an account attributes."""
    choices = attribution_store.choices_of([account.scope])
    return rule_from(choices.get(account.scope, ()), account.period.start)


def books_of_account(actor: Actor, account: Account, scopes: Sequence[Scope]) -> PoolBooks:
    """Return the books of one account by itself: at its boundary the trail ends.

    Args:
        actor: who asks.
        account: whose books.
        scopes: of its organisation.
    """
    shelf = _Shelf(actor, scopes)
    shelf.open_alone(account)
    return shelf.books()


def books_behind(actor: Actor, account: Account, scopes: Sequence[Scope]) -> PoolBooks:
    """Return the books of an account and of all accounts that its trail may come through, whoever's they are.

    The counted stock of others is theirs: what is possible is said without it.

    Args:
        actor: who asks.
        account: where the trail begins.
        scopes: of its organisation.
    """
    shelf = _Shelf(actor, scopes)
    step = [account]
    while step:
        step = shelf.open(step)
    return shelf.books()


class _Shelf:
    """The books that were read so far, in one look for all accounts of a step."""

    def __init__(self, actor: Actor, scopes: Sequence[Scope]) -> None:
        self._actor = actor
        self._entries: dict[Pool, list[PoolEntry]] = {}
        self._scopes: dict[str, list[Scope]] = {}
        self._keys: dict[str, tuple[int, int]] = {}
        self._spans: dict[Account, list[SiteSpan]] = {}
        self._accounts: dict[ShipmentPlace, Account | None] = {}
        self._choices: dict[str, Sequence[AttributionChoice]] = {}
        for each in scopes:
            self._scopes.setdefault(each.organisation, []).append(each)
        self._keys |= facility_store.facility_keys(self._scopes)

    def books(self) -> PoolBooks:
        """Return what was read, with the rule of each account, and what the rule needs."""
        rules = {each: self._rule(each) for each in self._spans}
        days_matter = [each for each, rule in rules.items() if rule is AttributionRule.FIFO]
        earlier = {each: before for each in days_matter if (before := self._before(each)) in self._spans}
        own = [each for each in self._spans if may(self._actor, Act.TRACE_READ, each.organisation)]
        stock_g = pool_store.counted_stock(own)
        counted = {
            pool.account for pool in stock_g
        }  # did more leave than was there? then it was counted too low
        weighed = [each for each in self._spans if each in counted or rules[each] is AttributionRule.FIFO]
        return PoolBooks(
            entries={pool: tuple(entries) for pool, entries in self._entries.items()},
            shipped=pool_store.shipped_of([span for each in weighed for span in self._spans[each]]),
            rules=rules,
            earlier={each: before for each, before in earlier.items() if before is not None},
            stock_g=stock_g,
        )

    def open_alone(self, account: Account) -> None:
        """Read an account, with those of earlier periods that it carries on from, and nothing of who stands behind."""
        self._learn_choices([account])
        opened = [account, *self._run_before(account)]
        self._spans |= {each: self._spans_of(each) for each in opened}
        for entry in pool_store.entries_alone([span for each in opened for span in self._spans[each]]):
            self._add(entry, None)

    def open(self, accounts: Sequence[Account]) -> list[Account]:
        """Read accounts, with those of earlier periods that they carry on from.

        Returns:
            Which others stand behind what came into them and are not read yet.
        """
        self._learn_choices(accounts)
        run = {before for each in accounts for before in self._run_before(each)}
        accounts = sorted({*accounts, *run} - self._spans.keys())
        self._spans |= {each: self._spans_of(each) for each in accounts}
        found = pool_store.entries_of([span for each in accounts for span in self._spans[each]])
        self._learn({shipped.organisation for _, shipped in found if shipped is not None})
        sources = [self._add(entry, shipped).source for entry, shipped in found]
        return sorted({each.account for each in sources if each is not None} - self._spans.keys())

    def _run_before(self, account: Account) -> list[Account]:
        """Return the accounts of earlier periods that are one queue with an account, the latest first."""
        found = []
        before = self._before(account)
        while before is not None:
            found.append(before)
            before = self._before(before)
        return found

    def _before(self, account: Account) -> Account | None:
        """Return the account of the period before, where both attribute first in first out."""
        scope = self._scope(account)
        number = scope.calendar.number_on(account.period.start)
        if not number or self._rule(account) is not AttributionRule.FIFO:
            return None
        before = Account(account.organisation, account.scope, scope.calendar.period(number - 1))
        return before if self._rule(before) is AttributionRule.FIFO else None

    def _rule(self, account: Account) -> AttributionRule:
        return rule_from(self._choices[account.scope], account.period.start)

    def _learn_choices(self, accounts: Iterable[Account]) -> None:
        """Read the choices of the scopes of accounts, once and together."""
        new = {each.scope for each in accounts} - self._choices.keys()
        if new:
            found = attribution_store.choices_of(new)
            self._choices |= {scope: found.get(scope, ()) for scope in new}

    def _scope(self, account: Account) -> Scope:
        return next(each for each in self._scopes[account.organisation] if each.code == account.scope)

    def _learn(self, organisations: set[str]) -> None:
        new = organisations - self._scopes.keys()
        if new:
            self._scopes |= {code: [] for code in new}
            for scope in scope_store.scopes_of(new):
                self._scopes[scope.organisation].append(scope)
            self._keys |= facility_store.facility_keys(new)

    def _add(self, entry: PoolEntry, shipped: ShipmentPlace | None) -> PoolEntry:
        placed = self._with_source(entry, shipped)
        self._entries.setdefault(entry.pool, []).append(placed)
        return placed

    def _with_source(self, entry: PoolEntry, shipped: ShipmentPlace | None) -> PoolEntry:
        if entry.is_made:
            return replace(entry, source=entry.pool.before, drawn_on=entry.day)
        if shipped is None:
            return entry
        if shipped not in self._accounts:
            scopes = self._scopes[shipped.organisation]
            self._accounts[shipped] = account_of(scopes, facility=shipped.facility, day=shipped.day)
        account = self._accounts[shipped]
        if account is None:  # it left by no accounts: the trail ends at the delivery
            return entry
        return replace(entry, source=Pool(account, entry.pool.stage), drawn_on=shipped.day)

    def _spans_of(self, account: Account) -> list[SiteSpan]:
        scope, period = self._scope(account), account.period
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
