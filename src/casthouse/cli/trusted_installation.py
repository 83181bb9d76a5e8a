"""`casthouse trust`: other installations whose word is taken, so that what was signed there can be booked here."""

from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.cli.verify import bundle_content
from casthouse.passport.trusted_installation import TrustedInstallation
from casthouse.service.permission import OPERATOR
from casthouse.service.trusted_installation import (
    distrust_installation,
    installation_json,
    trust_installation,
    trusted_installations,
)

app = typer.Typer(help="Other installations whose signed documents are booked here.", no_args_is_help=True)

ReasonOption = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="How you know that it is theirs, or why it ends.")
]


@app.command("add")
def add(
    file: Annotated[
        Path, typer.Argument(metavar="BUNDLE", help="The trust bundle of the other installation.")
    ],
    *,
    reason: ReasonOption,
    as_json: JsonFlag = False,
) -> None:
    """Believe another installation under its trust bundle; a newer bundle takes the place of the one before.

    Example: casthouse trust add rhein-trust.json --reason "SHA-256 compared by telephone with Ms Weber"
    """
    _print(trust_installation(OPERATOR, content=bundle_content(file), reason=reason), as_json=as_json)


@app.command("end")
def end(
    installation: Annotated[str, typer.Argument(metavar="ADDRESS", help="The address in the list.")],
    *,
    reason: ReasonOption,
    as_json: JsonFlag = False,
) -> None:
    """Believe an installation no more; what was booked stays booked.

    Example: casthouse trust end https://coc.rhein.example --reason "its operator lost the key of its secretariat"
    """
    _print(distrust_installation(OPERATOR, installation=installation, reason=reason), as_json=as_json)


@app.command("list")
def list_(*, as_json: JsonFlag = False) -> None:
    """List the installations that are or were believed.

    Example: casthouse trust list
    """
    found = trusted_installations(OPERATOR)
    if as_json:
        print_json({"installations": [installation_json(each) for each in found]})
        return
    rows = [
        [
            each.installation,
            "believed" if each.is_trusted else "no more",
            f"{each.bundle_made_at:%Y-%m-%d %H:%M}" if each.bundle_made_at else "",
            f"{each.at:%Y-%m-%d %H:%M}",
            each.by,
            each.reason,
        ]
        for each in found
    ]
    print_table(("installation", "", "bundle of", "decided", "by", "reason"), rows)


def _print(value: TrustedInstallation, *, as_json: bool) -> None:
    if as_json:
        print_json(installation_json(value))
    elif value.is_trusted:
        print_text(f"{value.installation} is believed, under the trust bundle with SHA-256 {value.digest}.")
    else:
        print_text(f"{value.installation} is believed no more.")
