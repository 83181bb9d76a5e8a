"""Answering items of a self-assessment: one at a time or several alike, and nobody's text is lost.

A writer says which version of an item was seen. Where somebody else was quicker, the answer is refused with what stands
there now; every answer that was ever recorded stays readable.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from casthouse.assurance.assessed_item import Answer, AnswerRecord, AssessedItem, checked_answer
from casthouse.assurance.self_assessment import SelfAssessment, require_draft
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.entered import optional_text
from casthouse.service.permission import Act, Actor
from casthouse.service.self_assessment import AssessmentView, found_head, journal_assessment, view_of
from casthouse.storage import self_assessment as assessment_store

TEXT_MAX = 8_000
NAME_MAX = 200
SHOWN_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An answer to an item, and the version of the item that its writer saw; 0 where nothing was said yet."""

    item: str
    answer: Answer
    seen: int


def rate_item(
    actor: Actor,
    *,
    scope: str,
    number: int,
    item: str,
    answer: Answer,
    seen: int,
    also: Iterable[str] = (),
) -> AssessmentView:
    """Answer an item, and give the same answer to others that nobody answered yet; the same again changes nothing.

    Args:
        actor: who answers.
        scope: the scope's code.
        number: the number of the self-assessment.
        item: the item's number.
        answer: what is said; an answer that was carried over is confirmed by it.
        seen: the version of the item that the writer saw.
        also: further items; those that have an answer by now keep it.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`, `assessment_frozen`,
            `assessment_item_unknown`, `assessment_item_changed`, `rating_reason_missing`, `text_invalid`.
    """
    with transaction.atomic():
        head = found_head(actor, scope, number, Act.ASSESSMENT_WRITE, is_held=True)
        assessment = view_of(head).assessment
        require_draft(assessment)
        alike = [each for each in also if not assessment.item(each).version]
        entries = [
            Entry(item=item, answer=answer, seen=seen),
            *(Entry(item=each, answer=answer, seen=0) for each in alike if each != item),
        ]
        done = append_entries(actor, head.identifier, assessment, entries)
        if done:
            journal_assessment(actor, head, Act.ASSESSMENT_WRITE, items=done)
        return view_of(head)


def rate_together(
    actor: Actor, *, scope: str, number: int, items: Iterable[str], answer: Answer
) -> AssessmentView:
    """Give several items that nobody answered yet the same answer; those that have one keep it.

    Raises:
        Refusal: as `rate_item`; `assessment_items_missing` where no item is named.
    """
    wanted = list(dict.fromkeys(items))
    if not wanted:
        raise Refusal(
            "assessment_items_missing",
            found="no item",
            expected="at least one item",
            todo="mark what the answer is about",
        )
    with transaction.atomic():
        head = found_head(actor, scope, number, Act.ASSESSMENT_WRITE, is_held=True)
        assessment = view_of(head).assessment
        require_draft(assessment)
        entries = [
            Entry(item=each, answer=answer, seen=0) for each in wanted if not assessment.item(each).version
        ]
        done = append_entries(actor, head.identifier, assessment, entries)
        if done:
            journal_assessment(actor, head, Act.ASSESSMENT_WRITE, items=done)
        return view_of(head)


def append_entries(
    actor: Actor, identifier: int, assessment: SelfAssessment, entries: Iterable[Entry]
) -> list[str]:
    """Append answers inside a transaction that holds the assessment; return the items that changed."""
    at = clock.now()
    records: dict[str, AnswerRecord] = {}
    for entry in entries:
        held = assessment.item(entry.item)
        answer = checked_answer(entered_answer(entry.answer))
        if answer == held.answer and not held.waits_for_second_look:
            continue
        if entry.seen != held.version:
            raise changed_since(held)
        records[held.number] = _record(actor, held, answer, at)
    assessment_store.append_records(identifier, records)
    return sorted(records)


def _record(actor: Actor, held: AssessedItem, answer: Answer, at: datetime) -> AnswerRecord:
    return AnswerRecord(answer=answer, version=held.version + 1, by=actor.name, at=at)


def entered_answer(answer: Answer) -> Answer:
    """Return an answer whose texts are trimmed and fit the store.

    Raises:
        Refusal: `text_invalid`.
    """
    return replace(
        answer,
        rationale=optional_text(answer.rationale.replace("\r\n", "\n"), "rationale", length_max=TEXT_MAX),
        gap=optional_text(answer.gap.replace("\r\n", "\n"), "gap", length_max=TEXT_MAX),
        action=optional_text(answer.action.replace("\r\n", "\n"), "action", length_max=TEXT_MAX),
        responsible=optional_text(answer.responsible, "responsible person", length_max=NAME_MAX),
    )


def changed_since(held: AssessedItem) -> Refusal:
    """Return the refusal of an answer to an item that somebody else answered in the meantime."""
    record = held.record
    assert record is not None, "what has no answer was not changed"
    said = "; ".join(
        f"{name}: {text[:SHOWN_MAX]}" for name, text in answer_words(record.answer).items() if text
    )
    return Refusal(
        "assessment_item_changed",
        found=f"{held.number} as {record.by} wrote it at {record.at:%Y-%m-%d %H:%M} UTC ({said or 'emptied'})",
        expected="the version that you saw",
        todo="your text is not lost: compare the two, and save again what should stand",
    )


def answer_words(answer: Answer) -> Mapping[str, str]:
    """Return the parts of an answer under the names that people read."""
    return {
        "rating": answer.rating.value.replace("_", " ") if answer.rating else "",
        "rationale": answer.rationale,
        "gap": answer.gap,
        "action": answer.action,
        "responsible": answer.responsible,
        "due": answer.due.isoformat() if answer.due else "",
    }


def item_history(actor: Actor, *, scope: str, number: int, item: str) -> list[AnswerRecord]:
    """Return every answer that was given to an item, newest first.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`, `assessment_item_unknown`.
    """
    head = found_head(actor, scope, number, Act.ASSESSMENT_READ)
    found = view_of(head).assessment.item(item)
    return assessment_store.item_records(head.identifier, found.number)
