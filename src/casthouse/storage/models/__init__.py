"""Rows, one module a noun. A row has fields and constraints and no rule; domain values are made in storage/."""

from casthouse.storage.models.accreditation import (
    AccreditationEndRow,
    AccreditationRow,
    AuditFirmRow,
    DeclaredRelationRow,
    FirmAuditorRow,
)
from casthouse.storage.models.anomaly_clearance import AnomalyClearanceRow
from casthouse.storage.models.attribution import AttributionChoiceRow
from casthouse.storage.models.audit import (
    AuditCommentRow,
    AuditEventRow,
    AuditMemberRow,
    AuditReportRow,
    AuditRow,
    AuditVisitRow,
)
from casthouse.storage.models.audit_finding import AuditFindingRow, FindingCertificateRow
from casthouse.storage.models.audit_plan import AuditPlanRow, AuditPlanSiteRow
from casthouse.storage.models.boundary import BoundaryRow, BoundarySiteRow
from casthouse.storage.models.cash_purchase import CashPurchaseRow
from casthouse.storage.models.certificate import (
    CertificateCounterRow,
    CertificateFacilityRow,
    CertificateMoveRow,
    CertificatePhaseRow,
    CertificateRow,
    CertificateSiteRow,
    CertificateSpanRow,
)
from casthouse.storage.models.certificate_transfer import (
    CertificateInheritanceRow,
    CertificateTransferPartRow,
    CertificateTransferRow,
    CertificateTransferSiteRow,
    CertificateTransferStepRow,
)
from casthouse.storage.models.claim import (
    ClaimApprovalRow,
    ClaimCertificateRow,
    ClaimEventRow,
    ClaimFileRow,
    ClaimRow,
    ClaimVersionRow,
)
from casthouse.storage.models.complaint import (
    ComplaintEventRow,
    ComplaintFileRow,
    ComplaintPartyRow,
    ComplaintRow,
)
from casthouse.storage.models.contractor import (
    ContractorListingRow,
    ContractorRow,
    ContractorStatementRow,
    ContractorTransferRow,
)
from casthouse.storage.models.decision import DecisionRow
from casthouse.storage.models.disclosure import DisclosureRow
from casthouse.storage.models.document import (
    DocumentCounterRow,
    DocumentEventRow,
    DocumentRow,
    ReceivedDocumentRow,
)
from casthouse.storage.models.due_diligence import DueDiligenceRow
from casthouse.storage.models.edition import EditionRow
from casthouse.storage.models.entry_reversal import EntryReversalRow
from casthouse.storage.models.evidence import EvidenceFileRow, EvidenceLinkRow, EvidenceWithdrawalRow
from casthouse.storage.models.facility import FacilityRow
from casthouse.storage.models.finding_file import FindingFileRow, FindingFileWithdrawalRow
from casthouse.storage.models.foreign_document import ForeignDocumentRow, TrustedInstallationRow
from casthouse.storage.models.gln import GlnRow
from casthouse.storage.models.idempotency import IdempotencyKeyRow
from casthouse.storage.models.joint_venture import LegalInterestEndRow, LegalInterestRow
from casthouse.storage.models.journal import JournalRow
from casthouse.storage.models.ledger_finding import LedgerFindingRow
from casthouse.storage.models.ledger_sample import (
    LedgerSampleEntryRow,
    LedgerSampleRow,
    LedgerSampleSendingRow,
    LedgerSampleStratumRow,
)
from casthouse.storage.models.lot_process import LotImportRow, LotProcessRow, ProcessLotRow
from casthouse.storage.models.market_credit import CreditAllocationRow, CreditPurchaseRow
from casthouse.storage.models.measurement import MeasurementImportRow, MeasurementRow
from casthouse.storage.models.membership import MembershipFactRow
from casthouse.storage.models.movement import (
    CounterpartyRow,
    LedgerRow,
    MovementImportRow,
    MovementRow,
    MovementTotalRow,
)
from casthouse.storage.models.non_conformance import (
    CorrectiveActionRow,
    NonConformanceEventRow,
    NonConformanceRow,
)
from casthouse.storage.models.notice import NoticeReadingRow, NoticeRow
from casthouse.storage.models.organisation import OrganisationRow
from casthouse.storage.models.period import StatementRow
from casthouse.storage.models.period_binding import PeriodBindingRow
from casthouse.storage.models.person import FirstPasswordRow, PersonRoleRow
from casthouse.storage.models.plan import PlanRow
from casthouse.storage.models.profile import ProfileRow
from casthouse.storage.models.projection import ProjectionRow
from casthouse.storage.models.public_release import PublicReleaseRow
from casthouse.storage.models.reconciliation import DeclaredFlowRow, StockCountRow
from casthouse.storage.models.reminder import CalendarKeyRow, ReminderChoiceRow, ReminderRow
from casthouse.storage.models.reopening import ReopeningRow
from casthouse.storage.models.reservation import ReservationRow
from casthouse.storage.models.rule_pack import RulePackRow
from casthouse.storage.models.scheme_certificate import (
    SchemeCertificateRow,
    SchemeCertificateSiteRow,
    SchemeCertificateWithdrawalRow,
    SchemeRelianceRow,
)
from casthouse.storage.models.scope import OpeningRow, ScopeFacilityRow, ScopeRow
from casthouse.storage.models.secretary import SecretaryProposalEndRow, SecretaryProposalRow
from casthouse.storage.models.self_assessment import AssessmentAnswerRow, SelfAssessmentRow
from casthouse.storage.models.signed_statement import (
    HideableStatementRow,
    SignedStatementRow,
    StatementEntryRow,
    StatusListRow,
)
from casthouse.storage.models.signing_key import (
    SigningKeyEndRow,
    SigningKeyRow,
    SigningKeySuccessionRow,
    SigningKeyWrapRow,
    WrappingKeyRow,
)
from casthouse.storage.models.token import ApiTokenRow
from casthouse.storage.models.tolling import TollEntryRow
from casthouse.storage.models.transparency_log import (
    LogCheckpointRow,
    LogCosignatureRow,
    LogEntryRow,
    LogHeadRow,
    LogRecordRow,
    LogTagKeyRow,
    LogTileRow,
)

__all__ = [
    "AccreditationEndRow",
    "AccreditationRow",
    "AnomalyClearanceRow",
    "ApiTokenRow",
    "AssessmentAnswerRow",
    "AttributionChoiceRow",
    "AuditCommentRow",
    "AuditEventRow",
    "AuditFindingRow",
    "AuditFirmRow",
    "AuditMemberRow",
    "AuditPlanRow",
    "AuditPlanSiteRow",
    "AuditReportRow",
    "AuditRow",
    "AuditVisitRow",
    "BoundaryRow",
    "BoundarySiteRow",
    "CalendarKeyRow",
    "CashPurchaseRow",
    "CertificateCounterRow",
    "CertificateFacilityRow",
    "CertificateInheritanceRow",
    "CertificateMoveRow",
    "CertificatePhaseRow",
    "CertificateRow",
    "CertificateSiteRow",
    "CertificateSpanRow",
    "CertificateTransferPartRow",
    "CertificateTransferRow",
    "CertificateTransferSiteRow",
    "CertificateTransferStepRow",
    "ClaimApprovalRow",
    "ClaimCertificateRow",
    "ClaimEventRow",
    "ClaimFileRow",
    "ClaimRow",
    "ClaimVersionRow",
    "ComplaintEventRow",
    "ComplaintFileRow",
    "ComplaintPartyRow",
    "ComplaintRow",
    "ContractorListingRow",
    "ContractorRow",
    "ContractorStatementRow",
    "ContractorTransferRow",
    "CorrectiveActionRow",
    "CounterpartyRow",
    "CreditAllocationRow",
    "CreditPurchaseRow",
    "DecisionRow",
    "DeclaredFlowRow",
    "DeclaredRelationRow",
    "DisclosureRow",
    "DocumentCounterRow",
    "DocumentEventRow",
    "DocumentRow",
    "DueDiligenceRow",
    "EditionRow",
    "EntryReversalRow",
    "EvidenceFileRow",
    "EvidenceLinkRow",
    "EvidenceWithdrawalRow",
    "FacilityRow",
    "FindingCertificateRow",
    "FindingFileRow",
    "FindingFileWithdrawalRow",
    "FirmAuditorRow",
    "FirstPasswordRow",
    "ForeignDocumentRow",
    "GlnRow",
    "HideableStatementRow",
    "IdempotencyKeyRow",
    "JournalRow",
    "LedgerFindingRow",
    "LedgerRow",
    "LedgerSampleEntryRow",
    "LedgerSampleRow",
    "LedgerSampleSendingRow",
    "LedgerSampleStratumRow",
    "LegalInterestEndRow",
    "LegalInterestRow",
    "LogCheckpointRow",
    "LogCosignatureRow",
    "LogEntryRow",
    "LogHeadRow",
    "LogRecordRow",
    "LogTagKeyRow",
    "LogTileRow",
    "LotImportRow",
    "LotProcessRow",
    "MeasurementImportRow",
    "MeasurementRow",
    "MembershipFactRow",
    "MovementImportRow",
    "MovementRow",
    "MovementTotalRow",
    "NonConformanceEventRow",
    "NonConformanceRow",
    "NoticeReadingRow",
    "NoticeRow",
    "OpeningRow",
    "OrganisationRow",
    "PeriodBindingRow",
    "PersonRoleRow",
    "PlanRow",
    "ProcessLotRow",
    "ProfileRow",
    "ProjectionRow",
    "PublicReleaseRow",
    "ReceivedDocumentRow",
    "ReminderChoiceRow",
    "ReminderRow",
    "ReopeningRow",
    "ReservationRow",
    "RulePackRow",
    "SchemeCertificateRow",
    "SchemeCertificateSiteRow",
    "SchemeCertificateWithdrawalRow",
    "SchemeRelianceRow",
    "ScopeFacilityRow",
    "ScopeRow",
    "SecretaryProposalEndRow",
    "SecretaryProposalRow",
    "SelfAssessmentRow",
    "SignedStatementRow",
    "SigningKeyEndRow",
    "SigningKeyRow",
    "SigningKeySuccessionRow",
    "SigningKeyWrapRow",
    "StatementEntryRow",
    "StatementRow",
    "StatusListRow",
    "StockCountRow",
    "TollEntryRow",
    "TrustedInstallationRow",
    "WrappingKeyRow",
]
