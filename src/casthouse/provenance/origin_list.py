"""Origins of a large trace as somebody may see them, in columns: only those on the page that is asked for get words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from casthouse.parties.disclosure import DisclosedParty, Disclosure
from casthouse.provenance.disclosed_trace import Place
from casthouse.provenance.graph_columns import Grams
from casthouse.provenance.graph_order import Nodes
from casthouse.provenance.long_float import STEP_ERROR
from casthouse.provenance.origin_page import UNITS
from casthouse.provenance.projection_columns import Kinds
from casthouse.provenance.rounded_kernel import added_up, grams_by_group, scaled
from casthouse.provenance.rounded_trace import LEFT_ERROR, RoundedOrigins

HALF = 0.5
SitesOf = Callable[[Grams], Sequence[str]]
"""Takes movements and returns the facilities at which they were booked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginList:
    """All origins in order, of which only a page is named: places are looked up where `merged` does not have them."""

    units: Grams
    mass_g: Grams
    node: Nodes
    movement: Grams
    kind: Kinds
    merged: Mapping[int, Place]
    order: Grams

    @property
    def digest(self) -> str:
        """What tells this list from another."""
        parts = (self.units, self.mass_g, self.movement)
        return blake2b(b"".join(each[self.order].tobytes() for each in parts), digest_size=8).hexdigest()

    @property
    def undisclosed_g(self) -> int:
        """How many grams come from where nothing may be seen."""
        return sum(int(self.mass_g[at]) for at, place in self.merged.items() if place.is_undisclosed)


def seen_list(
    origins: RoundedOrigins, owners: Nodes, parties: Mapping[int, DisclosedParty], sites_of: SitesOf
) -> OriginList | None:
    """Return origins as somebody may see them, those that look alike made one; None where a bound leaves two roundings.

    Args:
        origins: where the trail ends.
        owners: whose each of them is.
        parties: these by their number, as they may be seen.
        sites_of: the sites of movements, asked of those who disclose sites and no lots.
    """
    group, merged = _groups(origins, owners, parties, sites_of)
    count = int(group.max()) + 1
    high, low = added_up(group, count, origins.high, origins.low)
    whole, left = scaled(high, low, UNITS)
    off = whole * (origins.error + len(group) * STEP_ERROR) + LEFT_ERROR
    if np.any(np.abs(left - HALF) <= off):
        return None
    mass_g, node = grams_by_group(group, count, origins.mass_g), np.full(count, -1, np.int32)
    movement, kind = np.zeros(count, np.int64), np.zeros(count, np.int8)
    node[group], movement[group], kind[group] = origins.node, origins.movement, origins.kind
    for number, at in enumerate(sorted(merged, key=merged.__getitem__)):
        node[at], movement[at] = -1, number - len(merged)
    units = whole + (left > HALF)
    order = np.lexsort((node, movement, -mass_g, -units))
    return OriginList(
        units=units,
        mass_g=mass_g,
        node=node,
        movement=movement,
        kind=kind,
        merged=merged,
        order=order,
    )


def _groups(
    origins: RoundedOrigins, owners: Nodes, parties: Mapping[int, DisclosedParty], sites_of: SitesOf
) -> tuple[Nodes, dict[int, Place]]:
    """Return to which entry of the list each origin belongs, and the places of entries that are several."""
    group = np.full(len(owners), -1, np.int32)
    places: dict[Place, int] = {}
    for owner, party in parties.items():
        those = np.flatnonzero(owners == owner)
        if party.level is Disclosure.LOTS or not len(those):
            continue
        if party.level is Disclosure.SITE:
            named = [_place(party, site) for site in sites_of(origins.movement[those])]
        else:
            named = [_place(party, "")] * len(those)
        group[those] = [places.setdefault(place, len(places)) for place in named]
    alone = group < 0
    group[alone] = np.arange(len(places), len(places) + int(alone.sum()), dtype=np.int32)
    return group, {at: place for place, at in places.items()}


def _place(party: DisclosedParty, site: str) -> Place:
    shows = party.level.includes
    return Place(
        country=party.country if shows(Disclosure.COUNTRY) else "",
        organisation=party.code if shows(Disclosure.COMPANY) else "",
        facility=site,
    )
