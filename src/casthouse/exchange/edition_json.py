"""Editions, their comparison and a judgement as JSON: the same members on the command line and in the API."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from casthouse.standard.applicability_row import Applicability
from casthouse.standard.criterion import Criterion
from casthouse.standard.edition import Edition
from casthouse.standard.edition_comparison import EditionComparison, alternative_words
from casthouse.standard.standing import Standing
from casthouse.standard.threshold import SmelterAlternative, Threshold, ThresholdResult, number_text


def edition_summary_json(edition: Edition) -> dict[str, Any]:
    """Return what is said of an edition without its criteria."""
    return {
        "code": edition.code,
        "standard": edition.standard.value,
        "name": edition.name,
        "draft": edition.is_draft,
        "built_in": edition.built_in,
        "extends": edition.extends or None,
        "replaces": edition.replaces or None,
        "published": edition.published or None,
        "in_force_from": _day(edition.in_force_from),
        "in_force_to": _day(edition.in_force_to),
        "audits_from": _day(edition.audits_from),
        "audits_to": _day(edition.audits_to),
        "criteria": len(edition.criteria),
        "rateable_items": len(edition.rateable_items),
        "unverified": len(edition.unverified),
        "note": edition.note,
    }


def edition_json(edition: Edition, holds: Mapping[str, Applicability] | None = None) -> dict[str, Any]:
    """Return an edition whole; where `holds` says what a scope has to meet, without what it need not."""
    ancestors: dict[str, list[str]] = {}
    for line in edition.lineage:
        ancestors.setdefault(line.item, []).append(line.before_item)
    criteria = [
        shown
        for each in edition.criteria
        if (shown := _criterion(each, ancestors.get(each.number, []), holds)) is not None
    ]
    return {
        **edition_summary_json(edition),
        "principles": [
            {
                "number": each.number,
                "title": each.title,
                "pillar": each.pillar.value if each.pillar else None,
                **_standing(each),
            }
            for each in edition.principles
        ],
        "items": criteria,
        "thresholds": [_threshold(each) for each in edition.thresholds],
        "smelter_alternatives": [_alternative(each) for each in edition.alternatives],
    }


def _threshold(threshold: Threshold) -> dict[str, Any]:
    value = threshold.value
    return {
        "id": threshold.id,
        "item": threshold.item,
        "meaning": threshold.meaning,
        "value": number_text(value) if isinstance(value, Fraction) else value.isoformat(),
        "unit": threshold.unit,
        **_standing(threshold),
    }


def _alternative(alternative: SmelterAlternative) -> dict[str, Any]:
    return {
        "id": alternative.id,
        "item": alternative.item,
        "meaning": alternative.meaning,
        "asks": alternative_words(alternative),
        "on": alternative.is_on,
        **_standing(alternative),
    }


def _criterion(
    criterion: Criterion, ancestors: list[str], holds: Mapping[str, Applicability] | None
) -> dict[str, Any] | None:
    items = [
        {
            "number": item.number,
            "summary": item.summary,
            "applicability": holds[item.number].value if holds else None,
        }
        for item in criterion.rateable_items
        if holds is None or holds[item.number] is not Applicability.NOT_APPLICABLE
    ]
    if not items:
        return None
    return {
        "number": criterion.number,
        "number_is_own": criterion.own_number,
        "principle": criterion.principle,
        "title": criterion.title,
        "summary": criterion.summary,
        "rateable": items,
        "from": ancestors,
        **_standing(criterion),
    }


def comparison_json(found: EditionComparison) -> dict[str, Any]:
    """Return what differs between two editions."""
    return {
        "before": found.before.code,
        "after": found.after.code,
        "by_lineage": found.is_by_lineage,
        "criteria": [
            {
                "kind": each.kind,
                "before": list(each.before),
                "after": each.after or None,
                "title": each.title,
                "changes": list(each.changes),
                "note": each.note,
            }
            for each in found.changed_criteria
        ],
        "applicability": [
            {
                "criterion": each.criterion,
                "activity": each.activity.value,
                "before": each.before.value if each.before else None,
                "after": each.after.value if each.after else None,
            }
            for each in found.applicability
        ],
        "thresholds": [
            {"id": each.id, "before": each.before, "after": each.after} for each in found.thresholds
        ],
    }


def threshold_result_json(code: str, result: ThresholdResult) -> dict[str, Any]:
    """Return how a smelter stands to a threshold."""
    return {
        "edition": code,
        "criterion": result.criterion,
        "passed": result.is_passed,
        "figures_missing": result.lacks_figures,
        "alternatives": [
            {
                "id": each.alternative.id,
                "meaning": each.alternative.meaning,
                "asks": alternative_words(each.alternative),
                "outcome": each.outcome.value,
                "why": each.why,
                "verified": each.alternative.verified,
            }
            for each in result.results
        ],
    }


def _standing(known: Standing) -> dict[str, Any]:
    return {
        "clause": known.clause,
        "tag": known.tag.value,
        "source": known.source or None,
        "verified": known.verified,
        "note": known.note,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
