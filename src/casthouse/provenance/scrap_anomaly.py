"""Patterns of scrap paid in cash or booked by hand: masses, sellers, bursts, digits, purchases below the cap.

Scrap has no mine behind it; who brought it and what it weighed is all there is. None of these patterns proves anything.
First digits are looked at only where masses are many and of several widths, since truck loads follow no such law.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import log10
from typing import NamedTuple

import polars as pl

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.cash_purchase import cash_cap
from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period, add_months
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.anomaly_rules import AnomalyRules
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly, EntryQuery
from casthouse.provenance.severity import Severity

SCRAP = (Material.PRE_CONSUMER_SCRAP, Material.POST_CONSUMER_SCRAP)
RECEIPTS = {"organisation": pl.String, "day": pl.Date, "supplier": pl.String, "mass_g": pl.Int64}
"""Columns of the receipts of scrap in force."""


class CashNear(NamedTuple):
    """A cash purchase of scrap, and the legal limit that it was held against; None where none was given."""

    organisation: str
    reference: str
    supplier: str
    day: date
    amount: Decimal
    legal_limit: Decimal | None


def scrap_anomalies(receipts: pl.DataFrame, rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    """Return what is unusual in receipts of scrap, with the columns of `RECEIPTS`."""
    yield from _round_masses(receipts, rules, period)
    yield from _many_sellers(receipts, rules, period)
    yield from _bursts(receipts, rules, period)
    yield from _first_digits(receipts, rules, period)


def _round_masses(receipts: pl.DataFrame, rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    is_round = pl.col("mass_g") % int(rules.value("scrap_round_kg") * 1000) == 0
    grouped = receipts.group_by("organisation", "supplier").agg(
        all=pl.len(), round=is_round.sum().cast(pl.Int64), mass_g=pl.col("mass_g").sum()
    )
    for organisation, supplier, all_, round_, mass_g in grouped.sort("organisation", "supplier").iter_rows():
        if all_ >= rules.whole("scrap_round_count") and round_ >= all_ * rules.part("scrap_round_percent"):
            seen = (
                f"{round_} of {counted(all_, 'receipt')} from {supplier}, {tonnes_words(mass_g)} t in all, are "
                f"multiples of {rules.whole('scrap_round_kg')} kg"
            )
            query = _query(organisation, period, names=(supplier,))
            yield _anomaly(
                AnomalyKind.SCRAP_ROUND_MASSES, organisation, supplier, seen=seen, period=period, query=query
            )


def _many_sellers(receipts: pl.DataFrame, rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    days = (
        receipts.group_by("organisation", "day")
        .agg(sellers=pl.col("supplier").n_unique().cast(pl.Int64), mass_g=pl.col("mass_g").sum())
        .with_columns(usual=pl.col("sellers").median().over("organisation"))
        .filter(pl.col("sellers") >= rules.whole("scrap_sellers_per_day"))
        .sort("organisation", "day")
    )
    for organisation, day, sellers, mass_g, usual in days.iter_rows():
        if sellers > usual * rules.whole("scrap_sellers_times"):
            seen = f"{sellers} sellers on {day}, {tonnes_words(mass_g)} t; {usual:g} on a usual day"
            query = _query(organisation, Period(start=day, end=date.fromordinal(day.toordinal() + 1)))
            subject = day.isoformat()
            yield _anomaly(
                AnomalyKind.SCRAP_MANY_SELLERS, organisation, subject, seen=seen, period=period, query=query
            )


def _bursts(receipts: pl.DataFrame, rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    months = (
        receipts.group_by("organisation", "supplier", month=pl.col("day").dt.truncate("1mo"))
        .agg(mass_g=pl.col("mass_g").sum())
        .sort("organisation", "supplier", "month")
    )
    for (organisation, supplier), held in months.group_by("organisation", "supplier", maintain_order=True):
        masses = held["mass_g"].to_list()
        if len(masses) < rules.whole("scrap_burst_months"):
            continue
        at = masses.index(max(masses))
        others = sorted(masses[:at] + masses[at + 1 :])
        usual_g = others[len(others) // 2]
        if masses[at] < rules.grams("scrap_burst_least_t") or masses[at] <= usual_g * rules.value(
            "scrap_burst_times"
        ):
            continue
        month = held["month"][at]
        seen = (
            f"{tonnes_words(masses[at])} t from {supplier} in {month:%Y-%m}, "
            f"{tonnes_words(usual_g)} t in a usual month"
        )
        query = _query(organisation, Period(start=month, end=add_months(month, 1)), names=(supplier,))
        subject = f"{supplier} {month:%Y-%m}"
        yield _anomaly(
            AnomalyKind.SCRAP_BURST,
            str(organisation),
            subject,
            seen=seen,
            period=period,
            query=query,
            severity=Severity.MEDIUM,
        )


def _first_digits(receipts: pl.DataFrame, rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    text = pl.col("mass_g").cast(pl.String)
    for (organisation,), held in receipts.group_by("organisation", maintain_order=True):
        if held.height < rules.whole("first_digit_count"):
            continue
        widths = held.select(width=text.str.len_chars()).to_series().value_counts()["count"].to_list()
        if sum(count * 10 >= held.height for count in widths) < rules.whole("first_digit_decades"):
            continue
        digits = held.select(digit=text.str.slice(0, 1).cast(pl.Int64)).to_series()
        off = sum(abs(int((digits == d).sum()) / held.height - log10(1 + 1 / d)) for d in range(1, 10)) / 9
        if off * 100 > rules.value("first_digit_deviation_percent"):
            seen = (
                f"the first digits of {counted(held.height, 'mass', 'masses')} are {off * 100:.1f} percentage points "
                "off what masses of such width show, in the mean"
            )
            query = _query(str(organisation), period)
            yield _anomaly(
                AnomalyKind.SCRAP_FIRST_DIGITS, str(organisation), "", seen=seen, period=period, query=query
            )


def purchases_below_cap(
    purchases: Sequence[CashNear],
    held_against: Mapping[str, AllowanceRules],
    rules: AnomalyRules,
    period: Period,
) -> Iterator[ChainAnomaly]:
    """Return a question for each seller who was paid in cash several times just below the cap.

    `held_against` has the rules of custody of each organisation: the cap is theirs, or the legal limit.
    """
    near: dict[tuple[str, str], list[tuple[CashNear, Decimal]]] = {}
    for each in purchases:
        cap = cash_cap(held_against[each.organisation], legal_limit=each.legal_limit)
        if Fraction(cap) * rules.part("cash_near_cap_percent") <= each.amount <= cap:
            near.setdefault((each.organisation, each.supplier), []).append((each, cap))
    for (organisation, supplier), those in sorted(near.items()):
        if len(those) >= rules.whole("cash_near_cap_count"):
            listed = ", ".join(f"{each.reference} (USD {each.amount}, {each.day})" for each, _ in those)
            caps = " or ".join(str(cap) for cap in sorted({cap for _, cap in those}))
            seen = f"{counted(len(those), 'cash purchase')} from {supplier} just below USD {caps}: {listed}"
            kind = AnomalyKind.SCRAP_BELOW_CASH_CAP
            yield _anomaly(
                kind, organisation, supplier, seen=seen, period=period, query=None, severity=Severity.MEDIUM
            )


def _query(organisation: object, period: Period, names: tuple[str, ...] = ()) -> EntryQuery:
    return EntryQuery(
        organisation=str(organisation),
        kinds=(Kind.RECEIPT,),
        materials=SCRAP,
        first=period.start,
        last=period.last_day,
        counterparty_names=tuple(str(name) for name in names),
    )


def _anomaly(
    kind: AnomalyKind,
    organisation: str,
    subject: str,
    *,
    seen: str,
    period: Period,
    query: EntryQuery | None,
    severity: Severity = Severity.LOW,
) -> ChainAnomaly:
    return ChainAnomaly(
        kind=kind,
        severity=severity,
        subject=subject,
        period=period,
        sides=(AnomalySide(organisation=organisation, seen=seen, query=query),),
    )
