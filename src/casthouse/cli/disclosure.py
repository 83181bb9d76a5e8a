"""`casthouse disclosure`: what an organisation lets others along the chain see of it in a trace."""

from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_text
from casthouse.parties.disclosure import DisclosedParty
from casthouse.service.disclosure import disclosure_of, set_disclosure
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="What others along the chain see of an organisation in a trace.", no_args_is_help=True)
Organisation = Annotated[str, typer.Argument(metavar="CODE", help="Code of the organisation.")]


@app.command("show")
def show(organisation: Organisation, *, as_json: JsonFlag = False) -> None:
    """Show what an organisation discloses: nothing, country, company, site or lots.

    Example: casthouse disclosure show RHEIN
    """
    _print(disclosure_of(OPERATOR, organisation=organisation), as_json=as_json)


@app.command("set")
def set_(
    organisation: Organisation,
    level: Annotated[str, typer.Argument(metavar="LEVEL", help="nothing, country, company, site or lots.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Choose what an organisation discloses from now on; each level includes the ones before it.

    Example: casthouse disclosure set RHEIN company
    """
    _print(set_disclosure(OPERATOR, organisation=organisation, level=level), as_json=as_json)


def _print(party: DisclosedParty, *, as_json: bool) -> None:
    if as_json:
        print_json({"organisation": party.code, "level": party.level.value})
    else:
        print_text(f"{party.code} discloses in traces: {party.level.value}.")
