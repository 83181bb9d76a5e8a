"""The open periods of a scope, loaded for a decision: flows, plans, what is carried in, and the rules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from casthouse.assurance.certificate import Certificate, certified_on, certified_spans
from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.batch_allowance import ScopeLedger
from casthouse.custody.credit_book import with_credits
from casthouse.custody.market_credit import MarketCreditRules
from casthouse.custody.placement import ScopeStanding
from casthouse.custody.position import Carried, Flow, PeriodFlows
from casthouse.custody.scope import Scope
from casthouse.custody.stage import Stage
from casthouse.service.edition_rules import credit_rules_of_edition, rules_of_edition
from casthouse.standard.standard_name import StandardName
from casthouse.storage import certificate as certificate_store
from casthouse.storage import facility as facility_store
from casthouse.storage import flow as flow_store
from casthouse.storage import market_credit as credit_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import period as period_store
from casthouse.storage import plan as plan_store
from casthouse.storage.site_days import SiteDays

UNBROKEN_MAX = 36
"""Up to so many periods are read without first asking which of them hold movements."""

FlowReader = Callable[..., dict[int, dict[Stage, Flow]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFile:
    """A scope with what surrounds its accounts: identifiers, certificates, statements, rules."""

    scope: Scope
    organisation_id: int
    sites: tuple[SiteDays, ...]
    certificates: Sequence[Certificate]
    statements: Sequence[period_store.Statement]
    rules: AllowanceRules
    credit_rules: MarketCreditRules | None

    @property
    def facility_ids(self) -> dict[str, int]:
        """The identifiers of the facilities that ever stood in the scope, by code."""
        codes = [each.facility for code in self.scope.facilities for each in self.scope.days_of(code)]
        return {code: each.facility_id for code, each in zip(codes, self.sites, strict=True)}

    @property
    def first_open(self) -> int:
        """The number of the first open period: closing goes in order, so all before it are closed."""
        return len(self.statements)

    def carried_into(self, number: int) -> dict[Stage, Carried]:
        """Return what a period takes over, given that the one before is closed or there is none."""
        if number == 0:
            return self.scope.opening
        return self.statements[number - 1].carried(balance_carries=self.rules.balance_carries)

    def certified(self, day: date, facility: str | None = None) -> bool:
        """Say whether a chain-of-custody certificate entitles the scope, or its facility, on the day."""
        return certified_on(self.certificates, day, StandardName.CHAIN_OF_CUSTODY, facility).is_certified

    def standing(self) -> ScopeStanding:
        """Return what custody must be told to place movements."""
        return ScopeStanding(
            scope=self.scope, closed=frozenset(range(self.first_open)), certified=self.certified
        )


def load_scope_files(scopes: Sequence[Scope], *, edition: str | None = None) -> list[ScopeFile]:
    """Return the files of scopes, judged under their own edition or another."""
    codes = [scope.code for scope in scopes]
    certificates = certificate_store.certificates(codes)
    statements = period_store.statements_of(codes)
    holders = {scope.organisation for scope in scopes}
    organisations = organisation_store.organisation_ids(holders)
    facilities = {code: key for code, (key, _) in facility_store.facility_keys(holders).items()}
    return [
        ScopeFile(
            scope=scope,
            organisation_id=organisations[scope.organisation],
            sites=sites_of(scope, facilities),
            certificates=certificates.get(scope.code, []),
            statements=statements[scope.code],
            rules=rules_of_edition(edition or scope.edition),
            credit_rules=credit_rules_of_edition(edition or scope.edition),
        )
        for scope in scopes
    ]


def sites_of(scope: Scope, facility_ids: Mapping[str, int]) -> tuple[SiteDays, ...]:
    """Return the days on which facilities stand in a scope, by identifier."""
    return tuple(
        SiteDays(facility_id=facility_ids[code], first=each.first, last=each.last)
        for code in scope.facilities
        for each in scope.days_of(code)
    )


def load_scope_file(scope: Scope, *, edition: str | None = None) -> ScopeFile:
    """Return the file of one scope."""
    return load_scope_files([scope], edition=edition)[0]


def spans_of(
    file: ScopeFile, numbers: Iterable[int], *, until: date | None = None, as_closed: bool = False
) -> list[flow_store.Span]:
    """Return the days of periods, cut where certification changes.

    Days after `until` and after the scope's end are left out.
    With `as_closed` a closed period has the certification that its closing saw, else the present one.
    """
    parts = [part for number in numbers for part in _parts(file, number, as_closed=as_closed)]
    last = min(day for day in (until, file.scope.last_day, date.max) if day is not None)
    return [replace(part, last=min(part.last, last)) for part in parts if part.first <= last]


def _parts(file: ScopeFile, number: int, *, as_closed: bool) -> list[flow_store.Span]:
    if as_closed and number < file.first_open:
        return [
            flow_store.Span(
                number=number,
                first=date.fromisoformat(first),
                last=date.fromisoformat(last),
                certified=certified,
            )
            for first, last, certified in file.statements[number].certified
        ]
    period = file.scope.calendar.period(number)
    spans = certified_spans(
        file.certificates, start=period.start, end=period.end, standard=StandardName.CHAIN_OF_CUSTODY
    )
    return [
        flow_store.Span(
            number=number, first=span.start, last=span.end - timedelta(days=1), certified=span.certified
        )
        for span in spans
    ]


def load_ledger(
    file: ScopeFile,
    *,
    through: int,
    first: int | None = None,
    until: date | None = None,
    with_plans: bool = False,
    as_closed: bool = False,
    flows_of: FlowReader = flow_store.flows_of_spans,
    also: Iterable[int] = (),
) -> ScopeLedger:
    """Return the periods of a scope from the first open one (or `first`) to `through`.

    Args:
        file: the scope.
        through: number of the last period wanted.
        first: start here instead; the period before must be closed.
        until: leave out movements after this day.
        with_plans: put approved plans beside the flows, as the refusal test wants them.
        as_closed: see closed periods with the certification that their closing saw.
        flows_of: the totals, or the recomputation from movements.
        also: numbers that must be there although nothing moved in them so far.
    """
    begin = file.first_open if first is None else first
    numbers = _numbers(file, begin, through, also)
    flows = flows_of(
        organisation_id=file.organisation_id,
        sites=file.sites,
        spans=spans_of(file, numbers, until=until, as_closed=as_closed),
    )
    plans = plan_store.approved_plans(file.scope.code) if with_plans else {}
    credited_g = allocated_credits_g(file)
    periods = {}
    for number in numbers:
        period = file.scope.calendar.period(number)
        periods[number] = PeriodFlows(
            period=period,
            flows=with_credits(flows.get(number, {}), credited_g.get(period.start, 0)),
            planned=plans.get(period.start, {}),
        )
    return ScopeLedger(periods=periods, carried=file.carried_into(begin), rules=file.rules)


def allocated_credits_g(file: ScopeFile) -> Mapping[date, int]:
    """Return what was set aside as market credits by first days of periods; nothing in editions without them."""
    return {} if file.credit_rules is None else credit_store.allocated_g(file.scope.code)


def _numbers(file: ScopeFile, begin: int, through: int, also: Iterable[int]) -> list[int]:
    """Return the periods to look at: all when they are few, else those with movements and the ones after."""
    if through - begin <= UNBROKEN_MAX:
        return list(range(begin, through + 1))
    calendar = file.scope.calendar
    days = flow_store.days_moved(organisation_id=file.organisation_id, sites=file.sites)
    held = {calendar.number_on(day) for day in days} | set(also) | {begin, through}
    wanted = {n + step for n in held if n is not None for step in (0, 1)}
    return sorted(n for n in wanted if begin <= n <= through)
