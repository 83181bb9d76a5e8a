"""`casthouse audit sample …`: samples from the ledger that an audit covers."""

from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text, tonnes
from casthouse.service import ledger_sample as sample_service
from casthouse.service.ledger_sample import WantedSample
from casthouse.service.ledger_sample_json import sample_json, sample_view_json
from casthouse.service.permission import OPERATOR

app = typer.Typer(help="Samples from the ledger that an audit covers.", no_args_is_help=True)

AuditArgument = Annotated[str, typer.Argument(metavar="AUDIT", help="Reference of the audit.")]
NumberArgument = Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the sample.")]


@app.command("draw")
def draw(
    audit: AuditArgument,
    *,
    over: Annotated[
        str, typer.Option("--over", metavar="WORD", help="movements or documents.")
    ] = "movements",
    method: Annotated[
        str, typer.Option("--method", metavar="WORD", help="simple_random, mass_weighted or risk_ranked.")
    ] = "simple_random",
    size: Annotated[
        int | None, typer.Option("--size", metavar="N", help="How many entries; absent: as the manual says.")
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by", metavar="WORD", help="Strata by kind, material, coc, facility or quarter; give it again."
        ),
    ] = None,
    seed: Annotated[
        str, typer.Option("--seed", metavar="TEXT", help="To draw a sample again; absent: chance.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Draw a sample, and keep it with its method, seed and the digest of the population.

    Example: casthouse audit sample draw RHEIN-COC-A1 --method mass_weighted --size 25 --by kind --by coc
    """
    wanted = WantedSample(over=over, method=method, size=size, dimensions=tuple(by or ()), seed=seed)
    made = sample_service.draw(OPERATOR, audit=audit, wanted=wanted)
    _show(audit, made.number, as_json=as_json)


@app.command("list")
def list_(audit: AuditArgument, *, as_json: JsonFlag = False) -> None:
    """List the samples of an audit, the latest first.

    Example: casthouse audit sample list RHEIN-COC-A1
    """
    found = [sample_json(each) for each in sample_service.samples(OPERATOR, audit=audit)]
    if as_json:
        print_json({"audit": audit, "samples": found})
        return
    columns = ("number", "over", "method", "drawn", "seed", "sent_at")
    print_table(columns, [[each[name] or "–" for name in columns] for each in found])


@app.command("show")
def show(audit: AuditArgument, number: NumberArgument, *, as_json: JsonFlag = False) -> None:
    """Show a sample, and whether the population is still the one it was drawn from.

    Example: casthouse audit sample show RHEIN-COC-A1 1
    """
    _show(audit, number, as_json=as_json)


def _show(audit: str, number: int, *, as_json: bool) -> None:
    view = sample_service.sample_view(OPERATOR, audit=audit, number=number)
    found = sample_view_json(view)
    if as_json:
        print_json(found)
        return
    population = found["population"]
    print_text(
        f"Sample {number} of {audit}: {found['drawn']} of {population['entries']} {found['over']}, "
        f"{tonnes(population['mass_g'])} t, by {found['method']} with the seed {found['seed']}."
    )
    print_text(
        f"Population {population['digest']}{', which is another one today' if view.is_changed else ''}."
    )
    rows = [
        [
            each["position"],
            each["key"],
            each["stratum"],
            tonnes(each["mass_g"]),
            each["score"],
            ", ".join(each["signs"]),
        ]
        for each in found["entries"]
    ]
    print_table(("no.", "entry", "stratum", "t", "score", "signs"), rows)


@app.command("send")
def send(audit: AuditArgument, number: NumberArgument, *, as_json: JsonFlag = False) -> None:
    """Send a sample to the organisation: from then on its people see what to have ready.

    Example: casthouse audit sample send RHEIN-COC-A1 1
    """
    sent = sample_service.send(OPERATOR, audit=audit, number=number)
    if as_json:
        print_json(sample_json(sent))
    else:
        print_text(f"Sample {number} of {audit} is sent; the organisation sees it now.")
