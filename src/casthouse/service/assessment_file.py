"""A self-assessment as a file, and the one that was filled in offline: all of it is taken over, or nothing."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import transaction

from casthouse.assurance.assessed_item import Answer, AssessedItem, checked_answer
from casthouse.assurance.rating import Rating
from casthouse.assurance.self_assessment import (
    SelfAssessment,
    criterion_ratings,
    missing_items,
    progress,
    require_draft,
)
from casthouse.exchange.assessment_pdf import assessment_pdf
from casthouse.exchange.assessment_workbook import WorkbookRow, read_assessment, write_assessment
from casthouse.refusal import Refusal
from casthouse.service.assessment_answer import (
    Entry,
    answer_words,
    append_entries,
    changed_since,
    entered_answer,
)
from casthouse.service.permission import Act, Actor
from casthouse.service.self_assessment import (
    AssessmentView,
    found_head,
    journal_assessment,
    self_assessment,
    view_of,
)

DIGITS_MAX = 9


def assessment_file(actor: Actor, *, scope: str, number: int, form: str) -> bytes | dict[str, Any]:
    """Return a self-assessment as `pdf` or `xlsx`, or as the members of `json`.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`.
    """
    view = self_assessment(actor, scope=scope, number=number)
    if form == "json":
        return assessment_json(view)
    if form == "pdf":
        return assessment_pdf(view.assessment, view.edition, view.organisation)
    target = BytesIO()
    write_assessment(target, view.assessment, view.edition)
    return target.getvalue()


def assessment_json(view: AssessmentView) -> dict[str, Any]:
    """Return the members of a self-assessment."""
    assessment, head = view.assessment, view.head
    criteria = criterion_ratings(assessment)
    return {
        "scope": head.scope,
        "number": head.number,
        "edition": head.edition,
        "cycle": head.cycle.value,
        "state": head.state.value,
        "is_complete": assessment.is_complete,
        "activities": [each.value for each in assessment.activities],
        "started_by": head.started_by,
        "started_at": _instant(head.started_at),
        "submitted_by": head.submitted_by or None,
        "submitted_at": _instant(head.submitted_at),
        "carried_from": head.carried_from,
        "principles": [
            {
                "principle": each.principle,
                "items": each.total,
                "rated": each.rated,
                "complete": each.complete,
                "gaps": each.gaps,
                "rating": each.rating.value if each.rating else None,
            }
            for each in progress(assessment)
        ],
        "criteria": {number: rating.value for number, rating in criteria.items()},
        "items": [item_json(item) for item in assessment.items],
    }


def item_json(item: AssessedItem) -> dict[str, Any]:
    """Return the members of an item."""
    record, answer = item.record, item.answer
    return {
        "item": item.number,
        "criterion": item.criterion,
        "principle": item.principle,
        "applicability": item.applicability.value,
        "rating": answer.rating.value if answer.rating else None,
        "rationale": answer.rationale,
        "gap": answer.gap,
        "action": answer.action,
        "responsible": answer.responsible,
        "due": answer.due.isoformat() if answer.due else None,
        "version": item.version,
        "by": record.by if record else None,
        "at": _instant(record.at) if record else None,
        "carried_from": item.origin or None,
        "missing": [each.value for each in item.missing],
        "evidence": [
            {
                "number": link.number,
                "name": link.file.name,
                "sha256": link.file.digest,
                "type": link.file.type.value,
                "size_bytes": link.file.size_bytes,
                "valid_until": link.valid_until.isoformat() if link.valid_until else None,
                "linked_by": link.linked_by,
                "linked_at": _instant(link.linked_at),
                "withdrawn_by": link.withdrawn_by or None,
                "withdrawn_at": _instant(link.withdrawn_at),
                "withdrawn_why": link.withdrawn_why or None,
            }
            for link in item.evidence
        ],
        "scheme_certificates": [each.number for each in item.certificates],
    }


def _instant(at: date | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None


def missing_json(assessment: SelfAssessment) -> list[dict[str, Any]]:
    """Return what is missing, by principle, the mandatory items first."""
    return [
        {
            "item": item.number,
            "principle": item.principle,
            "applicability": item.applicability.value,
            "missing": [each.value for each in what],
            "todo": [each.words for each in what],
        }
        for item, what in missing_items(assessment)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedAnswer:
    """A row that cannot be taken over, and why."""

    row: int
    item: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersImport:
    """What came of a file: the items that changed, how many did not, and every row that is wrong."""

    changed: tuple[str, ...]
    unchanged: int
    refused: tuple[RefusedAnswer, ...]

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "changed": list(self.changed),
            "unchanged": self.unchanged,
            "refused": [
                {"row": each.row, "item": each.item, "code": each.code, "message": each.message}
                for each in self.refused
            ],
        }


def import_answers(actor: Actor, *, scope: str, number: int, path: Path) -> AnswersImport:
    """Take over the answers of a workbook that was filled in offline; with one wrong row nothing is taken over.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`, `assessment_frozen`, `file_unreadable`,
            `file_too_large`, `heading_missing`, `file_empty`.
    """
    require_draft(view_of(found_head(actor, scope, number, Act.ASSESSMENT_WRITE)).assessment)
    rows = read_assessment(path)
    with transaction.atomic():
        head = found_head(actor, scope, number, Act.ASSESSMENT_WRITE, is_held=True)
        assessment = view_of(head).assessment
        require_draft(assessment)
        entries, refused = _checked(assessment, rows)
        if refused:
            return AnswersImport(changed=(), unchanged=0, refused=tuple(refused))
        changed = append_entries(actor, head.identifier, assessment, entries)
        if changed:
            journal_assessment(actor, head, Act.ASSESSMENT_WRITE, items=changed, file=path.name)
    return AnswersImport(changed=tuple(changed), unchanged=len(rows) - len(changed), refused=())


def _checked(assessment: SelfAssessment, rows: list[WorkbookRow]) -> tuple[list[Entry], list[RefusedAnswer]]:
    """Return the answers that differ from what is there, and every row that is wrong."""
    entries: list[Entry] = []
    refused: list[RefusedAnswer] = []
    seen: set[str] = set()
    for row in rows:
        number = row.cells["item"]
        try:
            if number in seen:
                raise _twice(number)
            seen.add(number)
            entry = _entry(assessment, row)
            if entry is not None:
                entries.append(entry)
        except Refusal as wrong:
            message = f"found {wrong.text.found}; expected {wrong.text.expected}; {wrong.text.todo}"
            refused.append(RefusedAnswer(row=row.row, item=number, code=wrong.code, message=message))
    return entries, refused


def _entry(assessment: SelfAssessment, row: WorkbookRow) -> Entry | None:
    if row.formula:
        raise Refusal(
            "row_malformed",
            found=f"a formula in the column {row.formula}",
            expected="what somebody wrote",
            todo="replace the formula by its value",
        )
    held = assessment.item(row.cells["item"])
    answer = checked_answer(entered_answer(_answer(row.cells)))
    if answer_words(answer) == answer_words(held.answer):
        return None
    version = _version(row.cells["version"])
    if version != held.version and held.record is not None:
        raise changed_since(held)
    return Entry(item=held.number, answer=answer, seen=version)


def _answer(cells: dict[str, str]) -> Answer:
    return Answer(
        rating=_rating(cells["rating"]),
        rationale=cells["rationale"],
        gap=cells["gap"],
        action=cells["action"],
        responsible=cells["responsible"],
        due=_day(cells["due"]),
    )


def rating_named(text: str) -> Rating:
    """Return the rating with a name, in any case and with blanks or underscores.

    Raises:
        Refusal: `rating_unknown`.
    """
    try:
        return Rating("_".join(text.replace("-", " ").replace("_", " ").casefold().split()))
    except ValueError:
        raise Refusal(
            "rating_unknown",
            found=f"rating “{text[:40]}”",
            expected=", ".join(Rating),
            todo="correct the rating",
        ) from None


def _rating(text: str) -> Rating | None:
    return rating_named(text) if text else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal(
            "date_invalid", found=f"“{text[:40]}”", expected="a day as YYYY-MM-DD", todo="correct the day"
        ) from None


def _version(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX:
        return int(text)
    raise Refusal(
        "version_invalid",
        found=f"version “{text[:40]}”",
        expected="the number that stood there when it was downloaded",
        todo="put it back, or download the file again",
    )


def _twice(number: str) -> Refusal:
    return Refusal(
        "assessment_item_twice",
        found=f"{number} in another row too",
        expected="one row for each item",
        todo="delete one of them",
    )
