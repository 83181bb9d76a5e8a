"""Principles, criteria and sub-items: what an edition of a standard asks for, in words of our own.

A criterion such as 6.6 stands under a principle (the Chain of Custody Standard calls it a part) and may have
sub-items: 6.6a, 6.6b. What is rated in a self-assessment or an audit is the sub-item where there are sub-items, else
the criterion. Texts of the standards are copyright; nothing here is a sentence of theirs.
"""

from dataclasses import dataclass
from enum import StrEnum

from casthouse.standard.standing import Standing

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Pillar(StrEnum):
    """The three groups of principles of the Performance Standard."""

    GOVERNANCE = "governance"
    ENVIRONMENT = "environment"
    SOCIAL = "social"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle(Standing):
    """A principle, or a part of the Chain of Custody Standard, which has no pillars."""

    number: int
    title: str
    pillar: Pillar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubItem(Standing):
    """A lettered part of a criterion."""

    letter: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Standing):
    """One criterion of an edition; `principle` is the number of its principle, `number` is as in "5.2".

    `own_number` says that Casthouse gave the number within the part, since it does not know the official one.
    """

    number: str
    principle: int
    title: str
    summary: str
    sub_items: tuple[SubItem, ...] = ()
    own_number: bool = False

    @property
    def rateable_items(self) -> "tuple[RateableItem, ...]":
        """What is rated: each sub-item, or the criterion itself where it has none."""
        if not self.sub_items:
            return (RateableItem(criterion=self),)
        return tuple(RateableItem(criterion=self, sub_item=each) for each in self.sub_items)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateableItem:
    """What one rating is about: a criterion without sub-items, or one sub-item."""

    criterion: Criterion
    sub_item: SubItem | None = None

    @property
    def number(self) -> str:
        """The number by which the item is known in its edition, such as "5.2" or "6.6a"."""
        return self.criterion.number + (self.sub_item.letter if self.sub_item else "")

    @property
    def title(self) -> str:
        """The title of the criterion."""
        return self.criterion.title

    @property
    def summary(self) -> str:
        """What is asked for, in our own words."""
        return self.sub_item.summary if self.sub_item else self.criterion.summary
