"""Closing and reopening material accounting periods: the use cases behind `casthouse period`.

Closing freezes the position, the certification seen and the rules used in a statement, and binds the movements and
documents that it follows from; findings do not prevent it.
Closing goes in order, once, after the period's end. A reopening supersedes the statements of the period and of all
later ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from casthouse.custody.closing import closing_findings
from casthouse.custody.finding import Finding
from casthouse.custody.position import PeriodPosition
from casthouse.custody.scope import Scope
from casthouse.measure.period import Period
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.entitlement import entitlement_findings
from casthouse.service.logged_row import enter
from casthouse.service.lookup import found_scope, permitted_scope
from casthouse.service.period_binding import bind_statement
from casthouse.service.permission import Act, Actor
from casthouse.service.position import ScopePosition, live_position, period_number, position_of_file
from casthouse.service.scope_ledger import ScopeFile, load_scope_file, spans_of
from casthouse.storage import period as period_store
from casthouse.storage.dialect import lock_ledgers
from casthouse.storage.journal import append_journal
from casthouse.storage.period import Statement


def close_period(actor: Actor, *, scope: str, start: date, force_majeure: str = "") -> Statement:
    """Close a period of a scope and return its statement; the statement in force when it is closed already.

    Args:
        actor: who closes.
        scope: code of the scope.
        start: first day of the period.
        force_majeure: the recorded event under which an overdraft may be tolerated; empty when there is none.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`, `period_not_ended`, `period_before_open`.
    """
    held = permitted_scope(actor, Act.PERIOD_CLOSE, scope)
    period_number(held, period=start, on=None, today=clock.today())
    with transaction.atomic():
        file = _locked(held)
        number = period_number(file.scope, period=start, on=None, today=clock.today())
        if number < file.first_open:
            return file.statements[number]
        _refuse_early(file, number, today=clock.today())
        statement = _statement(actor, file, number, force_majeure)
        identifier = period_store.save_statement(statement)
        bound = bind_statement(file, number, statement, identifier=identifier)
        append_journal(
            at=statement.closed_at,
            actor=actor.name,
            act=Act.PERIOD_CLOSE,
            organisation_id=file.organisation_id,
            subject=f"{scope} {start}",
            findings=list(statement.findings),
        )
        enter({"statement": [identifier], "period_binding": [bound]}, at=statement.closed_at)
    return statement


def _locked(scope: Scope) -> ScopeFile:
    """Load a scope anew with its ledger held: what was read before may have changed, and nothing changes from here."""
    lock_ledgers([load_scope_file(scope).organisation_id])
    return load_scope_file(found_scope(scope.code))


def _refuse_early(file: ScopeFile, number: int, *, today: date) -> None:
    calendar = file.scope.calendar
    if number > file.first_open:
        raise Refusal(
            "period_before_open",
            found=f"{calendar.period(file.first_open).start} of {file.scope.code} open",
            expected="every earlier period closed",
            todo="close the periods in their order",
        )
    last_day = calendar.period(number).last_day
    if today <= last_day:
        raise Refusal(
            "period_not_ended",
            found=f"{today}, before the end of the period on {last_day}",
            expected="a period that has ended",
            todo=f"close it from {calendar.period(number).end} on",
        )


def _statement(actor: Actor, file: ScopeFile, number: int, force_majeure: str) -> Statement:
    position = live_position(file, number)
    findings = _findings(file, position, force_majeure)
    return Statement(
        identifier=0,
        scope=file.scope.code,
        period=position.period,
        position=position.as_json(),
        found=tuple(findings),
        rule_pack=file.scope.edition,
        certified=seen_certification(file, number),
        force_majeure=force_majeure,
        closed_at=clock.now(),
        closed_by=actor.name,
    )


def seen_certification(file: ScopeFile, number: int) -> tuple[tuple[str, str, bool], ...]:
    """Return the days of a period cut by certification, as a statement keeps them: first, last, certified."""
    return tuple((s.first.isoformat(), s.last.isoformat(), s.certified) for s in spans_of(file, [number]))


def findings_of(actor: Actor, *, scope: str, start: date, force_majeure: str = "") -> list[Finding]:
    """Return what closing the period now would find, without closing it."""
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    number = period_number(held, period=start, on=None, today=clock.today())
    file = load_scope_file(held)
    return open_findings(file, number, force_majeure=force_majeure)


def position_with_findings(
    actor: Actor, *, scope: str, period: date | None = None, on: date | None = None
) -> tuple[ScopePosition, list[Finding] | None]:
    """Return a position as `position` does, and what closing its period today would find; None where nobody asks.

    Nobody asks of a closed period, whose statement has its findings, and of a day in a period.

    Raises:
        Refusal: as `position` does.
    """
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    number = period_number(held, period=period, on=on, today=clock.today())
    file = load_scope_file(held)
    if number < file.first_open or on is not None:
        return position_of_file(file, number, on=on), None
    live = live_position(file, number)
    found = ScopePosition(scope=file.scope.code, period=live.period, figures=live.as_json())
    return found, _findings(file, live, "")


def open_findings(file: ScopeFile, number: int, *, force_majeure: str = "") -> list[Finding]:
    """Return what closing an open period would find; who calls it has authorised."""
    return _findings(file, live_position(file, number), force_majeure)


def _findings(file: ScopeFile, position: PeriodPosition, force_majeure: str) -> list[Finding]:
    findings = closing_findings(
        position, rules=file.rules, force_majeure=force_majeure, scope=file.scope.code
    )
    return findings + entitlement_findings(file, position.period)


def reopen_period(actor: Actor, *, scope: str, start: date, reason: str) -> list[Period]:
    """Reopen a closed period and every later one at once, and return them; their statements are superseded.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`, `period_not_closed`, `reason_missing`.
    """
    held = permitted_scope(actor, Act.PERIOD_REOPEN, scope)
    require_closed(held, start, reason)
    with transaction.atomic():
        return reopen_closed(actor, held, start, reason)


def require_closed(scope: Scope, start: date, reason: str) -> None:
    """Let a reopening pass that has a reason and a closed period; refuses as `reopen_period` does."""
    if not reason.strip():
        raise Refusal(
            "reason_missing", found="no reason", expected="why it is reopened", todo="state the reason"
        )
    number = period_number(scope, period=start, on=None, today=clock.today())
    if number >= load_scope_file(scope).first_open:
        raise Refusal(
            "period_not_closed",
            found=f"{start} of {scope.code} open",
            expected="a closed period",
            todo="nothing needs to be reopened",
        )


def reopen_closed(actor: Actor, scope: Scope, start: date, reason: str) -> list[Period]:
    """Supersede the statements of a closed period and of all later ones, in the open transaction."""
    at = clock.now()
    file = _locked(scope)
    number = period_number(file.scope, period=start, on=None, today=clock.today())
    require_closed(file.scope, start, reason)
    reopened = [statement.period for statement in file.statements[number:]]
    superseded = period_store.supersede_statements(
        scope.code, start=start, at=at, by=actor.name, reason=reason
    )
    append_journal(
        at=at,
        actor=actor.name,
        act=Act.PERIOD_REOPEN,
        organisation_id=file.organisation_id,
        subject=f"{scope.code} {start}",
        reason=reason,
        periods=[period.start.isoformat() for period in reopened],
    )
    enter({"statement": superseded}, at=at)
    return reopened


def periods_json(periods: Sequence[Period]) -> list[dict[str, Any]]:
    """Return periods as commands print them; the end is inclusive."""
    return [{"start": p.start.isoformat(), "end": p.last_day.isoformat()} for p in periods]


def statements(actor: Actor, *, scope: str) -> list[Statement]:
    """Return all statements of a scope, the superseded ones too, in the order of periods."""
    permitted_scope(actor, Act.REPORT_READ, scope)
    return period_store.statements(scope, superseded=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLine:
    """One period in the list of a scope's periods, with its statement in force when it is closed."""

    period: Period
    statement: Statement | None
    has_ended: bool

    @property
    def state(self) -> str:
        """How the period stands: closed, ended and to be closed, or running."""
        if self.statement is not None:
            return "closed"
        return "ended, open" if self.has_ended else "running"

    def as_json(self) -> dict[str, Any]:
        """Return its members; the end is inclusive."""
        return {
            **periods_json([self.period])[0],
            "state": self.state.replace(", ", "_"),
            "closed_at": self.statement.closed_at.isoformat() if self.statement else None,
            "closed_by": self.statement.closed_by if self.statement else None,
            "findings": list(self.statement.findings) if self.statement else None,
        }


def period_lines(actor: Actor, *, scope: str) -> list[PeriodLine]:
    """Return the periods of a scope from the first to today's.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`.
    """
    held = permitted_scope(actor, Act.REPORT_READ, scope)
    in_force = {
        each.period.start: each for each in statements(actor, scope=scope) if each.superseded_at is None
    }
    today = clock.today()
    return [
        PeriodLine(period=period, statement=in_force.get(period.start), has_ended=period.end <= today)
        for period in held.calendar.until(today)
    ]


def statement_json(statement: Statement) -> dict[str, Any]:
    """Return the members of a statement as the API prints them; the end is inclusive."""
    return {
        "scope": statement.scope,
        "period": periods_json([statement.period])[0],
        "stages": statement.position["stages"],
        "findings": list(statement.findings),
        "edition": statement.rule_pack,
        "force_majeure": statement.force_majeure,
        "closed_at": statement.closed_at,
        "closed_by": statement.closed_by,
        "superseded_at": statement.superseded_at,
        "superseded_by": statement.superseded_by or None,
        "superseded_reason": statement.superseded_reason or None,
    }
