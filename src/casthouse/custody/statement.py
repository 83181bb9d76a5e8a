"""The statement of a material accounting period: what closing froze, for auditors and customers.

A statement is of one closing. When the period is reopened it is superseded and says so; it is never
rewritten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.position import StagePosition
from casthouse.custody.stage import Stage
from casthouse.measure.period import Period

ABOUT_PLACE = 2
"""After scope and first day comes what a finding is about, in its subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFinding:
    """A finding of the closing: its stable code, the stage or else the supplier it is about, and what was found."""

    code: FindingCode
    stage: Stage | None = None
    supplier: str = ""
    detail: str


def statement_finding(found: Finding) -> StatementFinding:
    """Return a finding as a statement says it; its subject is scope, first day, and then a stage or a supplier."""
    *_, about = found.subject.split(" ", 2)
    detail = found.detail or "details were not kept when this statement was frozen"
    if found.subject.count(" ") < ABOUT_PLACE:
        return StatementFinding(code=found.code, detail=detail)
    if found.code is FindingCode.SUPPLIER_NOT_ENTITLED:
        return StatementFinding(code=found.code, supplier=about, detail=detail)
    stage = Stage(about) if about in set(Stage) else None
    return StatementFinding(code=found.code, stage=stage, detail=detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRule:
    """A number of the rule pack that the statement rests on, and whether it was read in the official text."""

    name: str
    value: str
    clause: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStatement:
    """What is stated of a scope and a period.

    `closed_at` (UTC) and `closed_by` are None while the period is open: then it is a draft and says so.
    """

    scope: str
    organisation: str
    organisation_name: str
    facilities: tuple[str, ...]
    period: Period
    stages: Mapping[Stage, StagePosition]
    findings: tuple[StatementFinding, ...]
    closed_at: datetime | None
    closed_by: str | None
    is_superseded: bool
    force_majeure: str
    rule_pack: str
    rules: tuple[StatementRule, ...]

    def __post_init__(self) -> None:
        assert (self.closed_at is None) == (self.closed_by is None)
