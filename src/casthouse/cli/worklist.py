"""`casthouse worklist`: what waits for somebody, and by when."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service.permission import OPERATOR
from casthouse.service.person import person_actor
from casthouse.service.worklist import counted, kind_named, worklist

UNVERIFIED = "Days marked with * rest on numbers that nobody has compared with the official text."


def show(
    *,
    organisation: Annotated[
        str | None, typer.Option("--organisation", metavar="CODE", help="Only what is of this organisation.")
    ] = None,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="USERNAME", help="The list of this person; default: all."),
    ] = None,
    until: Annotated[
        date | None,
        typer.Option("--until", metavar="DATE", parser=day, help="Due up to this day; default: in a year."),
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="Only this kind, such as correction.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what waits, overdue first, then by day; the last day in time counts, where the organisation is.

    Example: casthouse worklist --organisation RHEIN --until 2026-12-31
    """
    entries = worklist(
        OPERATOR if person is None else person_actor(OPERATOR, username=person),
        organisation=organisation,
        until=until,
        with_others=person is None,
        kind=kind_named(kind) if kind else None,
    )
    if as_json:
        print_json({"entries": [each.as_json() for each in entries], "counts": counted(entries)})
        return
    if not entries:
        print_text("Nothing waits.")
        return
    rows = [
        [
            f"{each.duty.due or '–'}{'' if each.duty.basis.verified else '*'}",
            each.standing.value,
            each.duty.organisation or each.duty.firm,
            each.duty.holder.value.replace("_", " "),
            each.duty.subject,
            each.duty.text,
        ]
        for each in entries
    ]
    print_table(("due", "standing", "of", "who", "what", "to do"), rows)
    if any(not each.duty.basis.verified for each in entries):
        print_text(UNVERIFIED)
