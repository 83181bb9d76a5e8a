"""The whole chain in a year as a network: what came into each stage, what was made of it, what went out.

It is drawn from masses by stage: those of all members' closed periods, summed or company by company, or those that were
published. Of periods that are not closed it is the movements in force, and provisional. Where published figures are put
together, so are the bands. What came into a stage and neither went out nor
was made into the next one was lost or is in stock; where more went out, the rest came from stock.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from casthouse.custody.stage import STAGES, Stage
from casthouse.custody.volume_statistics import OrganisationVolume, VolumeFlow, VolumeSheet
from casthouse.picture.flow_network import (
    NOT_DISCLOSED,
    Entries,
    EntriesOf,
    FlowBand,
    FlowNetwork,
    FlowNode,
    Tone,
)

CAME_IN, WENT_OUT = "Came in", "Went out"
ALL_IN = frozenset(each for each in VolumeFlow if each.is_in)
ALL_OUT = frozenset(VolumeFlow) - ALL_IN
FLOW_WORDS: Mapping[frozenset[VolumeFlow], str] = {
    frozenset({VolumeFlow.COC_IN}): "CoC {} in",
    frozenset({VolumeFlow.OTHER_IN}): "other {} in",
    frozenset({VolumeFlow.COC_OUT}): "{} sold as CoC",
    frozenset({VolumeFlow.OTHER_OUT}): "{} sold as other",
    ALL_IN: "{} came in or was made",
    ALL_OUT: "{} went out",
}
TONES: Mapping[frozenset[VolumeFlow], Tone] = {
    frozenset({VolumeFlow.COC_IN}): Tone.COC,
    frozenset({VolumeFlow.OTHER_IN}): Tone.OTHER,
    frozenset({VolumeFlow.COC_OUT}): Tone.OUT_COC,
    frozenset({VolumeFlow.OTHER_OUT}): Tone.OUT_OTHER,
}
MADE = frozenset({VolumeFlow.MADE})
PUBLISHED = (
    "Published once for the year and not changed by what comes later. What too few organisations stand behind is put "
    "together or left out, and so is the band."
)
CLOSED = (
    "Summed from the periods that end in the year: closed ones by their statements, those that are not closed by the "
    "movements in force today; the same metal is counted at each company."
)
RESTS = (
    "Lost or in stock, residue too, is what came in and neither went out nor was made into the next stage."
)


class ChainGrouping(StrEnum):
    """By what the chain is put together: its stages, or the companies at each of them."""

    STAGE = "stage"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """The mass of some flows together, at a stage of somebody or, with nobody named, of all."""

    stage: Stage
    who: str
    flows: frozenset[VolumeFlow]
    mass_g: int
    is_open: bool = False


def published_network(sheet: VolumeSheet) -> FlowNetwork:
    """Return the network of what was published of a year."""
    figures = [
        _Figure(stage=each.stage, who="", flows=figure.flows, mass_g=figure.mass_g)
        for each in sheet.stages
        for figure in each.figures
    ]
    withheld = [each.stage.value for each in sheet.stages if not each.figures]
    notes = [PUBLISHED, RESTS, *([f"Left out: {', '.join(withheld)}."] if withheld else [])]
    return _network(figures, year=sheet.year, notes=notes, whole=EntriesOf.PUBLISHED)


def members_network(
    closed: Iterable[OrganisationVolume],
    provisional: Iterable[OrganisationVolume],
    *,
    year: int,
    grouping: ChainGrouping,
    open_scopes: int,
) -> FlowNetwork:
    """Return the network of all members' periods that end in a year.

    Args:
        closed: what moved at each stage of each organisation, by the statements of closed periods.
        provisional: the same of periods that are not closed.
        year: the year in which the periods ended.
        grouping: by stage, or by company.
        open_scopes: how many scopes have a period that ends in the year and is not closed.
    """
    figures = [
        *_summed(closed, grouping, is_open=False),
        *_summed(provisional, grouping, is_open=True),
    ]
    missing = (
        f"Provisional: of {open_scopes} scope{'' if open_scopes == 1 else 's'} a period that ends in the year is not "
        "closed, and its figures can still change."
    )
    notes = [CLOSED, RESTS, *([missing] if open_scopes else [])]
    found = _network(figures, year=year, notes=notes, whole=EntriesOf.COMPANIES)
    return replace(found, mark=NOT_DISCLOSED)


def _summed(
    volumes: Iterable[OrganisationVolume], grouping: ChainGrouping, *, is_open: bool
) -> list[_Figure]:
    masses: dict[tuple[Stage, str, VolumeFlow], int] = {}
    for each in volumes:
        who = each.organisation if grouping is ChainGrouping.ORGANISATION else ""
        for flow, mass_g in each.flows.items():
            masses[each.stage, who, flow] = masses.get((each.stage, who, flow), 0) + mass_g
    return [
        _Figure(stage=stage, who=who, flows=frozenset({flow}), mass_g=mass_g, is_open=is_open)
        for (stage, who, flow), mass_g in masses.items()
    ]


def _network(figures: Sequence[_Figure], *, year: int, notes: Sequence[str], whole: EntriesOf) -> FlowNetwork:
    sheet = _Sheet([each for each in figures if each.mass_g], year=year, whole=whole)
    return FlowNetwork(
        subject="Flows of the whole chain",
        headings=sheet.headings,
        nodes=tuple(sheet.nodes.values()),
        bands=tuple(sheet.bands),
        first=date(year, 1, 1),
        last=date(year, 12, 31),
        notes=tuple(notes),
    )


class _Sheet:
    """The nodes and bands while they are put together."""

    def __init__(self, figures: Sequence[_Figure], *, year: int, whole: EntriesOf) -> None:
        self._query, self._whole_is = (("year", str(year)),), whole
        self.nodes: dict[str, FlowNode] = {}
        self.bands: list[FlowBand] = []
        self._stages = [stage for stage in STAGES if any(each.stage is stage for each in figures)]
        self._last = len(self._stages) + 1
        self._whole = {(each.stage, each.who): each.flows for each in figures if each.flows == ALL_IN}
        opened = {(each.stage, each.who) for each in figures if each.is_open}
        for each in sorted(figures, key=lambda one: (STAGES.index(one.stage), one.who)):
            self._stage_node(each.stage, each.who, opened)
        for each in sorted(figures, key=lambda one: (STAGES.index(one.stage), one.who, sorted(one.flows))):
            self._take(each)
        for key in [each.key for each in self.nodes.values() if each.tone is Tone.SUBJECT]:
            self._balance(self.nodes[key], is_open=False)
            self._balance(self.nodes[key], is_open=True)

    @property
    def headings(self) -> tuple[str, ...]:
        """The names of the columns."""
        names = [stage.value.capitalize() for stage in self._stages]
        return (CAME_IN, *names, WENT_OUT) if names else ()

    def _stage_node(self, stage: Stage, who: str, opened: AbstractSet[tuple[Stage, str]]) -> FlowNode:
        node = FlowNode(
            key=f"{stage.value}:{who}",
            label=who or stage.value,
            note=stage.value if who else "",
            column=self._stages.index(stage) + 1,
            tone=Tone.SUBJECT,
            is_provisional=(stage, who) in opened,
            entries=self._entries(who),
        )
        return self.nodes.setdefault(node.key, node)

    def _entries(self, who: str) -> Entries:
        """Return the reports of a company, or of what many stand behind the list that names them or was published."""
        if who:
            return Entries(organisation=who, query=self._query, of=EntriesOf.REPORTS)
        by = (("by", ChainGrouping.ORGANISATION.value),) if self._whole_is is EntriesOf.COMPANIES else ()
        return Entries(organisation="", query=(*self._query, *by), of=self._whole_is)

    def _take(self, each: _Figure) -> None:
        here = f"{each.stage.value}:{each.who}"
        tone = TONES.get(each.flows, Tone.MADE)
        if each.flows == MADE:
            self._band(self._made_of(each), here, each, Tone.MADE)
        elif each.flows <= ALL_IN:
            self._band(self._outer(each, column=0), here, each, tone)
        else:
            self._band(here, self._outer(each, column=self._last), each, tone)

    def _made_of(self, each: _Figure) -> str:
        """Return what metal was made of: the stage before, of the same company, or what is not in the picture."""
        place = STAGES.index(each.stage)
        before = f"{STAGES[place - 1].value}:{each.who}" if place else ""
        if before in self.nodes:
            return before
        label = f"{STAGES[place - 1].value} not shown or from stock" if place else "not shown"
        return self._rest(f"from:{each.stage.value}", label, column=0)

    def _outer(self, each: _Figure, *, column: int) -> str:
        node = FlowNode(
            key=f"{'-'.join(sorted(each.flows))}:{each.stage.value}",
            label=FLOW_WORDS[each.flows].format(each.stage.value),
            column=column,
            tone=TONES.get(each.flows, Tone.MADE),
        )
        return self.nodes.setdefault(node.key, node).key

    def _balance(self, node: FlowNode, *, is_open: bool) -> None:
        """Let a stage give as much as it takes, in closed periods and in those that are not."""
        bands = [each for each in self.bands if each.is_provisional == is_open]
        came = sum(each.mass_g for each in bands if each.target == node.key)
        went = sum(each.mass_g for each in bands if each.source == node.key)
        stage, who = node.key.split(":", 1)
        left = _Figure(
            stage=Stage(stage), who=who, flows=frozenset(), mass_g=abs(came - went), is_open=is_open
        )
        if came > went:
            words = (
                "lost or in stock" if self._goes_on_told(Stage(stage), who) else "made on, lost or in stock"
            )
            rest = self._rest(f"rest:{stage}", f"{stage} {words}", column=self._last)
            self._band(node.key, rest, left, Tone.REST)
        elif went > came:
            rest = self._rest(f"stock:{stage}", f"{stage} from stock", column=0)
            self._band(rest, node.key, left, Tone.REST)

    def _goes_on_told(self, stage: Stage, who: str) -> bool:
        """Say whether it is told how much of the next stage was made of this one."""
        place = STAGES.index(stage) + 1
        return place == len(STAGES) or (STAGES[place], who) not in self._whole

    def _rest(self, key: str, label: str, *, column: int) -> str:
        node = FlowNode(key=key, label=label, column=column, tone=Tone.REST, is_inside=True)
        return self.nodes.setdefault(key, node).key

    def _band(self, source: str, target: str, each: _Figure, tone: Tone) -> None:
        self.bands.append(
            FlowBand(
                source=source,
                target=target,
                mass_g=each.mass_g,
                tone=tone,
                is_provisional=each.is_open,
                entries=self._entries(each.who),
            )
        )
