"""What an organisation recovered in a span of days: steps with their yields, scrap charged, loops, what it replaced.

Reckoned from posted processes and movements, in whole grams. Scrap that a plant made itself and takes back is
run-around, within a declared boundary: the site or the company. What nobody specified counts as primary.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from casthouse.custody.stage import Material
from casthouse.footprint.melt_told import MeltTold
from casthouse.footprint.recovery import Ratio
from casthouse.footprint.recycled_content import Charge, RecycledContent, recycled_content
from casthouse.footprint.scrap_loop import (
    BOUGHT,
    Loop,
    ProcessEntry,
    Traded,
    bought_loops,
    lots_of,
    own_loops,
)
from casthouse.footprint.scrap_source import SCRAPS, RecoveryBoundary, ScrapSources
from casthouse.provenance.lot_process import Direction, Step

CHARGING = (Step.MELTING, Step.CASTING)
NOTHING_CHARGED = "no lot that counts was charged into melting or casting in these days"
SCRAP_UNTOLD = "scrap was received, and none of it is in a charged lot: nobody said where it went"


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
        """What went in and no lot that came out accounts for: lost, or not posted."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryAccount:
    """The recovery of an organisation from a day to another, inclusive; `charge` is in grams, its entries are lots.

    `bought_scrap` is the scrap charged that no own process made, at whatever site: only that replaces other metal.
    `sold` is the scrap and dross that left for others, by material and to whom.
    `unmixed` is the yield of melts that one material alone was charged into; `told` what was measured. `rows` are the
    lots into and out of its processes, with `sources` who made them: what all its figures are reckoned from.
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
    sold: tuple[Traded, ...]
    shipped_g: int
    dross_charged_g: int
    unmixed: Mapping[Material, Ratio]
    told: MeltTold
    rows: tuple[ProcessEntry, ...]
    sources: ScrapSources

    @property
    def content(self) -> RecycledContent | None:
        """Recycled content of what was charged, on an input basis; None where `content_unknown` says why."""
        return None if self.content_unknown else recycled_content(self.charge)

    @property
    def content_unknown(self) -> str:
        """Why there is no recycled content; empty where there is one.

        Where scrap came in and no lot charged holds any, nobody said where it went: that is no content of nought.
        """
        if not self.charge.counted:
            return NOTHING_CHARGED
        if self.scrap_elsewhere_g and not self.charge.post_consumer + self.charge.pre_consumer:
            return SCRAP_UNTOLD
        return ""

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
        charge_entries=lots_of(charged),
        bought_scrap=_bought_scrap(charged, sources),
        loops=(*own_loops(rows, charged, sources), *bought_loops(trades)),
        sold=tuple(t for t in trades if not t.is_receipt and t.material in (*SCRAPS, Material.DROSS)),
        shipped_g=sum(t.mass_g for t in trades if not t.is_receipt and t.material is Material.ALUMINIUM),
        dross_charged_g=sum(each.mass_g for each in charged if each.material is Material.DROSS),
        unmixed=_unmixed(rows),
        told=told or MeltTold(),
        rows=tuple(rows),
        sources=sources,
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
        entries=lots_of(each for each in rows if each.direction is Direction.OUT),
    )


def _charge(charged: list[ProcessEntry], sources: ScrapSources) -> Charge:
    masses: defaultdict[Material, Fraction] = defaultdict(Fraction)
    runaround = Fraction(0)
    for each in charged:
        own = each.mass_g * sources.runaround(each.lot, each.facility, each.material)
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
    return sum((each.mass_g * (1 - sources.own(each.lot, of=each.material)) for each in scrap), Fraction(0))
