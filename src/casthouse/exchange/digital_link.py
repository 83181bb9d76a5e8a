"""GS1 Digital Link: addresses in which a Global Location Number stands, and what they lead to (GS1, RFC 9264).

`https://<installation>/417/<GLN>` names a party by its number; `414` names the same number as a place. What is printed
on a paper carries the statement as a parameter behind it, since no key of GS1 names it: whoever reads it elsewhere
learns whose paper it is, and this installation leads to the page that checks it. The compressed form of the standard
is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

PLACE, PARTY = "414", "417"
STATEMENT = "statement"
LINK_TYPE = "linkType"
LINKSET_TYPES = frozenset({"linkset", "all"})
"""The second is the old spelling."""

VOCABULARY = "https://ref.gs1.org/voc/"
PREFIX = "gs1:"
DEFAULT, CERTIFICATION = "defaultLink", "certificationInfo"
CONTEXT = "https://ref.gs1.org/standards/resolver/linkset-context"
LINKSET_MEDIA_TYPE = "application/linkset+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One thing that an address leads to: its type in GS1's vocabulary, where it is, and what it is called."""

    type: str
    href: str
    title: str


def party_link(root: str, gln: str, *, statement: str = "") -> str:
    """Return the address of a party, with the identifier of a statement of it where one is meant."""
    return f"{root}/{PARTY}/{gln}" + (f"?{urlencode({STATEMENT: statement})}" if statement else "")


def linkset(anchor: str, description: str, links: Sequence[Link]) -> dict[str, object]:
    """Return what an address leads to as a set of links (RFC 9264, section 4.2)."""
    by_type: dict[str, list[dict[str, object]]] = {}
    for each in links:
        target: dict[str, object] = {
            "href": each.href,
            "title": each.title,
            "type": "text/html",
            "hreflang": ["en"],
        }
        by_type.setdefault(f"{VOCABULARY}{each.type}", []).append(target)
    return {"linkset": [{"anchor": anchor, "description": description, **by_type}]}


def wanted_link(links: Sequence[Link], link_type: str) -> Link | None:
    """Return the first link of a type, `gs1:defaultLink` or its whole address; the default one where none is named."""
    name = link_type.removeprefix(PREFIX).removeprefix(VOCABULARY) if link_type else DEFAULT
    return next((each for each in links if each.type == name), None)


def link_header(anchor: str) -> str:
    """Return the header that leads from an answer to the set of links."""
    linked = f'<{anchor}?{LINK_TYPE}=linkset>; rel="linkset"; type="{LINKSET_MEDIA_TYPE}"'
    return f'{linked}, <{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"'


def resolver_description(root: str, name: str) -> dict[str, object]:
    """Return what `/.well-known/gs1resolver` says of this installation."""
    return {
        "name": name,
        "resolverRoot": root,
        "supportedPrimaryKeys": [PLACE, PARTY],
        "supportedLinkType": [{"namespace": VOCABULARY, "prefix": PREFIX}],
        "linkTypeDefaultCanBeLinkset": False,
    }
