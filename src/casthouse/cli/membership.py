"""`casthouse membership`: class, joining date and standing of a member."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.parties.membership import Standing
from casthouse.service.membership import MembershipStory, change_standing, membership
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Membership: since when, in which class and standing.", no_args_is_help=True)

CodeArgument = Annotated[str, typer.Argument(metavar="ORGANISATION", help="Code of the organisation.")]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, as the member reads it.")]
FromOption = Annotated[
    date | None,
    typer.Option("--from", metavar="DATE", parser=day, help="First day on which it holds; default: today."),
]


@app.command("show")
def show(organisation: CodeArgument, *, as_json: JsonFlag = False) -> None:
    """Show a membership with its history, and the certificates that a lost standing puts in question.

    Example: casthouse membership show RHEIN
    """
    _print(membership(OPERATOR, organisation=organisation), as_json=as_json)


@app.command("suspend")
def suspend(
    organisation: CodeArgument,
    *,
    reason: ReasonOption,
    effective: FromOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Suspend a membership and list the certificates that are then to be suspended, each by a move of its own.

    Example: casthouse membership suspend RHEIN --reason "invoice open for 60 days"
    """
    story = change_standing(
        OPERATOR, organisation=organisation, standing=Standing.SUSPENDED, reason=reason, effective=effective
    )
    _print(story, as_json=as_json)


@app.command("restore")
def restore(
    organisation: CodeArgument,
    *,
    reason: ReasonOption,
    effective: FromOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Restore the good standing of a member; suspended certificates are reinstated one by one.

    Example: casthouse membership restore RHEIN --reason "invoice paid"
    """
    story = change_standing(
        OPERATOR, organisation=organisation, standing=Standing.GOOD, reason=reason, effective=effective
    )
    _print(story, as_json=as_json)


def _print(story: MembershipStory, *, as_json: bool) -> None:
    document = story.as_json()
    if as_json:
        print_json(document)
        return
    print_text(
        f"{story.organisation}: {document['membership'] or 'not a member'}, joined {document['joined'] or 'unknown'}, "
        f"standing {document['standing']}"
    )
    keys = ("effective", "standing", "membership", "joined", "reason", "actor")
    print_table(keys, [[each[key] or "–" for key in keys] for each in document["history"]])
    if story.to_suspend:
        print_text("To be suspended: " + ", ".join(story.to_suspend) + ".")
