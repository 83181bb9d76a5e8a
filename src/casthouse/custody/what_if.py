"""What if: the position at the end of a period, if these receipts and shipments happen and that certificate lapses.

Nothing is posted. A supposed receipt from a supplier whose certificate is supposed to lapse counts as other
material from that day on, and so do the receipts already booked from that day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casthouse.custody.flow import flow_of
from casthouse.custody.movement import KIND_CODES, Kind
from casthouse.custody.position import NO_FLOW, Carried, Flow, PeriodPosition, period_position
from casthouse.custody.stage import MATERIAL_CODES, Material, Stage
from casthouse.measure.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class SupposedMovement:
    """A receipt, shipment, extraction or production that may happen; grams."""

    kind: Kind
    material: Material
    day: date
    quantity_g: int
    coc: bool = False
    counterparty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupposedLapse:
    """A supplier loses its certificate: `first_day` is the first day without it."""

    supplier: str
    first_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedReceipt:
    """CoC material booked from a supplier on a day, in grams."""

    supplier: str
    material: Material
    day: date
    quantity_g: int


def what_if(
    *,
    period: Period,
    flows: Mapping[Stage, Flow],
    carried: Mapping[Stage, Carried],
    movements: Sequence[SupposedMovement],
    lapses: Sequence[SupposedLapse],
    booked: Iterable[BookedReceipt],
    certified: bool = True,
) -> PeriodPosition:
    """Return the position at the period's end under the suppositions.

    Args:
        period: the period.
        flows: what was posted in it.
        carried: what the period before hands over.
        movements: what may happen; those outside the period count nothing.
        lapses: certificates that may lapse.
        booked: CoC receipts posted in the period, to be taken out of CoC where a lapse touches them.
        certified: whether the scope itself is supposed certified, which decides on supposed extraction.
    """
    sums = dict(flows)
    for each in movements:
        if each.day not in period:
            continue
        coc = each.coc and not (each.kind is Kind.RECEIPT and _lapsed(lapses, each.counterparty, each.day))
        stage, flow = flow_of(
            kind_code=KIND_CODES[each.kind],
            material_code=MATERIAL_CODES[each.material],
            coc=coc,
            certified=certified,
            quantity_g=each.quantity_g,
        )
        sums[stage] = sums.get(stage, NO_FLOW) + flow
    for receipt in booked:
        if receipt.day in period and _lapsed(lapses, receipt.supplier, receipt.day):
            stage, flow = _taken_out(receipt)
            sums[stage] = sums.get(stage, NO_FLOW) + flow
    return period_position(period, sums, carried=carried)


def _lapsed(lapses: Sequence[SupposedLapse], supplier: str, day: date) -> bool:
    return any(lapse.supplier == supplier and day >= lapse.first_day for lapse in lapses)


def _taken_out(receipt: BookedReceipt) -> tuple[Stage, Flow]:
    stage, flow = flow_of(
        kind_code=KIND_CODES[Kind.RECEIPT],
        material_code=MATERIAL_CODES[receipt.material],
        coc=True,
        certified=True,
        quantity_g=receipt.quantity_g,
    )
    return stage, Flow(coc_inflow_g=-flow.coc_inflow_g, non_coc_inflow_g=flow.coc_inflow_g)
