"""Monthly reconciliation: the books beside what was counted and declared."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router
from pydantic import StringConstraints

from casthouse.custody.stage import Material
from casthouse.service.reconciliation import count_stock, declare_flow, reconcile
from casthouse.web.api.once import Reply, once
from casthouse.web.api.shape import Day, Given, Grams, ShortText, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["reconciliation"])
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}$")]


class StockCount(Given):
    """The stock counted at the end of a month's last day."""

    date: Day
    material: Material
    quantity_g: Grams


class DeclaredFlow(Given):
    """A month's mass after other papers: `inflow`, `outflow`, `made` or `consumed`."""

    month: Month
    material: Material
    flow: ShortText
    quantity_g: Grams
    source: Text = ""


@router.get("/scopes/{scope}/reconciliations/{month}", response=dict[str, Any])
def show(request: ApiRequest, scope: str, month: Month) -> dict[str, Any]:
    """Show a month's books beside what was counted and declared, as `casthouse reconcile` does."""
    return reconcile(request.auth, scope=scope, month=month).as_json()


@router.post("/scopes/{scope}/stock-counts", response={201: StockCount})
def count(request: ApiRequest, scope: str, given: StockCount) -> HttpResponse:
    """Record the stock counted at the end of a month; a later count of the day replaces it."""

    def work() -> Reply:
        count_stock(
            request.auth,
            scope=scope,
            on=given.date,
            material=given.material.value,
            quantity_g=given.quantity_g,
        )
        return Reply(shape=given, status=201)

    return once(request, work)


@router.post("/scopes/{scope}/declared-flows", response={201: DeclaredFlow})
def declare(request: ApiRequest, scope: str, given: DeclaredFlow) -> HttpResponse:
    """Declare a month's mass; a later declaration replaces it."""

    def work() -> Reply:
        declare_flow(
            request.auth,
            scope=scope,
            month=given.month,
            material=given.material.value,
            flow=given.flow,
            quantity_g=given.quantity_g,
            source=given.source,
        )
        return Reply(shape=given, status=201)

    return once(request, work)
