"""`casthouse audit`: from the opening of an audit to the accepted report."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.audit_plan_file import audit_plan_file
from casthouse.service import audit as audit_service
from casthouse.service import audit_plan as plan_service
from casthouse.service import audit_report as report_service
from casthouse.service.audit_checklist import checklist
from casthouse.service.audit_finding import WantedFinding, record_finding
from casthouse.service.audit_json import audit_json, audit_view_json, checklist_json, oversight_json
from casthouse.service.audit_list import oversight_queue
from casthouse.service.audit_plan_wanted import wanted_plan
from casthouse.service.audit_report import WantedReport, site_visit
from casthouse.service.audit_view import audit_view
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Audits of certification scopes by accredited firms.", no_args_is_help=True)

AuditArgument = Annotated[str, typer.Argument(metavar="AUDIT", help="Reference of the audit.")]
FromOption = Annotated[date, typer.Option("--from", metavar="DATE", parser=day, help="The first day.")]
ToOption = Annotated[date, typer.Option("--to", metavar="DATE", parser=day, help="The last day, inclusive.")]
SiteOption = Annotated[str, typer.Option("--site", metavar="CODE", help="Code of the facility.")]
TextOption = Annotated[str, typer.Option("--text", metavar="TEXT", help="What is said.")]
LevelWord = "low, medium or high."


@app.command("open")
def open_(
    scope: Annotated[str, typer.Argument(metavar="SCOPE", help="Code of the scope.")],
    *,
    standard: Annotated[
        str, typer.Option("--standard", metavar="WORD", help="performance, chain_of_custody.")
    ],
    edition: Annotated[str, typer.Option("--edition", metavar="CODE", help="Such as ps-v3.")],
    audit_type: Annotated[
        str,
        typer.Option(
            "--type", metavar="WORD", help="certification, surveillance, recertification, scope_change."
        ),
    ],
    firm: Annotated[str, typer.Option("--firm", metavar="CODE", help="The audit firm.")],
    lead: Annotated[str, typer.Option("--lead", metavar="USERNAME", help="Who leads the team.")],
    member: Annotated[
        list[str] | None, typer.Option("--member", metavar="USERNAME", help="Who else; give it again.")
    ] = None,
    first_day: FromOption,
    last_day: ToOption,
    as_json: JsonFlag = False,
) -> None:
    """Open an audit; a team outside its accreditation is refused with every reason.

    Example: casthouse audit open RHEIN-PS --standard performance --edition ps-v3 --type certification
    --firm PRUEF --lead lena --from 2025-09-01 --to 2025-09-30
    """
    made = audit_service.open_audit(
        OPERATOR,
        scope=scope,
        standard=standard,
        edition=edition,
        audit_type=audit_type,
        firm=firm,
        lead=lead,
        members=member or [],
        first_day=first_day,
        last_day=last_day,
    )
    if as_json:
        print_json(audit_json(made))
    else:
        print_text(f"{made.reference} is open; the sample of its plan is drawn with the seed {made.seed}.")


@app.command("list")
def list_(*, as_json: JsonFlag = False) -> None:
    """List the audits, newest first.

    Example: casthouse audit list
    """
    found = [audit_json(each) for each in audit_service.audits(OPERATOR)]
    if as_json:
        print_json({"audits": found})
        return
    columns = ("reference", "scope", "edition", "audit_type", "firm", "lead", "state")
    print_table(columns, [[each[name] for name in columns] for each in found])


@app.command("show")
def show(audit: AuditArgument, *, as_json: JsonFlag = False) -> None:
    """Show an audit: where it stands, what is missing and what comes next.

    Example: casthouse audit show RHEIN-PS-A1
    """
    view = audit_view(OPERATOR, audit=audit)
    if as_json:
        print_json(audit_view_json(view))
        return
    print_text(
        f"{audit}: {view.record.audit_type.value} under {view.record.edition}, {view.record.state.value}."
    )
    print_text(f"Next: {view.next_step}")
    print_text(
        f"{view.items} items, {view.items_missing} mandatory ones not rated; report due {view.report_due or '–'}."
    )


@app.command("plan")
def plan(
    audit: AuditArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The plan, TOML.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Submit the plan of an audit with every site of the scope; the sample is drawn by the rules.

    Example: casthouse audit plan RHEIN-PS-A1 plan.toml
    """
    answer = plan_service.submit_plan(OPERATOR, audit=audit, wanted=wanted_plan(audit_plan_file(file)))
    if as_json:
        print_json(
            {
                "audit": audit,
                "number": answer.plan.number,
                "sample": {
                    each.code: each.chosen_because.value for each in answer.plan.sites if each.chosen_because
                },
                "warnings": [each.detail for each in answer.warnings],
            }
        )
        return
    print_text(f"Plan {answer.plan.number} of {audit} is submitted.")
    for each in answer.warnings:
        print_text(f"Less than usual: {each.detail}")


@app.command("judge-plan")
def judge_plan(
    audit: AuditArgument,
    *,
    send_back: Annotated[
        str,
        typer.Option("--send-back", metavar="TEXT", help="What is to be changed; absent: it is approved."),
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Approve the plan of an audit, or send it back.

    Example: casthouse audit judge-plan RHEIN-PS-A1
    """
    if send_back:
        plan_service.send_plan_back(OPERATOR, audit=audit, reason=send_back)
    else:
        plan_service.approve_plan(OPERATOR, audit=audit)
    _say(audit, "the plan is sent back" if send_back else "the plan is approved", as_json=as_json)


@app.command("visit")
def visit(
    audit: AuditArgument,
    *,
    site: SiteOption,
    first_day: FromOption,
    last_day: ToOption,
    half_days: Annotated[int, typer.Option("--half-days", metavar="N", help="Effort there.")],
    interviews: Annotated[int, typer.Option("--interviews", metavar="N", help="How many.")] = 0,
    community_interviews: Annotated[
        int, typer.Option("--community-interviews", metavar="N", help="Of these, with affected communities.")
    ] = 0,
    remote: Annotated[bool, typer.Option("--remote", help="From afar.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Record a visit to a site of the plan.

    Example: casthouse audit visit RHEIN-PS-A1 --site RHEIN-CH --from 2025-09-01 --to 2025-09-05 --half-days 10
    """
    made = site_visit(
        site=site,
        first_day=first_day,
        last_day=last_day,
        is_remote=remote,
        half_days=half_days,
        interviews=interviews,
        community_interviews=community_interviews,
    )
    report_service.record_visit(OPERATOR, audit=audit, visit=made)
    _say(audit, f"the visit to {site} is recorded", as_json=as_json)


@app.command("checklist")
def show_checklist(audit: AuditArgument, *, as_json: JsonFlag = False) -> None:
    """List what applies at each site of the plan, with what was found.

    Example: casthouse audit checklist RHEIN-PS-A1
    """
    lines = checklist_json(checklist(OPERATOR, audit=audit))
    if as_json:
        print_json({"audit": audit, "checklist": lines})
        return
    columns = ("site", "item", "title", "applicability", "rating")
    print_table(columns, [[each[name] or "–" for name in columns] for each in lines])


@app.command("find")
def find(
    audit: AuditArgument,
    *,
    item: Annotated[str, typer.Option("--item", metavar="NUMBER", help="Such as 5.2 or 6.7a.")],
    site: SiteOption,
    rating: Annotated[
        str,
        typer.Option(
            "--rating",
            metavar="WORD",
            help="conformance, minor_non_conformance, major_non_conformance, not_applicable, unable_to_rate.",
        ),
    ],
    statement: Annotated[str, typer.Option("--statement", metavar="TEXT", help="What was found.")],
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", metavar="TEXT", help="What was seen; give it again.")
    ] = None,
    ground: Annotated[
        list[str] | None,
        typer.Option(
            "--ground",
            metavar="WORD",
            help="isolated, not_implemented, systemic, repeated, serious_risk or critical; give it again.",
        ),
    ] = None,
    scheme_certificate: Annotated[
        list[int] | None,
        typer.Option(
            "--scheme-certificate",
            metavar="N",
            help="A certificate in `scheme audited` that it rests on or contradicts; give it again.",
        ),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Record a finding; one of the same item and site that stands already is corrected by it.

    Example: casthouse audit find RHEIN-PS-A1 --item 5.2 --site RHEIN-CH --rating conformance
    --statement "7.9 t CO2e per t" --evidence "GHG ledger 2024"
    """
    wanted = WantedFinding(
        item=item,
        site=site,
        rating=rating,
        statement=statement,
        evidence=tuple(evidence or ()),
        grounds=tuple(ground or ()),
        certificates=tuple(scheme_certificate or ()),
    )
    made = record_finding(OPERATOR, audit=audit, wanted=wanted)
    if as_json:
        print_json({"audit": audit, "item": item, "non_conformance": made.non_conformance})
    else:
        raised = f"; it raises non-conformance {made.non_conformance}" if made.non_conformance else ""
        print_text(f"{item} at {site}: {rating}{raised}.")


@app.command("report")
def report(
    audit: AuditArgument,
    *,
    summary: Annotated[str, typer.Option("--summary", metavar="TEXT", help="What the audit was and found.")],
    systems: Annotated[str, typer.Option("--systems", metavar="WORD", help=LevelWord)],
    risk: Annotated[str, typer.Option("--risk", metavar="WORD", help=LevelWord)],
    performance: Annotated[str, typer.Option("--performance", metavar="WORD", help=LevelWord)],
    site_visit_due: Annotated[bool, typer.Option("--site-visit-due", help="A visit is still due.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Send the report with the verified maturity to the secretariat.

    Example: casthouse audit report RHEIN-PS-A1 --summary "…" --systems high --risk medium --performance medium
    """
    wanted = WantedReport(
        systems=systems, risk=risk, performance=performance, summary=summary, is_site_visit_due=site_visit_due
    )
    made = report_service.send_report(OPERATOR, audit=audit, wanted=wanted)
    _say(audit, f"report {made.number} is sent", as_json=as_json)


@app.command("comment")
def comment(audit: AuditArgument, *, text: TextOption, as_json: JsonFlag = False) -> None:
    """Say something about the report.

    Example: casthouse audit comment RHEIN-PS-A1 --text "which potlines?"
    """
    report_service.comment(OPERATOR, audit=audit, text=text)
    _say(audit, "the comment is recorded", as_json=as_json)


@app.command("review")
def review(
    audit: AuditArgument,
    *,
    send_back: Annotated[
        str,
        typer.Option("--send-back", metavar="TEXT", help="What is to be changed; absent: it is accepted."),
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Accept the report of an audit, or send it back.

    Example: casthouse audit review RHEIN-PS-A1
    """
    if send_back:
        report_service.send_report_back(OPERATOR, audit=audit, text=send_back)
    else:
        report_service.accept_report(OPERATOR, audit=audit)
    _say(audit, "the report is sent back" if send_back else "the report is accepted", as_json=as_json)


@app.command("queue")
def queue(*, as_json: JsonFlag = False) -> None:
    """List the audits that wait for the secretariat, those due first at the top.

    Example: casthouse audit queue
    """
    lines = oversight_json(oversight_queue(OPERATOR))
    if as_json:
        print_json({"audits": lines})
    else:
        rows = [
            [each["audit"], each["waits_for"], each["due"], "late" if each["is_late"] else ""]
            for each in lines
        ]
        print_table(("audit", "waits for", "due", ""), rows)


@app.command("withdraw")
def withdraw(
    audit: AuditArgument,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    as_json: JsonFlag = False,
) -> None:
    """Withdraw an audit before it is decided.

    Example: casthouse audit withdraw RHEIN-PS-A1 --reason "the member stepped back"
    """
    audit_service.withdraw_audit(OPERATOR, audit=audit, reason=reason)
    _say(audit, "the audit is withdrawn", as_json=as_json)


def _say(audit: str, done: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"audit": audit, "done": done})
    else:
        print_text(f"{audit}: {done}.")
