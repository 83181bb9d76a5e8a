"""Duties: what somebody has to do, from when on and by when, and what happens when the day passes.

A duty is computed from facts and stored nowhere: once it is done it is no longer there. Both domain packages that know
duties, `custody` and `assurance`, may use this one, which is why it stands beneath them. The due day is inclusive, in
the time zone of the organisation whose duty it is; a duty without a due day waits since its first day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DutyKind(StrEnum):
    """What is to be done; one word for each rule that makes duties."""

    CERTIFY = "certify"
    PERFORMANCE_FIRST = "performance_first"
    RENEW_CERTIFICATE = "renew_certificate"
    MAKE_FULL = "make_full"
    CURE_SUSPENSION = "cure_suspension"
    SURVEILLANCE = "surveillance"
    AUDIT_PLAN = "audit_plan"
    AUDIT_PLAN_APPROVAL = "audit_plan_approval"
    AUDIT_REPORT = "audit_report"
    REPORT_REVIEW = "report_review"
    DECISION = "decision"
    CORRECTION_PLAN = "correction_plan"
    CORRECTION_PLAN_JUDGEMENT = "correction_plan_judgement"
    CORRECTION = "correction"
    CORRECTION_VERIFICATION = "correction_verification"
    EXEMPTION_DECISION = "exemption_decision"
    SUBMIT_ASSESSMENT = "submit_assessment"
    ASSESSMENT_ACTION = "assessment_action"
    EVIDENCE = "evidence"
    SCHEME_CERTIFICATE = "scheme_certificate"
    ACCREDITATION = "accreditation"
    CLOSE_PERIOD = "close_period"
    ANNUAL_REPORT = "annual_report"
    RECONCILE_MONTH = "reconcile_month"
    DUE_DILIGENCE = "due_diligence"
    CONTRACTOR = "contractor"
    ISSUE_DOCUMENTS = "issue_documents"
    INBOX = "inbox"
    DISPUTE = "dispute"
    RECEIPTS_WAITING = "receipts_waiting"
    APPROVE_PLAN = "approve_plan"
    APPROVE_RESERVATION = "approve_reservation"
    APPROVE_REOPENING = "approve_reopening"
    READ_NOTICES = "read_notices"
    APPROVE_CLAIM = "approve_claim"
    CLAIM_ENDS = "claim_ends"
    ACCEPT_TRANSFER = "accept_transfer"
    CONFIRM_TRANSFER = "confirm_transfer"
    CONFIRM_SECRETARY = "confirm_secretary"
    COMPLAINT_ANSWER = "complaint_answer"
    COMPLAINT_END = "complaint_end"
    REPLACE_KEY = "replace_key"
    REPLACE_INSTALLATION_KEY = "replace_installation_key"
    CONFIRM_KEY = "confirm_key"


class Holder(StrEnum):
    """In which part somebody has a duty."""

    MEMBER = "member"  # whoever may do it in the organisation
    LEAD_AUDITOR = "lead_auditor"  # of the audit
    AUDIT_FIRM = "audit_firm"
    SECRETARIAT = "secretariat"
    HANDLER = "handler"  # of a complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where a day comes from: the rule of a manual or rule pack, its clause, and whether it was verified.

    `rule` is empty for a day that a person promised or entered.
    """

    rule: str = ""
    clause: str = ""
    verified: bool = True


ENTERED = Basis(clause="the day that was entered")
"""Nobody but its owner set the day."""
NO_DAY = Basis(clause="no day is set")


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing to do.

    Attributes:
        kind: what.
        holder: in which part it is done.
        organisation: whose matter it is, by code; empty for what is of a firm, of the secretariat or of a complaint.
        subject: what it is about, as people read it, such as “COC-101”.
        text: what to do, in a sentence.
        opens: the first day on which one may act; None: from the beginning of time.
        due: the last day in time, inclusive; None where no day is set.
        missed: what happens when that day passes, in a sentence; empty where nothing follows by rule.
        basis: where the day comes from.
        keys: what identifies it among those of its kind, as the address of its page needs it.
        scope: the certification scope, where it is of one.
        firm: the audit firm, where it is of one.
        audit: the audit, where it is of one.
        asked_by: who asked for it, and so may not do it; empty where anybody may.
        only_by: the one person whose it is; empty where it is of whoever may do it.
        count: of how many things it speaks.
        facts: how many facts stand behind the day: it grows whenever the day may have changed.
        remind: days on which a reminder is due beside the usual ones.
    """

    kind: DutyKind
    holder: Holder = Holder.MEMBER
    organisation: str
    subject: str
    text: str
    opens: date | None
    due: date | None
    basis: Basis
    missed: str = ""
    keys: tuple[str, ...] = ()
    scope: str = ""
    firm: str = ""
    audit: str = ""
    asked_by: str = ""
    only_by: str = ""
    count: int = 1
    facts: int = 0
    remind: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        assert self.organisation or self.firm or self.holder in {Holder.HANDLER, Holder.SECRETARIAT}
        assert self.count > 0
        assert self.opens is None or self.due is None or self.opens <= self.due

    @property
    def reference(self) -> str:
        """What names the duty for as long as it is there, whatever its day becomes."""
        return " ".join((self.kind.value, self.organisation or self.firm, *self.keys))

    def standing(self, today: date, *, near_days: int) -> "DutyStanding":
        """Return where it stands on a day; the due day itself is in time."""
        if self.opens is not None and today < self.opens:
            return DutyStanding.AHEAD
        if self.due is None:
            return DutyStanding.OPEN
        if today > self.due:
            return DutyStanding.OVERDUE
        return DutyStanding.NEAR if (self.due - today).days <= near_days else DutyStanding.OPEN


class DutyStanding(StrEnum):
    """Where a duty stands on a day, the most urgent first."""

    OVERDUE = "overdue"
    NEAR = "near"
    OPEN = "open"
    AHEAD = "ahead"  # nothing can be done yet


def by_day(duties: Iterable[Duty]) -> list[Duty]:
    """Return duties by their due day, those without one last, and then by what they are."""
    return sorted(duties, key=lambda each: (each.due or date.max, each.kind.value, each.reference))
