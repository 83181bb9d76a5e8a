"""`casthouse witness`: vouching for the logs of others, and shouting when one rewrites history. It needs no store."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_message, print_text
from casthouse.cli.witness_server import witness_server
from casthouse.passport.note_key import note_key
from casthouse.refusal import Refusal
from casthouse.service.log_watch import watch_log
from casthouse.service.witness import Witness, cosigner

app = typer.Typer(help="Vouching for the logs of others.", no_args_is_help=True)

NameOption = Annotated[
    str, typer.Option("--name", metavar="NAME", help="Name of the witness, as in its key.")
]
KeyOption = Annotated[
    Path,
    typer.Option("--key", metavar="FILE", help="Key file of the witness; made when missing.", dir_okay=False),
]
LogsOption = Annotated[
    list[str],
    typer.Option("--vkey", metavar="VKEY", help="Key of a log that is believed; may be given again."),
]
StateOption = Annotated[
    Path, typer.Option("--state", metavar="FILE", help="Where it is kept what was seen last.", dir_okay=False)
]


@app.command("key")
def key(*, name: NameOption, key: KeyOption, as_json: JsonFlag = False) -> None:
    """Print the key of a witness as one line, for logs and for whoever checks; a key file that is missing is made.

    Example: casthouse witness key --name witness.example --key witness.key
    """
    vkey = cosigner(name=name, file=key).key.vkey
    if as_json:
        print_json({"vkey": vkey})
    else:
        print_text(vkey)


@app.command("serve")
def serve(
    *,
    name: NameOption,
    key: KeyOption,
    vkey: LogsOption,
    state: StateOption,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535)] = 8002,
) -> None:
    """Answer logs that show checkpoints, over HTTP (C2SP tlog-witness), until it is stopped.

    Example: casthouse witness serve --name witness.example --key witness.key --vkey VKEY --state witness.json
    """
    with witness_server(_witness(name, key, vkey, state), host=host, port=port) as server:
        print_message(f"witness on http://{host}:{server.server_address[1]}")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


@app.command("add-checkpoint")
def add_checkpoint(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The request as tlog-witness has it; - reads it.")
    ],
    *,
    name: NameOption,
    key: KeyOption,
    vkey: LogsOption,
    state: StateOption,
    as_json: JsonFlag = False,
) -> None:
    """Answer one request from a file, without a server. Exit 1 when it is not cosigned.

    Example: casthouse witness add-checkpoint request --name witness.example --key k --vkey VKEY --state witness.json
    """
    body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    answer = _witness(name, key, vkey, state).answer(body)
    if as_json:
        print_json({"status": answer.status, "body": answer.body})
    else:
        print_text(answer.body.removesuffix("\n"))
    if answer.accepted is None:
        raise typer.Exit(1)


@app.command("watch")
def watch(
    *,
    log: Annotated[str, typer.Option("--log", metavar="URL", help="Where the log serves its files.")],
    vkey: Annotated[str, typer.Option("--vkey", metavar="VKEY", help="Key of the log.")],
    state: StateOption,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Cosign under this name.")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="Cosign with this key.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Fetch a log's checkpoint and prove from its tiles that it only grew since the last time. Exit 1 when it did not.

    Run it each hour: what was seen is kept in the state file, and stays there when history changes.

    Example: casthouse witness watch --log https://coc.example.org/log --vkey VKEY --state log.json
    """
    signs = cosigner(name=name, file=key) if name is not None and key is not None else None
    try:
        found = watch_log(url=log, key=note_key(vkey), state=state, cosigner=signs)
    except Refusal as refusal:
        if refusal.code == "history_changed":
            print_message(
                f"HISTORY OF THE LOG CHANGED. {state} holds what was seen before: keep it, and tell others."
            )
        raise
    before = found.before.size if found.before else None
    if as_json:
        print_json({"origin": found.now.origin, "before": before, "size": found.now.size, "line": found.line})
    elif before is None:
        print_text(f"{found.now.origin} has {found.now.size} entries; seen for the first time.")
    else:
        print_text(
            f"{found.now.origin} grew from {before} to {found.now.size} entries, and begins as before."
        )


def _witness(name: str, key: Path, vkeys: list[str], state: Path) -> Witness:
    logs = tuple(note_key(each) for each in vkeys)
    return Witness(cosigner=cosigner(name=name, file=key), logs=logs, state=state)
