"""`casthouse verify`: whether a document, statement or certificate is to be believed; without a store or a network."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.exchange.statement_file import FILE_BYTES_MAX, StatementFile
from casthouse.passport.trust_bundle import BYTES_MAX
from casthouse.passport.verification import NOT_ASKED, Check, CheckName, Verification
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.period_rerun import binding_in, export_checks, inclusion_check
from casthouse.service.profile import profile_argument
from casthouse.service.verification import file_or_refusal, stated_in, verify_opened

PASSED = {True: "passed", False: "FAILED"}
LACKING = "Take the archive (.zip) of the statement and a newer trust bundle, or do without --strict."
LEAVES_BYTES_MAX = 1 << 30
READ = "What is read: PDF, signed JSON, token (.jwt) or archive (.zip), as whoever issued it made it."
FAULTS: dict[type[Exception], str] = {
    FileNotFoundError: "there is no such file",
    IsADirectoryError: "it is a folder",
    PermissionError: "it may not be read by you",
}
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
    movements: Annotated[
        Path | None,
        typer.Option(
            "--movements", metavar="EXPORT", help="The company's own export: compute a closed period again."
        ),
    ] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", metavar="P", help="Mapping profile that reads the export.")
    ] = None,
    leaves: Annotated[
        Path | None,
        typer.Option("--leaves", metavar="LEAVES", help="Hashes kept at the closing: differences by row."),
    ] = None,
    inclusion: Annotated[
        Path | None,
        typer.Option("--inclusion", metavar="PROOF", help="Proof that a closed period binds one movement."),
    ] = None,
    witness: Annotated[
        list[str] | None,
        typer.Option(
            "--witness", metavar="KEY", help="A witness of the log that you trust; may be given again."
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Exit 1 also where status, log, checkpoint or certificate could not be checked, and say which.",
        ),
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Check a document, statement or certificate by itself and a trust bundle; exit 1 where it is not verified.

    Example: casthouse verify RHEIN-2025-000001.pdf --trust trust-bundle.json

    Example: casthouse verify period.json --movements export.csv --leaves leaves.jsonl
    """
    if movements is None and (profile is not None or leaves is not None):
        raise typer.BadParameter(
            "--profile and --leaves say how an export is compared: name it with --movements"
        )
    kept = settings.HOME / TRUST_NAME
    bundle = trust or (kept if kept.is_file() else None)
    opened = file_or_refusal(content_of(file, FILE_BYTES_MAX))
    found = verify_opened(
        opened,
        trust=None if bundle is None else bundle_content(bundle),
        at=clock.now() if at is None else datetime.combine(at, time.max, UTC),
        expected_digest=sha256,
        witnesses=witness or (),
    )
    if sha256 and _is_signed(found):
        raise typer.BadParameter(
            "--sha256 is for a document that nobody signed; this one is signed: leave it out"
        )
    found = found.with_checks(_of_period(file, movements, profile, leaves, inclusion))
    if as_json:
        stated = stated_in(opened)
        print_json(found.as_json() | {"stated": stated.as_json() if stated else None})
    else:
        if bundle is None:
            print_message("No trust bundle: whose keys are whose is not known. Name one with --trust.")
        _print(found, opened)
    lacking = ", ".join(found.lacking) if strict else ""
    if found.verified and lacking:
        print_message(f"Not enough for --strict, which insists on: {lacking}. {LACKING}")
    if not found.verified or lacking:
        raise typer.Exit(1)


def _is_signed(found: Verification) -> bool:
    """Say whether a statement was read: of a document that nobody signed its digest is asked too."""
    answers = {check.name: check.passed for check in found.checks}
    return answers[CheckName.PARSE] is True and CheckName.DIGEST not in answers


def _print(found: Verification, opened: StatementFile | Refusal) -> None:
    """Print each check with its answer, what is stated, and last whether all in all it is verified."""
    if isinstance(opened, Refusal):
        print_text(
            f"This cannot be read as a signed statement: {opened.text.found}; expected {opened.text.expected}."
        )
        print_text(f"What to do: {opened.text.todo}. {READ}")
        print_text("NOT VERIFIED")
        return
    rows = [[number, check.name.value, *_answer(check)] for number, check in enumerate(found.checks, 1)]
    print_table(("", "check", "", "detail"), rows)
    if stated := stated_in(opened):
        sure = "" if found.verified else ", and not verified"
        print_table((f"What is stated{sure}", ""), [list(each) for each in stated.facts])
    left_open = ", ".join(check.name.value for check in found.checks if check.is_open)
    verified = f"VERIFIED; not checked: {left_open}" if left_open else "VERIFIED"
    print_text(verified if found.verified else "NOT VERIFIED")


def _answer(check: Check) -> tuple[str, str]:
    """Return the answer of a check in a word, and its detail without that word."""
    if check.passed is not None:
        return PASSED[check.passed], check.detail
    if check.is_open:
        return "not possible", check.detail.removeprefix("not possible: ")
    return NOT_ASKED, check.detail.removeprefix(f"{NOT_ASKED} ")


def _of_period(
    file: Path, movements: Path | None, profile: str | None, leaves: Path | None, inclusion: Path | None
) -> tuple[Check, ...]:
    """Return the answers on what came beside the statement of a closed period."""
    if movements is None and inclusion is None:
        return ()
    binding = binding_in(content_of(file, FILE_BYTES_MAX))
    checks: tuple[Check, ...] = ()
    if movements is not None:
        kept = None if leaves is None else content_of(leaves, LEAVES_BYTES_MAX)
        checks += export_checks(binding, movements, profile=profile_argument(profile), leaves=kept)
    if inclusion is not None:
        checks += (inclusion_check(binding, content_of(inclusion, BYTES_MAX)),)
    return checks


def content_of(path: Path, bytes_max: int) -> bytes:
    """Return what is in a file, no more of it than is read at all.

    Raises:
        Refusal: `statement_unreadable`.
    """
    try:
        with path.open("rb") as file:
            return file.read(bytes_max + 1)
    except (OSError, ValueError) as error:  # a name with a NUL is a ValueError
        raise Refusal(
            "statement_unreadable",
            found=f"{path.name}: {FAULTS.get(type(error), 'it cannot be read')}",
            expected="a readable file",
            todo="correct the name of the file",
        ) from None


def bundle_content(path: Path) -> bytes:
    """Return what is in the file of a trust bundle.

    Raises:
        Refusal: `trust_bundle_invalid`.
    """
    try:
        return content_of(path, BYTES_MAX)
    except Refusal as refusal:
        raise Refusal(
            "trust_bundle_invalid",
            found=f"trust bundle {refusal.text.found}",
            expected="a readable file",
            todo="correct the name of the trust bundle",
        ) from None
