"""The last check of an import: no CoC shipment beyond what may be claimed (`coc_not_available`).

For each scope and stage, periods in their order: if the batch brings CoC shipments to a period and `available_g`
would be negative in it or in a later one, all of them are refused there; then the next period is tested with the
rest (contract section 4).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.batch_ledger import NEW, refuse_reversals_of_refused
from casthouse.custody.batch_shape import REVERSAL, SHIPMENT
from casthouse.custody.flow import flow_of
from casthouse.custody.import_refusal import ORDER, ImportRefusal
from casthouse.custody.position import NO_FLOW, Carried, Flow, PeriodFlows, chained_positions
from casthouse.custody.stage import MATERIAL_CODES, Stage, stage_of

StageKey = tuple[int, int, Stage]
"""A scope (its place in the list given), a period's number and a stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLedger:
    """The open periods of a scope as the ledger has them, by number and in order.

    Periods without movements may be left out, but for the one after each with movements: a balance lives no longer,
    and an overdraft does not change until something moves.
    """

    periods: Mapping[int, PeriodFlows]
    carried: Mapping[Stage, Carried]
    rules: AllowanceRules


def batch_movements(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what the rows that stand would move: grams of each scope, period and mark; reversals negative.

    Returns:
        Columns `scope`, `period`, `kind_code`, `material_code`, `coc_code`, `certified`, `quantity_g`, and
        `is_sale` for what this check may refuse: CoC shipments, and reversals of those of this very batch.
    """
    stands = pl.col("code").is_null() & (pl.col("status") == NEW) & pl.col("period").is_not_null()
    reversal = pl.col("kind_code") == REVERSAL
    moved = (
        frame.lazy()
        .filter(stands)
        .select(
            "scope",
            "period",
            "certified",
            kind_code=pl.when(reversal).then(pl.col("target_kind_code")).otherwise(pl.col("kind_code")),
            material_code=pl.when(reversal)
            .then(pl.col("target_material_code"))
            .otherwise(pl.col("material_code")),
            coc_code=pl.when(reversal).then(pl.col("target_coc_code")).otherwise(pl.col("coc_code")),
            quantity_g=pl.when(reversal).then(-pl.col("target_quantity_g")).otherwise(pl.col("quantity_g")),
            is_sale=_coc_sale("")
            | (reversal & pl.col("target_row").is_not_null() & _coc_sale("target_")).fill_null(value=False),
        )
    )
    keys = ["scope", "period", "kind_code", "material_code", "coc_code", "certified", "is_sale"]
    return moved.group_by(keys).agg(pl.col("quantity_g").cast(pl.Int128).sum()).collect()


def _coc_sale(prefix: str) -> pl.Expr:
    sale = (pl.col(f"{prefix}kind_code") == SHIPMENT) & (pl.col(f"{prefix}coc_code") == 1)
    return sale.fill_null(value=False)


def refused_sales(sums: pl.DataFrame, ledgers: Mapping[int, ScopeLedger]) -> set[StageKey]:
    """Return the scopes, periods and stages in which all CoC shipments of the batch are refused."""
    fixed, sales = _flows(sums)
    refused: set[StageKey] = set()
    for scope, stage in sorted({(scope, stage) for scope, _, stage in sales}):
        held = {p: flow for (n, p, s), flow in sales.items() if (n, s) == (scope, stage)}
        other = {(p, s): flow for (n, p, s), flow in fixed.items() if n == scope}
        for period in _refused_periods(ledgers[scope], stage, other, held):
            refused.add((scope, period, stage))
    return refused


def _flows(sums: pl.DataFrame) -> tuple[dict[StageKey, Flow], dict[StageKey, Flow]]:
    """Split the batch into what stands anyway and the CoC shipments that may be refused."""
    fixed: dict[StageKey, Flow] = {}
    sales: dict[StageKey, Flow] = {}
    for row in sums.iter_rows(named=True):
        stage, flow = flow_of(
            kind_code=row["kind_code"],
            material_code=row["material_code"],
            coc=row["coc_code"] == 1,
            certified=row["certified"],
            quantity_g=int(row["quantity_g"]),
        )
        key = (row["scope"], row["period"], stage)
        into = sales if row["is_sale"] else fixed
        into[key] = into.get(key, NO_FLOW) + flow
    return fixed, sales


def _refused_periods(
    ledger: ScopeLedger, stage: Stage, fixed: Mapping[tuple[int, Stage], Flow], sales: Mapping[int, Flow]
) -> Iterable[int]:
    standing = dict(sales)
    for period in sorted(sales):
        if _is_overdrawn_from(ledger, stage, period, fixed, standing):
            del standing[period]
            yield period


def _is_overdrawn_from(
    ledger: ScopeLedger,
    stage: Stage,
    period: int,
    fixed: Mapping[tuple[int, Stage], Flow],
    sales: Mapping[int, Flow],
) -> bool:
    """Say whether `available_g` of the stage is negative in the period or in a later one."""
    periods = []
    for number, each in ledger.periods.items():
        flows = {s: each.flows.get(s, NO_FLOW) + fixed.get((number, s), NO_FLOW) for s in Stage}
        flows[stage] += sales.get(number, NO_FLOW)
        periods.append(replace(each, flows=flows))
    positions = chained_positions(periods, carried=ledger.carried, rules=ledger.rules)
    return any(
        position.stages[stage].available_g < 0
        for number, position in zip(ledger.periods, positions, strict=True)
        if number >= period
    )


def check_allowance(frame: pl.DataFrame, ledgers: Mapping[int, ScopeLedger]) -> pl.DataFrame:
    """Return the batch with `coc_not_available` where it applies, and the reversals of what is refused so."""
    refused = refused_sales(batch_movements(frame), ledgers)
    if not refused:
        return frame
    sale = pl.col("code").is_null() & (pl.col("status") == NEW) & _coc_sale("")
    hit = pl.any_horizontal(
        (pl.col("scope") == scope)
        & (pl.col("period") == period)
        & pl.col("material_code").is_in(_codes_of(stage))
        for scope, period, stage in sorted(refused)
    )
    order = pl.lit(ORDER[ImportRefusal.COC_NOT_AVAILABLE], dtype=pl.Int8)
    marked = frame.with_columns(
        code=pl.when((sale & hit).fill_null(value=False)).then(order).otherwise(pl.col("code"))
    )
    return refuse_reversals_of_refused(marked)


def _codes_of(stage: Stage) -> list[int]:
    return [code for material, code in MATERIAL_CODES.items() if stage_of(material) is stage]
