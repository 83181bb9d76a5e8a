"""The material accounting period of a scope as a network: what came in, was made, went out, was lost or stayed.

Left stand suppliers and mines, in the middle the stages of the scope, right the customers. What the movements do not
say is not guessed: what came into a stage and neither left, nor was made into the next stage, nor is lost in a process
on record, is called stock or loss not accounted; where more left than came in, the rest came from stock. So each stage
balances to the gram.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casthouse.custody.movement import Kind
from casthouse.custody.stage import STAGES, Material, Stage, stage_of
from casthouse.measure.period import Period
from casthouse.picture.flow_network import Entries, EntriesOf, FlowBand, FlowNetwork, FlowNode, Spot, Tone
from casthouse.provenance.lot_process import Direction, Step

MINED = "mined here"
UNNAMED = "no counterparty named"
UNREGISTERED = "country not on record"
NOTE = (
    "Movements in force; each stage balances to the gram. Residue or stock is what came in and neither left, "
    "nor became the next stage, nor is lost in a process on record."
)


class Grouping(StrEnum):
    """By what those on the other side are put together."""

    COUNTERPARTY = "counterparty"
    COUNTRY = "country"
    MATERIAL = "material"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedMass:
    """The grams of all movements in force that are alike; `country` is empty for whoever is not registered."""

    kind: Kind
    material: Material
    coc: bool
    counterparty: str
    country: str
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMass:
    """The grams of a material that went into or came out of all processes of a step."""

    step: Step
    direction: Direction
    material: Material
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSubject:
    """Whose year it is: the scope, its organisation, the period, and where its facilities lie."""

    organisation: str
    scope: str
    period: Period
    spot: Spot | None = None
    country_spots: Mapping[str, Spot] | None = None

    def entries(self, **query: str) -> Entries:
        """Return where the movements behind a figure are listed."""
        span = {"first": self.period.start.isoformat(), "last": self.period.last_day.isoformat()}
        return Entries(
            organisation=self.organisation, query=tuple(({"scope": self.scope} | query | span).items())
        )

    def step_entries(self, step: Step) -> Entries:
        """Return where the lots are listed that came out of a step of the organisation."""
        span = {"from": self.period.start.isoformat(), "to": self.period.last_day.isoformat()}
        query = tuple(({"of": step.value} | span).items())
        return Entries(organisation=self.organisation, query=query, of=EntriesOf.STEP)


def step_losses(masses: Iterable[StepMass]) -> dict[tuple[Stage, Step], int]:
    """Return what processes on record lost, by step and by the stage of most that went in."""
    into: dict[Step, dict[Stage, int]] = {}
    out: dict[Step, int] = {}
    for each in masses:
        if each.direction is Direction.IN:
            held = into.setdefault(each.step, {})
            stage = stage_of(each.material)
            held[stage] = held.get(stage, 0) + each.mass_g
        else:
            out[each.step] = out.get(each.step, 0) + each.mass_g
    lost = {}
    for step, held in into.items():
        stage = max(held, key=lambda each: (held[each], -STAGES.index(each)))
        if (mass_g := sum(held.values()) - out.get(step, 0)) > 0:
            lost[stage, step] = mass_g
    return lost


def year_network(
    subject: YearSubject, moved: Sequence[MovedMass], steps: Sequence[StepMass], *, grouping: Grouping
) -> FlowNetwork:
    """Return the network of a period.

    Args:
        subject: whose year.
        moved: what was moved in it.
        steps: what processes on record took and gave.
        grouping: by what those on the other side are put together.
    """
    losses = step_losses(steps)
    stages = [
        stage
        for stage in STAGES
        if any(stage_of(each.material) is stage for each in moved) or any(of is stage for of, _ in losses)
    ]
    columns = {stage: at + 1 for at, stage in enumerate(stages)}
    last = len(stages) + 1
    sheet = _Sheet(subject=subject, grouping=grouping, columns=columns, last=last)
    for each in sorted(moved, key=lambda one: (-one.mass_g, one.counterparty, one.material)):
        sheet.take(each)
    for (stage, step), mass_g in sorted(losses.items()):
        sheet.lose(stage, step, mass_g)
    sheet.balance()
    names = tuple(stage.value.capitalize() for stage in stages)
    return FlowNetwork(
        subject=f"Flows of {subject.scope}",
        headings=("Came in", *names, "Went out") if names else (),
        nodes=tuple(sheet.nodes.values()),
        bands=tuple(sheet.bands.values()),
        first=subject.period.start,
        last=subject.period.last_day,
        notes=(NOTE,),
    )


class _Sheet:
    """The nodes and bands while they are put together."""

    def __init__(
        self, *, subject: YearSubject, grouping: Grouping, columns: Mapping[Stage, int], last: int
    ) -> None:
        self.subject, self.grouping, self.columns, self.last = subject, grouping, columns, last
        self.nodes: dict[str, FlowNode] = {}
        self.bands: dict[tuple[str, str, Tone], FlowBand] = {}
        for stage, column in columns.items():
            self._node(
                FlowNode(
                    key=stage.value,
                    label=stage.value,
                    column=column,
                    tone=Tone.SUBJECT,
                    spot=subject.spot,
                    entries=subject.entries(stage=stage.value),
                )
            )

    def take(self, each: MovedMass) -> None:
        """Add what was moved."""
        stage = stage_of(each.material)
        match each.kind:
            case Kind.PRODUCTION:
                before = STAGES[STAGES.index(stage) - 1]
                self._made(before, stage, each.mass_g)
            case Kind.SHIPMENT:
                node = self._party(each, side="out", column=self.last)
                tone = Tone.OUT_COC if each.coc else Tone.OUT_OTHER
                self._band(stage.value, node.key, each.mass_g, tone, self._entries(each, "shipment"))
            case Kind.RECEIPT | Kind.EXTRACTION:
                node = self._party(each, side="in", column=0)
                tone = Tone.MADE if each.kind is Kind.EXTRACTION else Tone.COC if each.coc else Tone.OTHER
                self._band(node.key, stage.value, each.mass_g, tone, self._entries(each, each.kind.value))
            case Kind.REVERSAL:
                raise AssertionError("a reversal moves nothing by itself")

    def _made(self, before: Stage, stage: Stage, mass_g: int) -> None:
        entries = self.subject.entries(kind="production", stage=stage.value)
        if before in self.columns:
            self._band(before.value, stage.value, mass_g, Tone.MADE, entries)
            return
        node = self._rest(f"from:{stage.value}", f"{before.value}, from stock", column=0)
        self._band(node.key, stage.value, mass_g, Tone.MADE, entries)

    def lose(self, stage: Stage, step: Step, mass_g: int) -> None:
        """Add what a step lost."""
        node = self._rest(f"lost:{stage.value}:{step.value}", f"lost in {step.value}", column=self.last)
        self._band(stage.value, node.key, mass_g, Tone.REST, self.subject.step_entries(step))

    def balance(self) -> None:
        """Let each stage give as much as it takes, by what stayed or came from stock: of all movements a balance."""
        entries = self.subject.entries()
        for stage in self.columns:
            into = sum(each.mass_g for each in self.bands.values() if each.target == stage.value)
            out = sum(each.mass_g for each in self.bands.values() if each.source == stage.value)
            if into > out:
                node = self._rest(
                    f"stock:{stage.value}", f"{stage.value}: residue or stock", column=self.last
                )
                self._band(stage.value, node.key, into - out, Tone.REST, entries)
            elif out > into:
                node = self._rest(f"stock-in:{stage.value}", f"{stage.value}, from stock", column=0)
                self._band(node.key, stage.value, out - into, Tone.REST, entries)

    def _rest(self, key: str, label: str, *, column: int) -> FlowNode:
        return self._node(FlowNode(key=key, label=label, column=column, tone=Tone.REST, is_inside=True))

    def _party(self, each: MovedMass, *, side: str, column: int) -> FlowNode:
        if each.kind is Kind.EXTRACTION:
            node = FlowNode(key="mined", label=MINED, column=column, tone=Tone.MADE, spot=self.subject.spot)
            return self._node(node)
        spots = self.subject.country_spots or {}
        spot = spots.get(each.country)
        labels = {
            Grouping.COUNTERPARTY: each.counterparty or UNNAMED,
            Grouping.COUNTRY: spot.name if spot else each.country or UNREGISTERED,
            Grouping.MATERIAL: each.material.value.replace("_", " "),
        }
        label = labels[self.grouping]
        tone = Tone.OTHER if side == "in" else Tone.OUT_OTHER
        seen = None if self.grouping is Grouping.MATERIAL else spot
        return self._node(FlowNode(key=f"{side}:{label}", label=label, column=column, tone=tone, spot=seen))

    def _entries(self, each: MovedMass, kind: str) -> Entries:
        query = {"kind": kind}
        if self.grouping is Grouping.MATERIAL:
            query["material"] = each.material.value
        else:
            query["stage"] = stage_of(each.material).value
        if each.kind is not Kind.EXTRACTION:
            query["coc"] = "yes" if each.coc else "no"
        if self.grouping is Grouping.COUNTERPARTY and each.counterparty:
            query["q"] = each.counterparty
        return self.subject.entries(**query)

    def _node(self, node: FlowNode) -> FlowNode:
        return self.nodes.setdefault(node.key, node)

    def _band(self, source: str, target: str, mass_g: int, tone: Tone, entries: Entries) -> None:
        held = self.bands.get((source, target, tone))
        self.bands[source, target, tone] = FlowBand(
            source=source,
            target=target,
            mass_g=mass_g + (held.mass_g if held else 0),
            tone=tone,
            entries=entries,
        )
