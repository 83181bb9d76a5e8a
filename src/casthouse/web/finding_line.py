"""What closing found, or would find, with the address of the movements behind it."""

from collections.abc import Iterable
from dataclasses import dataclass

from casthouse.custody.statement import StatementFinding
from casthouse.measure.period import Period
from casthouse.web.movement_link import finding_link


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """A finding and the address of the movements behind it; empty where they may not be seen."""

    finding: StatementFinding
    address: str


def finding_lines(
    findings: Iterable[StatementFinding], *, organisation: str, scope: str, period: Period, may_read: bool
) -> list[FindingLine]:
    """Return findings about a period of a scope.

    Args:
        findings: what was found.
        organisation: whose scope it is.
        scope: code of the scope.
        period: the period.
        may_read: whether whoever asks may see the movements.
    """
    return [
        FindingLine(
            finding=each,
            address=finding_link(
                each, organisation=organisation, scope=scope, first=period.start, last=period.last_day
            )
            if may_read
            else "",
        )
        for each in findings
    ]
