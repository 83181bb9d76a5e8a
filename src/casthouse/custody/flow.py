"""How a movement counts in the flow of its stage (contract section 3)."""

from casthouse.custody.movement import KINDS_BY_CODE, Kind
from casthouse.custody.position import Flow
from casthouse.custody.stage import MATERIALS_BY_CODE, Stage, stage_of


def flow_of(
    *, kind_code: int, material_code: int, coc: bool, certified: bool, quantity_g: int
) -> tuple[Stage, Flow]:
    """Return the stage and the flow of a mass that moved; negative for what is taken back.

    Args:
        kind_code: stored code of the kind, not a reversal.
        material_code: stored code of the material.
        coc: whether it moved as CoC Material or Eligible Scrap.
        certified: whether the scope held a chain-of-custody certificate on the day; decides on extraction.
        quantity_g: the mass in grams.
    """
    stage = stage_of(MATERIALS_BY_CODE[material_code])
    match KINDS_BY_CODE[kind_code]:
        case Kind.RECEIPT:
            return stage, _inflow(quantity_g, counts=coc)
        case Kind.EXTRACTION:
            return stage, _inflow(quantity_g, counts=certified)
        case Kind.PRODUCTION:
            return stage, Flow(production_g=quantity_g)
        case Kind.SHIPMENT:
            return stage, Flow(outflow_g=quantity_g, coc_outflow_g=quantity_g if coc else 0)
        case Kind.REVERSAL:
            raise AssertionError("a reversal takes a movement back and has no flow of its own")


def _inflow(quantity_g: int, *, counts: bool) -> Flow:
    return Flow(coc_inflow_g=quantity_g) if counts else Flow(non_coc_inflow_g=quantity_g)
