"""The footprint of a lot as JSON: figures are decimals, rounded half-even to nine places, per tonne of the lot."""

from typing import Any

from casthouse.exchange.footprint_json import figure, method_json, rating_json
from casthouse.footprint.lot_footprint import LotFootprint, LotSource, LotStage


def lot_footprint_json(found: LotFootprint) -> dict[str, Any]:
    """Return the document of `casthouse footprint lot` and of the API."""
    told = found.figure
    return {
        "organisation": found.subject.organisation,
        "lot": found.subject.lot,
        "stage": found.stage.value,
        "date": found.day.isoformat(),
        "mass_g": found.mass_g,
        "method": method_json(found.method),
        "unit": "t CO2e per t",
        "per_t": figure(told.value.total),
        "co2e_t": figure(found.co2e_t),
        "complete": found.is_complete,
        "own_stage_counted": found.leaves,
        "missing": list(found.missing),
        "primary_share": figure(told.primary_share),
        "data_quality": rating_json(told.data_rating),
        "uncertainty": figure(told.uncertainty),
        "uncertainty_unstated_share": figure(told.unstated_share),
        "interval": None if told.interval is None else [figure(each) for each in told.interval],
        "steps": [
            {"step": each.name, "per_t": figure(each.per_t), "entries": list(each.entries)}
            for each in told.steps
        ],
        "sources": [_source(each) for each in told.sources],
        "own_stages": [_stage(each) for each in told.stages],
        "known_by": {basis.value: figure(share) for basis, share in told.shares},
        "lots": found.lots,
        "processes": list(found.processes),
        "fallbacks": [
            {"wanted": each.wanted, "used": each.used, "reason": each.reason} for each in found.fallbacks
        ],
        "warnings": list(found.warnings),
    }


def _source(each: LotSource) -> dict[str, Any]:
    return {
        "material": each.material.value,
        "from": each.shipper or None,
        "basis": each.basis.value,
        "mass_t": figure(each.mass_t),
        "per_t": figure(each.per_t),
        "co2e_t": figure(each.co2e_t),
        "told": each.told or None,
        "data_quality": rating_json(each.rating),
        "entries": list(each.entries),
    }


def _stage(each: LotStage) -> dict[str, Any]:
    return {
        "scope": each.account.scope,
        "period_start": each.account.start.isoformat(),
        "stage": each.account.stage.value,
        "mass_t": figure(each.mass_t),
        "per_t": figure(each.per_t),
        "co2e_t": figure(each.co2e_t),
        "entries": list(each.entries),
    }
