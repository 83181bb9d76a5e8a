"""The facts on greenhouse gas as JSON: figures are decimals, rounded half-even to nine places."""

from fractions import Fraction
from typing import Any

from casthouse.exchange.edition_json import threshold_result_json
from casthouse.exchange.footprint_json import figure
from casthouse.footprint.climate_fact import ClimateFacts, PeriodIntensity, Slope
from casthouse.measure.period import Period


def climate_facts_json(found: ClimateFacts) -> dict[str, Any]:
    """Return the document of `casthouse footprint climate` and of the API."""
    now = found.now
    return {
        "scope": found.scope,
        "organisation": found.organisation,
        "edition": found.edition,
        "unit": "t CO2e per t",
        "periods": [_period(each) for each in found.periods],
        "threshold": None
        if found.threshold is None
        else threshold_result_json(found.edition, found.threshold),
        "threshold_unknown": found.threshold_unknown or None,
        "path": {
            "series": found.series.code,
            "series_source": found.series.source,
            "base": None if found.base is None else _period(found.base),
            "base_unknown": found.base_unknown or None,
            "targets": [{"year": each.year, "per_t": figure(each.per_t)} for each in found.targets],
            "now": None if now is None else _period(now),
            "on_path": found.is_on_path,
        },
        "slopes": [_slope(each) for each in found.slopes],
        "verified": False,
    }


def _slope(each: Slope) -> dict[str, Any]:
    return {
        "of": each.kind.value,
        "asked_of": each.asked_of,
        "asked_here": each.is_asked,
        "base": None if each.base is None else _point(*each.base),
        "now": None if each.now is None else _point(*each.now),
        "change": figure(each.change),
        "series": each.has_series,
    }


def _point(period: Period, per_t: Fraction) -> dict[str, Any]:
    return {"start": period.start.isoformat(), "end": period.last_day.isoformat(), "per_t": figure(per_t)}


def _period(each: PeriodIntensity) -> dict[str, Any]:
    return {
        "start": each.period.start.isoformat(),
        "end": each.period.last_day.isoformat(),
        "mine_to_metal": figure(each.whole),
        "process": figure(each.process),
        "bought_metal": figure(each.bought),
        "missing": list(each.missing),
        "smelter": each.is_smelter,
        "entries": list(each.entries),
        "warnings": list(each.late),
    }
