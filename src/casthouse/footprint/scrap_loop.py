"""By which loop scrap came back, out of what went into it: the same site, the company, customers, the market."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from casthouse.custody.stage import Material
from casthouse.footprint.scrap_source import SCRAPS, ScrapSources
from casthouse.provenance.lot_process import Direction, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessEntry:
    """A lot into or out of a process, as it was posted."""

    process: str
    step: Step
    facility: str
    direction: Direction
    lot: str
    material: Material
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Traded:
    """What was received from, or shipped to, one counterparty: grams of a material, in how many movements."""

    is_receipt: bool
    material: Material
    counterparty: str
    mass_g: int
    movements: int


class LoopKind(StrEnum):
    """By which loop scrap came back."""

    SAME_SITE = "same_site"
    COMPANY = "company"
    CUSTOMER = "customer"
    MARKET = "market"


BOUGHT = frozenset({LoopKind.CUSTOMER, LoopKind.MARKET})
LOOP_WORDS: Mapping[LoopKind, str] = MappingProxyType(
    {
        LoopKind.SAME_SITE: "same site",
        LoopKind.COMPANY: "company",
        LoopKind.CUSTOMER: "customers",
        LoopKind.MARKET: "market",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Scrap that came back by a loop, out of what went into it; `whole_g` is None where nobody told it.

    `entries` are the charged lots of own scrap, the counterparties of scrap that was bought.
    """

    kind: LoopKind
    returned_g: int
    whole_g: int | None
    whole_is: str
    entries: tuple[str, ...]

    @property
    def is_own(self) -> bool:
        """Whether a process of the company itself made the scrap."""
        return self.kind not in BOUGHT

    @property
    def share(self) -> Fraction | None:
        """The part that came back; None where it is not known."""
        return Fraction(self.returned_g, self.whole_g) if self.whole_g else None


def own_loops(
    rows: list[ProcessEntry], charged: list[ProcessEntry], sources: ScrapSources
) -> tuple[Loop, Loop]:
    """Return the loops of scrap that a company made itself: where it arose, and at another of its sites."""
    made_g = sum(
        each.mass_g
        for each in rows
        if each.direction is Direction.OUT
        and each.material is Material.PRE_CONSUMER_SCRAP
        and each.step is not Step.SORTING
    )
    scrap = [each for each in charged if each.material in SCRAPS]
    site = [(e, e.mass_g * sources.own(e.lot, at=e.facility, of=e.material)) for e in scrap]
    company = [(each, each.mass_g * sources.own(each.lot, of=each.material) - here) for each, here in site]
    told = {"whole_g": made_g, "whole_is": "scrap that its processes made"}
    return _loop(LoopKind.SAME_SITE, site, told), _loop(LoopKind.COMPANY, company, told)


def _loop(kind: LoopKind, parts: list[tuple[ProcessEntry, Fraction]], told: Mapping[str, object]) -> Loop:
    """Return a loop of what was charged and its own part; entries without one stand behind no figure."""
    whole_g, whole_is = told["whole_g"], told["whole_is"]
    assert isinstance(whole_g, int)
    return Loop(
        kind=kind,
        returned_g=int(sum((part for _, part in parts), Fraction(0))),
        whole_g=whole_g,
        whole_is=str(whole_is),
        entries=lots_of(each for each, part in parts if part),
    )


def bought_loops(trades: list[Traded]) -> tuple[Loop, Loop]:
    """Return the loops of scrap that was bought: from customers, and from the market.

    What customers returned is out of all metal that was shipped: one who returned nothing is part of the whole.
    """
    sold: defaultdict[str, int] = defaultdict(int)
    back: defaultdict[str, int] = defaultdict(int)
    for each in trades:
        if not each.is_receipt and each.material is Material.ALUMINIUM:
            sold[each.counterparty] += each.mass_g
        if each.is_receipt and each.material in SCRAPS:
            back[each.counterparty] += each.mass_g
    customers = tuple(sorted(name for name in back if name and name in sold))
    others = tuple(sorted(name for name in back if name not in customers))
    return (
        Loop(
            kind=LoopKind.CUSTOMER,
            returned_g=sum(back[name] for name in customers),
            whole_g=sum(sold.values()),
            whole_is="metal shipped to all customers, also to those that returned nothing",
            entries=customers,
        ),
        Loop(
            kind=LoopKind.MARKET,
            returned_g=sum(back[name] for name in others),
            whole_g=None,
            whole_is="not known: nobody tells what the market had",
            entries=others,
        ),
    )


def lots_of(rows: Iterable[ProcessEntry]) -> tuple[str, ...]:
    """Return the lots of entries, each once, in their order."""
    return tuple(dict.fromkeys(each.lot for each in rows))
