"""`casthouse audit tie-out, compare, anomalies, pin, pins, pack, pack-check`: the auditor at the ledger."""

from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated

import typer

from casthouse.cli.argument import JsonFlag, day
from casthouse.cli.output import print_json, print_message, print_table, print_text, tonnes
from casthouse.exchange.evidence_pack import check_pack
from casthouse.service.document_comparison import compare as compared_documents
from casthouse.service.evidence_pack import build_pack
from casthouse.service.ledger_anomaly import anomalies as ledger_anomalies
from casthouse.service.ledger_anomaly import anomaly_json
from casthouse.service.ledger_finding import WantedPin
from casthouse.service.ledger_finding import pin as pin_entry
from casthouse.service.ledger_finding import pins as pinned
from casthouse.service.permission import OPERATOR
from casthouse.service.tie_out import entry_json, period_json, tie_entry, tie_period

AuditArgument = Annotated[str, typer.Argument(metavar="AUDIT", help="Reference of the audit.")]
AGREES = {True: "agrees", False: "DIFFERS", None: "–"}


def tie_out(
    audit: AuditArgument,
    *,
    period: Annotated[
        date | None,
        typer.Option("--period", metavar="START", parser=day, help="First day; absent: the last period."),
    ] = None,
    movement: Annotated[
        str, typer.Option("--movement", metavar="REFERENCE", help="One movement instead, from its row up.")
    ] = "",
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="The file that is shown as its source.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Tie a period out from its statement down to the imports, or a movement from its source row up.

    Exit 1 where something does not agree.

    Example: casthouse audit tie-out RHEIN-COC-A1 --movement LS-1 --file march.csv
    """
    if movement:
        entry = tie_entry(OPERATOR, audit=audit, reference=movement, file=file)
        agrees, found = entry.agrees, entry_json(entry)
    else:
        tied = tie_period(OPERATOR, audit=audit, start=period)
        agrees, found = tied.agrees, period_json(tied)
    if as_json:
        print_json({"audit": audit, **found})
    else:
        rows = [
            [each["step"], each["subject"], each["found"], each["expected"], AGREES[each["agrees"]]]
            for each in found["checks"]
        ]
        print_table(("step", "of", "found", "expected", ""), rows)
    if not agrees:
        raise typer.Exit(1)


def compare(
    audit: AuditArgument,
    *,
    all_: Annotated[bool, typer.Option("--all", help="Those on which both sides agree, too.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Compare both sides of every CoC Document that the audit covers.

    Example: casthouse audit compare RHEIN-COC-A1
    """
    found = compared_documents(OPERATOR, audit=audit)
    if as_json:
        print_json({"audit": audit, "documents": [each.as_json() for each in found]})
        return
    rows = [
        [
            each.pair.number,
            each.pair.party,
            tonnes(each.pair.recorded.mass_g),
            tonnes(each.pair.booked.mass_g) if each.pair.booked else "–",
            ", ".join(each.differences) or "both agree",
        ]
        for each in found
        if all_ or each.differences
    ]
    print_table(("document", "other side", "t recorded", "t booked", "differences"), rows)
    print_text(
        f"{len(found)} documents, {sum(not each.differences for each in found)} on which both sides agree."
    )


def anomalies(audit: AuditArgument, *, as_json: JsonFlag = False) -> None:
    """List what looks unusual in the ledger that the audit covers: questions, not findings.

    Example: casthouse audit anomalies RHEIN-COC-A1
    """
    found = [anomaly_json(each) for each in ledger_anomalies(OPERATOR, audit=audit)]
    if as_json:
        print_json({"audit": audit, "anomalies": found})
        return
    rows = [
        [
            each["severity"],
            f"{each['meaning']} {each['key']}".strip(),
            "; ".join(filter(None, (each["detail"], each["cleared"]))),
            ", ".join(each["entries"][:5]),
            each["clearing"],
        ]
        for each in found
    ]
    print_table(("severity", "what", "seen", "entries", "to clear it"), rows)


def pin(
    audit: AuditArgument,
    *,
    item: Annotated[str, typer.Option("--item", metavar="NUMBER", help="Item of the finding.")],
    site: Annotated[str, typer.Option("--site", metavar="CODE", help="Site of the finding.")],
    movement: Annotated[
        str, typer.Option("--movement", metavar="REFERENCE", help="The movement that is pinned.")
    ] = "",
    issuer: Annotated[str, typer.Option("--issuer", metavar="CODE", help="Issuer of a document.")] = "",
    document: Annotated[
        str, typer.Option("--document", metavar="NUMBER", help="Or the document that is pinned.")
    ] = "",
    anomaly: Annotated[
        str, typer.Option("--anomaly", metavar="KEY", help="Or the anomaly of the chain that is pinned.")
    ] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What the entry shows.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Pin a ledger entry, or an anomaly of the chain, to a finding, as it is seen now.

    Example: casthouse audit pin RHEIN-COC-A1 --item 8.2 --site RHEIN-CH --movement LS-1 --note "no weighing"
    """
    wanted = WantedPin(
        item=item,
        site=site,
        reference=movement,
        issuer=issuer,
        number=document,
        anomaly=anomaly,
        note=note,
    )
    number = pin_entry(OPERATOR, audit=audit, wanted=wanted)
    if as_json:
        print_json({"audit": audit, "number": number})
    else:
        print_text(f"Pin {number} of {audit}: {movement or document or anomaly} behind {item} at {site}.")


def pins(audit: AuditArgument, *, as_json: JsonFlag = False) -> None:
    """List the entries pinned to findings, and which are another one today.

    Example: casthouse audit pins RHEIN-COC-A1
    """
    found = [each.as_json() for each in pinned(OPERATOR, audit=audit)]
    if as_json:
        print_json({"audit": audit, "pins": found})
        return
    rows = [
        [
            each["number"],
            each["item"],
            each["site"],
            each["key"],
            "changed since" if each["is_changed"] else "as seen",
        ]
        for each in found
    ]
    print_table(("no.", "item", "site", "entry", ""), rows)


def pack(
    audit: AuditArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The ZIP to write.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Write the evidence pack of an audit; the file is there whole or not at all.

    Example: casthouse audit pack RHEIN-COC-A1 pack.zip
    """
    with NamedTemporaryFile(prefix=f".{file.name}-", dir=file.parent, delete=False) as beside:
        place = Path(beside.name)
        try:
            made = build_pack(OPERATOR, audit=audit, out=beside)
            beside.close()
            place.replace(file)
        finally:
            place.unlink(missing_ok=True)
    if as_json:
        print_json({"audit": audit, "file": str(file), "index_sha256": made.digest})
    else:
        print_message(f"Wrote {file}.")
        print_text(f"SHA-256 of its index: {made.digest}.")


def pack_check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An evidence pack.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Check an evidence pack from itself alone: nothing added, lost or changed. Exit 1 where something is.

    Example: casthouse audit pack-check pack.zip
    """
    checks = check_pack(file)
    whole = bool(checks) and all(each.passed for each in checks)
    if as_json:
        members = [{"name": each.name, "passed": each.passed, "detail": each.detail} for each in checks]
        print_json({"verified": whole, "checks": members})
    else:
        print_table(
            ("check", "", "detail"),
            [[each.name, "passed" if each.passed else "FAILED", each.detail] for each in checks],
        )
    if not whole:
        raise typer.Exit(1)
