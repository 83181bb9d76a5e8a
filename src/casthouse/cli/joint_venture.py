"""`casthouse joint-venture`: shares in facilities of others."""

from datetime import date
from typing import Annotated, Any

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table
from casthouse.service.joint_venture import (
    end_interest,
    interest_json,
    joint_ventures,
    record_interest,
)
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Joint ventures: shares in facilities of others.", no_args_is_help=True)
ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="What it rests on, such as the deed.")
]


@app.command("list")
def list_(
    *,
    organisation: Annotated[str, typer.Option("--organisation", metavar="CODE", help="Partner or owner.")],
    as_json: JsonFlag = False,
) -> None:
    """List the shares that an organisation holds, and those that others hold in its facilities.

    Example: casthouse joint-venture list --organisation RHEIN
    """
    found = joint_ventures(OPERATOR, organisation=organisation)
    _print([interest_json(each) for each in found], as_json=as_json)


@app.command("record")
def record(
    facility: Annotated[str, typer.Argument(metavar="FACILITY", help="Code of the facility.")],
    *,
    holder: Annotated[
        str, typer.Option("--holder", metavar="CODE", help="The organisation that holds the share.")
    ],
    share: Annotated[str, typer.Option("--share", metavar="SHARE", help="As 1/3 or 0.25.")],
    first: Annotated[date, typer.Option("--from", metavar="DATE", parser=day, help="The first day.")],
    reason: ReasonOption,
    as_json: JsonFlag = False,
) -> None:
    """Record that an organisation holds a share in a facility of another.

    Example: casthouse joint-venture record NORD-AS --holder RHEIN --share 2/5 --from 2026-01-01 --reason "deed"
    """
    made = record_interest(
        OPERATOR, facility=facility, holder=holder, share=share, first=first, reason=reason
    )
    _print([interest_json(made)], as_json=as_json)


@app.command("end")
def end(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the share, as listed.")],
    *,
    last: Annotated[
        date, typer.Option("--last", metavar="DATE", parser=day, help="The last day, inclusive.")
    ],
    reason: ReasonOption,
    as_json: JsonFlag = False,
) -> None:
    """Record the last day of a share.

    Example: casthouse joint-venture end 1 --last 2026-12-31 --reason "sold"
    """
    ended = end_interest(OPERATOR, number=number, last=last, reason=reason)
    _print([interest_json(ended)], as_json=as_json)


def _print(entries: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        print_json({"joint_ventures": entries})
        return
    keys = ("number", "facility", "controlled_by", "holder", "share", "first", "last", "reason")
    print_table(keys, [[each[key] or "–" for key in keys] for each in entries])
