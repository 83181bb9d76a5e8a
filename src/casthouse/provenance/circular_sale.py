"""Sales round a ring: bauxite, alumina or metal that goes from organisation to organisation and comes back.

Scrap is no such sale: a can that becomes scrap, ingot and can again is what the chain is for. So
a ring is looked for in sales of one material that is no scrap and no dross; a loop that closes by scrap is none. Nor
are goods that a customer sent back: little of what was sold the other way, and none of it as CoC Material. How
much goes round is the narrowest sale of the widest ring: the largest mass at which sales that are at least so large
still close a ring. Behind it narrower rings may lie, of others or of the same: a sale that closed it is left out, and
what still closes a ring is asked about too, as often as there are organisations that reach each other.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.anomaly_rules import AnomalyRules
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly, EntryQuery
from casthouse.provenance.flow_group import flow_groups, loops_of
from casthouse.provenance.severity import Severity

ROUND = (Material.BAUXITE, Material.ALUMINA, Material.ALUMINIUM)


class Sale(NamedTuple):
    """What an organisation sold to another in a period, of one material; how much of it as CoC Material.

    `buyer_names` are the names under which the seller books the buyer.
    """

    seller: str
    buyer: str
    material: Material
    mass_g: int
    coc_g: int
    buyer_names: tuple[str, ...]


Edges = Mapping[tuple[str, str], int]


def circular_sales(sales: Sequence[Sale], rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    """Return a question for each ring of organisations that a material goes round, and for how much of it."""
    for material in ROUND:
        those = {(each.seller, each.buyer): each for each in sales if each.material is material}
        edges = {
            pair: each.mass_g
            for pair, each in those.items()
            if each.seller != each.buyer and not _is_return(each, those.get((each.buyer, each.seller)), rules)
        }
        least_g = rules.grams("ring_mass_least_t")
        for ring in rings({pair: mass_g for pair, mass_g in edges.items() if mass_g >= least_g}):
            inside = {p: m for p, m in edges.items() if m >= least_g and p[0] in ring and p[1] in ring}
            for turn, round_g in _turns(inside, most=len(ring)):
                yield _anomaly(material, [those[pair] for pair in turn], round_g, period)


def _turns(edges: Edges, *, most: int) -> Iterator[tuple[list[tuple[str, str]], int]]:
    """Return the sales of rings with the mass that goes round each, the widest first; of the same organisations one."""
    left, asked = dict(edges), set()
    for _ in range(most):
        if not rings(left):
            return
        round_g = widest_g(left)
        closed = rings({pair: mass_g for pair, mass_g in left.items() if mass_g >= round_g})[0]
        turn = sorted(p for p, m in left.items() if m >= round_g and p[0] in closed and p[1] in closed)
        if closed not in asked:
            asked.add(closed)
            yield turn, round_g
        del left[max(pair for pair in turn if left[pair] == round_g)]


def _is_return(sale: Sale, other_way: Sale | None, rules: AnomalyRules) -> bool:
    part = rules.part("ring_return_percent")
    return other_way is not None and not sale.coc_g and sale.mass_g <= other_way.mass_g * part


def widest_g(edges: Edges) -> int:
    """Return the largest mass at which the sales that are at least so large still close a ring."""
    places = {each: place for place, each in enumerate(sorted({each for pair in edges for each in pair}))}
    ends = np.array([(places[seller], places[buyer]) for seller, buyer in edges], np.int32)
    held = np.array(list(edges.values()), np.int64)
    masses = sorted(set(edges.values()))
    low, high = 0, len(masses) - 1
    while low < high:
        middle = (low + high + 1) // 2
        buyer, seller = ends[held >= masses[middle]].T[::-1]
        if loops_of(buyer, seller, len(places))[1] < len(places):
            low = middle
        else:
            high = middle - 1
    return masses[low]


def rings(edges: Edges) -> list[frozenset[str]]:
    """Return the sets of two and more organisations in which each reaches each other one by sales."""
    bought: dict[str, list[str]] = {each: [] for each in sorted({each for pair in edges for each in pair})}
    for seller, buyer in edges:
        bought[buyer].append(seller)
    return sorted((frozenset(group) for group in flow_groups(bought) if len(group) > 1), key=sorted)


def _anomaly(material: Material, turn: Sequence[Sale], round_g: int, period: Period) -> ChainAnomaly:
    sides = [
        AnomalySide(
            organisation=each.seller,
            seen=f"{tonnes_words(each.mass_g)} t of {material.value} sold to {each.buyer}, of which "
            f"{tonnes_words(each.coc_g)} t as CoC Material",
            query=EntryQuery(
                organisation=each.seller,
                kinds=(Kind.SHIPMENT,),
                materials=(material,),
                first=period.start,
                last=period.last_day,
                counterparty_names=each.buyer_names,
            ),
        )
        for each in sorted(turn)
    ]
    return ChainAnomaly(
        kind=AnomalyKind.CIRCULAR_SALES,
        severity=Severity.HIGH if all(each.coc_g for each in turn) else Severity.LOW,
        subject=material.value,
        period=period,
        sides=tuple(sides),
        together=f"{tonnes_words(round_g)} t may have gone round",
    )
