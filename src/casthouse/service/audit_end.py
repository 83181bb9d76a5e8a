"""When an audit is over: it was decided and nothing is left to follow up."""

from casthouse.assurance.audit import AuditAct, AuditState
from casthouse.assurance.decision import Outcome
from casthouse.service.audit import HeldAudit
from casthouse.storage import audit as audit_store
from casthouse.storage import decision as decision_store
from casthouse.storage import non_conformance as non_conformance_store

WITHOUT_FOLLOW_UP = frozenset({Outcome.REFUSED, Outcome.REVOKED})


def close_if_done(held: HeldAudit) -> None:
    """Close an audit that was decided, unless non-conformances are open or a provisional certificate waits."""
    record = audit_store.audit(held.record.reference)
    assert record is not None
    if record.state is not AuditState.DECIDED:
        return
    last = decision_store.decisions(record.reference)[-1].decision.outcome
    recorded = non_conformance_store.non_conformances(audits=[record.reference])
    is_open = any(each.counted_from(held.today).is_open for each in recorded)
    if last in WITHOUT_FOLLOW_UP or (last is Outcome.FULL and not is_open):
        held.append(AuditAct.CLOSED)
