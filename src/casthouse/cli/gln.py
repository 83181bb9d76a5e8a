"""`casthouse gln`: the Global Location Number by which GS1 names an organisation."""

from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_text
from casthouse.parties.gln import GlnFact
from casthouse.service.gln import state_gln, stated_gln
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="The number by which GS1 names an organisation.", no_args_is_help=True)
Organisation = Annotated[str, typer.Argument(metavar="CODE", help="Code of the organisation.")]


@app.command("show")
def show(organisation: Organisation, *, as_json: JsonFlag = False) -> None:
    """Show the Global Location Number of an organisation.

    Example: casthouse gln show RHEIN
    """
    _print(organisation, stated_gln(OPERATOR, organisation=organisation), as_json=as_json)


@app.command("set")
def set_(
    organisation: Organisation,
    gln: Annotated[str, typer.Argument(metavar="GLN", help="13 digits, or “none” to take it back.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """State the number of an organisation: codes on its papers are GS1 Digital Links from then on.

    Example: casthouse gln set RHEIN 4006381333931
    """
    fact = state_gln(OPERATOR, organisation=organisation, gln="" if gln == "none" else gln)
    _print(organisation, fact, as_json=as_json)


def _print(organisation: str, fact: GlnFact | None, *, as_json: bool) -> None:
    gln = fact.gln if fact else ""
    if as_json:
        print_json({"organisation": organisation, "gln": gln or None})
    else:
        print_text(f"{organisation}: {f'GLN {gln}' if gln else 'no GLN is stated'}.")
