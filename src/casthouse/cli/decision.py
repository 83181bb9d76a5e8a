"""`casthouse decision`: what findings permit, and what is decided."""

from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_text
from casthouse.service import decision as decision_service
from casthouse.service.audit_json import decision_json, decision_view_json
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Decisions on audits: computed, then confirmed by a person.", no_args_is_help=True)

AuditArgument = Annotated[str, typer.Argument(metavar="AUDIT", help="Reference of the audit.")]


@app.command("show")
def show(audit: AuditArgument, *, as_json: JsonFlag = False) -> None:
    """Show what the findings of an audit permit today, with each reason. Exit 1 where they permit no certificate.

    Example: casthouse decision show RHEIN-PS-A1
    """
    view = decision_service.decision_view(OPERATOR, audit=audit)
    if as_json:
        print_json(decision_view_json(view))
    else:
        print_text(f"{audit}: the findings permit “{view.computed.outcome.value}”.")
        for each in view.computed.reasons:
            print_text(f"  {each.code.value}: {each.detail}")
    if not view.computed.outcome.is_certificate:
        raise typer.Exit(1)


@app.command("take")
def take(
    audit: AuditArgument,
    outcome: Annotated[
        str, typer.Argument(metavar="OUTCOME", help="The computed outcome, or a stricter one.")
    ],
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it is stricter.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Confirm what the findings permit, or overrule it in the stricter direction; the certificate follows.

    Example: casthouse decision take RHEIN-PS-A1 full
    """
    taken = decision_service.take_decision(OPERATOR, audit=audit, outcome=outcome, reason=reason)
    if as_json:
        print_json(decision_json(taken))
        return
    until = (
        f", certificate {taken.certificate} to {taken.decision.valid_to}" if taken.decision.valid_to else ""
    )
    print_text(f"{audit}: {taken.decision.outcome.value}{until}.")
