"""`casthouse nonconformance`: what members and lead auditors do about non-conformances."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service import non_conformance as service
from casthouse.service import performance_exemption as exemption_service
from casthouse.service.audit_json import non_conformance_json
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Non-conformances and their corrective action.", no_args_is_help=True)

AuditArgument = Annotated[str, typer.Argument(metavar="AUDIT", help="Reference of the audit.")]
NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in the audit.")]


@app.command("list")
def list_(audit: AuditArgument, *, as_json: JsonFlag = False) -> None:
    """List the non-conformances of an audit as they stand today.

    Example: casthouse nonconformance list RHEIN-PS-A1
    """
    found = [non_conformance_json(each) for each in service.non_conformances(OPERATOR, audit=audit)]
    if as_json:
        print_json({"non_conformances": found})
        return
    columns = ("number", "item", "site", "grade", "state", "plan_due", "due", "timeliness", "passed_to")
    print_table(columns, [[each[name] or "–" for name in columns] for each in found])


@app.command("plan")
def plan(
    audit: AuditArgument,
    number: NumberArgument,
    *,
    root_cause: Annotated[str, typer.Option("--root-cause", metavar="TEXT", help="Why it happened.")],
    action: Annotated[str, typer.Option("--action", metavar="TEXT", help="What is done about it.")],
    responsible: Annotated[str, typer.Option("--responsible", metavar="NAME", help="By whom.")],
    deadline: Annotated[date, typer.Option("--deadline", metavar="DATE", parser=day, help="By when.")],
    as_json: JsonFlag = False,
) -> None:
    """Submit the corrective action plan.

    Example: casthouse nonconformance plan RHEIN-PS-A1 1 --root-cause "…" --action "…" --responsible "…"
    --deadline 2026-03-31
    """
    wanted = service.WantedAction(
        root_cause=root_cause, action=action, responsible=responsible, deadline=deadline
    )
    service.submit_plan(OPERATOR, audit=audit, number=number, wanted=wanted)
    _say(audit, number, as_json=as_json)


@app.command("done")
def done(
    audit: AuditArgument,
    number: NumberArgument,
    *,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What was done, and where it is seen.")],
    as_json: JsonFlag = False,
) -> None:
    """Report that the action is done.

    Example: casthouse nonconformance done RHEIN-PS-A1 1 --text "contract of 3 March"
    """
    service.report_action(OPERATOR, audit=audit, number=number, text=text)
    _say(audit, number, as_json=as_json)


@app.command("judge")
def judge(
    audit: AuditArgument,
    number: NumberArgument,
    judgement: Annotated[
        str, typer.Argument(metavar="WORD", help=", ".join(each.value for each in service.JUDGEMENTS))
    ],
    *,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="Why, or how it was verified.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Approve, send back, close, downgrade or escalate.

    Example: casthouse nonconformance judge RHEIN-PS-A1 1 closed --text "contract seen"
    """
    service.judge(OPERATOR, audit=audit, number=number, judgement=judgement, text=text)
    _say(audit, number, as_json=as_json)


@app.command("ask-exemption")
def ask_exemption(
    audit: AuditArgument,
    number: NumberArgument,
    *,
    barrier: Annotated[
        str, typer.Option("--barrier", metavar="TEXT", help="What stands in the way, and where that is seen.")
    ],
    as_json: JsonFlag = False,
) -> None:
    """Ask not to count a major one, since a structural barrier stands in the way.

    Example: casthouse nonconformance ask-exemption RHEIN-PS-A1 1 --barrier "the grid has coal power only up to 2032"
    """
    exemption_service.request_exemption(OPERATOR, audit=audit, number=number, barrier=barrier)
    _say(audit, number, as_json=as_json)


@app.command("decide-exemption")
def decide_exemption(
    audit: AuditArgument,
    number: NumberArgument,
    *,
    is_approved: Annotated[
        bool, typer.Option("--approve/--decline", help="Exempt it up to the next audit, or not.")
    ],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    as_json: JsonFlag = False,
) -> None:
    """Approve or decline the exemption that the member asked for; never whoever asked for it.

    Example: casthouse nonconformance decide-exemption RHEIN-PS-A1 1 --approve --reason "grid plan of the region seen"
    """
    exemption_service.decide_exemption(
        OPERATOR, audit=audit, number=number, is_approved=is_approved, reason=reason
    )
    _say(audit, number, as_json=as_json)


def _say(audit: str, number: int, *, as_json: bool) -> None:
    found = service.non_conformance(OPERATOR, audit=audit, number=number)
    if as_json:
        print_json(non_conformance_json(found))
        return
    print_text(f"{found.reference} is {found.grade.value}, {found.rules.state.value}; due {found.due}.")
    if found.exempt_to is not None:
        print_text(f"It is exempted and not counted as a major up to {found.exempt_to}.")
    elif found.is_exemption_requested:
        print_text("An exemption waits for the secretariat.")
