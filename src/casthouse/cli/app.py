"""The commands, put together."""

import click
import typer

from casthouse.cli import check, period, plan, position, register
from casthouse.cli import movement as movements
from casthouse.cli.output import print_message, print_refusal
from casthouse.refusal import Refusal
from casthouse.service.store import prepare_store

app = typer.Typer(
    name="casthouse",
    help="Chain of custody for aluminium: from an ERP export to a CoC Document.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(register.app, name="register")
app.add_typer(movements.app, name="movements")
app.add_typer(plan.app, name="plan")
app.add_typer(period.app, name="period")
app.command("position")(position.show)
app.command("check")(check.check)


@app.callback()
def prepare() -> None:
    """Bring the store up to date before a command runs."""
    prepare_store()


def run_command(argv: list[str]) -> int:
    """Run one command and return its exit code."""
    as_json = "--json" in argv
    try:
        result = app(argv, standalone_mode=False, prog_name="casthouse")
    except Refusal as refusal:
        print_refusal(refusal, as_json=as_json)
        return 1
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        print_message(error.format_message())
        return 2
    except click.ClickException as error:
        error.show()
        return 2
    except click.Abort:
        print_message("Stopped; nothing was changed.")
        return 1
    return result if isinstance(result, int) else 0
