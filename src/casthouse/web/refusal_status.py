"""The one table of HTTP statuses of refusals, for pages and the API alike."""

MALFORMED, FORBIDDEN, NOT_FOUND, CONFLICT = 400, 403, 404, 409
TOO_LARGE, NO_SUCH_TYPE, UNPROCESSABLE, TOO_MANY, NO_MAIL = 413, 415, 422, 429, 503

CONFLICTS = frozenset(
    {
        "accreditation_ended",
        "anomaly_cleared",
        "audit_running",
        "audit_state",
        "decision_unchanged",
        "non_conformance_state",
        "certificate_changed",
        "certificate_extended_already",
        "claim_not_independent",
        "claim_precondition_missing",
        "claim_state",
        "certificate_move_not_allowed",
        "certificate_not_in_force",
        "certificate_running",
        "certificate_transfer_ahead",
        "certificate_transfer_audit",
        "certificate_transfer_open",
        "certificate_transfer_own",
        "certificate_transfer_state",
        "coc_not_available",
        "gln_taken",
        "key_ended",
        "key_missing",
        "key_signing",
        "statement_not_hideable",
        "ledger_not_audited",
        "complaint_appeal_late",
        "complaint_full",
        "complaint_move_not_allowed",
        "complaint_not_yours",
        "complaint_party_missing",
        "document_already_booked",
        "document_issued",
        "document_state",
        "edition_items_missing",
        "edition_loaded_meanwhile",
        "application_open",
        "assessment_frozen",
        "assessment_incomplete",
        "assessment_item_changed",
        "assessment_open",
        "evidence_lost",
        "boundary_moved",
        "boundary_unchanged",
        "facility_in_two_scopes",
        "idempotency_key_conflict",
        "already_reversed",
        "period_before_open",
        "period_changed",
        "period_closed",
        "period_not_bound",
        "period_not_closed",
        "period_not_ended",
        "plan_not_open",
        "profile_name_taken",
        "reference_conflict",
        "trace_changed",
        "reservation_not_open",
        "code_just_sent",
        "code_taken",
        "reminders_running",
        "scheme_certificate_not_enough",
        "scheme_certificate_overlaps",
        "scope_frozen",
        "secretary_already",
        "secretary_needs_two",
        "secretary_not_independent",
        "standing_unchanged",
        "succession_not_independent",
        "statistics_changed_since_preview",
        "statistics_published",
    }
)
"""Refusals that another state of the store would not have met."""

STATUSES = {
    "attempts_too_many": TOO_MANY,
    "body_too_large": TOO_LARGE,
    "certificate_by_register": FORBIDDEN,
    "cursor_invalid": MALFORMED,
    "digital_link_invalid": MALFORMED,
    "evidence_too_large": TOO_LARGE,
    "file_too_large": TOO_LARGE,
    "idempotency_key_invalid": MALFORMED,
    "json_malformed": MALFORMED,
    "mail_not_sent": NO_MAIL,
    "media_type_not_supported": NO_SUCH_TYPE,
    "upload_too_large": TOO_LARGE,
    "stop_token_invalid": NOT_FOUND,
    "not_permitted": FORBIDDEN,
    "parameter_not_known": MALFORMED,
}
"""Refusals of a kind of their own."""

NOT_IN_THE_ADDRESS = frozenset(
    {
        "auditor_unknown",
        "claims_guide_unknown",
        "complaint_party_unknown",
        "duty_kind_unknown",
        "edition_unknown",
        "frequency_unknown",
        "days_unknown",
        "grouping_unknown",
        "profile_unknown",
        "role_unknown",
        "method_unknown",
        "stage_unknown",
        "word_unknown",
    }
)
"""What is not known by its name but was named in what is sent: the address itself is right."""


def status_of(code: str) -> int:
    """Return the HTTP status of a refusal: who may not, what is not there, what stands against it, what is wrong."""
    if code in STATUSES:
        return STATUSES[code]
    if code.endswith("_unknown") and code not in NOT_IN_THE_ADDRESS:
        return NOT_FOUND
    return CONFLICT if code in CONFLICTS else UNPROCESSABLE
