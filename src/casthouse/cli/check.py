"""`casthouse check`: everything recomputed from movements."""

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.service.check import check_store
from casthouse.service.permission import OPERATOR


def check(*, as_json: JsonFlag = False) -> None:
    """Recompute everything from movements and say where the store disagrees. Exit 1 when it is not clean.

    Example: casthouse check --json
    """
    result = check_store(OPERATOR, progress=lambda what: print_message(f"checking {what}"))
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
