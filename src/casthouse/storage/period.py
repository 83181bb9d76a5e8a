"""Statements of closed periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casthouse.custody.finding import Finding, FindingCode, codes
from casthouse.custody.position import Carried
from casthouse.custody.stage import Stage
from casthouse.measure.period import Period
from casthouse.storage.models import ScopeRow, StatementRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A closed period as it was frozen; `position` has the members of contract section 4.

    `found` holds what closing found, with its details; those that were frozen before details were kept have none.
    """

    identifier: int
    scope: str
    period: Period
    position: dict[str, Any]
    found: tuple[Finding, ...]
    rule_pack: str
    certified: tuple[tuple[str, str, bool], ...]
    force_majeure: str
    closed_at: datetime
    closed_by: str
    superseded_at: datetime | None = None
    superseded_by: str = ""
    superseded_reason: str = ""

    @property
    def findings(self) -> tuple[str, ...]:
        """The codes found, each once, in their order (contract section 4)."""
        return codes(self.found)

    def carried(self, *, balance_carries: bool) -> dict[Stage, Carried]:
        """Return what the frozen position hands to the next period."""
        return {
            Stage(stage): Carried(
                positive_balance_g=figures["positive_balance_g"] if balance_carries else 0,
                overdraft_g=figures["overdraft_g"],
            )
            for stage, figures in self.position["stages"].items()
        }


def statements(scope: str, *, superseded: bool = False) -> list[Statement]:
    """Return the statements of a scope in the order of periods: those in force, or all with the superseded."""
    rows = StatementRow.objects.select_related("scope").filter(scope__code=scope).order_by("start", "id")
    if not superseded:
        rows = rows.filter(superseded_at=None)
    return [_value(row) for row in rows]


def statements_of(scopes: Sequence[str]) -> dict[str, list[Statement]]:
    """Return the statements in force of several scopes."""
    held: dict[str, list[Statement]] = {code: [] for code in scopes}
    rows = StatementRow.objects.select_related("scope").filter(scope__code__in=scopes, superseded_at=None)
    for row in rows.order_by("start"):
        held[row.scope.code].append(_value(row))
    return held


def _value(row: StatementRow) -> Statement:
    return Statement(
        identifier=row.id,
        scope=row.scope.code,
        period=Period(start=row.start, end=row.end),
        position=row.position,
        found=tuple(_finding(each, row) for each in row.findings),
        rule_pack=row.rule_pack,
        certified=tuple((first, last, certified) for first, last, certified in row.certified),
        force_majeure=row.force_majeure,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        superseded_at=row.superseded_at,
        superseded_by=row.superseded_by,
        superseded_reason=row.superseded_reason,
    )


def _finding(kept: str | dict[str, str], row: StatementRow) -> Finding:
    """Return a finding as it was frozen; the first statements kept nothing but its code."""
    if isinstance(kept, str):
        return Finding(code=FindingCode(kept), subject=f"{row.scope.code} {row.start}", detail="")
    return Finding(code=FindingCode(kept["code"]), subject=kept["subject"], detail=kept["detail"])


def save_statement(value: Statement) -> int:
    """Append a statement and return its identifier."""
    row = StatementRow.objects.create(
        scope=ScopeRow.objects.get(code=value.scope),
        start=value.period.start,
        end=value.period.end,
        position=value.position,
        findings=[each.as_json() for each in value.found],
        rule_pack=value.rule_pack,
        certified=[list(span) for span in value.certified],
        force_majeure=value.force_majeure,
        closed_at=value.closed_at,
        closed_by=value.closed_by,
    )
    return row.id


def supersede_statements(scope: str, *, start: date, at: datetime, by: str, reason: str) -> list[int]:
    """Supersede the statements in force of a period and of all later ones; return their identifiers."""
    rows = StatementRow.objects.filter(scope__code=scope, superseded_at=None, start__gte=start)
    identifiers = list(rows.values_list("id", flat=True))
    StatementRow.objects.filter(id__in=identifiers).update(
        superseded_at=at, superseded_by=by, superseded_reason=reason
    )
    return identifiers
