"""Stock counts and declared masses; appended only, of several for one key the last one counts."""

from datetime import date, datetime

from casthouse.custody.reconciliation import StockFlow
from casthouse.custody.stage import MATERIAL_CODES, MATERIALS_BY_CODE, Material
from casthouse.storage.models import DeclaredFlowRow, ScopeRow, StockCountRow


def stock_counts(scope: str) -> dict[tuple[date, Material], int]:
    """Return the stock of each material at the end of the days on which it was counted, in grams."""
    rows = StockCountRow.objects.filter(scope__code=scope).order_by("id")
    return {
        (day, MATERIALS_BY_CODE[material]): quantity_g
        for day, material, quantity_g in rows.values_list("date", "material", "quantity_g")
    }


def save_stock_count(
    scope: str, *, day: date, material: Material, quantity_g: int, at: datetime, by: str
) -> None:
    """Append a count."""
    StockCountRow.objects.create(
        scope=ScopeRow.objects.get(code=scope),
        date=day,
        material=MATERIAL_CODES[material],
        quantity_g=quantity_g,
        recorded_at=at,
        recorded_by=by,
    )


def declared_flows(scope: str) -> dict[tuple[date, Material, StockFlow], int]:
    """Return what was declared for each month, material and flow, in grams."""
    rows = DeclaredFlowRow.objects.filter(scope__code=scope).order_by("id")
    return {
        (month, MATERIALS_BY_CODE[material], StockFlow(flow)): quantity_g
        for month, material, flow, quantity_g in rows.values_list("month", "material", "flow", "quantity_g")
    }


def save_declared_flow(
    scope: str,
    *,
    month: date,
    material: Material,
    flow: StockFlow,
    quantity_g: int,
    source: str,
    at: datetime,
    by: str,
) -> None:
    """Append a declaration."""
    DeclaredFlowRow.objects.create(
        scope=ScopeRow.objects.get(code=scope),
        month=month,
        material=MATERIAL_CODES[material],
        flow=flow.value,
        quantity_g=quantity_g,
        source=source,
        recorded_at=at,
        recorded_by=by,
    )
