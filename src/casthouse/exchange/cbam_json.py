"""A CBAM figure as JSON: decimals rounded half-even to nine places, with what counted of each precursor and why."""

from typing import Any

from casthouse.exchange.footprint_json import figure, line_json
from casthouse.footprint.cbam import CbamDefault, CertificatesDue
from casthouse.footprint.cbam_chain import CbamInflow
from casthouse.footprint.cbam_figure import CbamFigure


def due_json(due: CertificatesDue) -> dict[str, Any]:
    """Return the certificates due, with what they come from, in t CO2e."""
    return {
        "mass_t": figure(due.mass_t),
        "see": figure(due.see),
        "sefa": figure(due.sefa),
        "embedded_t": figure(due.embedded_t),
        "free_allocation_t": figure(due.free_t),
        "paid_t": figure(due.paid_t),
        "due_t": figure(due.due_t),
    }


def default_json(default: CbamDefault | None) -> dict[str, Any] | None:
    """Return a printed default value."""
    if default is None:
        return None
    return {
        "country": default.country,
        "own": default.is_own,
        "base": figure(default.base),
        "with_mark_up": figure(default.value),
        "route": default.route.value or None,
    }


def cbam_json(found: CbamFigure) -> dict[str, Any]:
    """Return the document of `casthouse footprint cbam` and of the API."""
    return {
        "scope": found.scope,
        "organisation": found.organisation,
        "country": found.country,
        "period": {"start": found.period.start.isoformat(), "end": found.period.last_day.isoformat()},
        "cn": found.cn,
        "year": found.year,
        "route": found.route.value or None,
        "route_told": found.route_told,
        "output_t": figure(found.output_t),
        "own_per_t": figure(found.own),
        "benchmark": figure(found.benchmark),
        "cbam_factor": figure(found.factor),
        "cscf": {"value": 1, "provisional": True},
        "actual": due_json(found.actual),
        "default": default_json(found.default),
        "by_default": None if found.by_default is None else due_json(found.by_default),
        "scrap_t_per_t": figure(found.scrap_t_per_t),
        "pre_consumer_share": figure(found.pre_consumer),
        "other_elements_share": figure(found.elements.share),
        "other_elements_declared": found.elements.is_declared,
        "precursors": [_inflow(each) for each in found.inflows],
        "lines": [line_json(each) for each in found.lines],
        "missing": list(found.missing),
        "complete": not found.missing,
        "threshold_t": figure(found.threshold_t),
        "below_threshold": found.is_below_threshold,
        "made_in_the_eu": found.is_of_eu,
        "verified": False,
    }


def _inflow(each: CbamInflow) -> dict[str, Any]:
    return {
        "material": each.inflow.material.value,
        "from": each.inflow.shipper or None,
        "mass_t": figure(each.inflow.mass_t),
        "see": figure(each.see),
        "sefa": figure(each.sefa),
        "told": each.told,
        "entries": list(each.inflow.entries),
    }
