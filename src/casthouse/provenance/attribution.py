"""Attribution: what the mass-balance accounts say of a delivery's origin, by a stated rule.

Mass balance does not follow metal: what left a pool is attributed to what came in, in proportion over the period or
first in, first out, as the scope chose. The answer is a book-keeping one and never mixed with the physical one. It goes
on through the pools of all companies to where the trail ends. Beside each share stands what is physically possible.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from casthouse.provenance.pool import Pool, PoolBooks, PoolEntry, PoolSubject
from casthouse.provenance.pool_walk import Ending, PoolWalk
from casthouse.provenance.possible_share import PossibleShares


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """What the accounts attribute, exactly; the shares of entries and of stocks from before sum to one.

    `pools` are those that the trail came through.
    """

    endings: tuple[Ending, ...]
    stock: Mapping[Pool, Fraction]
    pools: tuple[Pool, ...]

    @property
    def entries(self) -> dict[PoolEntry, Fraction]:
        """The share of each entry at which the trail ends."""
        return {entry: ending.per_gram * entry.mass_g for ending in self.endings for entry in ending.entries}


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributedShare:
    """An inflow's share of the subject by the rule, and what is physically possible at least and at most."""

    inflow: PoolEntry
    share: Fraction
    share_min: Fraction
    share_max: Fraction


def attributed(books: PoolBooks, subject: PoolSubject) -> Attribution:
    """Attribute what left a pool to where the trail ends.

    Args:
        books: all accounts that the trail may come through.
        subject: what left.
    """
    return attribution_of(PoolWalk(books, subject))


def attribution_of(walk: PoolWalk) -> Attribution:
    """Return where a walk ends."""
    return Attribution(endings=walk.endings, stock=walk.stock, pools=tuple(sorted(walk.pools)))


def attributed_shares(books: PoolBooks, subject: PoolSubject) -> tuple[AttributedShare, ...]:
    """Attribute what left a pool to each inflow of its own account.

    Args:
        books: the account's by itself: of what others delivered, no source is told.
        subject: what left.
    """
    possible = PossibleShares(books, subject)
    found = []
    for entry, share in attributed(books, subject).entries.items():
        may_be = possible.of([entry])
        found.append(
            AttributedShare(inflow=entry, share=share, share_min=may_be.least, share_max=may_be.most)
        )
    return tuple(sorted(found, key=_by_share))


def _by_share(each: AttributedShare) -> tuple[Fraction, str, str]:
    return (-each.share, each.inflow.counterparty, each.inflow.reference)


def unattributed(shares: Iterable[AttributedShare]) -> Fraction:
    """Return the share that no inflow of the period stands behind: it was there before, or nobody booked it."""
    return 1 - sum((each.share for each in shares), Fraction(0))
