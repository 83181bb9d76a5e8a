"""The period statement as people get it: of a closed period what was frozen, of an open one a draft."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from casthouse.custody.position import StagePosition
from casthouse.custody.stage import Stage
from casthouse.custody.statement import PeriodStatement, StatementRule, statement_finding
from casthouse.service import clock
from casthouse.service.edition_rules import rule_pack_of
from casthouse.service.lookup import found_organisation, found_scope, permitted_scope
from casthouse.service.period import findings_of
from casthouse.service.permission import Act, Actor
from casthouse.service.position import live_position, period_number
from casthouse.service.scope_ledger import load_scope_file
from casthouse.standard.rule_pack import RulePack
from casthouse.standard.rule_value import measured_text
from casthouse.storage.period import Statement

STATED_RULES = (
    "period.months_max",
    "balance.carry_periods",
    "overdraft.limit",
    "overdraft.needs_force_majeure",
    "records.retention_years",
)


def period_statement(actor: Actor, *, scope: str, start: date) -> PeriodStatement:
    """Return the statement of a period: the one in force, or a draft while the period is open.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `period_unknown`.
    """
    held = permitted_scope(actor, Act.REPORT_READ, scope)
    number = period_number(held, period=start, on=None, today=clock.today())
    file = load_scope_file(held)
    if number < file.first_open:
        return stated(file.statements[number])
    position = live_position(file, number)
    findings = findings_of(actor, scope=scope, start=start)
    return PeriodStatement(
        scope=scope,
        organisation=held.organisation,
        organisation_name=found_organisation(held.organisation).name,
        facilities=held.facilities_between(position.period.start, position.period.last_day),
        period=position.period,
        stages=position.stages,
        findings=tuple(map(statement_finding, findings)),
        closed_at=None,
        closed_by=None,
        is_superseded=False,
        force_majeure="",
        rule_pack=held.edition,
        rules=_rules(rule_pack_of(held.edition)),
    )


def stated(statement: Statement) -> PeriodStatement:
    """Return a frozen statement, in force or superseded, as people get it."""
    held = found_scope(statement.scope)
    return PeriodStatement(
        scope=statement.scope,
        organisation=held.organisation,
        organisation_name=found_organisation(held.organisation).name,
        facilities=held.facilities_between(statement.period.start, statement.period.last_day),
        period=statement.period,
        stages=frozen_stages(statement.position),
        findings=tuple(map(statement_finding, statement.found)),
        closed_at=statement.closed_at,
        closed_by=statement.closed_by,
        is_superseded=statement.superseded_at is not None,
        force_majeure=statement.force_majeure,
        rule_pack=statement.rule_pack,
        rules=_rules(rule_pack_of(statement.rule_pack)),
    )


def frozen_stages(position: Mapping[str, Any]) -> dict[Stage, StagePosition]:
    """Return the stage positions of a frozen position, chained as they were when it was frozen."""
    stages: dict[Stage, StagePosition] = {}
    share_before = Fraction(0)
    for stage in Stage:
        figures = position["stages"][stage.value]
        share = None if figures["input_share"] is None else Fraction(figures["input_share"])
        stages[stage] = StagePosition(
            coc_inflow_g=figures["coc_inflow_g"],
            non_coc_inflow_g=figures["non_coc_inflow_g"],
            production_g=figures["production_g"],
            input_share=share,
            outflow_g=figures["outflow_g"],
            coc_outflow_g=figures["coc_outflow_g"],
            own_maximum_g=figures["own_maximum_g"],
            carried_in_g=figures["carried_in_g"],
            to_repay_g=figures["to_repay_g"],
            coc_input_g=figures["coc_inflow_g"] + figures["production_g"] * share_before,
        )
        share_before = share or Fraction(0)
    return stages


def _rules(pack: RulePack) -> tuple[StatementRule, ...]:
    found = (pack.rule(name) for name in STATED_RULES)
    return tuple(
        StatementRule(
            name=rule.id,
            value=measured_text(rule.value, rule.unit),
            clause=rule.clause,
            verified=rule.verified,
        )
        for rule in found
        if rule is not None
    )
