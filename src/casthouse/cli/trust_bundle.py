"""`casthouse trust-bundle`: the file by which statements of this installation are verified offline."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_text
from casthouse.cli.verify import TRUST_NAME
from casthouse.service.permission import OPERATOR
from casthouse.service.trust_bundle import trust_bundle


def write(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="Where; absent: where “casthouse verify” looks for it."),
    ] = None,
    *,
    organisation: Annotated[
        list[str] | None,
        typer.Option("--organisation", metavar="CODE", help="Only these issuers; may be given again."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the trust bundle: keys with their lives, status lists, certificates.

    Example: casthouse trust-bundle trust-bundle.json
    """
    target = file or Path(settings.HOME) / TRUST_NAME
    content = trust_bundle(OPERATOR, organisations=organisation or None)
    target.write_bytes(content)
    digest = sha256(content).hexdigest()
    if as_json:
        print_json({"file": str(target), "sha256": digest})
    else:
        print_text(f"Wrote {target}. Its SHA-256 is {digest}: tell it to whoever gets the file, another way.")
