"""`casthouse check`: everything recomputed from movements."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.service.check import check_store
from casthouse.service.permission import OPERATOR

CheckpointFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--checkpoint", help="A checkpoint of the log that was kept elsewhere.", exists=True, dir_okay=False
    ),
]


def check(*, checkpoint: CheckpointFiles = None, as_json: JsonFlag = False) -> None:
    """Recompute everything from movements and say where the store disagrees. Exit 1 when it is not clean.

    Rows that were changed behind the application's back are named; with a checkpoint that was kept elsewhere, so is a
    log that was rewritten along.

    Example: casthouse check --json
    """
    kept = [(str(path), path.read_bytes()) for path in checkpoint or []]
    result = check_store(OPERATOR, checkpoints=kept, progress=lambda what: print_message(f"checking {what}"))
    if as_json:
        print_json(result.as_json())
    else:
        _print(result.as_json())
    if not result.clean:
        raise typer.Exit(1)


def _print(document: dict[str, object]) -> None:
    for name in ("differences", "findings"):
        entries = document[name]
        assert isinstance(entries, list)
        if entries:
            print_table(list(entries[0]), [list(entry.values()) for entry in entries], title=name)
    print_text(
        "Clean: the store agrees with itself." if document["clean"] else "Not clean: see the differences."
    )
