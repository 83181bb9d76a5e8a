"""What statements and workbooks list of a stage: one order and one wording for all of them."""

from casthouse.custody.position import StagePosition

STILL_SELLABLE = "Still sellable, as a sale is outflow too"
STAGE_FIGURES = (
    ("coc_inflow_g", "CoC inflow", False),
    ("non_coc_inflow_g", "Non-CoC inflow", False),
    ("production_g", "Production from the stage before", False),
    ("outflow_g", "Total outflow", False),
    ("coc_outflow_g", "CoC outflow", False),
    ("own_maximum_g", "Own maximum: input share times total outflow", False),
    ("carried_in_g", "Positive Balance carried in", False),
    ("to_repay_g", "Internal Overdraft to repay", False),
    ("available_g", "Available", True),
    ("still_sellable_g", STILL_SELLABLE, False),
    ("positive_balance_g", "Positive Balance carried out", True),
    ("overdraft_g", "Internal Overdraft carried out", True),
)
"""The figures of a stage by their members of contract section 4: words, and whether it is a result."""


def has_moved(position: StagePosition) -> bool:
    """Say whether anything moved at the stage or was carried into it."""
    inflow_g = position.coc_inflow_g + position.non_coc_inflow_g + position.production_g
    return bool(inflow_g or position.outflow_g or position.carried_in_g or position.to_repay_g)


def figures_of(position: StagePosition, *, is_closed: bool = False) -> list[tuple[str, int | None, bool]]:
    """Return what is listed of a stage: words, grams (None: no limit), whether it is a result.

    Of a closed period it is not said what may still be sold: nothing can be.
    """
    return [
        (words, getattr(position, member), is_result)
        for member, words, is_result in STAGE_FIGURES
        if not (is_closed and words == STILL_SELLABLE)
    ]
