"""`casthouse period binding | leaves | prove`: what a statement binds, so that others can compute the period again."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, ScopeArgument, StartArgument
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.exchange.period_leaves_file import leaves_text
from casthouse.service.period_binding import bound_period, movement_proof, period_leaves
from casthouse.service.permission import OPERATOR

OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write to a file instead of printing.")
]


def binding(scope: ScopeArgument, start: StartArgument, *, as_json: JsonFlag = False) -> None:
    """Show what the statement of a closed period binds.

    Example: casthouse period binding RHEIN-COC 2024-01-01
    """
    found = bound_period(OPERATOR, scope=scope, start=start).binding
    if as_json:
        print_json(found.as_json())
        return
    print_text(
        f"Statement of {scope}, {found.period.start} to {found.period.last_day}, edition {found.edition}"
    )
    rows: list[list[object]] = [
        ["rules", "", found.rule_pack],
        ["movements", found.movements.count, found.movements.root],
        ["documents issued", found.issued.count, found.issued.root],
        ["documents received", found.received.count, found.received.root],
    ]
    print_table(("bound", "count", "SHA-256"), rows)
    print_text("Whoever has the movements computes it again: casthouse verify STATEMENT --movements FILE")


def leaves(scope: ScopeArgument, start: StartArgument, *, out: OutOption = None) -> None:
    """Write the hash of each movement that a statement binds; keep them to be told of differences to the row.

    Example: casthouse period leaves RHEIN-COC 2024-01-01 --out leaves.jsonl
    """
    text = leaves_text(period_leaves(OPERATOR, scope=scope, start=start))
    if out is None:
        print_text(text.rstrip("\n"))
    else:
        out.write_text(text, encoding="utf-8")


def prove(
    scope: ScopeArgument,
    start: StartArgument,
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="Reference of the movement.")],
) -> None:
    """Print the proof that a statement binds one movement, for an auditor who need not see the others.

    Example: casthouse period prove RHEIN-COC 2024-01-01 GR-5001 > proof.json
    """
    print_json(movement_proof(OPERATOR, scope=scope, start=start, reference=reference))
