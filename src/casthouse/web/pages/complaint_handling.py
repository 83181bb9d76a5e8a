"""Complaints for those who handle them: the list with what is due, and one with what comes next."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render

from casthouse.assurance.complaint import MOVES, ComplaintAct
from casthouse.assurance.complaint_deadline import complaint_due
from casthouse.service import clock
from casthouse.service import complaint_handling as use_case
from casthouse.service.complaint_handling import HandlingView
from casthouse.service.complaint_procedure import complaint_procedure
from casthouse.service.permission import Act, may
from casthouse.web.download import evidence_answer
from casthouse.web.form_page import form_page
from casthouse.web.forms.complaint import LANGUAGES, AssignForm, MoveForm, PartyForm, SayForm, TellForm
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, page

Given = Mapping[str, Any]
NEXT = {
    "received": "The handler names the party, screens the complaint and answers the person.",
    "screened": "The handler looks into it, shares with the party what it must know, and hears it.",
    "investigated": "The handler ends it: resolved or rejected, with the reason.",
    "resolved": "Nothing, unless the person appeals.",
    "rejected": "Nothing, unless the person appeals.",
    "appealed": "Somebody who had nothing to do with it before hears the appeal, and ends it.",
}


@page()
def show_list(request: PageRequest) -> HttpResponse:
    """List the complaints that the person may handle, open ones first, what is due first at the top."""
    deadlines, today = complaint_procedure().deadlines, clock.today()
    lines = []
    for each in use_case.readable_complaints(request.actor):
        due = complaint_due(each.course, deadlines)
        lines.append((each, due, due.is_answer_late(today), due.is_end_late(today)))
    lines.sort(key=lambda line: (not line[0].course.state.is_open, line[1].end))
    context = {"lines": lines, "may_record": may(request.actor, Act.COMPLAINT_RECORD)}
    return render(request, "complaint/handling_list.html", context)


@page("GET", "POST")
def show(request: PageRequest, complaint: str) -> HttpResponse:
    """Show a complaint to those who may handle it, and do what comes next."""
    view = use_case.complaint_view(request.actor, reference=complaint)
    forms = _forms(request, view)
    done, refusal = work_forms(request, forms)
    if done:
        if all(each.reference != complaint for each in use_case.readable_complaints(request.actor)):
            return redirect("complaint_handling")
        return redirect("complaint_handled", complaint)
    today = clock.today()
    context = {
        "view": view,
        "given": view.record.given,
        "language": dict(LANGUAGES).get(view.record.given.language, ""),
        "course": view.record.course,
        "next": NEXT[view.record.course.state.value],
        "is_answer_late": view.due.is_answer_late(today),
        "is_end_late": view.due.is_end_late(today),
        "files": list(enumerate(view.files, start=1)),
        "page_forms": forms,
        "procedure": complaint_procedure(),
    }
    return form_page(request, "complaint/handling.html", context, refusal)


@page()
def take_file(request: PageRequest, complaint: str, number: int) -> FileResponse:
    """Hand a file of a complaint out, to be saved."""
    file, content = use_case.complaint_file(request.actor, reference=complaint, number=number)
    return evidence_answer(file, content)


OFFERED: tuple[tuple[str, str, type[Form], ComplaintAct | None], ...] = (
    ("assign", "Give it to somebody", AssignForm, ComplaintAct.ASSIGNED),
    ("party", "Name the party", PartyForm, ComplaintAct.PARTY_NAMED),
    ("move", "Move it on", MoveForm, None),
    ("answered", "Answer the person", SayForm, ComplaintAct.ANSWERED),
    ("shared", "Share with the party", TellForm, ComplaintAct.SHARED),
    ("sent_to_audit", "Pass on to the next audit", TellForm, ComplaintAct.SENT_TO_AUDIT),
    ("noted", "Note for handlers", SayForm, ComplaintAct.NOTED),
    ("recuse", "Step back, since you have a tie with the party", SayForm, ComplaintAct.RECUSED),
)
"""The forms of the page, and what the table of states must allow; None: any of the moves."""

FOR_ALL = frozenset({ComplaintAct.ASSIGNED, ComplaintAct.RECUSED})
"""What not only the handler does."""


def _forms(request: PageRequest, view: HandlingView) -> list[PageForm]:
    """Return a form for each thing that may be done; open are those for this person and this state."""
    course, works = view.record.course, _works(request, view.record.reference)
    acts = [each for each in MOVES if course.may(each)]
    more: dict[str, dict[str, Any]] = {"assign": {"handlers": view.handlers}, "move": {"acts": acts}}
    initial = {"code": view.organisations[0]} if view.organisations else {}
    return [
        offered_form(
            request,
            partial(form, **more.get(name, {})),
            name=name,
            title=title,
            button=title.split(" ", maxsplit=1)[0],
            is_open=(bool(acts) if act is None else course.may(act)) and (view.is_mine or act in FOR_ALL),
            work=works.get(name, partial(_said, request, view.record.reference, name)),
            initial=initial if form is TellForm else None,
        )
        for name, title, form, act in OFFERED
    ]


def _said(request: PageRequest, reference: str, act: str, given: Given) -> str:
    use_case.say(request.actor, reference=reference, act=act, text=given["text"])
    return f"The complaint is {act}." if ComplaintAct(act) in MOVES else f"It is {act}."


def _works(request: PageRequest, reference: str) -> dict[str, Callable[[Given], str]]:
    actor = request.actor

    def assign(given: Given) -> str:
        use_case.assign_complaint(actor, reference=reference, handler=given["handler"])
        return f"{given['handler']} handles it."

    def party(given: Given) -> str:
        use_case.name_party(actor, reference=reference, kind=given["kind"], code=given["code"])
        return "The party is named. Whoever has a tie with it reads the complaint no more."

    def move(given: Given) -> str:
        return _said(request, reference, given["act"], given)

    def shared(given: Given) -> str:
        use_case.tell(actor, reference=reference, act="shared", **given)
        return "It is shared: the party reads these words and may answer."

    def sent_to_audit(given: Given) -> str:
        use_case.tell(actor, reference=reference, act="sent_to_audit", **given)
        return "The team of the next audit reads it."

    def recuse(given: Given) -> str:
        use_case.recuse(actor, reference=reference, reason=given["text"])
        return f"You stepped back from {reference}."

    return {each.__name__: each for each in (assign, party, move, shared, sent_to_audit, recuse)}
