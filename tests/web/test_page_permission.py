"""Who may open which page: every address, every role. Nobody sees another organisation's movements.

The stranger manages SUP and holds no role in ACME, whose pages these are.
"""

from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import reverse

from casthouse.service.period import close_period
from casthouse.service.permission import OPERATOR
from casthouse.web.urls import PAGES
from tests.web.page_visit import Visitor

pytestmark = pytest.mark.usefixtures("world")

EVERYBODY = ("manager", "clerk", "auditor", "secretariat", "stranger", "lead")
READERS = ("manager", "clerk", "auditor")
REPORTED = (*READERS, "secretariat")
OPERATORS = ("manager", "clerk")
MANAGERS = ("manager",)
INVITERS = ("manager", "secretariat")
KEEPERS = ("secretariat",)
DECLARING = ("secretariat", "lead")
ANSWERING = ("manager", "stranger", "lead")  # for a party of a complaint, once told
AUDIT = ("ACME-COC-A1",)
AUDITED = (*REPORTED, "lead")
SAMPLED = (*READERS, "lead")
SAMPLE_POSTED = {"form": "draw", "over": "movements", "method": "simple_random"}
OPEN_POSTED = {
    "form": "open",
    "scope": "ACME-COC",
    "standard": "performance",
    "edition": "ps-v3",
    "audit_type": "surveillance",
    "firm": "PRUEF",
    "lead": "lead",
    "first_day": "2026-01-01",
    "last_day": "2026-01-31",
}
CLAIM = ("ACME-CLAIM-1",)
CLAIM_POSTED = {"form": "request", "kind": "membership", "place": "web page"}
COMMENT_POSTED = {"form": "comment", "text": "which potlines?"}
FINDING_POSTED = {
    "form": "finding",
    "item": "5.2",
    "site": "ACME-CH",
    "rating": "conformance",
    "statement": "seen",
}
FIRM_POSTED = {"form": "firm", "code": "OTHER", "name": "Other", "country": "DE"}
AUDITOR_POSTED = {"form": "auditor", "username": "newcomer"}
RELATION_POSTED = {"form": "relation", "organisation": "SUP", "kind": "family", "since": "2024-01-01"}
ORGANISATION_POSTED = {"form": "organisation", "code": "NEW", "name": "New Ltd", "country": "DE"}
APPLY_POSTED = {"form": "apply", "scope": "ACME-COC", "edition": "ps-v3", "firm": "PRUEF"}
TRANSFER_POSTED = {"form": "transfer", "certificates": "COC-1", "taker": "CUS", "reason": "sold"}
END_POSTED = {"form": "end", "number": "7", "last": "2024-12-31", "reason": "sold"}
STANDING_POSTED = {"form": "standing", "standing": "suspended", "reason": "invoice open"}
ATTRIBUTION_POSTED = {"rule": "fifo", "first_day": "2024-01-01"}
DISCLOSURE_POSTED = {"form": "disclose", "level": "company"}
SECRETS = ("IN-1", "OUT-COC", "D-IN-1", "1 000.000", "100.000", "49.99", "50.00")
"""What only ACME's people may read."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """An address with who may open it, and what it then answers."""

    name: str
    args: tuple[object, ...] = ()
    query: str = ""
    allowed: tuple[str, ...] = READERS
    posts: dict[str, str] | None = None
    status: int = 200
    is_open: bool = False  # to visitors too

    def __str__(self) -> str:
        parts = "-".join([self.name, *map(str, self.args)])
        return f"{parts}{self.query}{'' if self.posts is None else '-post' + self.posts.get('form', '')}"

    @property
    def address(self) -> str:
        return reverse(self.name, args=self.args) + self.query


ORGANISATION, SCOPE = ("ACME",), ("ACME-COC",)
YEAR = ("ACME-COC", "2024-01-01")
NO_ASSESSMENT = ("ACME-COC", 7)
AN_ITEM = ("ACME-COC", 7, "1.1")
DOORS = [
    Door(name="home", allowed=EVERYBODY, is_open=True),
    Door(name="did_installation", allowed=EVERYBODY, status=404, is_open=True),
    Door(name="statements", args=("ACME",), allowed=REPORTED),
    Door(name="statements", args=("ACME",), allowed=MANAGERS, posts={"form": "gln", "gln": "1"}, status=422),
    Door(
        name="statement_sign",
        args=("ACME",),
        allowed=OPERATORS,
        posts={"number": "ACME-2024-000001"},
        status=404,
    ),
    Door(
        name="statement_sign_delivery",
        args=("ACME",),
        allowed=OPERATORS,
        posts={"number": "ACME-2024-000001"},
        status=404,
    ),
    Door(name="statement_sign_certificate", allowed=KEEPERS, posts={"number": "NONE"}, status=404),
    Door(name="statement_sign_summary", args=("NONE",), allowed=KEEPERS, posts={}, status=404),
    Door(name="statement_front", allowed=EVERYBODY, is_open=True),
    Door(
        name="statement_sign_period",
        args=("ACME-COC", date(2024, 1, 1)),
        allowed=OPERATORS,
        posts={},
        status=409,
    ),
    Door(name="statement_check", args=("0" * 32,), allowed=EVERYBODY, status=404, is_open=True),
    Door(name="statement_form", args=("0" * 32, "json"), allowed=EVERYBODY, status=404, is_open=True),
    Door(name="digital_link", args=("417", "4006381333931"), allowed=EVERYBODY, status=404, is_open=True),
    Door(
        name="digital_link_slash", args=("414", "4006381333931"), allowed=EVERYBODY, status=404, is_open=True
    ),
    Door(
        name="digital_link_below",
        args=("414", "4006381333931", "A1"),
        allowed=EVERYBODY,
        status=404,
        is_open=True,
    ),
    Door(name="statement_present", args=("0" * 32,), allowed=EVERYBODY, status=409, is_open=True),
    Door(name="status_list", args=("ACME", 1, "revocation"), allowed=EVERYBODY, status=404, is_open=True),
    Door(name="did_installation_below", allowed=EVERYBODY, status=404, is_open=True),
    Door(name="trusted_installations", allowed=EVERYBODY),
    Door(name="trusted_installations", allowed=KEEPERS, posts={"form": "trust"}, status=422),
    Door(name="log", allowed=EVERYBODY, is_open=True),
    Door(name="did_log", allowed=EVERYBODY, status=404, is_open=True),
    Door(name="did_firm", args=("PRUEF",), allowed=EVERYBODY, status=404, is_open=True),
    Door(name="key_succession", args=("z6Mk",), allowed=EVERYBODY, status=404, is_open=True),
    Door(name="did_organisation", args=("ACME",), allowed=EVERYBODY, status=404, is_open=True),
    Door(name="organisations", allowed=EVERYBODY),
    Door(name="organisations", allowed=KEEPERS, posts=ORGANISATION_POSTED, status=302),
    Door(name="worklist", allowed=EVERYBODY),
    Door(name="reminders", allowed=EVERYBODY),
    Door(name="reminders", allowed=EVERYBODY, posts={"form": "frequency", "frequency": "off"}, status=302),
    Door(name="reminder_stop", args=("token",), allowed=EVERYBODY, is_open=True),
    Door(name="reminder_stop", args=("token",), allowed=EVERYBODY, posts={}, status=404, is_open=True),
    Door(name="calendar", args=("no.key",), allowed=EVERYBODY, status=404, is_open=True),
    Door(name="worklist", query="?organisation=ACME&show=all", allowed=AUDITED),
    Door(name="organisation", args=ORGANISATION, allowed=(*REPORTED,)),
    Door(name="movements", args=ORGANISATION),
    Door(name="movements", args=ORGANISATION, query="?q=IN-1"),
    Door(name="movements", args=ORGANISATION, query="?scope=ACME-COC&stage=aluminium"),
    Door(name="movement", args=ORGANISATION, query="?reference=IN-1"),
    Door(name="movement_new", args=ORGANISATION, allowed=OPERATORS, posts={"reference": ""}, status=422),
    Door(
        name="movement_reverse",
        args=ORGANISATION,
        query="?reference=IN-1",
        allowed=OPERATORS,
        posts={"reference": ""},
        status=422,
    ),
    Door(name="import", args=ORGANISATION),
    Door(name="import", args=ORGANISATION, allowed=OPERATORS, posts={}, status=422),
    Door(name="import_of", args=("ACME", 987654), status=404),
    Door(name="import_job", args=("ACME", "nobodys"), allowed=OPERATORS, status=404),
    Door(name="import_post", args=("ACME", "nobodys"), allowed=OPERATORS, posts={}, status=404),
    Door(name="import_refused", args=("ACME", "nobodys"), allowed=OPERATORS, status=404),
    Door(name="documents_due", args=ORGANISATION),
    Door(name="documents_issue", args=ORGANISATION, allowed=OPERATORS, posts={"shipment": "OUT-COC"}),
    Door(name="document_issue", args=ORGANISATION, query="?reference=OUT-COC", allowed=OPERATORS),
    Door(name="inbox", args=ORGANISATION),
    Door(name="documents", args=("ACME", "issued")),
    Door(name="documents", args=("ACME", "received")),
    Door(name="document_receive", args=ORGANISATION, allowed=OPERATORS),
    Door(name="document", args=ORGANISATION, query="?number=none", status=404),
    Door(name="document_file", args=("ACME", "pdf"), query="?number=none", status=404),
    Door(
        name="document_accept", args=ORGANISATION, query="?number=n&issuer=SUP", allowed=OPERATORS, status=404
    ),
    Door(
        name="document_dispute",
        args=ORGANISATION,
        query="?number=n&issuer=SUP",
        allowed=OPERATORS,
        status=404,
    ),
    Door(name="document_cancel", args=ORGANISATION, query="?number=n", allowed=MANAGERS, status=404),
    Door(name="document_correct", args=ORGANISATION, query="?number=n", allowed=MANAGERS, status=404),
    Door(name="people", args=ORGANISATION, allowed=INVITERS),
    Door(name="person_remove", args=ORGANISATION, allowed=INVITERS, posts={"role": "clerk"}, status=404),
    Door(name="journal", args=ORGANISATION),
    Door(name="lots", args=ORGANISATION),
    Door(name="lots", args=ORGANISATION, allowed=MANAGERS, posts=DISCLOSURE_POSTED, status=302),
    Door(name="recovery", args=ORGANISATION),
    Door(name="recovery_entries", args=ORGANISATION, query="?of=charge"),
    Door(name="recovery_picture", args=(*ORGANISATION, "svg")),
    Door(name="footprint_picture", args=(*SCOPE, "svg"), query="?period=2024-01-01"),
    Door(name="quantities", args=ORGANISATION),
    Door(name="quantities_file", args=(*ORGANISATION, "json")),
    Door(name="measurements", args=ORGANISATION),
    Door(name="measurements", args=ORGANISATION, allowed=OPERATORS, posts={}, status=422),
    Door(name="lots_upload", args=ORGANISATION, allowed=OPERATORS),
    Door(name="lots_upload", args=ORGANISATION, allowed=OPERATORS, posts={}, status=422),
    Door(name="trace", args=ORGANISATION),
    Door(name="recall", args=ORGANISATION),
    Door(name="recall", args=ORGANISATION, posts={"references": "none"}, status=404),
    Door(name="trace_attributed", args=ORGANISATION, query="?reference=none", status=404),
    Door(name="trace_file", args=(*ORGANISATION, "origins"), query="?reference=none", status=404),
    Door(name="attribution", args=SCOPE),
    Door(name="attribution", args=SCOPE, allowed=MANAGERS, posts=ATTRIBUTION_POSTED, status=302),
    Door(name="picture_trace_file", args=(*ORGANISATION, "flow", "svg"), query="?reference=none", status=404),
    Door(
        name="picture_attributed_file",
        args=(*ORGANISATION, "flow", "svg"),
        query="?reference=none",
        status=404,
    ),
    Door(name="organisation_flows", args=ORGANISATION, query="?year=2024&days=periods"),
    Door(name="organisation_countries", args=ORGANISATION, query="?year=2024&by=organisation"),
    Door(name="organisation_countries_file", args=(*ORGANISATION, "map", "svg"), query="?year=2024"),
    Door(name="organisation_flows_file", args=(*ORGANISATION, "flow", "svg"), query="?year=2024"),
    Door(name="picture_year", args=SCOPE, query="?period=2024-01-01"),
    Door(name="picture_year_file", args=(*SCOPE, "flow", "svg"), query="?period=2024-01-01"),
    Door(name="trace", args=ORGANISATION, query="?reference=none", status=404),
    Door(name="reports", args=ORGANISATION, query="?year=2024", allowed=REPORTED),
    Door(name="report_file", args=("ACME", 2024, "pdf"), allowed=REPORTED),
    Door(name="report_file", args=("ACME", 2024, "xlsx"), allowed=REPORTED),
    Door(name="report_file", args=("ACME", 2024, "json"), allowed=REPORTED),
    Door(name="workbook", args=ORGANISATION),
    Door(name="position", args=SCOPE, query="?period=2024-01-01"),
    Door(name="periods", args=SCOPE, allowed=REPORTED),
    Door(name="organisation_archive", args=ORGANISATION, allowed=MANAGERS, posts={}, status=200),
    Door(name="statement", args=YEAR),
    Door(name="statement_file", args=(*YEAR, "pdf")),
    Door(name="statement_file", args=(*YEAR, "json"), allowed=REPORTED, status=409),
    Door(name="statement_file", args=(*YEAR, "jsonl"), status=409),
    Door(name="period_close", args=YEAR),
    Door(name="period_reopen", args=YEAR, allowed=OPERATORS),
    Door(name="period_decide", args=YEAR, allowed=MANAGERS, posts={"decision": "approve"}, status=404),
    Door(name="plans", args=SCOPE),
    Door(
        name="plan_decide", args=("ACME-COC", 7), allowed=MANAGERS, posts={"decision": "approve"}, status=404
    ),
    Door(name="reservations", args=SCOPE, query="?period=2024-01-01"),
    Door(name="reservation_decide", args=SCOPE, allowed=MANAGERS, posts={"decision": "approve"}, status=404),
    Door(name="lot_footprint_picture", args=(*ORGANISATION, "svg"), query="?reference=none", status=404),
    Door(name="lot_footprint", args=ORGANISATION, query="?reference=none", status=404),
    Door(name="footprint_entries", args=SCOPE, query="?period=2024-01-01"),
    Door(name="footprint_entries_file", args=SCOPE, query="?period=2024-01-01"),
    Door(name="footprint", args=SCOPE, query="?period=2024-01-01"),
    Door(name="cbam", args=SCOPE, query="?period=2024-01-01"),
    Door(name="climate_facts", args=SCOPE, query="?period=2024-01-01"),
    Door(name="cbam", args=SCOPE, query="?period=2024-01-01&cn=7601&year=2026", status=422),
    Door(name="what_if", args=SCOPE, query="?period=2024-01-01"),
    Door(name="suppliers", args=ORGANISATION),
    Door(name="cash", args=ORGANISATION),
    Door(name="cash_reverse", args=ORGANISATION, allowed=MANAGERS, posts={"reference": "n"}, status=422),
    Door(name="contractors", args=SCOPE, query="?period=2024-01-01"),
    Door(name="contractor_reverse", args=SCOPE, allowed=MANAGERS, posts={"reference": "n"}, status=422),
    Door(name="tolling", args=SCOPE),
    Door(name="tolling_reverse", args=SCOPE, allowed=MANAGERS, posts={"reference": "n"}, status=422),
    Door(name="reconciliation", args=SCOPE, query="?month=2024-03"),
    Door(name="certificates", args=ORGANISATION, allowed=REPORTED),
    Door(name="certificates", args=ORGANISATION, allowed=MANAGERS, posts=APPLY_POSTED, status=302),
    Door(name="boundary", args=SCOPE, allowed=EVERYBODY, is_open=True),
    Door(name="boundary", args=("NO-SUCH",), allowed=EVERYBODY, is_open=True, status=404),
    Door(name="chain_anomalies", allowed=KEEPERS),
    Door(
        name="chain_anomalies",
        allowed=KEEPERS,
        posts={"form": "clear", "key": "none", "reason": "seen"},
        status=404,
    ),
    Door(name="organisation_anomalies", args=ORGANISATION, allowed=REPORTED),
    Door(name="joint_ventures", args=ORGANISATION, allowed=REPORTED),
    Door(name="joint_ventures", args=ORGANISATION, allowed=KEEPERS, posts=END_POSTED, status=404),
    Door(name="membership", args=ORGANISATION, allowed=REPORTED),
    Door(name="membership", args=ORGANISATION, allowed=KEEPERS, posts=STANDING_POSTED, status=302),
    Door(name="notices", args=ORGANISATION),
    Door(name="notice_read", args=("ACME", 7), posts={}, status=404),
    Door(name="certificate", query="?number=COC-1", allowed=EVERYBODY),
    Door(name="certificate", query="?number=none", allowed=EVERYBODY, status=404),
    Door(name="certificates", args=ORGANISATION, allowed=MANAGERS, posts=TRANSFER_POSTED, status=422),
    Door(name="certificate_transfers", allowed=(*REPORTED, "stranger")),
    Door(name="certificate_transfer", args=(7,), allowed=KEEPERS, status=404),
    Door(name="certificate_transfer", args=(7,), allowed=KEEPERS, posts={"form": "refuse"}, status=404),
    Door(name="certified_on", allowed=EVERYBODY),
    Door(
        name="certified_on",
        query="?facility=ACME-CH&standard=chain_of_custody&day=2024-03-01&known_on=2024-01-01",
        allowed=EVERYBODY,
    ),
    Door(name="public_register", query="?q=acme&standard=performance", allowed=EVERYBODY, is_open=True),
    Door(name="public_register", query="?day=never", allowed=EVERYBODY, is_open=True, status=422),
    Door(name="public_member", args=ORGANISATION, allowed=EVERYBODY, is_open=True),
    Door(name="public_member", args=("NOBODY",), allowed=EVERYBODY, is_open=True, status=404),
    Door(name="public_facility", args=("ACME-CH",), allowed=EVERYBODY, is_open=True),
    Door(name="public_certificate", query="?number=COC-1", allowed=EVERYBODY, is_open=True),
    Door(name="public_certificate", query="?number=none", allowed=EVERYBODY, is_open=True, status=404),
    Door(name="public_map", query="?zoom=2&x=500&y=100", allowed=EVERYBODY, is_open=True),
    Door(name="public_flows", allowed=EVERYBODY, is_open=True),
    Door(name="public_flows", query="?year=1999", allowed=EVERYBODY, is_open=True, status=404),
    Door(name="public_recovery", allowed=EVERYBODY, is_open=True),
    Door(name="public_recovery", query="?year=1999", allowed=EVERYBODY, is_open=True, status=404),
    Door(name="chain_recovery", allowed=KEEPERS),
    Door(name="chain_flows", query="?year=2024&by=organisation", allowed=KEEPERS),
    Door(name="chain_map", query="?year=2024&by=organisation&start=DE", allowed=KEEPERS),
    Door(name="chain_map_file", args=("map", "svg"), query="?year=2024", allowed=KEEPERS),
    Door(name="chain_flows_file", args=("flow", "png"), query="?year=2024", allowed=KEEPERS),
    Door(name="public_statistics", allowed=EVERYBODY, is_open=True),
    Door(name="public_statistics", query="?year=1999", allowed=EVERYBODY, is_open=True, status=404),
    Door(name="statistics_preview", args=(2024,), allowed=KEEPERS),
    Door(name="statistics_preview", args=(2024,), allowed=KEEPERS, posts={"digest": "0"}, status=409),
    Door(name="public_exports", allowed=EVERYBODY, is_open=True),
    Door(name="public_report", args=AUDIT, allowed=EVERYBODY, is_open=True, status=404),
    Door(name="claims", args=ORGANISATION, allowed=REPORTED),
    Door(name="claims", args=ORGANISATION, allowed=OPERATORS, posts=CLAIM_POSTED, status=302),
    Door(name="claim", args=CLAIM, allowed=REPORTED),
    Door(name="claim", args=CLAIM, allowed=MANAGERS, posts={"form": "ended", "text": "no"}, status=302),
    Door(name="claim", args=CLAIM, allowed=KEEPERS, posts={"form": "approved"}, status=302),
    Door(name="claim", args=CLAIM, allowed=KEEPERS, posts={"form": "rejected", "text": "no"}, status=302),
    Door(name="claim_file_add", args=CLAIM, allowed=REPORTED, posts={"purpose": "artwork"}, status=422),
    Door(name="claim_file", args=(*CLAIM, "0" * 64), allowed=REPORTED, status=404),
    Door(name="claim_queue", allowed=KEEPERS),
    Door(name="claim_check", query="?number=ACME-CLAIM-1", allowed=EVERYBODY, is_open=True),
    Door(name="claims_guide", query="?code=cg-v2", allowed=EVERYBODY, is_open=True),
    Door(name="audits", allowed=EVERYBODY),
    Door(name="audits", allowed=("lead",), posts=OPEN_POSTED, status=409),
    Door(name="audit", args=AUDIT, allowed=AUDITED),
    Door(name="audit_plan", args=AUDIT, allowed=("lead",)),
    Door(name="audit_plan", args=AUDIT, allowed=("lead",), posts={"submit": "1"}, status=422),
    Door(name="audit", args=AUDIT, allowed=KEEPERS, posts={"form": "approve"}, status=409),
    Door(name="audit", args=AUDIT, allowed=("lead", "secretariat"), posts=COMMENT_POSTED, status=302),
    Door(name="audit_checklist", args=AUDIT, allowed=AUDITED),
    Door(name="audit_checklist", args=AUDIT, allowed=("lead",), posts=FINDING_POSTED, status=409),
    Door(name="non_conformance", args=(*AUDIT, 7), allowed=AUDITED, status=404),
    Door(name="decision", args=AUDIT, allowed=AUDITED),
    Door(name="finding_file_add", args=AUDIT, allowed=("lead",), posts={"item": "5.2"}, status=422),
    Door(name="finding_file", args=(*AUDIT, 1), allowed=AUDITED, status=404),
    Door(
        name="finding_file_withdraw",
        args=(*AUDIT, 1),
        allowed=("lead",),
        posts={"reason": "wrong one"},
        status=409,
    ),
    Door(name="audit_samples", args=AUDIT, allowed=SAMPLED),
    Door(name="audit_samples", args=AUDIT, allowed=("lead",), posts=SAMPLE_POSTED, status=409),
    Door(name="audit_sample", args=(*AUDIT, 1), allowed=SAMPLED, status=404),
    Door(name="audit_tie_out", args=AUDIT, allowed=("lead",), status=409),
    Door(name="audit_entry", args=AUDIT, query="?reference=IN-1", allowed=("lead",), status=409),
    Door(name="audit_comparison", args=AUDIT, allowed=("lead",), status=409),
    Door(name="audit_anomalies", args=AUDIT, allowed=("lead",), status=409),
    Door(
        name="audit_anomalies",
        args=AUDIT,
        allowed=("lead",),
        posts={"form": "pin", "anomaly": "none", "item": "8.1", "site": "ACME-CH"},
        status=409,
    ),
    Door(name="audit_pack", args=AUDIT, allowed=("lead",), status=409),
    Door(name="audit_pack", args=AUDIT, allowed=("lead",), posts={}, status=409),
    Door(name="oversight", allowed=KEEPERS),
    Door(name="audit_firms", allowed=EVERYBODY),
    Door(name="audit_firms", allowed=KEEPERS, posts=FIRM_POSTED, status=302),
    Door(name="audit_firm", args=("PRUEF",), allowed=EVERYBODY),
    Door(name="audit_firm", args=("PRUEF",), allowed=KEEPERS, posts=AUDITOR_POSTED, status=200),
    Door(name="audit_firm", args=("PRUEF",), allowed=DECLARING, posts=RELATION_POSTED, status=302),
    Door(name="complaints", allowed=EVERYBODY, is_open=True),
    Door(name="complaint_new", allowed=EVERYBODY, is_open=True),
    Door(name="complaint_new", allowed=EVERYBODY, posts={}, status=422, is_open=True),
    Door(name="complaint_return", allowed=EVERYBODY, is_open=True),
    Door(name="complaint_return", allowed=EVERYBODY, posts={}, status=422, is_open=True),
    Door(name="complaint_own_file", allowed=EVERYBODY, posts={"key": "x"}, status=404, is_open=True),
    Door(name="complaint_record", allowed=KEEPERS),
    Door(name="complaint_record", allowed=KEEPERS, posts={}, status=422),
    Door(name="complaint_handling", allowed=KEEPERS),
    Door(name="complaint_handled", args=("C-NONE",), allowed=KEEPERS, status=404),
    Door(name="complaint_file", args=("C-NONE", 1), allowed=KEEPERS, status=404),
    Door(name="complaints_shared", allowed=ANSWERING),
    Door(name="complaint_shared", args=("C-NONE",), allowed=ANSWERING, status=404),
    Door(name="tokens", allowed=EVERYBODY),
    Door(name="tokens", allowed=EVERYBODY, posts={"name": "night job", "days": "30"}),
    Door(name="token_revoke", allowed=EVERYBODY, posts={"prefix": "nobodys"}, status=404),
    Door(name="editions", allowed=EVERYBODY, is_open=True),
    Door(
        name="edition",
        args=("ps-v3",),
        query="?activity=casthouse&cycle=first",
        allowed=EVERYBODY,
        is_open=True,
    ),
    Door(name="edition_compare", query="?before=ps-v2&after=ps-v3", allowed=EVERYBODY, is_open=True),
    Door(name="edition_load", allowed=KEEPERS),
    Door(name="edition_load", allowed=KEEPERS, posts={}, status=422),
    Door(
        name="edition_smelter",
        args=("ps-v3",),
        query="?started=1998-01-01",
        allowed=EVERYBODY,
        is_open=True,
    ),
    Door(name="evidence", args=ORGANISATION),
    Door(name="evidence_file", args=("ACME", "0" * 64), status=404),
    Door(name="keys", args=ORGANISATION, allowed=REPORTED),
    Door(name="keys", args=ORGANISATION, allowed=MANAGERS, posts={"form": "make"}, status=302),
    Door(name="keys", args=ORGANISATION, allowed=MANAGERS, posts={"form": "rotate"}, status=409),
    Door(name="keys", args=ORGANISATION, allowed=KEEPERS, posts={"form": "confirm", "key": "x"}, status=404),
    Door(name="firm_keys", args=("PRUEF",), allowed=DECLARING),
    Door(name="firm_keys", args=("PRUEF",), allowed=("lead",), posts={"form": "make"}, status=302),
    Door(name="installation_keys", args=("log",), allowed=KEEPERS),
    Door(name="installation_keys", args=("log",), allowed=KEEPERS, posts={"form": "make"}, status=302),
    Door(name="secretariat", allowed=KEEPERS),
    Door(name="secretariat", allowed=KEEPERS, posts={"username": "newcomer"}),
    Door(name="secretariat_confirm", allowed=KEEPERS, posts={"username": "nobody"}, status=404),
    Door(name="secretariat_decline", allowed=KEEPERS, posts={"username": "nobody"}, status=404),
    Door(name="secretariat_remove", allowed=KEEPERS, posts={"username": "nobody"}, status=404),
    Door(name="scheme_certificates", args=ORGANISATION),
    Door(name="scheme_certificates", args=ORGANISATION, allowed=OPERATORS, posts={}, status=422),
    Door(
        name="scheme_certificate_withdraw",
        args=("ACME", 7),
        allowed=OPERATORS,
        posts={"reason": "old"},
        status=404,
    ),
    Door(name="assessment_scheme", args=AN_ITEM, allowed=OPERATORS, posts={"certificate": "1"}, status=404),
    Door(name="audited_scheme_certificate", args=(*AUDIT, 1), allowed=AUDITED, status=404),
    Door(name="self_assessments", args=SCOPE, allowed=REPORTED),
    Door(name="self_assessments", args=SCOPE, allowed=OPERATORS, posts={"edition": "none"}, status=422),
    Door(name="self_assessment", args=NO_ASSESSMENT, allowed=REPORTED, status=404),
    Door(name="self_assessment_principle", args=(*NO_ASSESSMENT, 1), allowed=REPORTED, status=404),
    Door(name="assessment_gaps", args=NO_ASSESSMENT, allowed=REPORTED, status=404),
    Door(name="assessment_file", args=(*NO_ASSESSMENT, "pdf"), allowed=REPORTED, status=404),
    Door(name="assessment_submit", args=NO_ASSESSMENT, allowed=MANAGERS, posts={}, status=404),
    Door(name="assessment_carry", args=NO_ASSESSMENT, allowed=OPERATORS, posts={}, status=404),
    Door(name="assessment_import", args=NO_ASSESSMENT, allowed=REPORTED, posts={}, status=404),
    Door(name="assessment_item", args=AN_ITEM, allowed=REPORTED, status=404),
    Door(name="assessment_evidence", args=AN_ITEM, allowed=OPERATORS, posts={}, status=404),
    Door(name="assessment_evidence_withdraw", args=AN_ITEM, allowed=OPERATORS, posts={}, status=404),
    Door(name="rule_packs", allowed=EVERYBODY),
    Door(name="rule_pack", args=("coc-v2",), allowed=EVERYBODY),
    Door(name="rule_pack_compare", allowed=EVERYBODY),
    Door(name="rule_pack_compare", query="?scope=ACME-COC&period=2024-01-01"),
]


FILES_FOR_ALL = {
    "log_checkpoint",
    "log_tile",
    "public_land",
    "public_dictionary",
    "public_export",
    "public_flows_file",
    "offline_check",
    "statement_schema",
    "trust_bundle",
    "digital_link_resolver",
}
"""Files that are the same for everybody and show no frame; tests of their own pages open them as a visitor."""


def knock(door: Door, person: str | None) -> tuple[int, str]:
    """Return how a door answers a person, and what it shows."""
    client = Visitor(person).client
    answer = client.get(door.address) if door.posts is None else client.post(door.address, door.posts)
    content = b"".join(answer)
    file = getattr(answer, "file_to_stream", None)
    if file is not None:
        file.close()  # closing the answer itself would close the connection of the test
    return int(answer.status_code), content.decode(errors="replace")


def secrets_in(text: str, door: Door) -> list[str]:
    """Return what a page shows of the movements, but for what its own address asked for."""
    shown = text.replace("\N{NARROW NO-BREAK SPACE}", " ")
    return [secret for secret in SECRETS if secret in shown and secret not in door.address]


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_page_opens_for_whom_it_is_made_and_others_read_nothing_of_the_movements(door: Door) -> None:
    answers = {person: knock(door, person) for person in EVERYBODY}
    assert {person: status for person, (status, _) in answers.items()} == {
        person: door.status if person in door.allowed else 403 for person in EVERYBODY
    }
    for person, (status, text) in answers.items():
        assert (status == 403) == ("not_permitted" in text), person
    for person in ("stranger", "secretariat", "lead"):
        leaked = secrets_in(answers[person][1], door)
        assert not leaked or (person == "secretariat" and person in door.allowed), person  # reports hold sums


@pytest.mark.one_store
@pytest.mark.parametrize("door", [door for door in DOORS if not door.is_open], ids=str)
def test_a_visitor_is_asked_to_sign_in(door: Door) -> None:
    client = Visitor(None).client
    answer = client.get(door.address) if door.posts is None else client.post(door.address, door.posts)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/?next=")


@pytest.mark.one_store
@pytest.mark.parametrize("door", [door for door in DOORS if door.is_open], ids=str)
def test_a_visitor_opens_what_is_open_and_reads_nothing_of_the_movements(door: Door) -> None:
    status, text = knock(door, None)
    assert status == door.status
    assert "Sign in" in text
    assert not [secret for secret in SECRETS if secret in text.replace("\N{NARROW NO-BREAK SPACE}", " ")]


def test_the_table_has_every_page() -> None:
    assert {page.name for page in PAGES} - FILES_FOR_ALL == {door.name for door in DOORS}


def test_somebody_without_a_role_sees_no_organisation(django_user_model: type) -> None:
    django_user_model.objects.create_user(username="nobody")  # type: ignore[attr-defined]  # Django's own model
    page = Visitor("nobody").get("/")
    assert page.status == 200
    assert "You hold no role" in page.words
    assert "ACME" not in page.text


def test_the_secretariat_reads_the_statement_of_a_closed_period_and_no_draft() -> None:
    address = reverse("statement", args=YEAR)
    assert Visitor("secretariat").get(address).refusal == "not_permitted"
    close_period(OPERATOR, scope="ACME-COC", start=date(2024, 1, 1))
    page = Visitor("secretariat").get(address)
    assert page.status == 200
    assert "Closed" in page.words
    assert Visitor("stranger").get(address).refusal == "not_permitted"
