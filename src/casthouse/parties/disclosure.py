"""What an organisation lets those along the chain see of itself in a trace: confidentiality by design.

Each level includes the ones before it. Nothing is the usual one: whoever says nothing discloses nothing.
"""

from dataclasses import dataclass
from enum import StrEnum


class Disclosure(StrEnum):
    """The levels, from nothing to everything."""

    NOTHING = "nothing"
    COUNTRY = "country"
    COMPANY = "company"
    SITE = "site"
    LOTS = "lots"  # lots, references and masses

    def includes(self, other: "Disclosure") -> bool:
        """Say whether this level lets see what the other does."""
        return LEVELS.index(self) >= LEVELS.index(other)


LEVELS: tuple[Disclosure, ...] = tuple(Disclosure)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedParty:
    """An organisation as somebody may see it in a trace."""

    code: str
    name: str
    country: str
    level: Disclosure
