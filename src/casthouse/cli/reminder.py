"""`casthouse remind`: tell people by mail what waits; `casthouse calendar`: the addresses of their calendars."""

from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service.calendar_key import (
    CalendarKey,
    calendar_key,
    calendar_of,
    make_calendar_key,
    revoke_calendar_key,
)
from casthouse.service.permission import OPERATOR
from casthouse.service.person import person_actor
from casthouse.service.reminder import send_reminders
from casthouse.service.reminder_choice import choose_frequency, reminder_setting, set_address

NOBODY = "Nobody's turn: each has no confirmed address, chose off, was told already, or has nothing waiting."
calendar_app = typer.Typer(help="Calendars of what waits for people.", no_args_is_help=True)
PersonArgument = Annotated[str, typer.Argument(metavar="USERNAME", help="The name to sign in with.")]


def remind(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the messages and hand none over.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Remind everybody whose turn it is by mail, once a day at most. Run it daily. Exit 1 where a message failed.

    Example: casthouse remind --dry-run
    """
    found = send_reminders(OPERATOR, dry_run=dry_run)
    if as_json:
        print_json({"people": [each.as_json() for each in found], "dry_run": dry_run})
    else:
        if dry_run:
            for each in found:
                if each.mail:
                    print_text(f"To: {each.mail.to}\nSubject: {each.mail.subject}\n\n{each.mail.text}")
        rows = [
            [each.username, each.entries, "sent" if each.is_sent else each.trouble or "not sent"]
            for each in found
        ]
        if rows:
            print_table(("person", "waiting", "mail"), rows)
        else:
            print_text(NOBODY)
    if any(each.trouble for each in found):
        raise typer.Exit(1)


def reminders(
    username: PersonArgument,
    *,
    address: Annotated[
        str | None, typer.Option("--address", metavar="ADDRESS", help="Mail address; empty takes it away.")
    ] = None,
    vouched: Annotated[
        bool, typer.Option("--confirmed", help="The address is theirs: ask for no code.")
    ] = False,
    frequency: Annotated[
        str | None, typer.Option("--frequency", metavar="HOW", help="off, daily or weekly.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show or change where and how often a person is reminded.

    Example: casthouse person reminders ada --address ada@example.org --confirmed --frequency weekly
    """
    if address is not None:
        set_address(OPERATOR, username=username, address=address, is_vouched=vouched)
    if frequency is not None:
        choose_frequency(OPERATOR, username=username, frequency=frequency)
    setting = reminder_setting(OPERATOR, username=username).as_json()
    if as_json:
        print_json(setting)
        return
    state = "confirmed" if setting["confirmed"] else "not confirmed"
    print_text(f"{username}: {setting['frequency']}, {setting['address'] or 'no address'}, {state}.")


@calendar_app.command("make")
def make(username: PersonArgument, *, as_json: JsonFlag = False) -> None:
    """Make the address of a person's calendar and print it once; the one before is closed.

    Example: casthouse calendar make ada
    """
    _print_key(make_calendar_key(OPERATOR, username=username), as_json=as_json)


@calendar_app.command("revoke")
def revoke(username: PersonArgument, *, as_json: JsonFlag = False) -> None:
    """Close the address of a person's calendar, now and for good.

    Example: casthouse calendar revoke ada
    """
    _print_key(revoke_calendar_key(OPERATOR, username=username), as_json=as_json)


@calendar_app.command("list")
def key(username: PersonArgument, *, as_json: JsonFlag = False) -> None:
    """Say whether a person's calendar has an address, and since when.

    Example: casthouse calendar list ada
    """
    _print_key(calendar_key(OPERATOR, username=username), as_json=as_json)


@calendar_app.command("show")
def show(username: PersonArgument, *, as_json: JsonFlag = False) -> None:
    """Print the calendar of a person as iCalendar.

    Example: casthouse calendar show ada
    """
    text = calendar_of(person_actor(OPERATOR, username=username)).decode()
    if as_json:
        print_json({"username": username, "calendar": text})
    else:
        print_text(text.replace("\r\n", "\n"))


def _print_key(found: CalendarKey, *, as_json: bool) -> None:
    members = found.as_json()
    if as_json:
        print_json(members)
    elif found.address:
        print_text(f"Shown once: {found.address}")
    else:
        print_text(f"{found.username}: {members['created_at'] or 'no address'}.")
