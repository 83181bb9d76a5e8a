"""`casthouse offline-check`: the page that checks statements in a browser, from a saved copy and without a network."""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_text
from casthouse.cli.verify import bundle_content
from casthouse.exchange.offline_check import NAME
from casthouse.service.offline_check import offline_check_page, offline_check_with
from casthouse.service.permission import OPERATOR


def write(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=f"Where; absent: {NAME} in this folder.")
    ] = None,
    *,
    trust: Annotated[
        Path | None,
        typer.Option(
            "--trust", metavar="BUNDLE", help="Trust bundle to put inside; absent: this installation's."
        ),
    ] = None,
    without_trust: Annotated[
        bool,
        typer.Option("--without-trust", help="Put none inside: whoever checks brings one. Needs no store."),
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Write one HTML file that checks PDFs, signed JSON, tokens and archives in a browser, offline.

    Example: casthouse offline-check casthouse-check.html
    """
    target, release = file or Path(NAME), version("casthouse")
    if without_trust or trust is not None:
        content = offline_check_with(None if trust is None else bundle_content(trust), version=release)
    else:
        content = offline_check_page(OPERATOR, version=release)
    target.write_bytes(content)
    digest = sha256(content).hexdigest()
    if as_json:
        print_json({"file": str(target), "sha256": digest, "bytes": len(content)})
    else:
        print_text(f"Wrote {target}. Its SHA-256 is {digest}: tell it to whoever gets the file, another way.")
