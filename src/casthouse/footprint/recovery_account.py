"""What an organisation recovered in a span of days: steps with their yields, scrap charged, loops, what it replaced.

Reckoned from posted processes and movements, in whole grams. Scrap that a plant made itself and takes back is
run-around, within a declared boundary: the site or the company. What nobody specified counts as primary.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.footprint.melt_told import MeltTold
from casthouse.footprint.recovery import Ratio
from casthouse.footprint.recycled_content import Charge, RecycledContent, recycled_content
from casthouse.footprint.scrap_source import RecoveryBoundary, ScrapSources
from casthouse.provenance.lot_process import Direction, Step

CHARGING = (Step.MELTING, Step.CASTING)
SCRAPS = (Material.PRE_CONSUMER_SCRAP, Material.POST_CONSUMER_SCRAP)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBalance:
    """What went into a step and came out of it; what did neither is its loss. `entries` are the lots that came out."""

    step: Step
    charged_g: int
    made_g: int
    scrap_g: int
    dross_g: int
    entries: tuple[str, ...]

    @property
    def loss_g(self) -> int:
        """What went in and came out as nothing."""
        return self.charged_g - self.made_g - self.scrap_g - self.dross_g

    @property
    def made(self) -> Ratio:
        """The yield: product over everything that went in."""
        return Ratio(part=Fraction(self.made_g), whole=Fraction(self.charged_g))

    @property
    def gross(self) -> Ratio:
        """The gross loss: what did not become product."""
        return Ratio(part=Fraction(self.charged_g - self.made_g), whole=Fraction(self.charged_g))

    @property
    def lost(self) -> Ratio:
        """What became neither product nor scrap nor dross."""
        return Ratio(part=Fraction(self.loss_g), whole=Fraction(self.charged_g))


class LoopKind(StrEnum):
    """By which loop scrap came back."""

    SAME_SITE = "same_site"
    COMPANY = "company"
    CUSTOMER = "customer"
    MARKET = "market"


BOUGHT = frozenset({LoopKind.CUSTOMER, LoopKind.MARKET})


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
    def share(self) -> Fraction | None:
        """The part that came back; None where it is not known."""
        return Fraction(self.returned_g, self.whole_g) if self.whole_g else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryAccount:
    """The recovery of an organisation from a day to another, inclusive; `charge` is in grams, its entries are lots.

    `bought_scrap` is the scrap charged that no own process made, at whatever site: only that replaces other metal.
    `unmixed` is the yield of melts that one material alone was charged into; `told` what was measured.
    """

    organisation: str
    first: date
    last: date
    boundary: RecoveryBoundary
    steps: tuple[StepBalance, ...]
    charge: Charge
    charge_entries: tuple[str, ...]
    bought_scrap: Fraction
    loops: tuple[Loop, ...]
    shipped_g: int
    dross_charged_g: int
    unmixed: Mapping[Material, Ratio]
    told: MeltTold

    @property
    def content(self) -> RecycledContent | None:
        """Recycled content of what was charged, on an input basis; None where nothing counts."""
        return recycled_content(self.charge) if self.charge.counted else None

    def yield_of(self, material: Material) -> Fraction | None:
        """Return the melt yield of one material: as told, else of melts of it alone; None where neither says one."""
        told = self.told.yields.get(material, frozenset())
        if told:
            return next(iter(told)) if len(told) == 1 else None
        return self.unmixed[material].share if material in self.unmixed else None

    @property
    def scrap_elsewhere_g(self) -> int:
        """Scrap that was received in these days and is in no lot that was charged: in stock, or nobody said where."""
        bought = sum(each.returned_g for each in self.loops if each.kind in BOUGHT)
        return max(0, bought - int(self.bought_scrap))

    @property
    def dross_g(self) -> int:
        """The dross that all steps made."""
        return sum(each.dross_g for each in self.steps)

    @property
    def melt(self) -> StepBalance | None:
        """The balance of melting."""
        return next((each for each in self.steps if each.step is Step.MELTING), None)


def recovery_account(
    entries: Iterable[ProcessEntry],
    traded: Iterable[Traded],
    sources: ScrapSources,
    *,
    organisation: str,
    first: date,
    last: date,
    told: MeltTold | None = None,
) -> RecoveryAccount:
    """Return the account of what was posted in a span of days."""
    rows = list(entries)
    trades = [
        each for each in traded if each.counterparty != organisation
    ]  # between own sites nothing is traded
    charged = [each for each in rows if each.direction is Direction.IN and each.step in CHARGING]
    return RecoveryAccount(
        organisation=organisation,
        first=first,
        last=last,
        boundary=sources.boundary,
        steps=_steps(rows),
        charge=_charge(charged, sources),
        charge_entries=_lots(charged),
        bought_scrap=_bought_scrap(charged, sources),
        loops=(*_own_loops(rows, charged, sources), *_bought_loops(trades)),
        shipped_g=sum(t.mass_g for t in trades if not t.is_receipt and t.material is Material.ALUMINIUM),
        dross_charged_g=sum(each.mass_g for each in charged if each.material is Material.DROSS),
        unmixed=_unmixed(rows),
        told=told or MeltTold(),
    )


def _unmixed(rows: list[ProcessEntry]) -> dict[Material, Ratio]:
    """Return what came out as metal of melts into which one material alone went."""
    melts: defaultdict[str, list[ProcessEntry]] = defaultdict(list)
    for each in rows:
        if each.step is Step.MELTING:
            melts[each.process].append(each)
    masses: dict[Material, tuple[int, int]] = {}
    for lots in melts.values():
        charged = {each.material for each in lots if each.direction is Direction.IN}
        if len(charged) == 1:
            made = (each for each in lots if each.direction is Direction.OUT)
            made_g = sum(each.mass_g for each in made if each.material is Material.ALUMINIUM)
            charged_g = sum(each.mass_g for each in lots if each.direction is Direction.IN)
            (material,) = charged
            before = masses.get(material, (0, 0))
            masses[material] = (before[0] + made_g, before[1] + charged_g)
    return {
        material: Ratio(part=Fraction(made_g), whole=Fraction(charged_g))
        for material, (made_g, charged_g) in masses.items()
    }


def _steps(rows: list[ProcessEntry]) -> tuple[StepBalance, ...]:
    by_step: defaultdict[Step, list[ProcessEntry]] = defaultdict(list)
    for each in rows:
        by_step[each.step].append(each)
    return tuple(_balance(step, by_step[step]) for step in Step if step in by_step)


def _balance(step: Step, rows: list[ProcessEntry]) -> StepBalance:
    out: defaultdict[Material, int] = defaultdict(int)
    for each in rows:
        if each.direction is Direction.OUT:
            out[each.material] += each.mass_g
    dross_g, scrap_g = out[Material.DROSS], sum(out[scrap] for scrap in SCRAPS)
    made_g = sum(out.values()) - dross_g
    is_sorting = step is Step.SORTING  # sorted scrap is its product
    return StepBalance(
        step=step,
        charged_g=sum(each.mass_g for each in rows if each.direction is Direction.IN),
        made_g=made_g if is_sorting else made_g - scrap_g,
        scrap_g=0 if is_sorting else scrap_g,
        dross_g=dross_g,
        entries=_lots(each for each in rows if each.direction is Direction.OUT),
    )


def _charge(charged: list[ProcessEntry], sources: ScrapSources) -> Charge:
    masses: defaultdict[Material, Fraction] = defaultdict(Fraction)
    runaround = Fraction(0)
    for each in charged:
        own = each.mass_g * sources.runaround(each.lot, each.facility)
        runaround += own
        masses[each.material] += each.mass_g - own
    pre, post = (masses.pop(scrap, Fraction(0)) for scrap in SCRAPS)
    return Charge(
        post_consumer=post,
        pre_consumer=pre,
        primary=sum(masses.values(), Fraction(0)),
        alloying=Fraction(0),
        runaround=runaround,
    )


def _bought_scrap(charged: list[ProcessEntry], sources: ScrapSources) -> Fraction:
    scrap = (each for each in charged if each.material in SCRAPS)
    return sum((each.mass_g * (1 - sources.own(each.lot)) for each in scrap), Fraction(0))


def _own_loops(
    rows: list[ProcessEntry], charged: list[ProcessEntry], sources: ScrapSources
) -> tuple[Loop, Loop]:
    made_g = sum(
        each.mass_g
        for each in rows
        if each.direction is Direction.OUT
        and each.material is Material.PRE_CONSUMER_SCRAP
        and each.step is not Step.SORTING
    )
    scrap = [each for each in charged if each.material in SCRAPS]
    site = [(each, each.mass_g * sources.own(each.lot, at=each.facility)) for each in scrap]
    company = [(each, each.mass_g * sources.own(each.lot) - here) for each, here in site]
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
        entries=_lots(each for each, part in parts if part),
    )


def _bought_loops(trades: list[Traded]) -> tuple[Loop, Loop]:
    sold: defaultdict[str, int] = defaultdict(int)
    back: defaultdict[str, int] = defaultdict(int)
    for each in trades:
        if not each.is_receipt and each.material is Material.ALUMINIUM:
            sold[each.counterparty] += each.mass_g
        if each.is_receipt and each.material in SCRAPS:
            back[each.counterparty] += each.mass_g
    customers = tuple(sorted(name for name in back if name and name in sold))
    others = tuple(sorted(name for name in back if name not in customers))
    in_loop = [sold[name] for name in customers]
    words = "metal shipped to the customers that returned scrap"
    return (
        Loop(
            kind=LoopKind.CUSTOMER,
            returned_g=sum(back[name] for name in customers),
            whole_g=sum(in_loop) if in_loop else sum(sold.values()),
            whole_is=words if in_loop else "metal shipped to customers, none of whom returned scrap",
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


def _lots(rows: Iterable[ProcessEntry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.lot for each in rows))
