"""`casthouse log`: the transparency log, its checkpoint, proofs, static files, and what stands in one's name."""

from base64 import b64encode
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_message, print_table, print_text
from casthouse.passport.note_key import note_key
from casthouse.service.cosignature import WitnessPlace
from casthouse.service.cosignature import cosign as ask_witness
from casthouse.service.log_monitor import own_entries
from casthouse.service.permission import OPERATOR
from casthouse.service.public_log import entry_proof, export_log, growth_proof, public_checkpoint, public_log

app = typer.Typer(help="The append-only log of what is posted.", no_args_is_help=True)

IndexArgument = Annotated[int, typer.Argument(metavar="INDEX", min=0, help="Index of the entry in the log.")]
"""An entry by its place."""


@app.command("show")
def show(*, as_json: JsonFlag = False) -> None:
    """Show size, root and keys of the log, and when it was signed last.

    Example: casthouse log show
    """
    log = public_log(OPERATOR)
    if as_json:
        print_json(log.as_json())
        return
    signed = f"{log.last.signed_at:%Y-%m-%d %H:%M:%S} UTC" if log.last else "never"
    rows = [
        ["origin", log.origin],
        ["entries under the last checkpoint", str(log.size)],
        ["entries that wait for the next", str(log.waiting)],
        ["root", log.root],
        ["signed", signed],
        *(["key", vkey] for vkey in log.vkeys),
        *(["witness", name] for name in log.witnesses),
    ]
    print_table(("log", ""), rows)


@app.command("checkpoint")
def checkpoint(*, as_json: JsonFlag = False) -> None:
    """Print the newest checkpoint; one is signed where the log grew. Keep it outside the store.

    Example: casthouse log checkpoint > checkpoint-2026-11-30
    """
    note = public_checkpoint(OPERATOR)
    if as_json:
        print_json({"checkpoint": note})
    else:
        print_text(note.removesuffix("\n"))


@app.command("proof")
def proof(index: IndexArgument, *, as_json: JsonFlag = False) -> None:
    """Print the proof that an entry stands in the log, in the form of C2SP tlog-proof.

    Example: casthouse log proof 17
    """
    text = entry_proof(OPERATOR, index=index)
    if as_json:
        print_json({"index": index, "proof": text})
    else:
        print_text(text.removesuffix("\n"))


@app.command("growth")
def growth(
    old: Annotated[int, typer.Argument(metavar="OLD", min=1, help="Size of the smaller log.")],
    size: Annotated[int, typer.Argument(metavar="SIZE", min=1, help="Size of the larger log.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Print the proof that the log of a size begins with the log of a smaller size: a hash a line, in base64.

    Example: casthouse log growth 17 40
    """
    hashes = [b64encode(each).decode() for each in growth_proof(OPERATOR, old=old, size=size)]
    if as_json:
        print_json({"old": old, "size": size, "hashes": hashes})
    else:
        print_text("\n".join(hashes))


@app.command("export-tiles")
def export_tiles(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files go.", file_okay=False)],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Write the whole log as static files, which any web server can serve (C2SP tlog-tiles).

    Files that are there already stay: only the checkpoint ever changes, and it is written last.

    Example: casthouse log export-tiles public/log
    """
    written = export_log(OPERATOR, folder=folder)
    if as_json:
        print_json({"written": written})
    else:
        print_text(f"{written} files written to {folder}.")


@app.command("cosign")
def cosign(
    *,
    witness: Annotated[str, typer.Option("--witness", metavar="URL", help="Where the witness answers.")],
    vkey: Annotated[str, typer.Option("--vkey", metavar="VKEY", help="Key of the witness.")],
    as_json: JsonFlag = False,
) -> None:
    """Let a witness cosign the newest checkpoint; its line is served with it. Run it after each change, or each hour.

    Example: casthouse log cosign --witness https://witness.example --vkey VKEY
    """
    size = ask_witness(OPERATOR, witness=WitnessPlace(key=note_key(vkey), url=witness))
    if as_json:
        print_json({"witness": note_key(vkey).name, "size": size})
    else:
        print_text(f"{note_key(vkey).name} cosigned the log of {size} entries.")


@app.command("monitor")
def monitor(
    *,
    organisation: Annotated[str, typer.Option("--organisation", metavar="CODE", help="In whose name.")],
    since: Annotated[int, typer.Option("--since", metavar="INDEX", min=0, help="From which entry on.")] = 0,
    as_json: JsonFlag = False,
) -> None:
    """List what stands in the log in an organisation's name. Exit 1 where an entry is of nothing that is known.

    Example: casthouse log monitor --organisation ROLL --since 200
    """
    entries = own_entries(OPERATOR, organisation=organisation, first=since)
    strange = [each for each in entries if each.what is None]
    if as_json:
        print_json({"entries": [each.as_json() for each in entries], "unknown": len(strange)})
    else:
        rows = [
            [
                str(each.index),
                each.kind.value,
                each.what or "nothing that is known",
                f"{each.at:%Y-%m-%d %H:%M}" if each.at else "",
            ]
            for each in entries
        ]
        print_table(("index", "kind", "of", "entered"), rows)
    if strange:
        print_message(
            f"{len(strange)} entries in the name of {organisation} are of nothing that is known here."
        )
        raise typer.Exit(1)
