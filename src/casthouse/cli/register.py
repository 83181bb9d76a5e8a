"""`casthouse register`: organisations, facilities, scopes and certificates."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_text
from casthouse.exchange.register_file import read_register_file
from casthouse.measure.count import counted
from casthouse.service.permission import OPERATOR
from casthouse.service.register import load_register

app = typer.Typer(help="Organisations, facilities, scopes and certificates.", no_args_is_help=True)


@app.callback()
def register() -> None:
    """Organisations, facilities, scopes and certificates."""


@app.command(
    "load",
    epilog="Example: casthouse register load samples/value_chain/register.toml",
)
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The register file, TOML.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Create or update what a register file names; loading it again changes nothing."""
    counts = load_register(OPERATOR, read_register_file(file))
    if as_json:
        print_json(counts)
    else:
        print_text(
            "Loaded "
            + ", ".join(counted(number, name.removesuffix("s")) for name, number in counts.items())
            + "."
        )
