"""How much of everything stands behind a tonne of a lot: the emissions of plants, and what came in where lots end.

A lot needs what went into the process that made it, each input by its mass, over what came out and carries the burden:
metal that is lost is carried by the rest. It carries the emissions of a stage once for each scope that it went through,
in the period in which it came into being there before it left: an account knows what a tonne of its output emitted, and
not what each furnace did. So lots of a period, all of them known, have the mean that the account has.

Needs are whole numbers of 1e-30 t, rounded half-even at each lot, so that digits do not grow along a chain.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from casthouse.custody.stage import Material, Stage
from casthouse.footprint.footprint_method import ScrapRule
from casthouse.footprint.lot_inflow import LotInflow, Lots
from casthouse.footprint.stage_account import AccountKey
from casthouse.provenance.flow_group import flow_groups
from casthouse.provenance.lot_graph import EdgeKind, LotName

ONE = 10**30
SCRAP = frozenset((Material.PRE_CONSUMER_SCRAP, Material.POST_CONSUMER_SCRAP, Material.DROSS))


class EndKind(StrEnum):
    """Where the walk from a lot ends."""

    OWN = "own"  # what a stage emitted itself
    CAME = "came"  # a receipt that leads on to no lot
    MADE = "made"  # a production of which no process tells
    EXTRACTED = "extracted"
    SCRAP = "scrap"  # it carries nothing under the rule
    WHOLE = "whole"  # nothing on record brought it in, and the accounts hold that it left
    UNRECORDED = "unrecorded"  # nothing on record brought it in


@dataclass(frozen=True, slots=True, kw_only=True)
class LotEnd:
    """One end: of which account, and which of its receipts."""

    kind: EndKind
    account: AccountKey | None = None
    reference: str = ""
    material: Material = Material.ALUMINIUM
    shipper: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Metal of suppliers' lots that came to whoever asks: of whom, and what."""

    shipper: str
    material: Material


@dataclass(frozen=True, slots=True)
class _State:
    """Metal of a lot that goes to a stage of a scope (None: over the boundary), and the delivery that brings it.

    What `stays` lies where it came in: nothing was done to it there.
    """

    lot: LotName
    goes_to: tuple[str, Stage] | None = None
    delivery: Delivery | None = None
    stays: bool = False


@dataclass(slots=True, kw_only=True)
class LotNeeds:
    """What stands behind a tonne of a lot, in 1e-30 t.

    Attributes:
        ends: by the delivery that brought it along (None: the organisation's own) and the end.
        deliveries: how much of each delivery.
        references: receipts, productions and extractions of the organisation itself by what they are part of.
        processes: references of its own processes.
        lots: how many lots it goes through.
    """

    ends: defaultdict[tuple[Delivery | None, LotEnd], int] = field(default_factory=lambda: defaultdict(int))
    deliveries: defaultdict[Delivery, int] = field(default_factory=lambda: defaultdict(int))
    references: defaultdict[Delivery | LotEnd, dict[str, None]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    processes: dict[str, None] = field(default_factory=dict)
    lots: int = 0


Way = tuple["_State | LotEnd", Fraction, LotInflow | None]
Ways = list[Way]
"""Where metal of a state is from: to what, which part of it, and by what it came."""


def carries(material: Material, scrap_rule: ScrapRule) -> bool:
    """Say whether what comes out of a process as a material carries what went in."""
    if material is Material.PRE_CONSUMER_SCRAP:
        return scrap_rule is ScrapRule.CO_PRODUCT
    return material not in SCRAP


def lot_needs(lots: Lots, subject: LotName, scrap_rule: ScrapRule, *, leaves: bool) -> LotNeeds:
    """Return what stands behind a tonne of a lot.

    Args:
        lots: everything upstream of it, with the receipts that lead on.
        subject: which lot.
        scrap_rule: whether pre-consumer scrap carries something.
        leaves: whether it was made there or left: then it carries the emissions of its stage, else what it brought.
    """
    walk = _Walk(lots, subject, scrap_rule)
    return walk.needs_of(_State(subject, stays=not leaves))


class _Walk:
    def __init__(self, lots: Lots, subject: LotName, scrap_rule: ScrapRule) -> None:
        assert (
            scrap_rule is not ScrapRule.SUBSTITUTION
        )  # no method has it: a lot has no scrap of its own to credit
        self._lots = lots
        self._organisation = subject.organisation
        self._scrap_rule = scrap_rule
        self._ways: dict[_State, Ways] = {}

    def needs_of(self, first: _State) -> LotNeeds:
        self._discover(first)
        draws = {
            state: [to for to, _, _ in ways if isinstance(to, _State)] for state, ways in self._ways.items()
        }
        coming: defaultdict[_State, int] = defaultdict(int)
        coming[first] = ONE
        found = LotNeeds(lots=len({state.lot for state in draws}))
        for group in reversed(flow_groups(draws)):
            inside = set(group)
            if len(group) > 1 or group[0] in draws[group[0]]:
                through = self._round(group, coming)
                if through is None:
                    for state in group:
                        found.ends[state.delivery, LotEnd(kind=EndKind.UNRECORDED)] += coming[state]
                    continue
                coming.update(through)
            for state in group:
                self._hand_on(state, coming, found, inside if len(group) > 1 else {state})
        return found

    def _discover(self, first: _State) -> None:
        waiting = [first]
        while waiting:
            state = waiting.pop()
            if state not in self._ways:
                self._ways[state] = list(self._ways_of(state))
                waiting += [to for to, _, _ in self._ways[state] if isinstance(to, _State)]

    def _hand_on(
        self, state: _State, coming: defaultdict[_State, int], found: LotNeeds, inside: set[_State]
    ) -> None:
        need = coming[state]
        is_own = state.delivery is None
        for to, part, inflow in self._ways[state]:
            mass = _part(need, part)
            if not mass:
                continue
            if is_own and inflow is not None and inflow.kind is EdgeKind.PROCESS:
                found.processes[inflow.reference] = None
            if isinstance(to, LotEnd):
                found.ends[state.delivery, to] += mass
                if is_own and inflow is not None and to.kind is not EndKind.OWN:
                    found.references[to][inflow.reference] = None
                continue
            if to not in inside:
                coming[to] += mass
            if is_own and to.delivery is not None and inflow is not None:
                found.deliveries[to.delivery] += mass
                found.references[to.delivery][inflow.reference] = None

    def _ways_of(self, state: _State) -> Iterator[Way]:
        inflows = self._lots.get(state.lot, ())
        whole_g = sum(each.mass_g for each in inflows)
        if not whole_g:
            yield LotEnd(kind=EndKind.UNRECORDED), Fraction(1), None
            return
        for each in inflows:
            part = Fraction(each.mass_g, whole_g)
            if each.kind is EdgeKind.PROCESS and not carries(each.material, self._scrap_rule):
                yield LotEnd(kind=EndKind.SCRAP, material=each.material), part, each
                continue
            if not state.stays and _adds(each, state.goes_to):
                yield LotEnd(kind=EndKind.OWN, account=each.account, shipper=each.facility), part, each
            yield from self._behind(state, each, part)

    def _behind(self, state: _State, each: LotInflow, part: Fraction) -> Iterator[Way]:
        """Yield what one way into a lot brought along."""
        match each.kind:
            case EdgeKind.PROCESS:
                place = None if each.account is None else (each.account.scope, each.account.stage)
                for lot, mass_g in each.drawn:
                    yield _State(lot, place, state.delivery), part * mass_g / each.carrying_g, each
            case EdgeKind.DELIVERY | EdgeKind.RECEIPT if each.source is not None:
                yield _State(each.source, None, self._delivery(state, each)), part, each
            case EdgeKind.DELIVERY | EdgeKind.RECEIPT:
                yield _end(EndKind.CAME, each), part, each
            case EdgeKind.PRODUCTION:
                yield _end(EndKind.MADE, each), part, each
            case EdgeKind.EXTRACTION:
                yield _end(EndKind.EXTRACTED, each), part, each
            case EdgeKind.UNRECORDED:
                yield _end(EndKind.UNRECORDED if each.account is None else EndKind.WHOLE, each), part, each

    def _delivery(self, state: _State, each: LotInflow) -> Delivery | None:
        if (
            state.delivery is not None
            or each.source is None
            or each.source.organisation == self._organisation
        ):
            return state.delivery
        return Delivery(shipper=each.shipper, material=each.material)

    def _round(self, group: Iterable[_State], coming: Mapping[_State, int]) -> dict[_State, int] | None:
        """Return what goes through each state of a loop; None where it needs all of its own metal, or more."""
        states = list(group)
        ways: dict[_State, dict[_State, Fraction]] = {state: {} for state in states}
        for state in states:
            for to, part, _ in self._ways[state]:
                if isinstance(to, _State) and to in ways:
                    ways[state][to] = ways[state].get(to, Fraction(0)) + part
        through = _settled({state: Fraction(coming[state]) for state in states}, ways)
        return None if through is None else {state: round(mass) for state, mass in through.items()}


def _adds(each: LotInflow, goes_to: tuple[str, Stage] | None) -> bool:
    """Say whether metal that came in so and goes there carries the emissions of its stage.

    Where a process ran in no scope they are not known, which is told.
    """
    if each.kind is EdgeKind.UNRECORDED:
        return False
    if each.account is None:
        return each.kind in {EdgeKind.PROCESS, EdgeKind.PRODUCTION}
    return goes_to != (each.account.scope, each.account.stage)


def _end(kind: EndKind, each: LotInflow) -> LotEnd:
    reference = each.reference if kind is EndKind.CAME else ""
    return LotEnd(
        kind=kind, account=each.account, reference=reference, material=each.material, shipper=each.shipper
    )


def _part(need: int, part: Fraction) -> int:
    return round(need * part)


def _settled(
    entering: dict[_State, Fraction], ways: dict[_State, dict[_State, Fraction]]
) -> dict[_State, Fraction] | None:
    """Solve a loop exactly: its places are taken out one by one, those with the fewest ways through them first.

    What a loop needs is positive exactly if each place, when it is taken out, needs less than all of itself.
    """
    into: dict[_State, set[_State]] = {state: set() for state in ways}
    for state, out in ways.items():
        for to in out:
            into[to].add(state)
    taken: list[tuple[_State, Fraction, dict[_State, Fraction]]] = []
    left = set(ways)
    while left:
        here = min(left, key=lambda state: (len(into[state]) * len(ways[state]), state.lot))
        left.discard(here)
        out = ways.pop(here)
        once = 1 - out.pop(here, Fraction(0))
        if once <= 0:
            return None
        into[here].discard(here)
        before = {state: ways[state].pop(here) for state in into[here]}
        for to, part in out.items():
            into[to].discard(here)
            entering[to] += entering[here] * part / once
            for state, handed in before.items():
                ways[state][to] = ways[state].get(to, Fraction(0)) + handed * part / once
                into[to].add(state)
        taken.append((here, once, before))
    through: dict[_State, Fraction] = {}
    for here, once, before in reversed(taken):
        through[here] = (entering[here] + sum(through[s] * part for s, part in before.items())) / once
    return through
