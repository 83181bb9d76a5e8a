"""Origins of a large trace, a page at a time, with shares rounded once to fifteen decimals.

A page is cut from the same list each time: the largest share first, then the largest mass. A digest of all of it tells
whether the list is still the same when the next page is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from casthouse.provenance.disclosed_trace import Place, SeenOrigin

DECIMALS = 15
UNITS = 10**DECIMALS
"""So many units of a share make one: a unit is at most a gram of any mass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundedOrigin:
    """An origin, or several that look alike to whoever asks: grams, and the share in units, rounded half-even."""

    place: Place
    units: int
    mass_g: int

    @property
    def share_text(self) -> str:
        """The share with its decimals."""
        return units_text(self.units)


def units_text(units: int) -> str:
    """Return some units of a share as a decimal."""
    return f"{units // UNITS}.{units % UNITS:0{DECIMALS}d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWanted:
    """Which page: how many origins, from which place on, and of which list: the digest that the page before had."""

    limit: int
    first: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginPage:
    """A page of origins: from which place in the list on, how many there are, on how many lots and edges it stands."""

    lots: int
    edges: int
    origins: tuple[RoundedOrigin, ...]
    first: int
    total: int
    undisclosed_g: int
    digest: str

    @property
    def following(self) -> int | None:
        """Where the next page begins; None behind the last."""
        end = self.first + len(self.origins)
        return end if end < self.total else None


def exact_page(seen: Sequence[SeenOrigin], wanted: PageWanted, *, lots: int, edges: int) -> OriginPage:
    """Return a page of origins whose exact shares are known."""
    origins = sorted(
        (
            RoundedOrigin(place=each.place, units=round(each.share * UNITS), mass_g=each.mass_g)
            for each in seen
        ),
        key=lambda each: (-each.units, -each.mass_g, each.place),
    )
    told = repr([(each.units, each.mass_g, each.place) for each in origins])
    return OriginPage(
        lots=lots,
        edges=edges,
        origins=tuple(origins[wanted.first : wanted.first + wanted.limit]),
        first=wanted.first,
        total=len(origins),
        undisclosed_g=sum(each.mass_g for each in origins if each.place.is_undisclosed),
        digest=blake2b(told.encode(), digest_size=8).hexdigest(),
    )
