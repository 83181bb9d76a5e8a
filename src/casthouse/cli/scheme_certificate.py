"""`casthouse scheme`: recognised schemes, an organisation's certificates of them, and the ratings that rest on one."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casthouse.assurance.scheme_certificate import SchemeCertificate
from casthouse.cli.argument import JsonFlag, ScopeArgument, day
from casthouse.cli.output import print_json, print_table, print_text
from casthouse.service import scheme_certificate as service
from casthouse.service.evidence import Incoming, file_pieces
from casthouse.service.finding_certificate import listed_certificate_json, naming_findings
from casthouse.service.permission import OPERATOR
from casthouse.service.recognised_scheme import recognised_schemes, scheme_json
from casthouse.service.scheme_certificate import WantedCertificate, scheme_certificate_json
from casthouse.service.scheme_reliance import audited_reliances, rest_rating

app = typer.Typer(help="Certificates of recognised schemes that ratings rest on.", no_args_is_help=True)

OrganisationArgument = Annotated[str, typer.Argument(metavar="ORGANISATION", help="Whose certificates.")]


@app.command("recognised")
def recognised(
    *,
    edition: Annotated[str, typer.Option("--edition", metavar="CODE", help="Such as ps-v3.")],
    as_json: JsonFlag = False,
) -> None:
    """List the schemes that an edition recognises, and for which items.

    Example: casthouse scheme recognised --edition ps-v3
    """
    found = recognised_schemes(OPERATOR, edition=edition)
    if as_json:
        print_json({"edition": edition, "schemes": [scheme_json(each) for each in found]})
        return
    rows = [
        (each.code, each.name, each.about, ", ".join(each.items), f"{each.tag.value}, not verified")
        for each in found
    ]
    print_table(("code", "scheme", "about", "items", "known how"), rows)


@app.command("record")
def record(
    organisation: OrganisationArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The certificate itself.")],
    *,
    scheme: Annotated[str, typer.Option("--scheme", metavar="CODE", help="Such as iso-14001.")],
    certificate: Annotated[str, typer.Option("--certificate", metavar="NUMBER", help="Its number.")],
    body: Annotated[str, typer.Option("--body", metavar="NAME", help="Who certified.")],
    facility: Annotated[list[str], typer.Option("--facility", metavar="CODE", help="Covered; repeat it.")],
    valid_from: Annotated[date, typer.Option("--valid-from", metavar="DATE", parser=day, help="First day.")],
    valid_to: Annotated[date, typer.Option("--valid-to", metavar="DATE", parser=day, help="Last day.")],
    as_json: JsonFlag = False,
) -> None:
    """Record a certificate of a recognised scheme with its file.

    Example: casthouse scheme record RHEIN iso14001.pdf --scheme iso-14001 --certificate DE-77 --body "Prüf AG"
    --facility RHEIN-CH --valid-from 2025-01-01 --valid-to 2027-12-31
    """
    wanted = WantedCertificate(
        scheme=scheme,
        certificate=certificate,
        body=body,
        facilities=tuple(facility),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    incoming = Incoming(name=file.name, pieces=file_pieces(file))
    made = service.record_scheme_certificate(
        OPERATOR, organisation=organisation, wanted=wanted, incoming=incoming
    )
    _print(organisation, made, "is recorded", as_json=as_json)


@app.command("list")
def list_(organisation: OrganisationArgument, *, as_json: JsonFlag = False) -> None:
    """List the certificates of recognised schemes, the withdrawn ones too.

    Example: casthouse scheme list RHEIN
    """
    found = service.scheme_certificates(OPERATOR, organisation=organisation)
    named_by = naming_findings(OPERATOR, organisation=organisation)
    if as_json:
        shown = [listed_certificate_json(each, named_by.get(each.number, ())) for each in found]
        print_json({"organisation": organisation, "scheme_certificates": shown})
        return
    rows = [
        [
            *(each.number, each.scheme, each.certificate, each.body),
            ", ".join(each.facilities),
            f"{each.valid_from} to {each.valid_to}",
            "stands" if each.stands else f"withdrawn: {each.withdrawn_why}",
            "; ".join(
                f"{finding.audit} {finding.item} at {finding.site} {finding.bearing.words} it"
                for finding in named_by.get(each.number, ())
            ),
        ]
        for each in found
    ]
    print_table(("number", "scheme", "certificate", "body", "covers", "valid", "", "findings"), rows)


@app.command("withdraw")
def withdraw(
    organisation: OrganisationArgument,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number in the list.")],
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    as_json: JsonFlag = False,
) -> None:
    """Say that an organisation stands by a certificate no more; it stays on record.

    Example: casthouse scheme withdraw RHEIN 1 --reason "suspended by the body"
    """
    made = service.withdraw_scheme_certificate(
        OPERATOR, organisation=organisation, number=number, reason=reason
    )
    _print(organisation, made, "is withdrawn", as_json=as_json)


@app.command("rest")
def rest(
    scope: ScopeArgument,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the self-assessment.")],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Such as 2.3a.")],
    *,
    certificate: Annotated[int, typer.Option("--certificate", metavar="N", help="Number in the list.")],
    no_more: Annotated[bool, typer.Option("--no-more", help="The rating rests on it no more.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Say that the rating of an item of a draft rests on a certificate.

    Example: casthouse scheme rest RHEIN-PS 1 2.3a --certificate 1
    """
    view = rest_rating(
        OPERATOR, scope=scope, number=number, item=item, certificate=certificate, rests=not no_more
    )
    resting = [each.number for each in view.assessment.item(item).certificates]
    if as_json:
        print_json({"scope": scope, "number": number, "item": item, "scheme_certificates": resting})
    else:
        named = ", ".join(map(str, resting)) or "none"
        print_text(f"Certificates that the rating of {item} rests on: {named}.")


@app.command("audited")
def audited(
    audit: Annotated[str, typer.Argument(metavar="AUDIT", help="Reference of the audit.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """List the certificates that ratings of the audited member rest on, and what speaks against each.

    Example: casthouse scheme audited RHEIN-PS-A1
    """
    found = audited_reliances(OPERATOR, audit=audit)
    if as_json:
        print_json({"audit": audit, "scheme_certificates": [each.as_json() for each in found]})
        return
    rows = [
        [
            *(each.item, each.name, each.certificate.certificate, each.certificate.body),
            f"{each.certificate.valid_from} to {each.certificate.valid_to}",
            "; ".join(flaw.detail for flaw in each.flaws) or "valid on every day on site, covers every site",
        ]
        for each in found
    ]
    print_table(("item", "scheme", "certificate", "body", "valid", "checked"), rows)


def _print(organisation: str, each: SchemeCertificate, done: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"organisation": organisation, **scheme_certificate_json(each)})
    else:
        print_text(f"Certificate {each.number} ({each.scheme} {each.certificate}) {done}.")
