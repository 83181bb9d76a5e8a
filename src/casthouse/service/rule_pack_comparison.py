"""The same ledger under two rule packs: the use case behind `casthouse rulepack compare`.

Every period from the first on is computed anew under each pack, closed ones too, since what one period hands to the
next depends on the rules. A closed period has the certification that its closing saw, an open one the present.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.custody.closing import closing_findings
from casthouse.custody.finding import Finding
from casthouse.custody.position import PeriodPosition, chained_positions
from casthouse.custody.scope import Scope
from casthouse.custody.stage import STAGES
from casthouse.measure.period import Period
from casthouse.service import clock
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.entitlement import entitlement_findings
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.service.position import period_number
from casthouse.service.scope_ledger import load_ledger, load_scope_file
from casthouse.standard.rule_pack import RuleDifference, rule_differences
from casthouse.standard.rule_value import RuleValue, value_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A period as one pack judges it."""

    edition: str
    position: PeriodPosition
    findings: Sequence[Finding]

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "edition": self.edition,
            "stages": self.position.as_json()["stages"],
            "findings": [each.as_json() for each in self.findings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDifference:
    """A figure of a stage that two packs do not agree about."""

    stage: str
    figure: str
    left: int | str | None
    right: int | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePackComparison:
    """Two judgements of one period, and in what they differ."""

    scope: str
    period: Period
    left: Judgement
    right: Judgement
    rules: Sequence[RuleDifference]

    @property
    def figures(self) -> Iterator[FigureDifference]:
        """The figures that differ, stage by stage."""
        for stage in STAGES:
            left = self.left.position.stages[stage].as_json()
            right = self.right.position.stages[stage].as_json()
            for name, value in left.items():
                if value != right[name]:
                    yield FigureDifference(stage=stage.value, figure=name, left=value, right=right[name])

    @property
    def findings_left_only(self) -> list[Finding]:
        """What only the first pack finds."""
        return [each for each in self.left.findings if each not in self.right.findings]

    @property
    def findings_right_only(self) -> list[Finding]:
        """What only the second pack finds."""
        return [each for each in self.right.findings if each not in self.left.findings]

    def as_json(self) -> dict[str, Any]:
        """Return its members; the period's end is inclusive."""
        return {
            "scope": self.scope,
            "period": {"start": self.period.start.isoformat(), "end": self.period.last_day.isoformat()},
            "left": self.left.as_json(),
            "right": self.right.as_json(),
            "differences": {
                "rules": [
                    {"id": each.id, "left": _shown(each.left), "right": _shown(each.right)}
                    for each in self.rules
                ],
                "figures": [
                    {"stage": each.stage, "figure": each.figure, "left": each.left, "right": each.right}
                    for each in self.figures
                ],
                "findings_left_only": [each.as_json() for each in self.findings_left_only],
                "findings_right_only": [each.as_json() for each in self.findings_right_only],
            },
        }


def compare_rule_packs(
    actor: Actor, *, scope: str, period: date | None, left: str, right: str
) -> RulePackComparison:
    """Judge a period of a scope under two rule packs.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`, `edition_unknown`.
    """
    held = permitted_scope(actor, Act.POSITION_READ, scope)
    number = period_number(held, period=period, on=None, today=clock.today())
    return RulePackComparison(
        scope=scope,
        period=held.calendar.period(number),
        left=_judged(held, number, left),
        right=_judged(held, number, right),
        rules=rule_differences(rule_pack_of(left), rule_pack_of(right)),
    )


def _judged(scope: Scope, number: int, edition: str) -> Judgement:
    file = load_scope_file(scope, edition=edition)
    ledger = load_ledger(file, through=number, first=0, as_closed=True)
    periods = list(ledger.periods.values())
    position = chained_positions(periods, carried=ledger.carried, rules=ledger.rules)[-1]
    event = file.statements[number].force_majeure if number < file.first_open else ""
    findings = closing_findings(position, rules=file.rules, force_majeure=event, scope=scope.code)
    return Judgement(
        edition=edition,
        position=position,
        findings=[*findings, *entitlement_findings(file, position.period)],
    )


def _shown(value: RuleValue | None) -> str | None:
    return None if value is None else value_text(value)
