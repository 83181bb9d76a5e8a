"""A position, written as contract section 3 reads: one formula a line, whole lists, exact fractions."""

from collections.abc import Iterable
from fractions import Fraction
from math import floor
from typing import Any

STAGES = ("bauxite", "alumina", "aluminium")
STAGE_OF = {
    "bauxite": "bauxite",
    "alumina": "alumina",
    "aluminium": "aluminium",
    "pre_consumer_scrap": "aluminium",
    "post_consumer_scrap": "aluminium",
    "dross": "aluminium",
}
OVERDRAFT_LIMIT = Fraction(20, 100)

Movement = dict[str, Any]
Stages = dict[str, dict[str, Any]]


def stages_from_movements(
    movements: Iterable[Movement],
    *,
    certified_days: set[str],
    carried: dict[str, tuple[int, int]],
    planned: dict[str, int],
) -> Stages:
    """Return the figures of each stage.

    Args:
        movements: those of one scope and period that are not reversed.
        certified_days: ISO days of extraction on which the scope had a valid chain-of-custody certificate.
        carried: stage to (positive balance, overdraft) of the period before.
        planned: stage to planned outflow; only the refusal test gives any.
    """
    counted = list(movements)
    stages: Stages = {}
    share_before: Fraction | None = None
    for stage in STAGES:
        of_stage = [m for m in counted if STAGE_OF[m["material"]] == stage]
        stages[stage] = _stage(of_stage, certified_days, share_before, carried[stage], planned.get(stage, 0))
        share_before = stages[stage]["input_share"]
    return stages


def overdraft_limit_g(stage: dict[str, Any]) -> int:
    """Return 20 % of C + Qc, rounded down to the gram."""
    claimable_inflow: Fraction = stage["claimable_inflow"]
    return floor(OVERDRAFT_LIMIT * claimable_inflow)


def as_answer(stage: dict[str, Any]) -> dict[str, Any]:
    """Return a stage as the command line writes it."""
    answer = {name: value for name, value in stage.items() if name.endswith("_g")}
    share = stage["input_share"]
    answer["input_share"] = None if share is None else f"{share.numerator}/{share.denominator}"
    return answer


def _stage(
    movements: list[Movement],
    certified_days: set[str],
    share_before: Fraction | None,
    carried: tuple[int, int],
    planned: int,
) -> dict[str, Any]:
    def total(kind: str, *, coc: bool | None = None) -> int:
        return sum(m["grams"] for m in movements if m["kind"] == kind and coc in (None, m["coc"] == "yes"))

    extracted = [m for m in movements if m["kind"] == "extraction"]
    extracted_certified = sum(m["grams"] for m in extracted if m["date"] in certified_days)
    extracted_other = sum(m["grams"] for m in extracted if m["date"] not in certified_days)
    carried_in, to_repay = carried

    c = total("receipt", coc=True) + extracted_certified
    n = total("receipt", coc=False) + extracted_other
    q = total("production")
    qc = q * (share_before if share_before is not None else Fraction(0))
    share = None if c + n + q == 0 else (c + qc) / Fraction(c + n + q)
    outflow = total("shipment")
    coc_outflow = total("shipment", coc=True)
    own_maximum = 0 if share is None else floor(share * max(outflow, planned))
    from_carried = min(carried_in, coc_outflow)
    available = carried_in + own_maximum - to_repay - coc_outflow
    return {
        "coc_inflow_g": c,
        "non_coc_inflow_g": n,
        "production_g": q,
        "input_share": share,
        "outflow_g": outflow,
        "coc_outflow_g": coc_outflow,
        "own_maximum_g": own_maximum,
        "carried_in_g": carried_in,
        "to_repay_g": to_repay,
        "available_g": available,
        "still_sellable_g": None if share == 1 else floor(available / (1 - (share or Fraction(0)))),
        "positive_balance_g": max(0, own_maximum - to_repay - (coc_outflow - from_carried)),
        "overdraft_g": max(0, coc_outflow + to_repay - own_maximum - carried_in),
        "claimable_inflow": Fraction(c + qc),
    }
