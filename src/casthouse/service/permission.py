"""Who may do what: one table, asked by every use case; what the table does not name is refused.

The role `public` is held by everybody, by a visitor without an account too: what it may do needs no sign-in.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from casthouse.parties.role import Role
from casthouse.refusal import Refusal


class Act(StrEnum):
    """What people do; one word a use case or a group of use cases that stand or fall together."""

    REGISTER_LOAD = "register.load"
    REGISTER_READ = "register.read"
    MOVEMENT_READ = "movement.read"
    MOVEMENT_POST = "movement.post"
    POSITION_READ = "position.read"
    LOT_POST = "lot.post"
    TRACE_READ = "trace.read"
    ANOMALY_READ = "anomaly.read"
    ANOMALY_CLEAR = "anomaly.clear"
    DISCLOSURE_SET = "disclosure.set"
    GLN_SET = "gln.set"
    GLN_READ = "gln.read"
    ATTRIBUTION_SET = "attribution.set"
    CHAIN_READ = "chain.read"
    MEASUREMENT_POST = "measurement.post"
    FOOTPRINT_READ = "footprint.read"
    PERIOD_CLOSE = "period.close"
    PERIOD_REOPEN = "period.reopen"
    REOPENING_REQUEST = "reopening.request"
    REOPENING_APPROVE = "reopening.approve"
    PLAN_SET = "plan.set"
    PLAN_PROPOSE = "plan.propose"
    PLAN_APPROVE = "plan.approve"
    PLAN_WITHDRAW = "plan.withdraw"
    RESERVATION_SET = "reservation.set"
    RESERVATION_PROPOSE = "reservation.propose"
    RESERVATION_APPROVE = "reservation.approve"
    RESERVATION_RELEASE = "reservation.release"
    DOCUMENT_READ = "document.read"
    DOCUMENT_ISSUE = "document.issue"
    DOCUMENT_CANCEL = "document.cancel"
    DOCUMENT_RECEIVE = "document.receive"
    DOCUMENT_DISPUTE = "document.dispute"
    STATEMENT_SIGN = "statement.sign"
    STATEMENT_CERTIFY = "statement.certify"
    STATEMENT_READ = "statement.read"
    STATEMENT_CHECK = "statement.check"
    REPORT_READ = "report.read"
    SUPPLIER_ASSESS = "supplier.assess"
    CASH_RECORD = "cash.record"
    CONTRACTOR_LIST = "contractor.list"
    CONTRACTOR_RECORD = "contractor.record"
    TOLLING_RECORD = "tolling.record"
    ENTRY_REVERSE = "entry.reverse"
    STOCK_COUNT = "stock.count"
    STOCK_DECLARE = "stock.declare"
    CREDIT_ALLOCATE = "credit.allocate"
    CREDIT_SELL = "credit.sell"
    PROFILE_LOAD = "profile.load"
    EDITION_LOAD = "edition.load"
    EDITION_READ = "edition.read"
    RULE_PACK_LOAD = "rule_pack.load"
    RULE_PACK_READ = "rule_pack.read"
    PERSON_INVITE = "person.invite"
    MANAGER_APPOINT = "manager.appoint"
    SECRETARY_APPOINT = "secretary.appoint"
    TOKEN_GIVE = "token.give"  # noqa: S105 - the name of an act
    JOINT_VENTURE_READ = "joint_venture.read"
    JOINT_VENTURE_RECORD = "joint_venture.record"
    BOUNDARY_READ = "boundary.read"
    BOUNDARY_CHANGE = "boundary.change"
    CLAIM_READ = "claim.read"
    CLAIM_SUBMITTED_READ = "claim.submitted_read"
    CLAIM_WRITE = "claim.write"
    CLAIM_SUBMIT = "claim.submit"
    CLAIM_APPROVE = "claim.approve"
    CLAIM_CHECK = "claim.check"
    CERTIFICATE_READ = "certificate.read"
    CERTIFICATE_APPLY = "certificate.apply"
    CERTIFICATE_GRANT = "certificate.grant"
    CERTIFICATE_RECORD = "certificate.record"
    CERTIFICATE_MOVE = "certificate.move"
    CERTIFICATE_WITHDRAW = "certificate.withdraw"
    CERTIFICATE_TRANSFER_READ = "certificate.transfer_read"
    CERTIFICATE_TRANSFER = "certificate.transfer"
    CERTIFICATE_TAKE_OVER = "certificate.take_over"
    CERTIFICATE_TRANSFER_CONFIRM = "certificate.transfer_confirm"
    PUBLIC_REGISTER_READ = "public_register.read"
    PUBLIC_STATISTICS_PUBLISH = "public_statistics.publish"
    MEMBERSHIP_READ = "membership.read"
    MEMBERSHIP_CHANGE = "membership.change"
    NOTICE_READ = "notice.read"
    ASSESSMENT_READ = "assessment.read"
    ASSESSMENT_SUBMITTED_READ = "assessment.submitted_read"
    ASSESSMENT_WRITE = "assessment.write"
    ASSESSMENT_SUBMIT = "assessment.submit"
    ORGANISATION_EXPORT = "organisation.export"
    ORGANISATION_IMPORT = "organisation.import"
    STORE_CHECK = "store.check"
    PROJECTION_BUILD = "projection.build"
    JOURNAL_READ = "journal.read"
    ACCREDITATION_READ = "accreditation.read"
    ACCREDITATION_GRANT = "accreditation.grant"
    RELATION_READ = "relation.read"
    RELATION_DECLARE = "relation.declare"
    AUDIT_OPEN = "audit.open"
    AUDIT_READ = "audit.read"
    AUDIT_PLAN = "audit.plan"
    AUDIT_PLAN_APPROVE = "audit_plan.approve"
    AUDIT_FIND = "audit.find"
    FINDING_FILE_READ = "finding_file.read"
    AUDIT_REPORT = "audit.report"
    AUDIT_COMMENT = "audit.comment"
    AUDIT_WITHDRAW = "audit.withdraw"
    WORKBENCH_READ = "workbench.read"
    SAMPLE_DRAW = "sample.draw"
    SAMPLE_SEND = "sample.send"
    SAMPLE_READ_SENT = "sample.read_sent"
    LEDGER_FINDING_PIN = "ledger_finding.pin"
    EVIDENCE_PACK_BUILD = "evidence_pack.build"
    OVERSIGHT_REVIEW = "oversight.review"
    CORRECTION_WRITE = "correction.write"
    CORRECTION_JUDGE = "correction.judge"
    EXEMPTION_DECIDE = "exemption.decide"
    DECISION_TAKE = "decision.take"
    WORKLIST_READ = "worklist.read"
    COMPLAINT_FILE = "complaint.file"
    COMPLAINT_RETURN = "complaint.return"
    COMPLAINT_COUNT = "complaint.count"
    COMPLAINT_RECORD = "complaint.record"
    COMPLAINT_HANDLE = "complaint.handle"
    COMPLAINT_ANSWER = "complaint.answer"
    COMPLAINT_AUDIT_READ = "complaint.audit_read"
    INDEPENDENT_APPOINT = "independent.appoint"
    REMINDER_GIVE = "reminder.give"
    TRUST_READ = "trust.read"
    TRUST_SET = "trust.set"
    KEY_READ = "key.read"
    LOG_READ = "log.read"
    LOG_MONITOR = "log.monitor"
    LOG_COSIGN = "log.cosign"
    KEY_DOCUMENT_READ = "key.document_read"
    KEY_MAKE = "key.make"
    KEY_MAKE_INSTALLATION = "key.make_installation"
    KEY_REVOKE = "key.revoke"
    KEY_CONFIRM = "key.confirm"
    KEY_REWRAP = "key.rewrap"


OPEN = frozenset(Role)
"""For everybody, visitors too."""

ALL = OPEN - {Role.PUBLIC, Role.INDEPENDENT}
"""For whoever holds a role anywhere; an independent person has to do with complaints alone."""

OPERATING = frozenset({Role.OPERATOR, Role.MANAGER, Role.CLERK})
DECIDING = frozenset({Role.OPERATOR, Role.MANAGER})
READING = frozenset({Role.OPERATOR, Role.MANAGER, Role.CLERK, Role.AUDITOR})
LEADING = frozenset({Role.OPERATOR, Role.LEAD_AUDITOR})
AUDITING = LEADING | {Role.TEAM_AUDITOR}
KEEPING = frozenset({Role.OPERATOR, Role.SECRETARIAT})

PERMISSIONS: dict[Act, frozenset[Role]] = {
    Act.REGISTER_LOAD: frozenset({Role.OPERATOR, Role.SECRETARIAT}),
    Act.REGISTER_READ: ALL,
    Act.MOVEMENT_READ: READING,
    Act.MOVEMENT_POST: OPERATING,
    Act.POSITION_READ: READING,
    Act.LOT_POST: OPERATING,
    Act.TRACE_READ: READING,
    Act.ANOMALY_READ: READING | KEEPING,  # an organisation's people: their own side of each
    Act.ANOMALY_CLEAR: KEEPING,  # never whom it asks
    Act.DISCLOSURE_SET: DECIDING,
    Act.GLN_SET: DECIDING,
    Act.GLN_READ: READING | {Role.SECRETARIAT},
    Act.ATTRIBUTION_SET: DECIDING,
    Act.CHAIN_READ: KEEPING,
    Act.MEASUREMENT_POST: OPERATING,
    Act.FOOTPRINT_READ: READING,
    Act.PERIOD_CLOSE: DECIDING,
    Act.PERIOD_REOPEN: frozenset({Role.OPERATOR}),
    Act.REOPENING_REQUEST: OPERATING,
    Act.REOPENING_APPROVE: DECIDING,
    Act.PLAN_SET: frozenset({Role.OPERATOR}),
    Act.PLAN_PROPOSE: OPERATING,
    Act.PLAN_APPROVE: DECIDING,
    Act.PLAN_WITHDRAW: OPERATING,  # an approved plan: whoever may approve one
    Act.RESERVATION_SET: frozenset({Role.OPERATOR}),
    Act.RESERVATION_PROPOSE: OPERATING,
    Act.RESERVATION_APPROVE: DECIDING,
    Act.RESERVATION_RELEASE: OPERATING,  # an approved reservation: whoever may approve one
    Act.DOCUMENT_READ: READING,
    Act.DOCUMENT_ISSUE: OPERATING,
    Act.DOCUMENT_CANCEL: DECIDING,
    Act.DOCUMENT_RECEIVE: OPERATING,
    Act.DOCUMENT_DISPUTE: OPERATING,
    Act.STATEMENT_SIGN: OPERATING,
    Act.STATEMENT_CERTIFY: KEEPING,
    Act.STATEMENT_READ: READING | {Role.SECRETARIAT},
    Act.STATEMENT_CHECK: OPEN,  # with its identifier, which nobody can guess
    Act.REPORT_READ: READING | {Role.SECRETARIAT},
    Act.SUPPLIER_ASSESS: OPERATING,
    Act.CASH_RECORD: OPERATING,
    Act.CONTRACTOR_LIST: DECIDING,
    Act.CONTRACTOR_RECORD: OPERATING,
    Act.TOLLING_RECORD: OPERATING,
    Act.ENTRY_REVERSE: DECIDING,
    Act.STOCK_COUNT: OPERATING,
    Act.STOCK_DECLARE: OPERATING,
    Act.CREDIT_ALLOCATE: DECIDING,
    Act.CREDIT_SELL: DECIDING,
    Act.PROFILE_LOAD: OPERATING,
    Act.EDITION_LOAD: frozenset({Role.OPERATOR, Role.SECRETARIAT}),
    Act.EDITION_READ: OPEN,
    Act.RULE_PACK_LOAD: frozenset({Role.OPERATOR, Role.SECRETARIAT}),
    Act.RULE_PACK_READ: ALL,
    Act.PERSON_INVITE: frozenset({Role.OPERATOR, Role.MANAGER, Role.SECRETARIAT}),
    Act.MANAGER_APPOINT: frozenset({Role.OPERATOR, Role.SECRETARIAT}),  # four eyes need two people
    Act.SECRETARY_APPOINT: KEEPING,  # one proposes, another confirms
    Act.TOKEN_GIVE: frozenset({Role.OPERATOR}),
    Act.CERTIFICATE_READ: OPEN,  # granted ones; an application, its own people
    Act.JOINT_VENTURE_READ: READING | {Role.SECRETARIAT},
    Act.JOINT_VENTURE_RECORD: KEEPING,
    Act.BOUNDARY_READ: OPEN,  # of a certified scope; of others their own people, the secretariat and its auditors
    Act.BOUNDARY_CHANGE: KEEPING,
    Act.CLAIM_READ: READING,  # drafts too
    Act.CLAIM_SUBMITTED_READ: READING | {Role.SECRETARIAT},
    Act.CLAIM_WRITE: OPERATING,
    Act.CLAIM_SUBMIT: DECIDING,
    Act.CLAIM_APPROVE: KEEPING,  # never whoever requested it, nor the holder's own people
    Act.CLAIM_CHECK: OPEN,
    Act.CERTIFICATE_APPLY: DECIDING,
    Act.CERTIFICATE_GRANT: frozenset({Role.OPERATOR, Role.SECRETARIAT}),  # inside an audit decision only
    Act.CERTIFICATE_RECORD: frozenset({Role.OPERATOR}),  # by the register file
    Act.CERTIFICATE_MOVE: frozenset({Role.OPERATOR, Role.SECRETARIAT}),
    Act.CERTIFICATE_WITHDRAW: DECIDING,  # the holder asks
    Act.CERTIFICATE_TRANSFER_READ: READING | {Role.SECRETARIAT},  # of the giver or the taker
    Act.CERTIFICATE_TRANSFER: DECIDING,  # the giver asks
    Act.CERTIFICATE_TAKE_OVER: DECIDING,  # the taker accepts
    Act.CERTIFICATE_TRANSFER_CONFIRM: KEEPING,  # never who asked or accepted
    Act.PUBLIC_REGISTER_READ: OPEN,
    Act.PUBLIC_STATISTICS_PUBLISH: KEEPING,
    Act.MEMBERSHIP_READ: ALL,
    Act.MEMBERSHIP_CHANGE: frozenset({Role.OPERATOR, Role.SECRETARIAT}),
    Act.NOTICE_READ: READING,
    Act.ASSESSMENT_READ: READING,  # drafts too, and the files behind them
    Act.ASSESSMENT_SUBMITTED_READ: READING | {Role.SECRETARIAT},
    Act.ASSESSMENT_WRITE: OPERATING,
    Act.ASSESSMENT_SUBMIT: DECIDING,
    Act.ORGANISATION_EXPORT: DECIDING,  # everything that it has
    Act.ORGANISATION_IMPORT: frozenset({Role.OPERATOR}),
    Act.STORE_CHECK: frozenset({Role.OPERATOR}),
    Act.PROJECTION_BUILD: frozenset({Role.OPERATOR}),
    Act.JOURNAL_READ: READING,
    Act.ACCREDITATION_READ: ALL,
    Act.ACCREDITATION_GRANT: frozenset({Role.OPERATOR, Role.SECRETARIAT}),
    Act.RELATION_READ: frozenset({Role.OPERATOR, Role.SECRETARIAT, Role.FIRM_AUDITOR}),
    Act.RELATION_DECLARE: frozenset({Role.OPERATOR, Role.SECRETARIAT, Role.FIRM_AUDITOR}),
    Act.AUDIT_OPEN: frozenset({Role.OPERATOR, Role.FIRM_AUDITOR}),
    Act.AUDIT_READ: READING | {Role.SECRETARIAT, Role.LEAD_AUDITOR, Role.TEAM_AUDITOR},
    Act.AUDIT_PLAN: LEADING,
    Act.AUDIT_PLAN_APPROVE: KEEPING,
    Act.AUDIT_FIND: LEADING | {Role.TEAM_AUDITOR},
    Act.FINDING_FILE_READ: AUDITING | KEEPING,  # the audited member: those that are shared
    Act.AUDIT_REPORT: LEADING,
    Act.AUDIT_COMMENT: LEADING | KEEPING,
    Act.AUDIT_WITHDRAW: LEADING | KEEPING,
    Act.WORKBENCH_READ: AUDITING,  # what an audit covers of a ledger, for as long as it runs
    Act.SAMPLE_DRAW: AUDITING,
    Act.SAMPLE_SEND: LEADING,
    Act.SAMPLE_READ_SENT: READING | AUDITING,  # the audited organisation: once it is sent
    Act.LEDGER_FINDING_PIN: AUDITING,
    Act.EVIDENCE_PACK_BUILD: AUDITING,
    Act.OVERSIGHT_REVIEW: KEEPING,
    Act.CORRECTION_WRITE: OPERATING,
    Act.CORRECTION_JUDGE: LEADING,
    Act.EXEMPTION_DECIDE: KEEPING,  # never somebody of the team, nor who asked for it
    Act.DECISION_TAKE: KEEPING,
    Act.REMINDER_GIVE: frozenset({Role.OPERATOR}),  # everybody chooses for themselves
    Act.WORKLIST_READ: ALL | {Role.INDEPENDENT},  # what stands on it is asked duty by duty
    Act.COMPLAINT_FILE: OPEN,
    Act.COMPLAINT_RETURN: OPEN,  # with the key
    Act.COMPLAINT_COUNT: OPEN,
    Act.COMPLAINT_RECORD: KEEPING,
    Act.COMPLAINT_HANDLE: KEEPING | {Role.INDEPENDENT},  # and only without a tie with the party
    Act.COMPLAINT_ANSWER: frozenset({Role.MANAGER, Role.FIRM_AUDITOR}),  # for the party, once told
    Act.COMPLAINT_AUDIT_READ: LEADING | {Role.TEAM_AUDITOR},
    Act.INDEPENDENT_APPOINT: frozenset({Role.OPERATOR}),  # the secretariat does not choose who judges it
    Act.KEY_READ: READING | KEEPING | {Role.FIRM_AUDITOR},
    Act.TRUST_READ: ALL,
    Act.TRUST_SET: KEEPING,
    Act.LOG_READ: OPEN,  # digests alone stand in it
    Act.LOG_MONITOR: READING,
    Act.LOG_COSIGN: frozenset({Role.OPERATOR}),
    Act.KEY_DOCUMENT_READ: OPEN,
    Act.KEY_MAKE: DECIDING
    | {Role.FIRM_AUDITOR},  # never the secretariat: it could sign in the name of others
    Act.KEY_MAKE_INSTALLATION: KEEPING,  # of the secretariat and the log
    Act.KEY_REVOKE: DECIDING | KEEPING | {Role.FIRM_AUDITOR},
    Act.KEY_CONFIRM: KEEPING,  # never who made the key
    Act.KEY_REWRAP: frozenset({Role.OPERATOR}),
}

STORE_WIDE = frozenset({Role.OPERATOR, Role.SECRETARIAT})
"""Roles that hold for every organisation; all others only where they were given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever acts: a name for the journal, and the roles store-wide, in organisations, firms and running audits."""

    name: str
    store_roles: frozenset[Role] = frozenset()
    organisation_roles: dict[str, frozenset[Role]] = field(default_factory=dict)
    firm_roles: dict[str, frozenset[Role]] = field(default_factory=dict)
    audit_roles: dict[str, frozenset[Role]] = field(default_factory=dict)

    def roles_in(
        self, organisation: str | None, *, firm: str | None = None, audit: str | None = None
    ) -> frozenset[Role]:
        """Return the roles that count in an organisation, a firm, an audit; only store-wide ones when none is named."""
        named = ((self.organisation_roles, organisation), (self.firm_roles, firm), (self.audit_roles, audit))
        held = [place[name] for place, name in named if name and name in place]
        return self.store_roles.union(*held) if held else self.store_roles

    @property
    def all_roles(self) -> frozenset[Role]:
        """Every role that is held anywhere: for what is of no organisation and nobody's secret."""
        places = (self.organisation_roles, self.firm_roles, self.audit_roles)
        return self.store_roles.union(*(roles for place in places for roles in place.values()))


OPERATOR = Actor(name="operator", store_roles=frozenset({Role.OPERATOR}))
"""The command line acts as the operator of the store."""

VISITOR = Actor(name="visitor")
"""Whoever is not signed in."""

_EVERYBODY = frozenset({Role.PUBLIC})


def may(
    actor: Actor,
    act: Act,
    organisation: str | None = None,
    *,
    firm: str | None = None,
    audit: str | None = None,
) -> bool:
    """Say whether the actor may do this in the organisation, the firm or the audit that is named."""
    allowed = PERMISSIONS[act]
    return Role.PUBLIC in allowed or not allowed.isdisjoint(
        actor.roles_in(organisation, firm=firm, audit=audit)
    )


def authorise(
    actor: Actor,
    act: Act,
    organisation: str | None = None,
    *,
    firm: str | None = None,
    audit: str | None = None,
) -> None:
    """Let the actor pass.

    Raises:
        Refusal: `not_permitted`, the same for what exists and what does not.
    """
    if not may(actor, act, organisation, firm=firm, audit=audit):
        raise not_permitted(actor, act, audit or firm or organisation)


def authorise_anywhere(actor: Actor, act: Act) -> None:
    """Let an actor pass who holds a fitting role anywhere: for what is of no organisation.

    Raises:
        Refusal: `not_permitted`.
    """
    if not (_EVERYBODY | actor.all_roles) & PERMISSIONS[act]:
        raise not_permitted(actor, act, None)


def not_permitted(actor: Actor, act: Act, place: str | None) -> Refusal:
    """Return the refusal of an act, in the words of whoever asked: they tell nothing of what is there."""
    where = f" in {place}" if place else ""
    return Refusal(
        "not_permitted",
        found=f"{actor.name} without a role for {act.value}{where}",
        expected="one of the roles " + ", ".join(sorted(PERMISSIONS[act])) + where,
        todo="ask a manager of the organisation, or the operator, for the role",
    )
