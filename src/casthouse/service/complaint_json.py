"""Complaints as commands and the API print them, for each side what that side may read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from casthouse.assurance.complaint import ComplaintEvent, PartyRef
from casthouse.assurance.complaint_deadline import ComplaintDue, complaint_due
from casthouse.assurance.evidence import EvidenceFile
from casthouse.exchange.assurance_manual_file import built_in_assurance_manual
from casthouse.service import clock
from casthouse.service.complaint_handling import HandlingView
from casthouse.service.complaint_return import ReturnView
from casthouse.service.complaint_shared import SharedComplaint
from casthouse.storage.complaint import ComplaintRecord


def own_complaint_json(view: ReturnView) -> dict[str, Any]:
    """Return a complaint for whoever holds its key."""
    given = view.record.given
    return {
        "complaint": given.reference,
        "state": view.record.course.state.value,
        "about": given.about.value,
        "party": given.party_text,
        "topic": given.topic.value,
        "criterion": given.criterion or None,
        "language": given.language,
        "handler": view.record.course.handler or None,
        "due": due_json(view.due),
        "events": [_event(each) for each in view.events],
        "files": _files(view.files),
        "may_add": view.may_add,
        "may_appeal": view.may_appeal,
    }


def complaint_line_json(record: ComplaintRecord) -> dict[str, Any]:
    """Return a line of the list of complaints."""
    return {
        "complaint": record.reference,
        "state": record.course.state.value,
        "about": record.given.about.value,
        "party": record.given.party_text,
        "parties": [_party(each) for each in record.parties],
        "topic": record.given.topic.value,
        "handler": record.course.handler or None,
        "received_at": _instant(record.course.events[0].at),
        "due": due_json(complaint_due(record.course, built_in_assurance_manual().complaint)),
    }


def complaint_json(view: HandlingView) -> dict[str, Any]:
    """Return a complaint for whoever handles it."""
    given = view.record.given
    return complaint_line_json(view.record) | {
        "criterion": given.criterion or None,
        "language": given.language,
        "contact": given.contact or None,
        "is_spoken": given.is_spoken,
        "recorded_by": given.recorded_by or None,
        "events": [_event(each) for each in view.record.course.events],
        "files": _files(view.files),
        "handlers": list(view.handlers),
    }


def shared_json(shared: SharedComplaint) -> dict[str, Any]:
    """Return a complaint for a party with which something was shared."""
    return {
        "complaint": shared.reference,
        "party": _party(shared.party),
        "state": shared.state.value,
        "topic": shared.topic.value,
        "criterion": shared.criterion or None,
        "events": [_event(each, names_handler=False) for each in shared.events],
        "may_answer": shared.may_answer,
    }


def inputs_json(found: Sequence[tuple[str, ComplaintEvent]]) -> list[dict[str, Any]]:
    """Return what was passed on to an audit."""
    return [{"complaint": reference, "at": _instant(each.at), "text": each.text} for reference, each in found]


def due_json(due: ComplaintDue) -> dict[str, Any]:
    """Return the deadlines of a complaint, and whether they passed."""
    today = clock.today()
    return {
        "first_answer": due.first_answer.isoformat(),
        "answered_on": due.answered_on.isoformat() if due.answered_on else None,
        "is_answer_late": due.is_answer_late(today),
        "end": due.end.isoformat(),
        "ended_on": due.ended_on.isoformat() if due.ended_on else None,
        "is_end_late": due.is_end_late(today),
        "appeal_until": due.appeal_until.isoformat() if due.appeal_until else None,
    }


def _event(event: ComplaintEvent, *, names_handler: bool = True) -> dict[str, Any]:
    return {
        "act": event.act.value,
        "at": _instant(event.at),
        **({"by": event.by, "handler": event.handler or None} if names_handler else {}),
        "party": _party(event.party) if event.party else None,
        "text": event.text,
    }


def _party(ref: PartyRef) -> dict[str, str]:
    return {"kind": ref.kind.value, "code": ref.code}


def _files(files: Sequence[EvidenceFile]) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "name": each.name,
            "type": each.type.value,
            "size_bytes": each.size_bytes,
            "sha256": each.digest,
        }
        for number, each in enumerate(files, start=1)
    ]


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
