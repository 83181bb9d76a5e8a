"""`casthouse notice`: what an organisation was told."""

from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service.notice import notice_json, notices, read_notice
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Notices: what an organisation was told.", no_args_is_help=True)

ReaderOption = Annotated[str, typer.Option("--organisation", metavar="CODE", help="Whose notices.")]


@app.command("list")
def list_(
    *,
    organisation: ReaderOption,
    before: Annotated[
        int | None, typer.Option("--before", metavar="NUMBER", help="Only older ones than this notice.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """List the notices of an organisation, the newest first.

    Example: casthouse notice list --organisation RHEIN
    """
    found = [notice_json(each) for each in notices(OPERATOR, organisation=organisation, before=before)]
    if as_json:
        print_json({"notices": found})
        return
    keys = ("notice", "at", "subject", "read_by")
    print_table(keys, [[each[key] or "–" for key in keys] for each in found])


@app.command("read")
def read(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the notice.")],
    *,
    organisation: ReaderOption,
    as_json: JsonFlag = False,
) -> None:
    """Show a notice and note that it was read.

    Example: casthouse notice read 12 --organisation RHEIN
    """
    found = notice_json(read_notice(OPERATOR, organisation=organisation, identifier=number))
    if as_json:
        print_json(found)
        return
    print_text(found["subject"])
    print_text(found["text"])
