"""Self-assessments and their answers; answers are appended only, the latest version of an item counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from casthouse.assurance.assessed_item import Answer, AnswerRecord
from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import AssessmentState
from casthouse.standard.applicability_row import Cycle
from casthouse.standard.standard_name import StandardName
from casthouse.storage.models import AssessmentAnswerRow, ScopeRow, SelfAssessmentRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentHead:
    """A self-assessment without its items; `frozen` is what it was judged by, None while it is a draft."""

    identifier: int
    scope: str
    organisation: str
    number: int
    standard: StandardName
    edition: str
    cycle: Cycle
    state: AssessmentState
    started_by: str
    started_at: datetime
    submitted_by: str
    submitted_at: datetime | None
    carried_from: int | None
    frozen: dict[str, Any] | None


def assessment_heads(scope: str) -> list[AssessmentHead]:
    """Return the self-assessments of a scope, newest first."""
    return [_head(row) for row in _rows().filter(scope__code=scope).order_by("-number")]


def assessed_scopes(scopes: Iterable[str]) -> set[str]:
    """Return those of some scopes of which a self-assessment was ever begun."""
    rows = SelfAssessmentRow.objects.filter(scope__code__in=list(scopes))
    return set(rows.values_list("scope__code", flat=True))


def assessment_head(scope: str, number: int, *, is_held: bool = False) -> AssessmentHead | None:
    """Return a self-assessment, or None; held until the transaction ends if so wanted."""
    rows = _rows().filter(scope__code=scope, number=number)
    row = (rows.select_for_update(of=("self",)) if is_held else rows).first()
    return None if row is None else _head(row)


def _rows() -> models.QuerySet[SelfAssessmentRow]:
    return SelfAssessmentRow.objects.select_related("scope__organisation")


def _head(row: SelfAssessmentRow) -> AssessmentHead:
    return AssessmentHead(
        identifier=row.id,
        scope=row.scope.code,
        organisation=row.scope.organisation.code,
        number=row.number,
        standard=StandardName(row.standard),
        edition=row.edition,
        cycle=Cycle(row.cycle),
        state=AssessmentState(row.state),
        started_by=row.started_by,
        started_at=row.started_at,
        submitted_by=row.submitted_by,
        submitted_at=row.submitted_at,
        carried_from=row.carried_from,
        frozen=row.frozen,
    )


def draft_number(scope: str, standard: StandardName) -> int | None:
    """Return the number of the one draft that a scope may have under a standard, or None."""
    rows = SelfAssessmentRow.objects.filter(
        scope__code=scope, standard=standard.value, state=AssessmentState.DRAFT.value
    )
    return rows.values_list("number", flat=True).first()


def hold_scope(scope: str) -> int:
    """Hold a scope's self-assessments until the transaction ends; return the number of the next one."""
    row = ScopeRow.objects.select_for_update().get(code=scope)
    last = SelfAssessmentRow.objects.filter(scope=row).aggregate(last=models.Max("number"))["last"]
    return (last or 0) + 1


def save_assessment(
    *,
    scope: str,
    number: int,
    standard: StandardName,
    edition: str,
    cycle: Cycle,
    by: str,
    at: datetime,
    carried_from: int | None,
) -> int:
    """Begin a draft; return its identifier."""
    row = SelfAssessmentRow.objects.create(
        scope=ScopeRow.objects.get(code=scope),
        number=number,
        standard=standard.value,
        edition=edition,
        cycle=cycle.value,
        state=AssessmentState.DRAFT.value,
        started_at=at,
        started_by=by,
        carried_from=carried_from,
    )
    return row.id


def save_submission(identifier: int, *, by: str, at: datetime, frozen: dict[str, Any]) -> None:
    """Freeze a draft, and supersede what the scope submitted before under the same standard."""
    row = SelfAssessmentRow.objects.get(id=identifier)
    supersede(
        SelfAssessmentRow.objects.filter(
            scope_id=row.scope_id, standard=row.standard, state=AssessmentState.SUBMITTED.value
        ).values_list("id", flat=True)
    )
    SelfAssessmentRow.objects.filter(id=identifier).update(
        state=AssessmentState.SUBMITTED.value, submitted_at=at, submitted_by=by, frozen=frozen
    )


def supersede(identifiers: Iterable[int]) -> None:
    """Say that self-assessments count no more."""
    SelfAssessmentRow.objects.filter(id__in=list(identifiers)).update(state=AssessmentState.SUPERSEDED.value)


def save_frozen(identifier: int, frozen: dict[str, Any]) -> None:
    """Keep what a draft was judged by when it is superseded before it was submitted."""
    SelfAssessmentRow.objects.filter(id=identifier).update(frozen=frozen)


def latest_records(identifier: int) -> dict[str, AnswerRecord]:
    """Return the latest answer to each item, by item."""
    later = AssessmentAnswerRow.objects.filter(
        assessment_id=models.OuterRef("assessment_id"),
        item=models.OuterRef("item"),
        version__gt=models.OuterRef("version"),
    )
    rows = AssessmentAnswerRow.objects.filter(~models.Exists(later), assessment_id=identifier)
    return {row.item: _record(row) for row in rows}


def item_records(identifier: int, item: str) -> list[AnswerRecord]:
    """Return every answer to an item, newest first."""
    rows = AssessmentAnswerRow.objects.filter(assessment_id=identifier, item=item)
    return [_record(row) for row in rows.order_by("-version")]


def append_records(identifier: int, records: dict[str, AnswerRecord]) -> None:
    """Append answers, by item; the store refuses a version that is there."""
    AssessmentAnswerRow.objects.bulk_create(
        AssessmentAnswerRow(
            assessment_id=identifier,
            item=item,
            version=record.version,
            rating=record.answer.rating.value if record.answer.rating else "",
            rationale=record.answer.rationale,
            gap=record.answer.gap,
            action=record.answer.action,
            responsible=record.answer.responsible,
            due=record.answer.due,
            origin=record.origin,
            at=record.at,
            by=record.by,
        )
        for item, record in records.items()
    )


def _record(row: AssessmentAnswerRow) -> AnswerRecord:
    return AnswerRecord(
        answer=Answer(
            rating=Rating(row.rating) if row.rating else None,
            rationale=row.rationale,
            gap=row.gap,
            action=row.action,
            responsible=row.responsible,
            due=row.due,
        ),
        version=row.version,
        by=row.by,
        at=row.at,
        origin=row.origin,
    )
