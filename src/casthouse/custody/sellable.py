"""What may still be sold of a stage while an approved plan stands (contract section 3).

Without a plan this is the figure of the position. With one, the own maximum is already computed with the planned
outflow: up to the plan a sale raises no ceiling, beyond it a sale raises its own.
"""

from fractions import Fraction

from casthouse.custody.position import StagePosition
from casthouse.measure.share import floor_product


def sellable_g(position: StagePosition, *, planned_outflow_g: int) -> int | None:
    """Return what may still be sold as CoC, in grams; None where this rule sets no limit; negative when oversold.

    Args:
        position: where the stage stands, its own maximum of the actual outflow.
        planned_outflow_g: the approved plan; 0 without one.
    """
    room_g = planned_outflow_g - position.outflow_g
    if room_g <= 0:
        return position.still_sellable_g
    share = position.input_share or Fraction(0)
    rise_g = floor_product(share, planned_outflow_g) - position.own_maximum_g
    under_plan_g = position.available_g + rise_g
    if under_plan_g <= room_g:
        return under_plan_g
    beyond_g = position.still_sellable_g
    return None if beyond_g is None else max(room_g, beyond_g)
