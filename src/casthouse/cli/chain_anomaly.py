"""`casthouse anomalies`: what looks unusual over the accounts of all organisations, and what clears it."""

from datetime import date
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service.anomaly_clearance import clear_anomaly
from casthouse.service.chain_anomaly import chain_anomalies
from casthouse.service.chain_anomaly_json import anomalies_json, asked_json
from casthouse.service.permission import OPERATOR

PeriodOption = Annotated[
    date | None,
    typer.Option(
        "--period",
        metavar="START",
        parser=day,
        help="First day of twelve months; absent: the last calendar year that ended.",
    ),
]


def show(
    *,
    organisation: Annotated[
        str | None,
        typer.Option("--organisation", metavar="CODE", help="Only what this organisation may see of it."),
    ] = None,
    period: PeriodOption = None,
    clear: Annotated[
        str | None, typer.Option("--clear", metavar="KEY", help="Clear this one, with --reason.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="What was seen that answers it.")
    ] = "",
    told: Annotated[
        bool, typer.Option("--told", help="The reason is for the organisations concerned, too.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """List what looks unusual over the accounts of all organisations, or clear one of it: questions, not findings.

    Where a question begins is a number of Casthouse, none of them verified in an official text.

    Example: casthouse anomalies --period 2025-01-01
    """
    if clear is not None:
        asked = clear_anomaly(OPERATOR, key=clear, reason=reason, start=period, is_told=told)
        if as_json:
            print_json(asked_json(asked))
        else:
            print_text(f"{clear} is cleared as its evidence is.")
        return
    answer = chain_anomalies(OPERATOR, organisation=organisation, start=period)
    if as_json:
        print_json(anomalies_json(answer))
        return
    rows = [
        [
            "cleared" if each.cleared else each.anomaly.severity.value,
            each.anomaly.key,
            each.anomaly.words.meaning,
            side.organisation,
            side.seen,
        ]
        for each in answer.found
        for side in each.anomaly.sides
    ]
    print_table(("severity", "key", "what", "at", "seen"), rows)
    print_text(
        f"{len(answer.open)} open of {len(answer.found)}, {answer.period.start} to {answer.period.last_day}."
    )
