"""What commands and the API print of claims."""

from collections.abc import Iterable
from typing import Any

from casthouse.assurance.claim import ClaimEvent
from casthouse.assurance.claim_wish import ClaimWish
from casthouse.assurance.claims_guide import ClaimsGuide, Source
from casthouse.service.claim_assessment import ClaimAssessment
from casthouse.service.claim_view import ClaimLine, ClaimQueue, ClaimView
from casthouse.storage.claim import ClaimFile


def line_json(line: ClaimLine) -> dict[str, Any]:
    """Return a claim as lists show it."""
    record, end = line.record, line.course.end
    approval = record.approval
    return {
        "claim": record.number,
        "organisation": record.organisation,
        "kind": record.kind.value,
        "guide": record.guide,
        "state": line.state.value,
        "may_be_made": line.may_be_made,
        "valid_from": approval.valid_from.isoformat() if approval else None,
        "valid_to": approval.valid_to.isoformat() if approval else None,
        "certificates": list(approval.ground.numbers) if approval else [],
        "ended_on": end.day.isoformat() if end and end.day <= line.today else None,
        "end_cause": end.cause.value if end and end.day <= line.today else None,
        "end_why": end.why if end and end.day <= line.today else None,
    }


def view_json(view: ClaimView) -> dict[str, Any]:
    """Return everything about a claim."""
    return {
        **line_json(view),
        "today": view.today.isoformat(),
        "next": view.next_step,
        "wanted": wish_json(view.record.wish),
        "version": view.record.version,
        "text": view.text or None,
        "beside": list(view.rules.beside),
        "verified": view.guide.source.verified and view.rules.source.verified,
        **(_assessment_json(view.assessment) if view.assessment else {}),
        "files": [_file_json(each) for each in view.record.files],
        "events": [_event_json(each) for each in view.record.events],
    }


def wish_json(wish: ClaimWish) -> dict[str, Any]:
    """Return what a claim is to say."""
    return {
        "form": wish.form.value,
        "scope": wish.scope or None,
        "facilities": list(wish.facilities),
        "activities": [each.value for each in wish.activities],
        "product": wish.product or None,
        "mass_g": wish.mass_g,
        "direction": wish.direction.value,
        "stage": wish.stage.value,
        "period_start": wish.period_start.isoformat() if wish.period_start else None,
        "own_words": wish.own_words or None,
        "place": wish.place or None,
        "use_from": wish.use_from.isoformat() if wish.use_from else None,
        "use_to": wish.use_to.isoformat() if wish.use_to else None,
        "renews": wish.renews or None,
    }


def _assessment_json(found: ClaimAssessment) -> dict[str, Any]:
    return {
        "checks": [{"check": each.code, "holds": each.holds, "found": each.detail} for each in found.checks],
        "wording": [
            {"rule": each.rule, "effect": each.effect.value, "phrase": each.phrase, "why": each.why}
            for each in found.hits
        ],
    }


def _file_json(each: ClaimFile) -> dict[str, Any]:
    return {
        "purpose": each.purpose.value,
        "name": each.file.name,
        "sha256": each.file.digest,
        "size_bytes": each.file.size_bytes,
        "by": each.by,
        "at": each.at.isoformat(),
    }


def _event_json(each: ClaimEvent) -> dict[str, Any]:
    return {
        "act": each.act.value,
        "on": each.on.isoformat(),
        "at": each.at.isoformat(),
        "by": each.by,
        "text": each.text or None,
    }


def lines_json(lines: Iterable[ClaimLine]) -> list[dict[str, Any]]:
    """Return claims as lists show them."""
    return [line_json(each) for each in lines]


def queue_json(queue: ClaimQueue) -> dict[str, Any]:
    """Return what waits for the secretariat, and what it approved."""
    return {
        "waiting": lines_json(queue.waiting),
        "approved": lines_json(queue.made),
        "ended": lines_json(queue.over),
    }


def guide_json(guide: ClaimsGuide) -> dict[str, Any]:
    """Return a claims guide with the rules of each kind and of the wording."""
    return {
        "guide": guide.code,
        "name": guide.name,
        "begins": guide.begins.isoformat(),
        "until": guide.until.isoformat() if guide.until else None,
        "mass_balance": guide.mass_balance,
        **_source_json(guide.source),
        "kinds": [
            {
                "kind": each.kind.value,
                "standards": [standard.value for standard in each.standards],
                "mass": each.mass.value,
                "product": each.needs_product,
                "artwork": each.needs_artwork,
                "months": each.months,
                "beside": list(each.beside),
                "texts": {form.value: text for form, text in each.texts.items()},
                "note": each.note or None,
                **_source_json(each.source),
            }
            for each in guide.kinds.values()
        ],
        "wordings": [
            {
                "rule": each.id,
                "effect": each.effect.value,
                "why": each.why,
                "kinds": sorted(kind.value for kind in each.kinds),
                "phrases": [phrase.written for phrase in each.phrases],
                **_source_json(each.source),
            }
            for each in guide.wordings
        ],
    }


def _source_json(source: Source) -> dict[str, Any]:
    return {
        "clause": source.clause,
        "tag": source.tag.value,
        "source": source.address or None,
        "verified": source.verified,
    }
