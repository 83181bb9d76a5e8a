"""What if: the position at the end of a period if this and that happens. Nothing is posted."""

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from casthouse.custody.movement import Kind
from casthouse.custody.stage import Material
from casthouse.custody.what_if import SupposedLapse, SupposedMovement
from casthouse.service.what_if import what_if
from casthouse.web.api.once import Reply, once
from casthouse.web.api.position import PeriodShown, StageShown
from casthouse.web.api.shape import Day, Flag, Given, Grams, ShortText, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["positions"])
SUPPOSED_MAX = 1_000


class MovementSupposed(Given):
    """A movement that may happen; nothing but a receipt or a shipment has a CoC mark and a counterparty."""

    kind: Kind
    material: Material
    date: Day
    quantity_g: Grams
    coc: Flag = False
    counterparty: Text = ""


class LapseSupposed(Given):
    """A supplier loses its certificate; the day is the first one without it."""

    supplier: ShortText
    first_day: Day


class Suppositions(Given):
    """What is supposed to happen, in which period, and the edition to judge under instead of the scope's own."""

    movements: list[MovementSupposed] = Field(default=[], max_length=SUPPOSED_MAX)
    lapses: list[LapseSupposed] = Field(default=[], max_length=SUPPOSED_MAX)
    period: Day | None = None
    edition: ShortText | None = None


class PositionInPeriod(Shown):
    """A position without its scope."""

    period: PeriodShown
    stages: dict[str, StageShown]


class WhatIfShown(Shown):
    """The position as it stands and as it would stand."""

    scope: str
    now: PositionInPeriod
    then: PositionInPeriod


@router.post("/scopes/{scope}/what-if", response=WhatIfShown)
def suppose(request: ApiRequest, scope: str, supposed: Suppositions) -> HttpResponse:
    """Show a scope's position now and under suppositions."""

    def work() -> Reply:
        found = what_if(
            request.auth,
            scope=scope,
            movements=[
                SupposedMovement(
                    kind=each.kind,
                    material=each.material,
                    day=each.date,
                    quantity_g=each.quantity_g,
                    coc=each.coc,
                    counterparty=each.counterparty,
                )
                for each in supposed.movements
            ],
            lapses=[
                SupposedLapse(supplier=each.supplier, first_day=each.first_day) for each in supposed.lapses
            ],
            period=supposed.period,
            edition=supposed.edition,
        )
        members = {"scope": scope, "now": found.now.as_json(), "then": found.then.as_json()}
        return Reply(shape=WhatIfShown.model_validate(members))

    return once(request, work)
