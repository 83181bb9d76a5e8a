"""`casthouse complaint`: from a complaint to its end and its appeal; a key is read from standard input only."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service import complaint_handling as handling
from casthouse.service.complaint import WantedComplaint, record_spoken
from casthouse.service.complaint_count import complaint_counts, counts_json
from casthouse.service.complaint_json import (
    complaint_json,
    complaint_line_json,
    inputs_json,
    own_complaint_json,
)
from casthouse.service.complaint_return import add_words, appeal, own_complaint
from casthouse.service.complaint_shared import audit_inputs
from casthouse.service.evidence import Incoming, file_pieces
from casthouse.service.permission import OPERATOR

app = typer.Typer(
    help="Complaints from anybody: taken in, handled independently, answered.", no_args_is_help=True
)

ComplaintArgument = Annotated[str, typer.Argument(metavar="COMPLAINT", help="Reference of the complaint.")]
TextOption = Annotated[str, typer.Option("--text", metavar="TEXT", help="What is said, in any language.")]
KindOption = Annotated[
    str,
    typer.Option(
        "--kind",
        metavar="WORD",
        help="organisation, facility, audit_firm, secretariat, decision, claim, other.",
    ),
]
CodeOption = Annotated[str, typer.Option("--code", metavar="CODE", help="Code of the party.")]


@app.command("record")
def record(
    *,
    about: Annotated[
        str,
        typer.Option(
            "--about",
            metavar="WORD",
            help="organisation, facility, audit_firm, secretariat, decision, claim or other.",
        ),
    ],
    party: Annotated[str, typer.Option("--party", metavar="TEXT", help="Whom, in their words.")] = "",
    topic: Annotated[str, typer.Option("--topic", metavar="WORD", help="engagement, improvement or remedy.")],
    text: TextOption,
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="BCP 47 tag of the text, such as se.")
    ] = "und",
    criterion: Annotated[str, typer.Option("--criterion", metavar="NUMBER", help="Such as 9.3.")] = "",
    contact: Annotated[str, typer.Option("--contact", metavar="TEXT", help="Absent: anonymous.")] = "",
    file: Annotated[
        list[Path] | None, typer.Option("--file", metavar="FILE", help="What shows it; give it again.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write down a complaint that somebody told; its key is printed once, for that person.

    Example: casthouse complaint record --about facility --party "the refinery at the fjord" --topic remedy
    --text "čáhci lea nuoskkiduvvon" --language se
    """
    wanted = WantedComplaint(
        about=about,
        party=party,
        topic=topic,
        text=text,
        language=language,
        criterion=criterion,
        contact=contact,
        files=[Incoming(name=each.name, pieces=file_pieces(each)) for each in file or []],
    )
    filed = record_spoken(OPERATOR, wanted=wanted)
    if as_json:
        print_json({"complaint": filed.reference, "key": filed.key})
        return
    print_text(f"{filed.reference} is recorded.")
    print_text(f"Key, shown once, for the person who told it: {filed.key}")


@app.command("list")
def list_(*, as_json: JsonFlag = False) -> None:
    """List the complaints, newest first, with what is due.

    Example: casthouse complaint list
    """
    found = [complaint_line_json(each) for each in handling.readable_complaints(OPERATOR)]
    if as_json:
        print_json({"complaints": found})
        return
    rows = [
        [
            each["complaint"],
            each["about"],
            each["state"],
            each["handler"] or "nobody",
            each["due"]["first_answer"] + (" late" if each["due"]["is_answer_late"] else ""),
            each["due"]["end"] + (" late" if each["due"]["is_end_late"] else ""),
        ]
        for each in found
    ]
    print_table(("complaint", "about", "state", "handler", "first answer", "end"), rows)


@app.command("show")
def show(complaint: ComplaintArgument, *, as_json: JsonFlag = False) -> None:
    """Show a complaint with everything that was said.

    Example: casthouse complaint show C-7K2MPQ4X
    """
    found = complaint_json(handling.complaint_view(OPERATOR, reference=complaint))
    if as_json:
        print_json(found)
        return
    print_text(
        f"{complaint}: {found['state']}, about {found['about']} {found['party']}; "
        f"handler {found['handler'] or 'nobody'}."
    )
    for each in found["events"]:
        print_text(f"{each['at'][:16]} {each['act']} by {each['by']}: {each['text']}")


@app.command("assign")
def assign(
    complaint: ComplaintArgument,
    *,
    handler: Annotated[
        str, typer.Option("--handler", metavar="USERNAME", help="Who handles it; operator for yourself.")
    ],
    as_json: JsonFlag = False,
) -> None:
    """Give a complaint to somebody without a tie with the party.

    Example: casthouse complaint assign C-7K2MPQ4X --handler ida
    """
    handling.assign_complaint(OPERATOR, reference=complaint, handler=handler)
    _say(complaint, f"{handler} handles it", as_json=as_json)


@app.command("party")
def party(
    complaint: ComplaintArgument, *, kind: KindOption, code: CodeOption = "", as_json: JsonFlag = False
) -> None:
    """Name a party of the register that a complaint concerns.

    Example: casthouse complaint party C-7K2MPQ4X --kind facility --code SMELT-1
    """
    handling.name_party(OPERATOR, reference=complaint, kind=kind, code=code)
    _say(complaint, "the party is named", as_json=as_json)


@app.command("say")
def say(
    complaint: ComplaintArgument,
    *,
    act: Annotated[
        str,
        typer.Option(
            "--act", metavar="WORD", help="screened, investigated, resolved, rejected, answered or noted."
        ),
    ],
    text: TextOption,
    as_json: JsonFlag = False,
) -> None:
    """Move a complaint on with the reason, answer the person, or note something for handlers.

    Example: casthouse complaint say C-7K2MPQ4X --act screened --text "we look into the well"
    """
    handling.say(OPERATOR, reference=complaint, act=act, text=text)
    _say(complaint, act, as_json=as_json)


@app.command("tell")
def tell(
    complaint: ComplaintArgument,
    *,
    act: Annotated[str, typer.Option("--act", metavar="WORD", help="shared or sent_to_audit.")],
    kind: KindOption = "organisation",
    code: CodeOption,
    text: TextOption,
    as_json: JsonFlag = False,
) -> None:
    """Share something with the party, or pass it on to the next audit; they read these words only.

    Example: casthouse complaint tell C-7K2MPQ4X --act shared --code SMELT --text "neighbours speak of dust"
    """
    handling.tell(OPERATOR, reference=complaint, act=act, kind=kind, code=code, text=text)
    _say(complaint, act, as_json=as_json)


@app.command("return")
def return_(
    *,
    add: Annotated[str, typer.Option("--add", metavar="TEXT", help="Words to add.")] = "",
    appeal_text: Annotated[str, typer.Option("--appeal", metavar="TEXT", help="Why to appeal.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Open a complaint with its key, which is read from standard input, and add to it or appeal.

    Example: casthouse complaint return < key.txt
    """
    key = sys.stdin.readline()
    view = own_complaint(OPERATOR, key=key)
    if add:
        view = add_words(OPERATOR, key=key, text=add)
    if appeal_text:
        view = appeal(OPERATOR, key=key, text=appeal_text)
    found = own_complaint_json(view)
    if as_json:
        print_json(found)
        return
    print_text(f"{found['complaint']} is {found['state']}; end aimed at {found['due']['end']}.")
    for each in found["events"]:
        print_text(f"{each['at'][:16]} {each['act']}: {each['text']}")


@app.command("inputs")
def inputs(
    audit: Annotated[str, typer.Argument(metavar="AUDIT", help="Reference of the audit.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """List what handlers of complaints passed on to the team of an audit.

    Example: casthouse complaint inputs RHEIN-PS-A1
    """
    found = inputs_json(audit_inputs(OPERATOR, audit=audit))
    if as_json:
        print_json({"audit": audit, "inputs": found})
    else:
        print_table(
            ("complaint", "at", "text"), [[each[n] for n in ("complaint", "at", "text")] for each in found]
        )


@app.command("counts")
def counts(*, as_json: JsonFlag = False) -> None:
    """Count the complaints as they may be published: what could point at one of few is hidden.

    Example: casthouse complaint counts
    """
    found = complaint_counts(OPERATOR)
    if as_json:
        print_json(counts_json(found))
        return
    rows = [
        [table, name, "hidden" if count is None else count]
        for table, each in found.items()
        for name, count in (*each.counts.items(), ("total", each.total))
    ]
    print_table(("by", "which", "complaints"), rows)


def _say(complaint: str, done: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"complaint": complaint, "done": done})
    else:
        print_text(f"{complaint}: {done}.")
