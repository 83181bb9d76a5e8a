"""Rows of the table of permissions: what an auditor does on the ledger of an audited scope.

The audit of the world is one under the Performance Standard, which covers no ledger: permitted calls end there.
"""

from io import BytesIO

from casthouse.service import (
    anomaly_clearance,
    audit_checklist,
    chain_anomaly,
    document_comparison,
    evidence_pack,
    ledger_anomaly,
    ledger_finding,
    tie_out,
)
from casthouse.service.ledger_finding import WantedPin
from casthouse.service.permission import Act
from tests.scenario.permission_world import Place, Row

NO_LEDGER = "ledger_not_audited"
WORKBENCH_ROWS = (
    Row(
        use_case=chain_anomaly.chain_anomalies,
        act=Act.ANOMALY_READ,
        place=Place.ORGANISATION,
        given={"organisation": "ACME"},
    ),
    Row(
        use_case=anomaly_clearance.clear_anomaly,
        act=Act.ANOMALY_CLEAR,
        place=Place.STORE,
        given={"key": "silent_member-none"},
        outcome="anomaly_unknown",
    ),
    Row(use_case=audit_checklist.members_answers, act=Act.AUDIT_READ, place=Place.AUDIT),
    Row(use_case=document_comparison.compare, act=Act.WORKBENCH_READ, place=Place.AUDIT, outcome=NO_LEDGER),
    Row(
        use_case=evidence_pack.build_pack,
        act=Act.EVIDENCE_PACK_BUILD,
        place=Place.AUDIT,
        given={"out": BytesIO},
        outcome=NO_LEDGER,
    ),
    Row(use_case=ledger_anomaly.anomalies, act=Act.WORKBENCH_READ, place=Place.AUDIT, outcome=NO_LEDGER),
    Row(
        use_case=ledger_finding.pin,
        act=Act.LEDGER_FINDING_PIN,
        place=Place.AUDIT,
        given={"wanted": WantedPin(item="1.1", site="ACME-CH", reference="IN-1")},
        outcome=NO_LEDGER,
    ),
    Row(use_case=ledger_finding.pins, act=Act.WORKBENCH_READ, place=Place.AUDIT, outcome=NO_LEDGER),
    Row(use_case=tie_out.tie_period, act=Act.WORKBENCH_READ, place=Place.AUDIT, outcome=NO_LEDGER),
    Row(use_case=tie_out.tie_entry, act=Act.WORKBENCH_READ, place=Place.AUDIT, outcome=NO_LEDGER),
)
