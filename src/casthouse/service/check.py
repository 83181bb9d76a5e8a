"""`casthouse check`: everything recomputed from movements; a stored total is a cache, and a cache can be wrong.

Differences are disagreements inside the store: totals, references, documents, numbering. Findings are about what
the store truthfully says: suppliers not entitled, closed periods whose figures would be others today.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from casthouse.custody.closing import closing_findings
from casthouse.custody.finding import Finding, FindingCode
from casthouse.service import clock
from casthouse.service.account_finding import organisation_account_findings, scope_account_findings
from casthouse.service.assurance_check import assurance_differences
from casthouse.service.boundary_check import boundary_differences
from casthouse.service.claim_difference import claim_differences
from casthouse.service.difference import Difference
from casthouse.service.document_check import document_findings
from casthouse.service.entitlement import SupplierCertificates, entitlement_findings, supplier_certificates
from casthouse.service.evidence_check import evidence_differences
from casthouse.service.foreign_document_check import foreign_document_differences
from casthouse.service.key_check import key_differences
from casthouse.service.log_check import log_differences
from casthouse.service.lot_finding import all_lot_findings, late_process_findings
from casthouse.service.organisation_difference import (
    certificate_differences,
    period_differences,
    reference_differences,
    total_differences,
)
from casthouse.service.period import seen_certification
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.position import live_position
from casthouse.service.projection import projection_differences
from casthouse.service.scope_ledger import ScopeFile, load_scope_files
from casthouse.service.statement_tamper import statement_differences
from casthouse.service.tamper import row_differences
from casthouse.storage import flow as flow_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import scope as scope_store

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What a check of the store returns."""

    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Say whether the store agrees with itself."""
        return not self.differences

    def as_json(self) -> dict[str, Any]:
        """Return the document of contract section 4."""
        return {
            "clean": self.clean,
            "differences": [each.as_json() for each in self.differences],
            "findings": [each.as_json() for each in self.findings],
        }


def _silent(_: str) -> None:
    """Say nothing of the progress."""


def check_store(
    actor: Actor, *, checkpoints: Sequence[tuple[str, bytes]] = (), progress: Progress = _silent
) -> CheckResult:
    """Recompute everything from movements and say where a cache, a reference, a document or the log disagrees.

    Args:
        actor: who checks.
        checkpoints: checkpoints of the log that were kept elsewhere, each with a name.
        progress: is told what is checked next.
    """
    authorise(actor, Act.STORE_CHECK)
    differences: list[Difference] = []
    for code, identifier in sorted(organisation_store.organisation_ids().items()):
        progress(f"movements of {code}")
        differences += total_differences(code, identifier)
    progress("references")
    differences += reference_differences()
    progress("evidence")
    differences += evidence_differences()
    progress("boundaries")
    differences += boundary_differences()
    progress("certificates")
    differences += certificate_differences(sorted(organisation_store.organisation_ids()))
    progress("audits and decisions")
    differences += assurance_differences()
    progress("claims and keys")
    differences += [*claim_differences(), *key_differences()]
    progress("projection")
    differences += projection_differences()
    progress("the log")
    differences += [*log_differences(checkpoints), *row_differences(), *statement_differences()]
    differences += foreign_document_differences()
    findings: list[Finding] = []
    certificates = supplier_certificates()
    for file in load_scope_files(scope_store.scopes()):
        progress(f"periods of {file.scope.code}")
        differences += period_differences(file)
        findings += _findings(file, certificates)
        findings += scope_account_findings(file, today=clock.today())
        findings += late_process_findings(file)
    for code in sorted(organisation_store.organisation_ids()):
        findings += organisation_account_findings(code)
    progress("lots")
    findings += all_lot_findings()
    findings += document_findings()
    return CheckResult(differences=tuple(differences), findings=tuple(findings))


def _findings(file: ScopeFile, certificates: SupplierCertificates) -> Iterator[Finding]:
    for number, statement in enumerate(file.statements):
        if seen_certification(file, number) != statement.certified:
            yield Finding(
                code=FindingCode.CHANGED_SINCE_CLOSING,
                subject=f"{file.scope.code} {statement.period.start}",
                detail=f"was {_spans(statement.certified)}, is {_spans(seen_certification(file, number))}",
            )
        yield from entitlement_findings(file, statement.period, certificates=certificates)
    yield from _open_findings(file, certificates)


def _spans(spans: tuple[tuple[str, str, bool], ...]) -> str:
    return "; ".join(
        f"{first} to {last} {'certified' if held else 'not certified'}" for first, last, held in spans
    )


def _open_findings(file: ScopeFile, certificates: SupplierCertificates) -> Iterator[Finding]:
    days = flow_store.days_moved(organisation_id=file.organisation_id, sites=file.sites)
    numbers = {file.scope.calendar.number_on(day) for day in days}
    for number in sorted(n for n in numbers if n is not None and n >= file.first_open):
        position = live_position(file, number)
        yield from closing_findings(position, rules=file.rules, force_majeure="", scope=file.scope.code)
        yield from entitlement_findings(file, position.period, certificates=certificates)
