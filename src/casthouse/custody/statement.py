"""The statement of a material accounting period: what closing froze, for auditors and customers.

A statement is of one closing. When the period is reopened it is superseded and says so; it is never
rewritten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from casthouse.custody.position import StagePosition
from casthouse.custody.stage import Stage
from casthouse.measure.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFinding:
    """A finding of the closing: its stable code, the stage it is about, and what was found."""

    code: str
    stage: Stage | None
    detail: str


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
