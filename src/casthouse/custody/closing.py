"""What closing a period finds (contract section 3): overdrafts beyond what is tolerated, implausible outflow."""

from casthouse.custody.allowance_rules import AllowanceRules
from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.position import PeriodPosition, StagePosition
from casthouse.custody.stage import STAGES
from casthouse.measure.mass import tonnes_text


def closing_findings(
    position: PeriodPosition, *, rules: AllowanceRules, force_majeure: str, scope: str
) -> list[Finding]:
    """Return the findings of a period's position.

    Args:
        position: the position that closing freezes.
        rules: the limits of the edition.
        force_majeure: the recorded event; empty when there is none.
        scope: code of the scope, for the findings' subject.
    """
    findings: list[Finding] = []
    for stage in STAGES:
        each = position.stages[stage]
        subject = f"{scope} {position.period.start} {stage.value}"
        findings += _overdraft(each, rules=rules, force_majeure=force_majeure, subject=subject)
        findings += _outflow(each, subject=subject)
    return findings


def _overdraft(
    stage: StagePosition, *, rules: AllowanceRules, force_majeure: str, subject: str
) -> list[Finding]:
    if stage.overdraft_g == 0:
        return []
    overdraft = f"internal overdraft of {tonnes_text(stage.overdraft_g)} t"
    if rules.overdraft_needs_force_majeure and not force_majeure.strip():
        detail = f"{overdraft} without a recorded force majeure"
        return [Finding(code=FindingCode.OVERDRAFT_NOT_ALLOWED, subject=subject, detail=detail)]
    ceiling_g = rules.overdraft_ceiling_g(coc_input_g=stage.coc_input_g, coc_outflow_g=stage.coc_outflow_g)
    if stage.overdraft_g > ceiling_g:
        detail = f"{overdraft}, limit {tonnes_text(ceiling_g)} t"
        return [Finding(code=FindingCode.OVERDRAFT_ABOVE_LIMIT, subject=subject, detail=detail)]
    return []


def _outflow(stage: StagePosition, *, subject: str) -> list[Finding]:
    """Find more leaving than came in or was made; plausible only with stock from before."""
    inflow_g = stage.coc_inflow_g + stage.non_coc_inflow_g + stage.production_g
    if stage.outflow_g <= inflow_g:
        return []
    detail = f"outflow {tonnes_text(stage.outflow_g)} t, inflow and production {tonnes_text(inflow_g)} t"
    return [Finding(code=FindingCode.OUTFLOW_EXCEEDS_INFLOW, subject=subject, detail=detail)]
