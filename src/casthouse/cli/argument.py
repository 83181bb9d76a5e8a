"""Arguments that several commands take."""

from datetime import date
from typing import Annotated

import typer

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
OrganisationOption = Annotated[str, typer.Option("--organisation", metavar="CODE", help="Whose movements.")]
ScopeArgument = Annotated[str, typer.Argument(metavar="SCOPE", help="Code of the certification scope.")]


def day(text: str) -> date:
    """Return the day that an argument names."""
    try:
        if len(text) == len("2025-01-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(f"“{text}” is no day as YYYY-MM-DD")


TracedArgument = Annotated[
    str, typer.Argument(metavar="REFERENCE", help="A lot, a movement's reference, or a document's number.")
]
StartArgument = Annotated[
    date, typer.Argument(metavar="START", parser=day, help="First day of the period, YYYY-MM-DD.")
]
StartOption = Annotated[
    date | None, typer.Option("--period", metavar="START", parser=day, help="Exact first day of a period.")
]
DayOption = Annotated[
    date | None, typer.Option("--on", metavar="DATE", parser=day, help="Count movements up to this day.")
]
FirstOption = Annotated[
    date | None,
    typer.Option(
        "--from", metavar="DATE", parser=day, help="First day; January 1 of the year of --to when left out."
    ),
]
LastOption = Annotated[
    date | None,
    typer.Option(
        "--to",
        metavar="DATE",
        parser=day,
        help="Last day; today with --from alone; without both: the last year that ended and has movements.",
    ),
]
