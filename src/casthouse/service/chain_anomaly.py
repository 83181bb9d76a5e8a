"""Anomalies over the accounts of all organisations: the secretariat sees all, an organisation its own side of each.

They are computed from the ledger of the moment and stored nowhere. What clears one is kept with the digest of the
evidence (`anomaly_clearance`); when that changes, the question is open again and says who cleared it before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from casthouse.exchange.anomaly_rules_file import built_in_anomaly_rules
from casthouse.measure.period import Period, add_months
from casthouse.provenance.certificate_anomaly import lapsed_shipments, silent_members
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly, gravest_first
from casthouse.provenance.circular_sale import circular_sales
from casthouse.provenance.document_anomaly import document_anomalies
from casthouse.provenance.melt_yield import melt_yields
from casthouse.provenance.scrap_anomaly import purchases_below_cap, scrap_anomalies
from casthouse.provenance.stage_anomaly import stage_anomalies
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.asked_days import usual_year
from casthouse.service.lookup import found_organisation
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import anomaly_clearance as clearance_store
from casthouse.storage import chain_anomaly as fact_store
from casthouse.storage import chain_document as document_store
from casthouse.storage import chain_entry as entry_store
from casthouse.storage.anomaly_clearance import AnomalyClearance
from casthouse.storage.chain_anomaly import FactPart
from casthouse.storage.site_days import SiteDays

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAnomaly:
    """An anomaly with what was said to clear it, as its evidence is now or as it was."""

    anomaly: ChainAnomaly
    clearances: tuple[AnomalyClearance, ...] = ()

    @property
    def cleared(self) -> AnomalyClearance | None:
        """What cleared it as its evidence is, or None while it is open."""
        return next((each for each in self.clearances if each.digest == self.anomaly.digest), None)

    @property
    def reopened(self) -> AnomalyClearance | None:
        """What cleared it before its evidence changed, the latest; None where nothing did, or it is cleared."""
        return self.clearances[-1] if self.clearances and self.cleared is None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainAnomalies:
    """What was looked at, and what looks unusual in it, the gravest first and what is open before what is cleared."""

    organisation: str | None
    period: Period
    found: tuple[AskedAnomaly, ...]

    @property
    def open(self) -> tuple[AskedAnomaly, ...]:
        """What nobody cleared as it is."""
        return tuple(each for each in self.found if each.cleared is None)


def chain_anomalies(
    actor: Actor, *, organisation: str | None = None, start: date | None = None
) -> ChainAnomalies:
    """Return what looks unusual over all organisations, or an organisation's own sides of it, in twelve months.

    Args:
        actor: for all organisations the secretariat; for one, its people too.
        organisation: whose sides alone are wanted.
        start: first day of the twelve months; the last calendar year that ended where none is given.

    Raises:
        Refusal: `not_permitted`, `organisation_unknown`, `period_out_of_range`.
    """
    authorise(actor, Act.ANOMALY_READ, organisation)
    if organisation is not None:
        found_organisation(organisation)
    period = looked_at(start)
    return ChainAnomalies(organisation=organisation, period=period, found=asked_in(period, organisation))


def looked_at(start: date | None) -> Period:
    """Return the twelve months from a day on, or else the last calendar year that ended and in which something moved.

    Where nothing moved before this year, it is this year. It is the same for all organisations, so that
    all speak of one question.
    """
    if start is None:
        start = usual_year().start
    end = add_months(start, MONTHS)
    if start >= end or start.year < date.min.year + 1 or end == date.max:
        raise Refusal(
            "period_out_of_range",
            found=f"twelve months from {start}",
            expected="a first day within the calendar",
            todo="choose another day",
        )
    return Period(start=start, end=end)


def asked_in(period: Period, organisation: str | None) -> tuple[AskedAnomaly, ...]:
    """Return what is unusual in a period, with entries and clearances, as an organisation or everybody may see it."""
    part = None if organisation is None else FactPart(organisation=organisation)
    listed = with_entries(gravest_first(found_in(period, part)))
    said = clearance_store.clearances({each.key for each in listed})
    if organisation is not None:
        said = [each.as_told() for each in said]
    asked = [
        AskedAnomaly(anomaly=each, clearances=tuple(one for one in said if one.key == each.key))
        for each in listed
    ]
    return tuple(sorted(asked, key=lambda each: each.cleared is not None))


def found_in(period: Period, part: FactPart | None) -> list[ChainAnomaly]:
    """Return what is unusual in a period: everything, or the sides that lie in the ledger of an organisation."""
    found = list(_found(period, part))
    if part is None:
        return found
    return [own for each in found if (own := each.seen_by(part.organisation)) is not None]


def _found(period: Period, part: FactPart | None) -> Iterator[ChainAnomaly]:
    rules = built_in_anomaly_rules()
    first, last = period.start, period.last_day
    spans = fact_store.entitled_spans(part)
    on = min(last, clock.today())
    yield from document_anomalies(document_store.asked_documents(first, last), rules, period)
    yield from stage_anomalies(fact_store.day_flows(first, last, part), rules, period)
    yield from melt_yields(fact_store.melts(first, last, part), rules, period)
    yield from circular_sales(fact_store.sales(first, last), rules, period)
    yield from lapsed_shipments(fact_store.coc_days(first, last, part), spans, period)
    yield from silent_members(fact_store.latest_days(on, part), spans, rules, period, on)
    yield from scrap_anomalies(fact_store.scrap_receipts(first, last, part), rules, period)
    yield from purchases_below_cap(fact_store.cash_purchases(first, last, part), rules, period)


def with_entries(
    anomalies: Sequence[ChainAnomaly], sites: Sequence[SiteDays] | None = None
) -> list[ChainAnomaly]:
    """Return anomalies with the first movements behind the figures of their sides; of some sites, if named."""
    queries = [side.query for each in anomalies for side in each.sides if side.query is not None]
    answers = iter(entry_store.first_entries(queries, sites))

    def filled(side: AnomalySide) -> AnomalySide:
        if side.query is None:
            return side
        entries, total = next(answers)
        return replace(side, entries=entries, entries_total=total)

    return [
        replace(each, sides=tuple(filled(side) for side in each.sides), identity=(each.key, each.digest))
        for each in anomalies
    ]
