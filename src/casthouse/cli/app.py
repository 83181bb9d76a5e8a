"""The command line, put together for one call."""

from importlib.metadata import version
from typing import Annotated

import typer
from django.db import DatabaseError

from casthouse.cli.command_help import with_help
from casthouse.cli.command_place import STORELESS, add_commands
from casthouse.cli.output import print_message, print_refusal, print_text
from casthouse.refusal import Refusal
from casthouse.service.store import prepare_store


def app_for(first: str | None = None) -> typer.Typer:
    """Return the command line with the command or group of one word, or with all of them."""
    app = typer.Typer(
        name="casthouse",
        help="Chain of custody for aluminium: from an ERP export to a CoC Document.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.callback()(prepare)
    add_commands(app, first)
    return app


def print_version(wanted: bool) -> None:
    """Print the version and end, before any store is opened."""
    if wanted:
        print_text(f"casthouse {version('casthouse')}")
        raise typer.Exit


def prepare(
    context: typer.Context,
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Chain of custody for aluminium: from an ERP export to a CoC Document."""
    if context.invoked_subcommand not in STORELESS:
        prepare_store()


def run_command(argv: list[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or not conformant, 2 called wrongly."""
    if not all(is_text(argument) for argument in argv):
        print_message("An argument is no text in UTF-8; write it again.")
        return 2
    try:
        with_help(typer.main.get_command(app_for(argv[0] if argv else None)))(argv, prog_name="casthouse")
    except Refusal as refusal:
        print_refusal(refusal, as_json="--json" in argv)
        return 1
    except DatabaseError as error:
        print_refusal(store_refusal(error), as_json="--json" in argv)
        return 1
    except OSError as error:
        if error.filename is None:  # not a file that the command was told to write
            raise
        print_refusal(file_refusal(error), as_json="--json" in argv)
        return 1
    except SystemExit as stop:  # Typer ends every command so, and says itself what was called wrongly
        return stop.code if isinstance(stop.code, int) else 0
    return 0


def is_text(argument: str) -> bool:
    """Say whether an argument is text that a store can hold."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in argument


def file_refusal(error: OSError) -> Refusal:
    """Return what to tell when a file that a command was told to write cannot be written."""
    return Refusal(
        "file_unwritable",
        found=f"{error.filename}: {error.strerror}",
        expected="a file in a folder that is there and may be written to",
        todo="make the folder, or name another file",
    )


def store_refusal(error: DatabaseError) -> Refusal:
    """Return what to tell when the store itself fails: it cannot be reached, is read-only, is full."""
    return Refusal(
        "store_unavailable",
        found=str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__,
        expected="a store that answers and can be written to",
        todo="check CASTHOUSE_DATABASE_URL or CASTHOUSE_HOME, the disk and its rights, then run the command again",
    )
