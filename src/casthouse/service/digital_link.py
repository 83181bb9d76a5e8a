"""What a GS1 Digital Link leads to: the public page of whoever has the number, or the statement on whose paper it is.

A statement is shown where its organisation has or had the number: a code that joins the number of one with the paper of
another leads nowhere. Who looks is not noted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from casthouse.exchange.digital_link import (
    CERTIFICATION,
    DEFAULT,
    Link,
    linkset,
    party_link,
    resolver_description,
)
from casthouse.parties.gln import gln_of
from casthouse.passport.signed_statement import SignedStatement
from casthouse.refusal import Refusal
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.public_member import public_member
from casthouse.service.signed_statement import check_address
from casthouse.storage import gln as store
from casthouse.storage import signed_statement as statement_store
from casthouse.storage.gln import Holder

NAME = "Casthouse"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedLink:
    """Whose number it is, and what the address leads to; the default first."""

    anchor: str
    name: str
    links: Sequence[Link]

    def as_linkset(self) -> dict[str, Any]:
        """Return the set of links."""
        return linkset(self.anchor, self.name, self.links)


def resolved_link(actor: Actor, *, gln: str, statement: str = "") -> ResolvedLink:
    """Return what an address leads to.

    Args:
        actor: anybody.
        gln: the number in the address.
        statement: the identifier of the statement on whose paper it stands; blank for the party itself.

    Raises:
        Refusal: `not_permitted`, `digital_link_invalid`, `digital_link_unknown`.
    """
    authorise(actor, Act.STATEMENT_CHECK)
    try:
        number = gln_of(gln)
    except Refusal as refusal:
        raise Refusal(
            "digital_link_invalid",
            found=refusal.text.found,
            expected=refusal.text.expected,
            todo="scan the code again, or take the address whole from the paper",
        ) from None
    holders, stated = store.holders(number), statement_store.statement_of(statement) if statement else None
    if statement:  # whose paper it is counts, not who has the number now
        holders = [each for each in holders if stated is not None and each.code == stated.organisation]
    links = _of_party(actor, holders) if stated is None else _of_statement(stated)
    if not holders or not links:
        raise Refusal(
            "digital_link_unknown",
            found=f"{number}{f' with statement “{statement[:60]}”' if statement else ''}",
            expected="the number of an organisation here, and a statement of that organisation",
            todo="scan the code again; compare the address with the host that stands on the paper",
        )
    return ResolvedLink(anchor=party_link(settings.PUBLIC_URL, number), name=holders[0].name, links=links)


def resolver(actor: Actor) -> dict[str, Any]:
    """Return what this installation says of itself as a resolver."""
    authorise(actor, Act.STATEMENT_CHECK)
    return resolver_description(settings.PUBLIC_URL, NAME)


def paper_addresses(statements: dict[tuple[str, str], tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the addresses for the codes on papers: Digital Links of those who have a number, else plain links.

    Args:
        statements: by their papers, the organisation and the identifier of each.
    """
    glns = store.latest_glns(sorted({organisation for organisation, _ in statements.values()}))
    return {
        key: party_link(settings.PUBLIC_URL, stated.gln, statement=identifier)
        if (stated := glns.get(organisation)) and stated.gln
        else check_address(identifier)
        for key, (organisation, identifier) in statements.items()
    }


def _of_statement(stated: SignedStatement) -> list[Link]:
    title = f"{stated.kind.value} {stated.about}: what is stated, and whether it holds"
    return _links(check_address(stated.identifier), title)


def _of_party(actor: Actor, holders: Sequence[Holder]) -> list[Link]:
    now = next((each for each in holders if each.is_now), None)
    if now is None:
        return []
    try:
        public_member(actor, code=now.code)
    except Refusal:  # it is not in the public register: its papers can be checked all the same
        return _links(f"{settings.PUBLIC_URL}/check/", "Check a document")
    return _links(f"{settings.PUBLIC_URL}/public/members/{now.code}/", f"{now.name}: certificates and sites")


def _links(href: str, title: str) -> list[Link]:
    return [Link(type=each, href=href, title=title) for each in (DEFAULT, CERTIFICATION)]
