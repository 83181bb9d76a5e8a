"""What stands at the head of every page of the auditor's workbench."""

from casthouse.service.audited_ledger import AuditHead


def head_of(record: AuditHead, tab: str) -> dict[str, object]:
    """Return the audit, the page's place among the tabs, and whether the person audits."""
    return {"record": record, "tab": tab, "audits": record.is_auditor}
