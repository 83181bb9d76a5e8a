"""Decisions on audits."""

from dataclasses import dataclass
from datetime import date, datetime

from casthouse.assurance.decision import Decision, DecisionReason, DecisionReasonCode, Outcome
from casthouse.storage.models import DecisionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDecision:
    """A decision as it was taken: what the findings permitted, what was decided, by whom, and why stricter."""

    number: int
    computed: Outcome
    decision: Decision
    overrule_reason: str
    decided_on: date
    certificate: str
    maturity: str
    at: datetime
    by: str


def decisions(reference: str) -> list[RecordedDecision]:
    """Return the decisions on an audit, oldest first."""
    return [
        RecordedDecision(
            number=row.number,
            computed=Outcome(row.computed),
            decision=Decision(
                outcome=Outcome(row.outcome),
                reasons=tuple(
                    DecisionReason(code=DecisionReasonCode(code), detail=detail)
                    for code, detail in row.reasons
                ),
                majors=tuple(row.majors),
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            ),
            overrule_reason=row.overrule_reason,
            decided_on=row.decided_on,
            certificate=row.certificate,
            maturity=row.maturity,
            at=row.at,
            by=row.by,
        )
        for row in DecisionRow.objects.filter(audit__reference=reference).order_by("number")
    ]


def append_decision(audit_id: int, taken: RecordedDecision) -> None:
    """Append a decision; the caller holds the audit."""
    DecisionRow.objects.create(
        audit_id=audit_id,
        number=taken.number,
        computed=taken.computed.value,
        outcome=taken.decision.outcome.value,
        reasons=[[each.code.value, each.detail] for each in taken.decision.reasons],
        majors=list(taken.decision.majors),
        overrule_reason=taken.overrule_reason,
        decided_on=taken.decided_on,
        valid_from=taken.decision.valid_from,
        valid_to=taken.decision.valid_to,
        certificate=taken.certificate,
        maturity=taken.maturity,
        at=taken.at,
        by=taken.by,
    )


def certificates_decided() -> dict[tuple[str, int], str]:
    """Return the number of the certificate that each decision moved, empty for none, by audit and number."""
    rows = DecisionRow.objects.values_list("audit__reference", "number", "certificate")
    return {(audit, number): certificate for audit, number, certificate in rows}
