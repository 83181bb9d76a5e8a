"""What a signed audit summary says: the public part of an audit's report, without names and without what was seen."""

from casthouse.assurance.summary_report import SummaryReport
from casthouse.parties.organisation import Organisation
from casthouse.passport.canonical import JsonObject


def audit_subject(report: SummaryReport, *, audited: Organisation) -> JsonObject:
    """Return the subject of the statement; days that are not there are left out."""
    days = {
        "first_day": report.first_day,
        "last_day": report.last_day,
        "submitted": report.submitted,
        "decided": report.decided,
        "next_audit": report.next_audit,
    }
    subject: JsonObject = {
        "type": "AuditSummary",
        "reference": report.reference,
        "organisation": {"code": audited.code, "name": audited.name, "country": audited.country},
        "scope": report.scope,
        "standard": report.standard.value,
        "edition": report.edition,
        "audit_type": report.audit_type.value,
        "audit_firm": report.firm,
        "sites": list(report.sites),
        "outcome": report.outcome.value,
        "methodology": report.methodology.declaration,
        "findings": [
            {
                "criterion": each.number,
                "title": each.title,
                "rating": each.rating.value,
                "items": str(each.items),
            }
            for each in report.criteria
        ],
    }
    if report.certificate:
        subject["certificate"] = report.certificate
    return subject | {name: day.isoformat() for name, day in days.items() if day}
