"""Addresses of the web application: one table."""

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, register_converter

from casthouse.web.api.application import api
from casthouse.web.converter import DayConverter, DirectionConverter
from casthouse.web.pages import (
    accreditation,
    assessment_file,
    assessment_item,
    audit,
    audit_checklist,
    audit_plan,
    boundary,
    certificate,
    claim,
    claim_check,
    complaint,
    complaint_handling,
    complaint_shared,
    contractor,
    decision,
    document,
    document_correction,
    document_receipt,
    edition,
    evidence,
    home,
    joint_venture,
    journal,
    ledger_sample,
    membership,
    movement,
    movement_file,
    non_conformance,
    notice,
    organisation,
    period,
    person,
    plan,
    position,
    public_register,
    reconciliation,
    report,
    reservation,
    rule_pack,
    self_assessment,
    supplier,
    tolling,
    what_if,
    worklist,
)

register_converter(DayConverter, "day")
register_converter(DirectionConverter, "direction")


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process serves."""
    return HttpResponse("ok", content_type="text/plain")


SIGN_IN = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]

PAGES = [
    path("", home.show, name="home"),
    path("worklist/", worklist.show, name="worklist"),
    path("organisations/", organisation.show_list, name="organisations"),
    path("organisations/<organisation>/", organisation.show, name="organisation"),
    path("organisations/<organisation>/movements/", movement.show_list, name="movements"),
    path("organisations/<organisation>/movements/one/", movement.show, name="movement"),
    path("organisations/<organisation>/movements/new/", movement.enter, name="movement_new"),
    path("organisations/<organisation>/movements/reverse/", movement.take_back, name="movement_reverse"),
    path("organisations/<organisation>/imports/", movement_file.upload, name="import"),
    path("organisations/<organisation>/imports/of/<int:number>/", movement_file.show_past, name="import_of"),
    path("organisations/<organisation>/imports/<job>/", movement_file.show, name="import_job"),
    path("organisations/<organisation>/imports/<job>/post/", movement_file.post, name="import_post"),
    path(
        "organisations/<organisation>/imports/<job>/refused/",
        movement_file.refused_rows,
        name="import_refused",
    ),
    path("organisations/<organisation>/documents/due/", document.show_due, name="documents_due"),
    path("organisations/<organisation>/documents/due/issue/", document.issue_many, name="documents_issue"),
    path("organisations/<organisation>/documents/issue/", document.issue_one, name="document_issue"),
    path("organisations/<organisation>/documents/inbox/", document_receipt.show_inbox, name="inbox"),
    path(
        "organisations/<organisation>/documents/receive/", document_receipt.receive, name="document_receive"
    ),
    path("organisations/<organisation>/documents/one/", document.show, name="document"),
    path(
        "organisations/<organisation>/documents/one/accept/", document_receipt.accept, name="document_accept"
    ),
    path(
        "organisations/<organisation>/documents/one/dispute/",
        document_receipt.dispute,
        name="document_dispute",
    ),
    path(
        "organisations/<organisation>/documents/one/cancel/",
        document_correction.cancel,
        name="document_cancel",
    ),
    path(
        "organisations/<organisation>/documents/one/correct/",
        document_correction.correct,
        name="document_correct",
    ),
    path("organisations/<organisation>/documents/file.<form>", document.document_file, name="document_file"),
    path(
        "organisations/<organisation>/documents/<direction:direction>/", document.show_list, name="documents"
    ),
    path("organisations/<organisation>/people/", person.show_list, name="people"),
    path("organisations/<organisation>/people/remove/", person.remove, name="person_remove"),
    path("organisations/<organisation>/suppliers/", supplier.show_list, name="suppliers"),
    path("organisations/<organisation>/suppliers/cash/", supplier.cash, name="cash"),
    path(
        "organisations/<organisation>/suppliers/cash/reverse/", supplier.take_back_cash, name="cash_reverse"
    ),
    path("organisations/<organisation>/journal/", journal.show, name="journal"),
    path("organisations/<organisation>/certificates/", certificate.show_list, name="certificates"),
    path("organisations/<organisation>/membership/", membership.show, name="membership"),
    path("organisations/<organisation>/notices/", notice.show_list, name="notices"),
    path("organisations/<organisation>/notices/<int:number>/read/", notice.read, name="notice_read"),
    path("organisations/<organisation>/reports/", report.show, name="reports"),
    path(
        "organisations/<organisation>/reports/<int:year>/file.<form>", report.report_file, name="report_file"
    ),
    path("organisations/<organisation>/workbook.xlsx", report.workbook, name="workbook"),
    path("scopes/<scope>/position/", position.show, name="position"),
    path("scopes/<scope>/periods/", period.show_list, name="periods"),
    path("scopes/<scope>/periods/<day:start>/", period.statement, name="statement"),
    path("scopes/<scope>/periods/<day:start>/file.<form>", period.statement_file, name="statement_file"),
    path("scopes/<scope>/periods/<day:start>/close/", period.close, name="period_close"),
    path("scopes/<scope>/periods/<day:start>/reopen/", period.reopen, name="period_reopen"),
    path("scopes/<scope>/periods/<day:start>/decide/", period.decide_reopening, name="period_decide"),
    path("scopes/<scope>/plans/", plan.show_list, name="plans"),
    path("scopes/<scope>/plans/<int:number>/decide/", plan.decide, name="plan_decide"),
    path("scopes/<scope>/reservations/", reservation.show_list, name="reservations"),
    path("scopes/<scope>/reservations/decide/", reservation.decide, name="reservation_decide"),
    path("scopes/<scope>/what-if/", what_if.show, name="what_if"),
    path("scopes/<scope>/contractors/", contractor.show, name="contractors"),
    path("scopes/<scope>/contractors/reverse/", contractor.take_back, name="contractor_reverse"),
    path("scopes/<scope>/tolling/", tolling.show, name="tolling"),
    path("scopes/<scope>/tolling/reverse/", tolling.take_back, name="tolling_reverse"),
    path("scopes/<scope>/reconciliation/", reconciliation.show, name="reconciliation"),
    path("organisations/<organisation>/joint-ventures/", joint_venture.show_list, name="joint_ventures"),
    path("boundaries/<code>/", boundary.show, name="boundary"),
    path("certificates/one/", certificate.show, name="certificate"),
    path("certificates/on/", certificate.certified_on, name="certified_on"),
    path("public/", public_register.show_search, name="public_register"),
    path("public/members/<code>/", public_register.show_member, name="public_member"),
    path("public/facilities/<code>/", public_register.show_facility, name="public_facility"),
    path("public/certificates/", public_register.show_certificate, name="public_certificate"),
    path("public/reports/<reference>/", public_register.show_report, name="public_report"),
    path("organisations/<organisation>/claims/", claim.show_list, name="claims"),
    path("claims/check/", claim_check.check, name="claim_check"),
    path("claims/guides/", claim_check.show_guide, name="claims_guide"),
    path("claims/queue/", claim.show_queue, name="claim_queue"),
    path("claims/<claim>/", claim.show, name="claim"),
    path("claims/<claim>/files/", claim.add_file, name="claim_file_add"),
    path("claims/<claim>/files/<digest>/", claim.show_file, name="claim_file"),
    path("audits/", audit.show_list, name="audits"),
    path("audits/<audit>/", audit.show, name="audit"),
    path("audits/<audit>/plan/", audit_plan.show, name="audit_plan"),
    path("audits/<audit>/checklist/", audit_checklist.show, name="audit_checklist"),
    path("audits/<audit>/non-conformances/<int:number>/", non_conformance.show, name="non_conformance"),
    path("audits/<audit>/decision/", decision.show, name="decision"),
    path("audits/<audit>/ledger/samples/", ledger_sample.show_list, name="audit_samples"),
    path("audits/<audit>/ledger/samples/<int:number>/", ledger_sample.show, name="audit_sample"),
    path("oversight/", audit.show_queue, name="oversight"),
    path("audit-firms/", accreditation.show_list, name="audit_firms"),
    path("audit-firms/<firm>/", accreditation.show, name="audit_firm"),
    path("complaints/", complaint.about, name="complaints"),
    path("complaints/new/", complaint.new, name="complaint_new"),
    path("complaints/return/", complaint.come_back, name="complaint_return"),
    path("complaints/return/file/", complaint.take_file, name="complaint_own_file"),
    path("complaints/record/", complaint.record, name="complaint_record"),
    path("complaints/handling/", complaint_handling.show_list, name="complaint_handling"),
    path("complaints/handling/<complaint>/", complaint_handling.show, name="complaint_handled"),
    path(
        "complaints/handling/<complaint>/files/<int:number>/",
        complaint_handling.take_file,
        name="complaint_file",
    ),
    path("complaints/shared/", complaint_shared.show_list, name="complaints_shared"),
    path("complaints/shared/<complaint>/", complaint_shared.show, name="complaint_shared"),
    path("standards/", edition.show_list, name="editions"),
    path("standards/compare/", edition.compare, name="edition_compare"),
    path("standards/load/", edition.load, name="edition_load"),
    path("standards/of/<code>/", edition.show, name="edition"),
    path("standards/of/<code>/smelter/", edition.smelter, name="edition_smelter"),
    path("organisations/<organisation>/evidence/", evidence.show_list, name="evidence"),
    path("organisations/<organisation>/evidence/<digest>/", evidence.show, name="evidence_file"),
    path("scopes/<scope>/self-assessments/", self_assessment.show_list, name="self_assessments"),
    path("scopes/<scope>/self-assessments/<int:number>/", self_assessment.show, name="self_assessment"),
    path(
        "scopes/<scope>/self-assessments/<int:number>/principles/<int:principle>/",
        assessment_item.show_principle,
        name="self_assessment_principle",
    ),
    path("scopes/<scope>/self-assessments/<int:number>/gaps/", self_assessment.gaps, name="assessment_gaps"),
    path(
        "scopes/<scope>/self-assessments/<int:number>/submit/",
        self_assessment.submit,
        name="assessment_submit",
    ),
    path(
        "scopes/<scope>/self-assessments/<int:number>/carry/", self_assessment.carry, name="assessment_carry"
    ),
    path(
        "scopes/<scope>/self-assessments/<int:number>/items/<item>/",
        assessment_item.show,
        name="assessment_item",
    ),
    path(
        "scopes/<scope>/self-assessments/<int:number>/items/<item>/evidence/",
        assessment_item.add_file,
        name="assessment_evidence",
    ),
    path(
        "scopes/<scope>/self-assessments/<int:number>/items/<item>/evidence/withdraw/",
        assessment_item.withdraw_file,
        name="assessment_evidence_withdraw",
    ),
    path(
        "scopes/<scope>/self-assessments/<int:number>/file.<form>",
        assessment_file.save,
        name="assessment_file",
    ),
    path(
        "scopes/<scope>/self-assessments/<int:number>/import/",
        assessment_file.take_over,
        name="assessment_import",
    ),
    path("rule-packs/", rule_pack.show_list, name="rule_packs"),
    path("rule-packs/compare/", rule_pack.compare, name="rule_pack_compare"),
    path("rule-packs/of/<name>/", rule_pack.show, name="rule_pack"),
]

urlpatterns = [
    path("healthz", healthz),
    path("api/v1/", api.urls),
    path("account/", include(SIGN_IN)),
    *PAGES,
]
