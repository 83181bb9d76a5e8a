"""The signed statement of an audit: its public summary report, signed by the secretariat.

It holds what the page of the summary report says, and no name of a person and nothing of what was seen. When a later
decision changes the summary, a new statement takes the place of the one before.
"""

from casthouse.passport.key_owner import SECRETARIAT
from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.statement_audit import audit_subject
from casthouse.passport.statement_kind import StatementKind
from casthouse.service.lookup import found_organisation, found_organisation_id
from casthouse.service.permission import VISITOR, Act, Actor, authorise
from casthouse.service.signed_statement import WantedStatement, signed_once
from casthouse.service.summary_report import summary_report
from casthouse.service.trust_bundle import secretariat_name
from casthouse.storage import signed_statement as signed_store
from casthouse.storage.signed_statement import StatementLink


def sign_summary(actor: Actor, *, audit: str) -> SignedStatement:
    """Sign the public summary report of an audit with the secretariat's key; once signed, return what was signed.

    Raises:
        Refusal: `not_permitted`, `public_record_unknown` for what is not public; `key_missing`.
    """
    authorise(actor, Act.STATEMENT_CERTIFY)
    organisation = summary_report(VISITOR, audit=audit).organisation
    organisation_id = found_organisation_id(organisation)
    return signed_once(
        actor,
        Act.STATEMENT_CERTIFY,
        SECRETARIAT,
        lambda: _wanted(audit, organisation, organisation_id),
        organisation_id=organisation_id,
    )


def statement_of_summary(actor: Actor, *, audit: str) -> SignedStatement | None:
    """Return the latest statement of the public summary report of an audit, or None where it is not signed.

    Raises:
        Refusal: `not_permitted`, `public_record_unknown` for what is not public.
    """
    authorise(actor, Act.STATEMENT_CHECK)
    return signed_store.latest_of(
        SECRETARIAT.text, StatementKind.AUDIT_SUMMARY, summary_report(VISITOR, audit=audit).reference
    )


def _wanted(audit: str, organisation: str, organisation_id: int) -> WantedStatement:
    report = summary_report(VISITOR, audit=audit)
    return WantedStatement(
        kind=StatementKind.AUDIT_SUMMARY,
        about=audit,
        organisation=organisation,
        owner=SECRETARIAT,
        name=secretariat_name(),
        link=StatementLink(organisation_id=organisation_id),
        subject=audit_subject(report, audited=found_organisation(organisation)),
    )
