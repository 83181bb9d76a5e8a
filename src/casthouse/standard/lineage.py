"""Lineage: which criterion of an edition came from which of another; many to many."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """One line from a criterion or sub-item of an earlier edition to one of this edition.

    A criterion may have several ancestors, and an ancestor several descendants. A new criterion has no line.
    """

    item: str
    before_edition: str
    before_item: str
    note: str = ""
