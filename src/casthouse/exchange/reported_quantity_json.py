"""The reported quantities as JSON: nine places, burdens rounded up, benefits down; null is not known, never zero."""

import json
from typing import Any

from casthouse.exchange.footprint_json import PLACES, figure, method_json
from casthouse.footprint.reported_quantity import (
    DataQuality,
    QuantityFigure,
    QuantityReport,
    ReportedQuantity,
)


def quantities_json(report: QuantityReport) -> dict[str, Any]:
    """Return the document of `casthouse quantities` and of the API."""
    return {
        "organisation": report.organisation,
        "from": report.first.isoformat(),
        "to": report.last.isoformat(),
        "method": method_json(report.method),
        "boundary": report.boundary.value,
        "quantities": [_quantity(each) for each in report.quantities],
    }


def quantities_bytes(report: QuantityReport) -> bytes:
    """Return the document as a file."""
    return (json.dumps(quantities_json(report), ensure_ascii=False, indent=2) + "\n").encode()


def _quantity(each: ReportedQuantity) -> dict[str, Any]:
    return {
        "number": each.number,
        "quantity": each.name.value,
        "title": each.title,
        "asked_by": each.asked_by,
        "method": each.method,
        "known": each.is_known,
        "data_quality": _quality(each.quality),
        "figures": [_figure(one) for one in each.figures],
    }


def _quality(each: DataQuality) -> dict[str, Any]:
    return {
        "source": each.source,
        "year": each.year,
        "country": each.country,
        "technology": each.technology,
        "valid_until": each.valid_until.isoformat(),
        "verifier": each.verifier,
        "verified": each.is_verified,
    }


def _figure(each: QuantityFigure) -> dict[str, Any]:
    return {
        "figure": each.label,
        "of": each.of,
        "value": figure(each.rounded(each.value, PLACES)),
        "unit": each.unit,
        "numerator": figure(each.rounded(each.numerator, PLACES)),
        "numerator_unit": each.numerator_unit,
        "denominator": figure(each.rounded(each.denominator, PLACES)),
        "denominator_unit": each.denominator_unit,
        "qualifier": each.qualifier or None,
        "missing": list(each.missing),
        "unknown": each.why_not or None,
        "told": each.told or None,
        "entries": [{"kind": one.kind.value, "reference": one.reference} for one in each.entries],
        "movements": [dict(one.query) for one in each.movements],
    }
