"""The commands, put together."""

from importlib.metadata import version
from typing import Annotated

import typer
from django.db import DatabaseError

from casthouse.cli import (
    accreditation,
    audit,
    audit_ledger,
    boundary,
    certificate,
    certificate_transfer,
    check,
    claim,
    complaint,
    contractor,
    decision,
    disclosure,
    document,
    edition,
    finding_file,
    footprint,
    ledger_sample,
    lot,
    market_credit,
    measurement,
    membership,
    movement_list,
    non_conformance,
    notice,
    period,
    person,
    plan,
    position,
    public_register,
    reconciliation,
    register,
    reminder,
    report,
    reservation,
    rule_pack,
    sample,
    scrap,
    self_assessment,
    serve,
    supplier,
    token,
    tolling,
    trace,
    what_if,
    worklist,
)
from casthouse.cli import joint_venture as joint_ventures
from casthouse.cli import movement as movements
from casthouse.cli.command_help import with_help
from casthouse.cli.output import print_message, print_refusal, print_text
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
app.add_typer(movement_list.imports_app, name="imports")
app.add_typer(lot.app, name="lots")
app.add_typer(disclosure.app, name="disclosure")
app.add_typer(measurement.app, name="measurements")
app.add_typer(footprint.app, name="footprint")
app.add_typer(plan.app, name="plan")
app.add_typer(reservation.app, name="reservation")
app.add_typer(supplier.app, name="supplier")
app.add_typer(contractor.app, name="contractor")
app.add_typer(tolling.app, name="tolling")
app.add_typer(reconciliation.app, name="stock")
app.command("reconcile")(reconciliation.reconcile)
app.add_typer(edition.app, name="standard")
app.add_typer(rule_pack.app, name="rulepack")
app.add_typer(accreditation.app, name="accreditation")
audit.app.add_typer(ledger_sample.app, name="sample")
audit.app.command("tie-out")(audit_ledger.tie_out)
audit.app.command("compare")(audit_ledger.compare)
audit.app.command("anomalies")(audit_ledger.anomalies)
audit.app.command("pin")(audit_ledger.pin)
audit.app.command("pins")(audit_ledger.pins)
audit.app.command("pack")(audit_ledger.pack)
audit.app.command("pack-check")(audit_ledger.pack_check)
audit.app.add_typer(finding_file.app, name="finding-file")
app.add_typer(audit.app, name="audit")
app.add_typer(non_conformance.app, name="nonconformance")
app.add_typer(decision.app, name="decision")
app.add_typer(market_credit.app, name="credit")
app.add_typer(scrap.app, name="scrap")
app.command("dry-mass")(scrap.dry_mass)
app.add_typer(document.app, name="document")
certificate.app.add_typer(certificate_transfer.app, name="transfer")
app.add_typer(certificate.app, name="certificate")
app.add_typer(public_register.app, name="public")
app.add_typer(boundary.app, name="boundary")
app.add_typer(claim.app, name="claim")
app.add_typer(joint_ventures.app, name="joint-venture")
app.add_typer(membership.app, name="membership")
app.add_typer(complaint.app, name="complaint")
app.add_typer(notice.app, name="notice")
app.add_typer(period.app, name="period")
app.command("position")(position.show)
person.app.command("reminders")(reminder.reminders)
app.add_typer(person.app, name="person")
app.add_typer(self_assessment.app, name="assessment")
app.add_typer(token.app, name="token")
app.add_typer(report.app, name="report")
app.add_typer(sample.app, name="sample")
app.command("what-if")(what_if.show)
app.command("worklist")(worklist.show)
app.command("remind")(reminder.remind)
app.add_typer(reminder.calendar_app, name="calendar")
app.command("trace")(trace.show)
app.command("check")(check.check)
app.command("serve")(serve.serve)


def print_version(wanted: bool) -> None:
    """Print the version and end, before any store is opened."""
    if wanted:
        print_text(f"casthouse {version('casthouse')}")
        raise typer.Exit


@app.callback()
def prepare(
    *,
    _version: Annotated[
        bool,
        typer.Option("--version", callback=print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Chain of custody for aluminium: from an ERP export to a CoC Document."""
    prepare_store()


def run_command(argv: list[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or not conformant, 2 called wrongly."""
    if not all(is_text(argument) for argument in argv):
        print_message("An argument is no text in UTF-8; write it again.")
        return 2
    try:
        with_help(typer.main.get_command(app))(argv, prog_name="casthouse")
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
