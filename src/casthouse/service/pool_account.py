"""Accounts as books need them: their scopes, facilities and rules, each looked up once, for all of a step together."""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from casthouse.custody.scope import Scope
from casthouse.parties.disclosure import Disclosure
from casthouse.provenance.attribution_choice import AttributionChoice, rule_from
from casthouse.provenance.pool import Account, AttributionRule
from casthouse.provenance.pool_account import account_runs
from casthouse.provenance.pool_sum import ACCOUNTS
from casthouse.service.disclosure import SeenParties
from casthouse.service.permission import Actor
from casthouse.storage import attribution as attribution_store
from casthouse.storage import facility as facility_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import scope as scope_store
from casthouse.storage.pool import SiteSpan


def rule_of(account: Account) -> AttributionRule:
    """Return by which rule an account attributes."""
    choices = attribution_store.choices_of([account.scope])
    return rule_from(choices.get(account.scope, ()), account.period.start)


class KnownAccounts:
    """What was learned of accounts so far; each has a number, by which frames name it."""

    def __init__(self, actor: Actor, scopes: Iterable[Scope]) -> None:
        self.numbered: list[Account] = []
        self._numbers: dict[Account, int] = {}
        self._parties = SeenParties(actor)
        self._scopes: dict[str, list[Scope]] = {}
        self._keys: dict[str, tuple[int, int]] = {}
        self._codes: dict[int, str] = {}  # of organisations
        self._choices: dict[str, Sequence[AttributionChoice]] = {}
        for each in scopes:
            self._scopes.setdefault(each.organisation, []).append(each)
        self._learn_facilities(self._scopes)

    def number_of(self, account: Account) -> int:
        """Return the number of an account, a new one for one that has none."""
        if account not in self._numbers:
            self._numbers[account] = len(self.numbered)
            self.numbered.append(account)
        return self._numbers[account]

    def learn_organisations(self, keys: Iterable[int]) -> None:
        """Read the scopes and facilities of organisations by their numbers in the store."""
        new = organisation_store.codes_of(set(keys) - self._codes.keys())
        unread = set(new.values()) - self._scopes.keys()
        self._codes |= new
        if unread:
            self._scopes |= {code: [] for code in unread}
            for scope in scope_store.scopes_of(unread):
                self._scopes[scope.organisation].append(scope)
            self._learn_facilities(unread)

    def learn_choices(self, accounts: Iterable[Account]) -> None:
        """Read the choices of the scopes of accounts, once and together."""
        new = {each.scope for each in accounts} - self._choices.keys()
        if new:
            found = attribution_store.choices_of(new)
            self._choices |= {scope: found.get(scope, ()) for scope in new}

    def _learn_facilities(self, organisations: Iterable[str]) -> None:
        self._keys |= facility_store.facility_keys(organisations)

    @property
    def facilities(self) -> dict[int, str]:
        """The codes of facilities by their numbers in the store."""
        return {key: code for code, (key, _) in self._keys.items()}

    def rule(self, account: Account) -> AttributionRule:
        """Return by which rule an account attributes."""
        return rule_from(self._choices[account.scope], account.period.start)

    def before(self, account: Account) -> Account | None:
        """Return the account of the period before, where both attribute first in first out."""
        scope = self._scope(account)
        number = scope.calendar.number_on(account.period.start)
        if not number or self.rule(account) is not AttributionRule.FIFO:
            return None
        before = Account(account.organisation, account.scope, scope.calendar.period(number - 1))
        return before if self.rule(before) is AttributionRule.FIFO else None

    def run_before(self, account: Account) -> list[Account]:
        """Return the accounts of earlier periods that are one queue with an account, the latest first."""
        found = []
        before = self.before(account)
        while before is not None:
            found.append(before)
            before = self.before(before)
        return found

    def spans_of(self, account: Account) -> list[SiteSpan]:
        """Return the days on which facilities stand in an account."""
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

    def _scope(self, account: Account) -> Scope:
        return next(each for each in self._scopes[account.organisation] if each.code == account.scope)

    def account_days(self, shipped: pl.DataFrame) -> pl.DataFrame:
        """Return from which day on facilities stand in which accounts, by number, or in none.

        Args:
            shipped: suppliers' numbers and facilities, the first and the last day that is asked about.
        """
        codes = self.facilities
        found = [
            (facility, day, None if account is None else self.number_of(account))
            for supplier, facility, first, last in shipped.iter_rows()
            for day, account in account_runs(
                self._scopes[self._codes[supplier]], facility=codes[facility], first=first, last=last
            )
        ]
        schema = {"source_facility": pl.Int32, "drawn_on": pl.Date, "source_account": pl.Int32}
        return pl.DataFrame(found, schema=schema, orient="row")

    def as_frame(self) -> pl.DataFrame:
        """Return all accounts that have a number, of the schema `ACCOUNTS`; their choices were learned."""
        parties = self._parties.of({each.organisation for each in self.numbered})
        rows = [
            (
                number,
                each.period.start,
                self.rule(each) is AttributionRule.FIFO,
                parties[each.organisation].level.includes(Disclosure.LOTS),
            )
            for number, each in enumerate(self.numbered)
        ]
        return pl.DataFrame(rows, schema=ACCOUNTS, orient="row")
