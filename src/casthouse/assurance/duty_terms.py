"""From when on the duties of assurance stand on a work list: numbers of the assurance manual."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTerms:
    """How long before its day a duty begins, and how long a member has to certify.

    Attributes:
        certify_months: after joining, by when a member holds its performance certificate.
        certificate_reminder_months: before the last day of a certificate; the first one opens its renewal.
        surveillance_window_months: before the day of a surveillance, from when on it may be done.
        surveillance_late_months: after that day; later is a reason to suspend.
        evidence_renew_days: before evidence runs out.
        accreditation_renew_months: before an accreditation ends, and as long after.
    """

    certify_months: int
    certificate_reminder_months: tuple[int, ...]
    surveillance_window_months: int
    surveillance_late_months: int
    evidence_renew_days: int
    accreditation_renew_months: int
