"""Descent: what became of a criterion in a later edition, and from what it came, over any number of editions.

Each edition gives lines to the one that it replaces. A sub-item without lines of its own follows its criterion.
"""

from collections.abc import Iterable, Mapping

from casthouse.standard.criterion import LETTERS
from casthouse.standard.edition import Edition

Descent = dict[str, tuple[str, ...]]
"""For each criterion of the later edition, the items of the earlier one that it came from."""


def descent(before: Edition, after: Edition, editions: Mapping[str, Edition]) -> Descent | None:
    """Return from which items of an earlier edition each criterion of a later one came; None where they are unrelated.

    Args:
        before: the earlier edition.
        after: the later edition.
        editions: all editions by code, to follow the line from one to the other.
    """
    chain = [after]
    while chain[-1].code != before.code:
        earlier = editions.get(chain[-1].replaces)
        if earlier is None or earlier in chain:
            return None
        chain.append(earlier)
    reached: Descent = {each.number: (each.number,) for each in after.criteria}
    for edition in chain[:-1]:
        reached = {
            number: _once(ancestor for item in items for ancestor in ancestors(edition, item))
            for number, items in reached.items()
        }
    return reached


def ancestors(edition: Edition, item: str) -> tuple[str, ...]:
    """Return from which items of the edition before an item of an edition came."""
    own = tuple(line.before_item for line in edition.lineage if line.item == item)
    criterion = _criterion_number(item)
    if own or criterion == item:
        return own
    return tuple(line.before_item for line in edition.lineage if line.item == criterion)


def descendants(edition: Edition, before_item: str) -> tuple[str, ...]:
    """Return the items of an edition that came from an item of the edition before, or from its sub-items."""
    lines = edition.lineage
    own = (
        line.item for line in lines if before_item in {line.before_item, _criterion_number(line.before_item)}
    )
    criterion = _criterion_number(before_item)
    return _once(own) or _once(line.item for line in lines if line.before_item == criterion)


def _criterion_number(item: str) -> str:
    return item.rstrip(LETTERS)


def _once(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))
