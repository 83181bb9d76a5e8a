"""`casthouse key`: the keys with which organisations, audit firms, the secretariat and the log sign."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.passport.canonical import canonical
from casthouse.passport.key_life import DAYS_MAX, DAYS_USUAL, EndKind, OwnedKey
from casthouse.service import clock
from casthouse.service import key_succession as succession
from casthouse.service import signing_key as service
from casthouse.service.did_document import did_document, did_of, is_looked_up
from casthouse.service.key_wrapping import declare_secret_lost, rewrap_keys
from casthouse.service.permission import OPERATOR
from casthouse.service.status_list import BELIEVED_FOR

app = typer.Typer(help="Keys with which owners sign; their private halves lie sealed.", no_args_is_help=True)

OwnerArgument = Annotated[
    str,
    typer.Argument(metavar="OWNER", help="Code of an organisation, firm:CODE, secretariat or log."),
]
KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help="Multikey, or eight or more letters of the fingerprint.")
]
MultikeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="The key as a Multikey, z6Mk….")]
DaysOption = Annotated[
    int, typer.Option("--days", metavar="N", min=1, max=DAYS_MAX, help="How long it is to sign.")
]

DeviceOption = Annotated[
    str,
    typer.Option(
        "--device", metavar="LABEL", help="Label of the key in the device; absent: sealed in the store."
    ),
]


def instant(text: str) -> datetime:
    """Return the instant that an argument names; a day stands for its first moment in UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}” is no instant such as 2026-03-01T12:00:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@app.command("create")
def create(
    owner: OwnerArgument,
    *,
    days: DaysOption = DAYS_USUAL,
    device: DeviceOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Make a key for an owner that has none that signs.

    Example: casthouse key create ROLL
    """
    _print_made(service.make_key(OPERATOR, owner=owner, days=days, device=device), as_json=as_json)


@app.command("rotate")
def rotate(
    owner: OwnerArgument,
    *,
    days: DaysOption = DAYS_USUAL,
    device: DeviceOption = "",
    as_json: JsonFlag = False,
) -> None:
    """Replace the key of an owner, now: the new one signs from here on, also status lists of what the old one signed.

    Example: casthouse key rotate ROLL
    """
    _print_made(service.rotate_key(OPERATOR, owner=owner, days=days, device=device), as_json=as_json)


@app.command("list")
def list_(owner: OwnerArgument, *, as_json: JsonFlag = False) -> None:
    """List the keys of an owner, the newest first.

    Example: casthouse key list ROLL
    """
    held = service.owner_keys(OPERATOR, owner=owner)
    if as_json:
        print_json(held.as_json())
        return
    print_text(held.did)
    rows = [
        [
            each.public.fingerprint[:16],
            each.state(held.at).value,
            f"{each.starts_at:%Y-%m-%d}",
            f"{each.ended_at:%Y-%m-%d}",
            "; ".join(f"{end.kind.value}: {end.reason}" for end in each.ends),
        ]
        for each in held.keys
    ]
    print_table(("fingerprint", "state", "from", "to", "ended"), rows)
    if held.is_due:
        print_text("The key that signs ends soon: replace it with “casthouse key rotate”.")


@app.command("revoke")
def revoke(
    owner: OwnerArgument,
    key: KeyArgument,
    *,
    kind: Annotated[EndKind, typer.Option("--as", help="lost, ceased or compromised.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="What happened.")],
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            metavar="INSTANT",
            parser=instant,
            help="Compromised: since when others may have it; absent: now. Nothing it signed is believed.",
        ),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Let a key sign no more. What a compromised key signed is not believed any more.

    Example: casthouse key revoke ROLL 21fe31df --as compromised --reason "laptop stolen" --since 2026-03-01
    """
    ended = service.revoke_key(OPERATOR, owner=owner, key=key, kind=kind, reason=reason, since=since)
    if as_json:
        print_json(_members(ended))
    else:
        print_text(
            f"The key {ended.public.fingerprint[:16]} of {ended.owner} is {kind.value} since "
            f"{ended.ends[-1].since:%Y-%m-%d %H:%M:%S} UTC."
        )


@app.command("confirm")
def confirm(owner: OwnerArgument, key: KeyArgument, *, as_json: JsonFlag = False) -> None:
    """Confirm, for the secretariat, that a key follows one that was lost, compromised or expired. Ask the owner first.

    Example: casthouse key confirm ROLL 21fe31df
    """
    said = succession.confirm_key(OPERATOR, owner=owner, key=key)
    if as_json:
        print_json(succession.succession_json(said))
    else:
        print_text(f"The secretariat says under its signature that {said.key.fingerprint[:16]} follows.")


@app.command("succession")
def show_succession(key: MultikeyArgument, *, as_json: JsonFlag = False) -> None:
    """Print the signed statement that a key follows another one, in its canonical form.

    Example: casthouse key succession z6MkjhEk6tH6pGgASNo9i4EGPb2yyzHjWiSZ7GySpxFnanyK
    """
    statement = succession.succession_document(OPERATOR, key=key)
    if as_json:
        print_json(statement)
    else:
        print_text(canonical(statement).decode())


@app.command("export-public")
def export_public(
    owner: OwnerArgument,
    *,
    pem: Annotated[bool, typer.Option("--pem", help="The keys as PEM in place of the document.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Print the public document of an owner's identifier, as it is served under its did:web.

    Example: casthouse key export-public ROLL
    """
    document = did_document(OPERATOR, owner=owner)
    if as_json or not pem:
        print_json(document)
        return
    for each in service.owner_keys(OPERATOR, owner=owner).keys:
        print_text(each.public.pem.rstrip())


@app.command("rewrap")
def rewrap(
    *,
    file: Annotated[
        Path | None,
        typer.Option("--to-file", metavar="PATH", help="Where a new key file is made; absent: a passphrase."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Wrap every private key anew, with a new key file or with the passphrase in CASTHOUSE_KEY_PASSPHRASE_NEW.

    Example: casthouse key rewrap --to-file /run/keys/casthouse
    """
    done = rewrap_keys(OPERATOR, file=file)
    if as_json:
        print_json({"kind": done.kind.value, "keys": done.keys})
        return
    named = "CASTHOUSE_KEY_FILE" if file else "CASTHOUSE_KEY_PASSPHRASE"
    print_text(f"{done.keys} private keys are wrapped anew. Set {named} to the new one and start again.")


@app.command("declare-lost")
def declare_lost(
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="How the secret was lost.")],
    file: Annotated[
        Path | None,
        typer.Option("--to-file", metavar="PATH", help="Where a new key file is made; absent: a passphrase."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Declare every private key lost, since the key file or passphrase that opens them is, and begin with a new one.

    Example: casthouse key declare-lost --reason "the server burnt" --to-file /run/keys/casthouse
    """
    done = declare_secret_lost(OPERATOR, reason=reason, file=file)
    if as_json:
        print_json({"kind": done.kind.value, "keys": done.keys})
    else:
        print_text(
            f"The private halves of {done.keys} keys are lost. Each owner, the secretariat and the log too, makes a "
            f"new key: without one what it signed is believed {BELIEVED_FOR.days} days from its last status list."
        )


def _print_made(made: OwnedKey, *, as_json: bool) -> None:
    if as_json:
        print_json(_members(made))
    else:
        print_text(
            f"{made.owner} signs with the key {made.public.fingerprint} until {made.ends_at:%Y-%m-%d}."
        )
        if not is_looked_up():
            print_message(
                f"Nobody else can look up {did_of(made.owner)}: set CASTHOUSE_PUBLIC_URL to the address of this "
                "installation before anything is signed that others shall check."
            )


def _members(key: OwnedKey) -> dict[str, object]:
    return service.key_json(key, did=did_of(key.owner), at=clock.now())
