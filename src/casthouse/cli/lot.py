"""`casthouse lots`: which lots went into which process, and what came out."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, OrganisationOption
from casthouse.cli.output import print_json, print_refusal, print_table, print_text
from casthouse.cli.progress import file_progress
from casthouse.refusal import Refusal
from casthouse.service.lot_file import LotAnswer, import_lots_file
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Lots, and the processes that made them of other lots.", no_args_is_help=True)

SHOWN_MAX = 50
NOTHING = {"posted": 0, "unchanged": 0, "skipped": 0, "refused": []}


@app.callback()
def lots() -> None:
    """Lots, and the processes that made them of other lots."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The lots, CSV or XLSX.")],
    organisation: OrganisationOption,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Answer the same and write nothing.")] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="Post the good processes although others are refused.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Post the processes of a file, each whole or not at all. Exit 1 when a row is refused.

    Example: casthouse lots import heats-march.csv --organisation RHEIN
    """
    try:
        with file_progress(f"reading {file.name}") as progress:
            answer = import_lots_file(
                OPERATOR,
                organisation=organisation,
                path=file,
                partial=partial,
                dry_run=dry_run,
                progress=progress,
            )
    except Refusal as refusal:
        print_refusal(refusal, as_json=as_json, beside=NOTHING)
        raise typer.Exit(1) from None
    if as_json:
        print_json(answer.as_json())
    else:
        _print(answer, dry_run=dry_run)
    if answer.refused:
        raise typer.Exit(1)


def _print(answer: LotAnswer, *, dry_run: bool) -> None:
    would = "would be posted" if dry_run else "posted"
    print_text(
        f"{answer.posted} rows of {answer.processes} processes {would}, {answer.unchanged} unchanged, "
        f"{len(answer.refused)} refused."
    )
    if not answer.refused:
        return
    rows = [[each.row, each.process, each.code.value, each.message] for each in answer.refused[:SHOWN_MAX]]
    print_table(("row", "process", "code", "message"), rows)
    if len(answer.refused) > SHOWN_MAX:
        print_text(f"… and {len(answer.refused) - SHOWN_MAX} more; --json gives all.")
