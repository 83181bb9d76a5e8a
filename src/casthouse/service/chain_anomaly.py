"""Anomalies over the accounts of all organisations: the secretariat sees all, an organisation its own side of each.

They are computed from the ledger of the moment, kept while it stays as it is (`chain_anomaly_held`), and stored
nowhere. What clears one is kept with the digest of the evidence (`anomaly_clearance`); when that changes, the question
is open again and says who cleared it before. Keys and digests are made with a secret of the store: who is shown them
cannot try what of others they stand for.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.stage import Stage
from casthouse.exchange.anomaly_rules_file import built_in_anomaly_rules
from casthouse.measure.period import Period, add_months
from casthouse.provenance.anomaly_clearance import AnomalyClearance
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.certificate_anomaly import lapsed_shipments, silent_members
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly, EntryQuery, gravest_first
from casthouse.provenance.circular_sale import circular_sales
from casthouse.provenance.delivery_anomaly import delivery_anomalies
from casthouse.provenance.document_anomaly import BookedDocument, document_anomalies
from casthouse.provenance.lot_anomaly import lot_anomalies
from casthouse.provenance.lot_day import lot_day_anomalies
from casthouse.provenance.made_scrap import made_scrap_anomalies
from casthouse.provenance.melt_yield import melt_yields
from casthouse.provenance.scrap_anomaly import purchases_below_cap, scrap_anomalies
from casthouse.provenance.stage_anomaly import stage_anomalies
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.asked_days import usual_year
from casthouse.service.chain_anomaly_held import standing_answer
from casthouse.service.edition_rules import rules_of_edition
from casthouse.service.lookup import found_organisation
from casthouse.service.organisation_rules import rules_of_organisations
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import anomaly_clearance as clearance_store
from casthouse.storage import chain_anomaly as fact_store
from casthouse.storage import chain_balance as balance_store
from casthouse.storage import chain_document as document_store
from casthouse.storage import chain_entry as entry_store
from casthouse.storage.chain_anomaly import FactPart
from casthouse.storage.delivery import excess_deliveries
from casthouse.storage.lot_day import ahead_processes, early_draws
from casthouse.storage.lot_short import renamed_inputs, short_lots
from casthouse.storage.made_scrap import metal_called_scrap
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
        return next((each for each in self.clearances if each.digest == self.anomaly.whole[1]), None)

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
    listed = standing_answer(
        ("listed", period, part), lambda: with_entries(gravest_first(_seen_in(period, part)))
    )
    asked = with_clearances(listed, is_told=organisation is not None)
    return tuple(sorted(asked, key=lambda each: each.cleared is not None))


def with_clearances(anomalies: Sequence[ChainAnomaly], *, is_told: bool) -> list[AskedAnomaly]:
    """Return anomalies with what was said to clear each; only what an organisation concerned is told, if wanted."""
    said = clearance_store.clearances({each.whole[0] for each in anomalies})
    if is_told:
        said = [each.as_told() for each in said]
    return [
        AskedAnomaly(anomaly=each, clearances=tuple(one for one in said if one.key == each.whole[0]))
        for each in anomalies
    ]


def anomaly_secret() -> bytes:
    """Return the secret with which keys and digests are made: of the store, and for nothing else."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"casthouse anomaly", "sha256")


def found_in(period: Period, part: FactPart | None) -> Sequence[ChainAnomaly]:
    """Return what is unusual in a period: everything, or the sides that lie in the ledger of an organisation."""
    return standing_answer(("found", period, part), lambda: _seen_in(period, part))


def _seen_in(period: Period, part: FactPart | None) -> list[ChainAnomaly]:
    secret = anomaly_secret()
    found = [each for each in _found(period, part) if part is None or part.organisation in each.organisations]
    named = [each.named(secret) for each in _with_evidence(found, part)]
    if part is None:
        return named
    return [own for each in named if (own := each.seen_by(part.organisation, secret)) is not None]


def _with_evidence(found: Sequence[ChainAnomaly], part: FactPart | None) -> list[ChainAnomaly]:
    """Return anomalies with what stands for all entries behind their figures, of the sites that these are of.

    The sales of a ring are of organisations, at whichever site.
    """
    rings = [each for each in found if each.kind is AnomalyKind.CIRCULAR_SALES]
    others = [each for each in found if each.kind is not AnomalyKind.CIRCULAR_SALES]
    evidence = entry_store.entries_evidence(_queries(rings))
    evidence |= entry_store.entries_evidence(_queries(others), part.sites if part else None)

    def proven(side: AnomalySide) -> AnomalySide:
        return side if side.query is None else replace(side, evidence=evidence[side.query])

    return [replace(each, sides=tuple(proven(side) for side in each.sides)) for each in found]


def _queries(anomalies: Sequence[ChainAnomaly]) -> list[EntryQuery]:
    return [side.query for each in anomalies for side in each.sides if side.query is not None]


def _found(period: Period, part: FactPart | None) -> Iterator[ChainAnomaly]:
    rules = built_in_anomaly_rules()
    first, last = period.start, period.last_day
    spans = fact_store.entitled_spans(part)
    on = min(last, clock.today())
    yield from document_anomalies(*_documents(first, last), period)
    flows = fact_store.day_flows(first, last, part)
    yield from stage_anomalies(flows, rules, period, _carried(period, part))
    yield from melt_yields(fact_store.melts(first, last, part), rules, period)
    short, renamed = short_lots(first, last, part), renamed_inputs(first, last, part)
    yield from lot_anomalies(short, renamed, period)
    ahead = ahead_processes(first, days=rules.whole("process_ahead_days"), part=part)
    yield from lot_day_anomalies(early_draws(first, last, part), ahead, period)
    yield from delivery_anomalies(excess_deliveries(first, last), period)
    yield from made_scrap_anomalies(metal_called_scrap(first, last, part), period)
    yield from circular_sales(fact_store.sales(first, last), rules, period)
    yield from lapsed_shipments(fact_store.coc_days(first, last, part), spans, period)
    yield from silent_members(fact_store.latest_days(on, part), spans, rules, period, on)
    yield from scrap_anomalies(fact_store.scrap_receipts(first, last, part), rules, period)
    purchases = fact_store.cash_purchases(first, last, part)
    held_against = rules_of_organisations({each.organisation for each in purchases})
    yield from purchases_below_cap(purchases, held_against, rules, period)


def _documents(first: date, last: date) -> tuple[list[BookedDocument], Mapping[str, AllowanceRules]]:
    """Return the documents booked in some days that something is to be asked about, with the rules of the buyers."""
    documents = document_store.asked_documents(first, last)
    return documents, rules_of_organisations({side.buyer for each in documents for side in each.booked})


def _carried(period: Period, part: FactPart | None) -> dict[tuple[str, Stage], int]:
    """Return the Positive Balances carried into a period, under editions that let them be carried."""
    held = dict[tuple[str, Stage], int]()
    for each in balance_store.carried_balances(period.start, period.last_day, part):
        if rules_of_edition(each.edition).balance_carries:
            named = (each.organisation, each.stage)
            held[named] = held.get(named, 0) + each.mass_g
    return held


def with_entries(
    anomalies: Sequence[ChainAnomaly], sites: Sequence[SiteDays] | None = None
) -> list[ChainAnomaly]:
    """Return anomalies with the first movements behind the figures of their sides; of some sites, if named."""
    answers = iter(entry_store.first_entries(_queries(anomalies), sites))

    def filled(side: AnomalySide) -> AnomalySide:
        if side.query is None:
            return side
        entries, total = next(answers)
        return replace(side, entries=entries, entries_total=total)

    return [replace(each, sides=tuple(filled(side) for side in each.sides)) for each in anomalies]
