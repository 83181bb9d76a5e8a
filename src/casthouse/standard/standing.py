"""How well a statement of an edition is known: its clause, its source, and whether anybody compared it.

Nearly everything that Casthouse says of a standard is put together from public sources. A statement is verified
once somebody has read it in the official text; until then pages and reports say that it is not.
"""

from dataclasses import dataclass

from casthouse.standard.rule import Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a statement stands in the text and how it is known; `source` is a public address or empty."""

    clause: str = ""
    tag: Tag = Tag.RECOLLECTED
    source: str = ""
    verified: bool = False
    note: str = ""
