"""`casthouse check`: everything recomputed from movements."""

from pathlib import Path
from typing import Annotated, Any

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


def _print(document: dict[str, Any]) -> None:
    for name in ("differences", "findings"):
        entries = document[name]
        if entries:
            print_table(list(entries[0]), [list(entry.values()) for entry in entries], title=name)
    print_text(_verdict(is_clean=bool(document["clean"]), findings=len(document["findings"])))


def _verdict(*, is_clean: bool, findings: int) -> str:
    """Say whether the store agrees with itself, and that a finding is no disagreement of the store."""
    words = "Clean: the store agrees with itself." if is_clean else "Not clean: see the differences."
    if findings:
        count = "The finding above is" if findings == 1 else f"The {findings} findings above are"
        words += f" {count} about what the accounts say, not about the store."
    return words
