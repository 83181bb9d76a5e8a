"""By which rule a scope attributes what left to what came in: the use cases behind `casthouse attribution`."""

from dataclasses import dataclass
from datetime import date

from casthouse.custody.scope import Scope
from casthouse.provenance.attribution_choice import AttributionChoice, rule_from
from casthouse.provenance.pool import AttributionRule
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.position import period_number
from casthouse.storage import attribution as attribution_store
from casthouse.storage import period as period_store


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeAttribution:
    """The rule of a scope in the period of a day, and all choices that led to it, the latest first."""

    scope: str
    organisation: str
    rule: AttributionRule
    period_start: date
    choices: tuple[AttributionChoice, ...]


def attribution_of(actor: Actor, *, scope: str) -> ScopeAttribution:
    """Return by which rule a scope attributes today, and what was chosen so far.

    Raises:
        Refusal: `not_permitted`, `scope_unknown`.
    """
    return _held(permitted_scope(actor, Act.TRACE_READ, scope))


def set_attribution(
    actor: Actor, *, scope: str, rule: str, first_day: date | None = None
) -> ScopeAttribution:
    """Choose a rule from the first day of a period on; the rule that holds there already changes nothing.

    Args:
        actor: who chooses.
        scope: whose accounts.
        rule: the rule.
        first_day: exact first day of a period that is not closed; None: today's period.

    Raises:
        Refusal: `not_permitted`, `scope_unknown`, `attribution_invalid`, `period_unknown`, `period_closed`.
    """
    held = permitted_scope(actor, Act.ATTRIBUTION_SET, scope)
    wanted = _rule(rule)
    number = period_number(held, period=first_day, on=None, today=clock.today())
    start = held.calendar.period(number).start
    with ledger_held(actor, held.organisation) as ledger:
        _refuse_closed(scope, start)
        choices = attribution_store.choices_of([scope]).get(scope, [])
        before = rule_from(choices, start)
        if before is not wanted:
            choice = AttributionChoice(rule=wanted, first_day=start, at=ledger.at, by=actor.name)
            attribution_store.append_choice(scope, choice)
            ledger.journal(
                Act.ATTRIBUTION_SET, f"{scope} from {start}", rule=wanted.value, before=before.value
            )
    return _held(held)


def _rule(text: str) -> AttributionRule:
    try:
        return AttributionRule(text)
    except ValueError:
        raise Refusal(
            "attribution_invalid",
            found=f"the rule “{text[:60]}”",
            expected=", ".join(AttributionRule),
            todo="choose one of them",
        ) from None


def _refuse_closed(scope: str, start: date) -> None:
    if any(each.period.start >= start for each in period_store.statements(scope)):
        raise Refusal(
            "period_closed",
            found=f"a rule of attribution from {start}, on which a closed period starts, or before one",
            expected="the first day of a period after the last closed one",
            todo="choose the rule from the current or a coming period on",
        )


def _held(scope: Scope) -> ScopeAttribution:
    choices = attribution_store.choices_of([scope.code]).get(scope.code, [])
    number = scope.calendar.number_on(clock.today()) or 0  # before the first period: of the first
    start = scope.calendar.period(number).start
    return ScopeAttribution(
        scope=scope.code,
        organisation=scope.organisation,
        rule=rule_from(choices, start),
        period_start=start,
        choices=tuple(reversed(choices)),
    )
