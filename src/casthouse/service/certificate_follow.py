"""An application follows the audit that it leads to: opened, report sent, report sent back (fact sheet 5.8).

Only an application that is under way under the same edition follows, and only audits from which a new certificate may
follow move it. Where nobody applied, the steps are recorded with the decision.
"""

from datetime import date

from casthouse.assurance.audit import AuditType
from casthouse.assurance.certificate_state import CertificateState, MoveKind
from casthouse.service.certificate_book import load_book
from casthouse.service.certificate_step import note_step
from casthouse.service.permission import Actor
from casthouse.standard.standard_name import StandardName

FOLLOWS = {
    MoveKind.OPEN_AUDIT: frozenset({CertificateState.APPLIED}),
    MoveKind.SEND_REPORT: frozenset({CertificateState.APPLIED, CertificateState.IN_AUDIT}),
    MoveKind.SEND_BACK: frozenset({CertificateState.UNDER_REVIEW}),
}
"""The states of an application that follows each step of an audit; one opened by an audit withdrawn since stays."""


def application_follows(
    actor: Actor,
    *,
    organisation: str,
    scope: str,
    standard: StandardName,
    edition: str,
    audit_type: AuditType,
    step: MoveKind,
    on: date,
    reference: str,
    reason: str = "",
) -> None:
    """Let the application of an audited scope take the step that its audit took; joins the caller's transaction."""
    if not audit_type.grants:
        return
    book = load_book(organisation, editions=[edition])
    ends = [book.course(each).end for each in book.of_scope(scope, standard) if each.edition == edition]
    if any(end is not None and end.state in FOLLOWS[step] and end.since <= on for end in ends):
        note_step(
            actor,
            scope=scope,
            standard=standard,
            edition=edition,
            step=step,
            on=on,
            reference=reference,
            reason=reason,
        )
