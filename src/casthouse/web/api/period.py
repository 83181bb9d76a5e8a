"""Material accounting periods: closing, and the statements that closing leaves."""

from django.http import HttpResponse
from ninja import Router

from casthouse.service.period import (
    close_period,
    findings_of,
    statement_json,
    statements,
)
from casthouse.web.api.once import Reply, once
from casthouse.web.api.position import PeriodShown, PositionShown, StageShown
from casthouse.web.api.shape import Day, Given, Instant, Shown, Text
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["periods"])


class Closing(Given):
    """The recorded event under which an overdraft may be tolerated, if there is one."""

    force_majeure: Text = ""


class ClosedPosition(PositionShown):
    """The frozen position and the codes of the findings; findings do not prevent closing."""

    findings: list[str]


class FindingShown(Shown):
    """What closing would find."""

    code: str
    subject: str
    detail: str


class FindingList(Shown):
    """What closing a period now would find."""

    findings: list[FindingShown]


class StatementShown(Shown):
    """A closed period as it was frozen; `superseded_at` is set once it was reopened."""

    scope: str
    period: PeriodShown
    stages: dict[str, StageShown]
    findings: list[str]
    edition: str
    force_majeure: str
    closed_at: Instant
    closed_by: str
    superseded_at: Instant | None
    superseded_by: str | None
    superseded_reason: str | None


class StatementList(Shown):
    """The statements of a scope in the order of periods, the superseded ones too."""

    statements: list[StatementShown]


@router.post("/scopes/{scope}/periods/{start}/close", response=ClosedPosition)
def close(request: ApiRequest, scope: str, start: Day, closing: Closing | None = None) -> HttpResponse:
    """Freeze a period in a statement; movements dated in it are refused afterwards. Closing again is a no-op."""
    force_majeure = closing.force_majeure if closing else ""

    def work() -> Reply:
        statement = close_period(request.auth, scope=scope, start=start, force_majeure=force_majeure)
        members = {"scope": scope, **statement.position, "findings": list(statement.findings)}
        return Reply(shape=ClosedPosition.model_validate(members))

    return once(request, work)


@router.get("/scopes/{scope}/periods/{start}/findings", response=FindingList)
def list_findings(request: ApiRequest, scope: str, start: Day) -> FindingList:
    """List what closing the period now would find, without closing it."""
    found = findings_of(request.auth, scope=scope, start=start)
    return FindingList(findings=[FindingShown(**each.as_json()) for each in found])


@router.get("/scopes/{scope}/statements", response=StatementList)
def list_statements(request: ApiRequest, scope: str) -> StatementList:
    """List the statements of a scope."""
    found = statements(request.auth, scope=scope)
    return StatementList(statements=[StatementShown.model_validate(statement_json(each)) for each in found])
