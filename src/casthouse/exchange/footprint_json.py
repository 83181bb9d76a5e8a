"""A footprint as JSON: figures are decimals, rounded half-even to nine places, and everything behind them is named."""

from fractions import Fraction
from typing import Any

from casthouse.footprint.data_quality import DataRating
from casthouse.footprint.emission_line import EmissionLine
from casthouse.footprint.footprint_method import FootprintMethod
from casthouse.footprint.product_footprint import FootprintStep, InflowFigure, ProductFootprint
from casthouse.footprint.scope_footprint import ScopeFootprint

PLACES = 9


def figure(value: Fraction | float | None) -> float | None:
    """Return a figure rounded half-even to nine places."""
    return None if value is None else float(round(Fraction(value), PLACES))


def method_json(method: FootprintMethod) -> dict[str, Any]:
    """Return a method with all that makes it one."""
    return {
        "code": method.code,
        "name": method.name,
        "boundary": [each.value for each in method.boundary],
        "scrap_rule": method.scrap_rule.value,
        "gwp_set": method.gwp_set,
        "electricity_rule": method.electricity_rule.value,
        "carbon_ratio": method.carbon_ratio,
        "cutoff_percent": figure(method.cutoff_percent),
        "data_year": method.data_year,
        "factor_editions": list(method.factor_editions),
        "verifier": method.verifier or None,
        "valid_until": method.valid_until and method.valid_until.isoformat(),
        "source": method.source,
        "verified": method.verified,
    }


def rating_json(found: DataRating | None) -> dict[str, Any] | None:
    """Return how good data is: 1 is the best."""
    if found is None:
        return None
    return {
        "scheme": found.scheme.code,
        "verified": found.scheme.verified,
        "level": found.level,
        "overall": figure(found.overall),
        "indicators": {name: figure(rating) for name, rating in found.named},
    }


def footprint_json(found: ScopeFootprint) -> dict[str, Any]:
    """Return the document of `casthouse footprint show` and of the API."""
    told = found.figure
    return {
        "scope": found.scope,
        "organisation": found.organisation,
        "period": {"start": found.period.start.isoformat(), "end": found.period.last_day.isoformat()},
        "stage": found.stage.value,
        "method": method_json(found.method),
        "unit": "t CO2e per t",
        "per_t": figure(told.value.total) if told and told.value else None,
        "complete": bool(told and told.is_complete),
        "missing": list(found.missing),
        **(_figures(told) if told else NOTHING),
        "electricity_t": {rule.value: figure(co2e_t) for rule, co2e_t in found.electricity.items()},
        "lines": [
            line_json(each) | {"data_quality": rating_json(rating)} for each, rating in found.rated_lines
        ],
        "fallbacks": [
            {"wanted": each.wanted, "used": each.used, "reason": each.reason} for each in found.fallbacks
        ],
    }


NOTHING: dict[str, Any] = {
    "numerator_t": None,
    "denominator_t": None,
    "primary_share": None,
    "data_quality": None,
    "uncertainty": None,
    "uncertainty_inputs": 0,
    "uncertainty_unstated_inputs": 0,
    "uncertainty_unstated_share": None,
    "steps": [],
    "groups": [],
    "scrap_rules": [],
    "inflows": [],
    "warnings": [],
}


def _figures(told: ProductFootprint) -> dict[str, Any]:
    assert told.value is not None
    return {
        "numerator_t": figure(told.value.total * told.over_t),
        "denominator_t": figure(told.over_t),
        "denominator": {"told": told.account.output_told, "entries": list(told.account.output_entries)},
        "primary_share": figure(told.primary_share),
        "data_quality": rating_json(told.data_rating),
        "uncertainty": figure(told.uncertainty),
        "uncertainty_inputs": told.inputs,
        "uncertainty_unstated_inputs": told.unstated_inputs,
        "uncertainty_unstated_share": figure(told.unstated_share),
        "steps": [_step(each) for each in told.steps],
        "groups": [
            {
                "group": each.group,
                "output_t": figure(each.output_t),
                "co2e_t": figure(each.co2e_t),
                "per_t": figure(each.per_t),
            }
            for each in told.groups
        ],
        "scrap_rules": [
            {
                "rule": each.rule.value,
                "numerator_t": figure(each.co2e_t),
                "denominator_t": figure(each.over_t),
                "per_t": figure(each.per_t),
            }
            for each in told.by_scrap_rule
        ],
        "inflows": [_inflow(each) for each in told.inflows],
        "warnings": list(told.warnings),
    }


def _step(each: FootprintStep) -> dict[str, Any]:
    return {
        "step": each.name,
        "per_t": figure(each.per_t),
        "co2e_t": figure(each.co2e_t),
        "entries": list(each.entries),
        "own_stage": each.own_stage.value if each.own_stage else None,
    }


def _inflow(each: InflowFigure) -> dict[str, Any]:
    inflow = each.inflow
    return {
        "material": inflow.material.value,
        "from": inflow.shipper or None,
        "mass_t": figure(inflow.mass_t),
        "basis": inflow.basis.value,
        "per_t": figure(each.value),
        "co2e_t": figure(each.co2e_t),
        "told": inflow.told or None,
        "data_quality": rating_json(each.rating),
        "receipts": inflow.receipts,
        "entries": list(inflow.entries),
    }


def line_json(each: EmissionLine) -> dict[str, Any]:
    """Return a line of emissions."""
    return {
        "part": each.part.value,
        "label": each.label,
        "facility": each.facility,
        "activity": each.activity,
        "factor": each.factor,
        "co2e_t": figure(each.co2e_t),
        "group": each.group or None,
        "uncertainty": each.uncertainty.fraction,
        "primary": each.is_primary,
        "entries": list(each.entries),
    }
