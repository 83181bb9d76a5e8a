"""Sales round a ring: bauxite, alumina or metal that goes from organisation to organisation and comes back.

Scrap is no such sale: a can that becomes scrap, ingot and can again is what the chain is for. So
a ring is looked for in sales of one material that is no scrap and no dross; a loop that closes by scrap is none. Nor
are goods that a customer sent back: little of what was sold the other way, and none of it as CoC Material.

What is asked about is a group of organisations that all reach each other by sales, once: each sale inside it lies on a
ring. The rings are its evidence (`sale_ring`), and how much can have gone round them at least.
"""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.measure.count import counted
from casthouse.measure.mass import tonnes_words
from casthouse.measure.period import Period
from casthouse.provenance.anomaly_kind import AnomalyKind
from casthouse.provenance.anomaly_rules import AnomalyRules
from casthouse.provenance.chain_anomaly import AnomalySide, ChainAnomaly, EntryQuery
from casthouse.provenance.sale_ring import SaleRing, ring_groups, rings_of
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


NAMED_MAX = 10
"""So many rings of a group are named, the widest first; how many there are stands beside them."""


def circular_sales(sales: Sequence[Sale], rules: AnomalyRules, period: Period) -> Iterator[ChainAnomaly]:
    """Return a question for each group of organisations in which a material goes round."""
    for material in ROUND:
        those = {(each.seller, each.buyer): each for each in sales if each.material is material}
        least_g = ceil(rules.grams("ring_mass_least_t"))
        edges = {
            pair: each.mass_g
            for pair, each in those.items()
            if each.seller != each.buyer
            and each.mass_g >= least_g
            and not _is_return(each, those.get((each.buyer, each.seller)), rules)
        }
        for group in ring_groups(edges):
            inside = {pair: mass_g for pair, mass_g in edges.items() if group.issuperset(pair)}
            held = [those[pair] for pair in sorted(inside)]
            yield _anomaly(material, held, rings_of(inside, least_g=least_g), period)


def _is_return(sale: Sale, other_way: Sale | None, rules: AnomalyRules) -> bool:
    part = rules.part("ring_return_percent")
    return other_way is not None and not sale.coc_g and sale.mass_g <= other_way.mass_g * part


def _is_claimed(held: Sequence[Sale]) -> bool:
    """Say whether a ring closes by sales alone that each have CoC Material."""
    return bool(ring_groups({(each.seller, each.buyer): each.coc_g for each in held if each.coc_g}))


def _together(rings: Sequence[SaleRing]) -> str:
    """Return what shows where all sides do: how much can have gone round, and by which rings."""
    named = "; ".join(
        f"{' → '.join((*each.turn, each.turn[0]))} {tonnes_words(each.mass_g)} t"
        for each in rings[:NAMED_MAX]
    )
    rest = len(rings) - NAMED_MAX
    whole_g = sum(each.mass_g for each in rings)
    more = f"; and {rest} more" if rest > 0 else ""
    return f"{tonnes_words(whole_g)} t at least may have gone round, in {counted(len(rings), 'ring')}: {named}{more}"


def _anomaly(
    material: Material, held: Sequence[Sale], rings: Sequence[SaleRing], period: Period
) -> ChainAnomaly:
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
        for each in held
    ]
    return ChainAnomaly(
        kind=AnomalyKind.CIRCULAR_SALES,
        severity=Severity.HIGH if _is_claimed(held) else Severity.LOW,
        subject=material.value,
        period=period,
        sides=tuple(sides),
        together=_together(rings),
    )
