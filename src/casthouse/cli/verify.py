"""`casthouse verify`: whether a document, statement or certificate is to be believed; without a store or a network."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.exchange.statement_file import FILE_BYTES_MAX
from casthouse.passport.trust_bundle import BYTES_MAX
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.verification import verify_file

PASSED = {True: "passed", False: "FAILED", None: "not possible"}
TRUST_NAME = "trust-bundle.json"
"""Where a trust bundle is kept that is used when none is named, in the folder of Casthouse."""


def verify(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSON, token (.jwt), PDF, or an archive with a statement.")
    ],
    *,
    trust: Annotated[
        Path | None,
        typer.Option("--trust", metavar="BUNDLE", help="Trust bundle; absent: the one kept by Casthouse."),
    ] = None,
    at: Annotated[
        date | None,
        typer.Option("--at", metavar="DAY", parser=day, help="Ask of the end of a day instead of now."),
    ] = None,
    sha256: Annotated[
        str, typer.Option("--sha256", metavar="DIGEST", help="Digest on the paper, of an unsigned document.")
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Check a document, statement or certificate by itself and a trust bundle; exit 1 where it is not verified.

    Example: casthouse verify RHEIN-2025-000001.pdf --trust trust-bundle.json
    """
    kept = settings.HOME / TRUST_NAME
    bundle = trust or (kept if kept.is_file() else None)
    found = verify_file(
        _content(file, FILE_BYTES_MAX),
        trust=None if bundle is None else _content(bundle, BYTES_MAX),
        at=clock.now() if at is None else datetime.combine(at, time.max, UTC),
        expected_digest=sha256,
    )
    if as_json:
        print_json(found.as_json())
    else:
        if bundle is None:
            print_message("No trust bundle: whose keys are whose is not known. Name one with --trust.")
        rows = [
            [number, check.name.value, PASSED[check.passed], check.detail.removeprefix("not possible: ")]
            for number, check in enumerate(found.checks, 1)
        ]
        print_table(("", "check", "", "detail"), rows)
        print_text("VERIFIED" if found.verified else "NOT VERIFIED")
    if not found.verified:
        raise typer.Exit(1)


def _content(path: Path, bytes_max: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(bytes_max + 1)
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        raise Refusal(
            "statement_unreadable",
            found=f"{path.name}: {type(error).__name__}",
            expected="a readable file",
            todo="correct the name of the file",
        ) from None
