"""`casthouse secretariat`: who is of the secretariat, and how somebody joins."""

from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service import secretary as service
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="The secretariat: people, and who is proposed.", no_args_is_help=True)

UsernameArgument = Annotated[str, typer.Argument(metavar="USERNAME", help="The name to sign in with.")]


@app.command("list")
def list_(*, as_json: JsonFlag = False) -> None:
    """List who holds a role for the whole store, and who was proposed.

    Example: casthouse secretariat list
    """
    found = service.secretariat(OPERATOR)
    if as_json:
        print_json(found.as_json())
        return
    print_table(("name", "role"), [[each.username, each.role.value] for each in found.people])
    rows = [
        [each.username, each.proposed_by, each.outcome.value if each.outcome else "waits", each.ended_by]
        for each in found.proposals
    ]
    print_table(("proposed", "by", "outcome", "ended by"), rows)


@app.command("propose")
def propose(username: UsernameArgument, *, as_json: JsonFlag = False) -> None:
    """Propose somebody, whom a person of the secretariat then confirms; `person add` needs nobody else.

    Example: casthouse secretariat propose sara
    """
    made = service.propose_secretary(OPERATOR, username=username)
    if as_json:
        print_json({**service.proposal_json(made.proposal), "password": made.password})
        return
    print_text(f"{made.proposal.username} is proposed; another person confirms it.")
    if made.password:
        print_text(f"Password, shown once: {made.password}")


@app.command("confirm")
def confirm(username: UsernameArgument, *, as_json: JsonFlag = False) -> None:
    """Confirm somebody whom a person of the secretariat proposed.

    Example: casthouse secretariat confirm sara
    """
    made = service.confirm_secretary(OPERATOR, username=username)
    if as_json:
        print_json(service.proposal_json(made))
    else:
        print_text(f"{made.username} is of the secretariat.")


@app.command("decline")
def decline(username: UsernameArgument, *, as_json: JsonFlag = False) -> None:
    """Decline a proposal; the account stays and opens nothing.

    Example: casthouse secretariat decline sara
    """
    made = service.decline_secretary(OPERATOR, username=username)
    if as_json:
        print_json(service.proposal_json(made))
    else:
        print_text(f"{made.username} is not of the secretariat.")
