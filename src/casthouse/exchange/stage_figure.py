"""What statements and workbooks list of a stage: one order and one wording for all of them."""

from casthouse.custody.position import StagePosition

STILL_SELLABLE = "Still sellable, as a sale is outflow too"


def has_moved(position: StagePosition) -> bool:
    """Say whether anything moved at the stage or was carried into it."""
    inflow_g = position.coc_inflow_g + position.non_coc_inflow_g + position.production_g
    return bool(inflow_g or position.outflow_g or position.carried_in_g or position.to_repay_g)


def figures_of(position: StagePosition, *, is_closed: bool = False) -> list[tuple[str, int | None, bool]]:
    """Return what is listed of a stage: words, grams (None: no limit), whether it is a result.

    Of a closed period it is not said what may still be sold: nothing can be.
    """
    listed: list[tuple[str, int | None, bool]] = [
        ("CoC inflow", position.coc_inflow_g, False),
        ("Non-CoC inflow", position.non_coc_inflow_g, False),
        ("Production from the stage before", position.production_g, False),
        ("Total outflow", position.outflow_g, False),
        ("CoC outflow", position.coc_outflow_g, False),
        ("Own maximum: input share times total outflow", position.own_maximum_g, False),
        ("Positive Balance carried in", position.carried_in_g, False),
        ("Internal Overdraft to repay", position.to_repay_g, False),
        ("Available", position.available_g, True),
        (STILL_SELLABLE, position.still_sellable_g, False),
        ("Positive Balance carried out", position.positive_balance_g, True),
        ("Internal Overdraft carried out", position.overdraft_g, True),
    ]
    return [figure for figure in listed if not (is_closed and figure[0] == STILL_SELLABLE)]
