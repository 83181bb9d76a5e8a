"""What a footprint is per tonne of: products by group as measured, else what was shipped or came into the stage."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from casthouse.custody.stage import Material, Stage
from casthouse.footprint.emission_line import EmissionSheet, Reckoning, references, shown
from casthouse.footprint.measurement_kind import MeasurementKind as Kind
from casthouse.footprint.stage_account import Basis, Inflow

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOutput:
    """Tonnes by product group, pre-consumer scrap that left, and where both are from."""

    groups: Mapping[str, Fraction]
    scrap_t: Fraction
    entries: tuple[str, ...]
    told: str


def stage_output(
    stage: Stage,
    inflows: Sequence[Inflow],
    reckoning: Reckoning,
    sheet: EmissionSheet,
    *,
    shipped_t: Mapping[Material, Fraction],
    made_t: Fraction,
) -> StageOutput:
    """Return the output of a stage.

    Bauxite and alumina are a pool: all that came in, whatever became of it, since nothing is lost between. For metal it
    is what the plant measured as its products, else what it shipped, which is recorded.
    """
    if stage is not Stage.ALUMINIUM:
        came = (each.mass_t for each in inflows if each.basis is not Basis.OWN_STAGE)
        whole = sum(came, ZERO) + made_t
        return StageOutput(
            groups={stage.value: whole}, scrap_t=ZERO, entries=(), told="all that came into the stage"
        )
    scrap_t = shipped_t.get(Material.PRE_CONSUMER_SCRAP, ZERO)
    measured = reckoning.of(Kind.OUTPUT)
    groups: defaultdict[str, Fraction] = defaultdict(Fraction)
    for each in measured:
        groups[each.item] += reckoning.counted(each)
    if measured:
        return StageOutput(
            groups=dict(groups), scrap_t=scrap_t, entries=references(measured), told="measured products"
        )
    sold_t = shipped_t.get(Material.ALUMINIUM, ZERO)
    if sold_t and reckoning.measured:
        sheet.fall_back("output of the plant", f"{shown(sold_t, 't')} shipped", "no output was measured")
    return StageOutput(
        groups={"aluminium": sold_t} if sold_t else {},
        scrap_t=scrap_t,
        entries=(),
        told="shipments of the ledger",
    )
