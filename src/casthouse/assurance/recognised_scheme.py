"""Other schemes on whose certificates a rating may rest: which scheme for which items, under which edition.

Source: fact sheet on the Performance Standard, section 5.10.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from casthouse.standard.rule import Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedScheme:
    """Another scheme under one edition; `items` are the items, or whole criteria, that it may stand for."""

    code: str
    name: str
    about: str
    items: tuple[str, ...]
    clause: str
    tag: Tag
    source: str
    verified: bool

    def stands_for(self, *, item: str, criterion: str) -> bool:
        """Say whether a rating of an item may rest on a certificate of the scheme."""
        return item in self.items or criterion in self.items


def recognised_at(
    schemes: Mapping[str, RecognisedScheme], *, item: str, criterion: str
) -> tuple[RecognisedScheme, ...]:
    """Return the schemes on whose certificates a rating of an item may rest, in the order of the list."""
    return tuple(each for each in schemes.values() if each.stands_for(item=item, criterion=criterion))
