"""How well a statement of an edition is known: its clause, its source, and whether anybody compared it.

Nearly everything that Casthouse says of a standard is put together from public sources. A statement is verified
once somebody has read it in the official text; until then pages and reports say that it is not.
"""

from dataclasses import dataclass
from typing import TypedDict

from casthouse.standard.rule import Tag


class StandingFields(TypedDict):
    """The fields of a standing, to make a value of which it is a part."""

    clause: str
    tag: Tag
    source: str
    verified: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a statement stands in the text and how it is known; `source` is a public address or empty."""

    clause: str = ""
    tag: Tag = Tag.RECOLLECTED
    source: str = ""
    verified: bool = False
    note: str = ""


def fields_of(standing: Standing) -> StandingFields:
    """Return the fields of a standing."""
    return StandingFields(
        clause=standing.clause,
        tag=standing.tag,
        source=standing.source,
        verified=standing.verified,
        note=standing.note,
    )
