"""`casthouse projection`: the files from which traces of large stores are answered."""

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_text
from casthouse.measure.count import counted
from casthouse.service.permission import OPERATOR
from casthouse.service.projection import ProjectionStatus, build_projection, projection_status

app = typer.Typer(
    help="The lots and pools of all companies in files, for traces of large stores.", no_args_is_help=True
)


@app.callback()
def projection() -> None:
    """The lots and pools of all companies in files, for traces of large stores."""


@app.command()
def build(*, as_json: JsonFlag = False) -> None:
    """Build the files from the store, whatever is there.

    A small store builds them by itself. Do it by hand after a large import, and once a night where much is posted.

    Example: casthouse projection build
    """
    _show(build_projection(OPERATOR), as_json=as_json)


@app.command()
def status(*, as_json: JsonFlag = False) -> None:
    """Say what lies in files, and how far it is behind the ledgers. What is missing is read from the store.

    Example: casthouse projection status --json
    """
    _show(projection_status(OPERATOR), as_json=as_json)


def _show(status: ProjectionStatus, *, as_json: bool) -> None:
    if as_json:
        print_json(status.as_json())
    elif not status.is_built:
        why = f": {status.trouble}" if status.trouble else ""
        print_text(
            f"Not built{why}. Traces are answered from the store, or it is built when one is asked for."
        )
    else:
        print_text(
            f"{counted(status.nodes, 'lot or process', 'lots and processes')}, {counted(status.edges, 'edge')}; "
            f"{counted(status.movements, 'movement')} of pools; "
            f"{counted(status.behind, 'movement or process', 'movements and processes')} behind the ledgers."
        )
