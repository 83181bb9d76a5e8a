"""Masses by stage over all members, as they may be published for one year (CoC Standard criterion 1.7).

They are summed from closed periods. A stage is published in the finest of two ways in which every figure passes: CoC
Material, other material and what was made from the stage before, each by itself, with what was sold as CoC Material
and as other; or all that came in and all that went out. What one member sells as CoC Material another buys, so the
sides of a stage are never shown in different detail: one would tell what the other withholds. Stages are never
summed: a tonne of bauxite is no tonne of metal.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casthouse.custody.stage import STAGES, Stage
from casthouse.measure.disclosure import Block, DisclosureRules, Suppressed, finest_blocks, suppressed


class VolumeFlow(StrEnum):
    """What came into a stage and what went out of it."""

    COC_IN = "coc_in"
    OTHER_IN = "other_in"
    MADE = "made"
    COC_OUT = "coc_out"
    OTHER_OUT = "other_out"

    @property
    def is_in(self) -> bool:
        """Say whether it came in, or was made."""
        return self in {VolumeFlow.COC_IN, VolumeFlow.OTHER_IN, VolumeFlow.MADE}


INTO = frozenset(each for each in VolumeFlow if each.is_in)
WAYS: Sequence[Sequence[frozenset[VolumeFlow]]] = (
    tuple(frozenset({each}) for each in VolumeFlow),
    (INTO, frozenset(VolumeFlow) - INTO),
)
"""How the flows of a stage are put together, the finest way first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationVolume:
    """What moved at a stage of an organisation in a year, in grams."""

    organisation: str
    stage: Stage
    flows: Mapping[VolumeFlow, int]


def flows_out(*, outflow_g: int, claimed_g: int, credited_g: int) -> dict[VolumeFlow, int]:
    """Return what left a stage as CoC Material and as other.

    Args:
        outflow_g: all that left.
        claimed_g: what the account claims as CoC Material, with what was set aside as market credits.
        credited_g: what was set aside as market credits: claimed like a sale, but nothing left.
    """
    coc_g = claimed_g - credited_g
    return {VolumeFlow.COC_OUT: coc_g, VolumeFlow.OTHER_OUT: outflow_g - coc_g}


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeFigure:
    """The mass of some flows together, in grams."""

    flows: frozenset[VolumeFlow]
    mass_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StageVolume:
    """What is published of a stage; without figures it is withheld."""

    stage: Stage
    figures: tuple[VolumeFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeSheet:
    """What is published of a year: each stage at which anything moved."""

    year: int
    stages: tuple[StageVolume, ...]


def volume_sheet(volumes: Iterable[OrganisationVolume], *, year: int, rules: DisclosureRules) -> VolumeSheet:
    """Return what may be published of the masses of a year."""
    cells = _cells(volumes)
    stages = []
    for stage in STAGES:
        if any(any(cells.get((stage, flow), {}).values()) for flow in VolumeFlow):
            ways = [[frozenset((stage, flow) for flow in part) for part in way] for way in WAYS]
            blocks = finest_blocks(cells, ways, rules) or ()
            stages.append(StageVolume(stage=stage, figures=tuple(_figure(each) for each in blocks)))
    return VolumeSheet(year=year, stages=tuple(stages))


def _cells(volumes: Iterable[OrganisationVolume]) -> dict[tuple[Stage, VolumeFlow], dict[str, int]]:
    cells: dict[tuple[Stage, VolumeFlow], dict[str, int]] = {}
    for each in volumes:
        for flow, mass_g in each.flows.items():
            held = cells.setdefault((each.stage, flow), {})
            held[each.organisation] = held.get(each.organisation, 0) + mass_g
    return cells


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressedVolume:
    """A flow of a stage that is not shown by itself: for whoever publishes, and never published."""

    stage: Stage
    flow: VolumeFlow
    why: Suppressed
    is_together: bool


def suppressed_volumes(
    volumes: Iterable[OrganisationVolume], sheet: VolumeSheet, rules: DisclosureRules
) -> tuple[SuppressedVolume, ...]:
    """Return the flows of which a sheet shows no figure of their own, in its order.

    `is_together` says that such a flow is counted in a figure with others; else it is in none.
    """
    cells = _cells(volumes)
    return tuple(
        SuppressedVolume(
            stage=each.stage,
            flow=flow,
            why=suppressed(cells[each.stage, flow], rules),
            is_together=bool(each.figures),
        )
        for each in sheet.stages
        for flow in VolumeFlow
        if any(cells.get((each.stage, flow), {}).values())
        and not any(figure.flows == {flow} for figure in each.figures)
    )


def _figure(block: Block[tuple[Stage, VolumeFlow]]) -> VolumeFigure:
    return VolumeFigure(flows=frozenset(flow for _, flow in block.cells), mass_g=block.total)
