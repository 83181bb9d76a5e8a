"""Where a scope stands in a period."""

from datetime import date

from ninja import Query, Router

from casthouse.service.position import position
from casthouse.web.api.shape import Day, Given, Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["positions"])


class PeriodShown(Shown):
    """A material accounting period; the end is inclusive."""

    start: date
    end: date


class StageShown(Shown):
    """The figures of one stage, contract section 3: masses in grams, the share exact as “a/b”."""

    coc_inflow_g: int
    non_coc_inflow_g: int
    production_g: int
    input_share: str | None
    outflow_g: int
    coc_outflow_g: int
    own_maximum_g: int
    carried_in_g: int
    to_repay_g: int
    available_g: int
    still_sellable_g: int | None
    positive_balance_g: int
    overdraft_g: int


class PositionShown(Shown):
    """The position of a scope in a period, by stage."""

    scope: str
    period: PeriodShown
    stages: dict[str, StageShown]


class PositionWanted(Given):
    """Which period: its exact first day, a day in it (movements up to it count), or neither for today's."""

    period: Day | None = None
    on: Day | None = None


@router.get("/scopes/{scope}/position", response=PositionShown)
def show(request: ApiRequest, scope: str, wanted: Query[PositionWanted]) -> PositionShown:
    """Show the position of a scope: the live one, or the frozen one of a closed period."""
    found = position(request.auth, scope=scope, period=wanted.period, on=wanted.on)
    return PositionShown.model_validate(found.as_json())
