"""The signed statement of a certificate: signed by the secretariat, as the certificate stands on the day.

It holds what the public register says. When the certificate moves, a new statement takes the place of the one before.
"""

from casthouse.passport.key_owner import SECRETARIAT
from casthouse.passport.signed_statement import SignedStatement
from casthouse.passport.statement_certificate import CertificateFacts, certificate_subject
from casthouse.passport.statement_kind import StatementKind
from casthouse.passport.status_list import StatusPurpose
from casthouse.service import clock
from casthouse.service.certificate_book import certificate_unknown, found_certificate
from casthouse.service.lookup import found_organisation, found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.signed_statement import WantedStatement, signed_once
from casthouse.service.trust_bundle import secretariat_name
from casthouse.storage import certificate as certificate_store
from casthouse.storage import signed_statement as signed_store
from casthouse.storage.signed_statement import link_to_certificate


def sign_certificate(actor: Actor, *, number: str) -> SignedStatement:
    """Sign a certificate as it stands today, with the secretariat's key.

    Raises:
        Refusal: `not_permitted`, `certificate_unknown`, also for what was never granted; `key_missing`.
    """
    authorise(actor, Act.STATEMENT_CERTIFY)
    organisation = found_certificate(number).organisation
    organisation_id = found_organisation_id(organisation)
    return signed_once(
        actor,
        Act.STATEMENT_CERTIFY,
        SECRETARIAT,
        lambda: _wanted(number, organisation, organisation_id),
        organisation_id=organisation_id,
    )


def statement_of_certificate(actor: Actor, *, number: str) -> SignedStatement | None:
    """Return the latest statement of a certificate, which stands in the trust bundle for everybody; None for none.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise(actor, Act.STATEMENT_CHECK)
    return signed_store.latest_of(SECRETARIAT.text, StatementKind.CERTIFICATE, number)


def _wanted(number: str, organisation: str, organisation_id: int) -> WantedStatement:
    kept = certificate_store.stored_spans([organisation]).get(number)
    if kept is None or not kept.phases:
        raise certificate_unknown(number)
    held = found_certificate(number)
    facts = CertificateFacts(
        number=number,
        holder=found_organisation(organisation),
        scope=held.scope,
        standard=held.standard.value,
        edition=held.edition,
        phases=kept.phases,
        entitled=kept.spans,
        as_of=clock.today(),
    )
    return WantedStatement(
        kind=StatementKind.CERTIFICATE,
        about=number,
        organisation=organisation,
        owner=SECRETARIAT,
        name=secretariat_name(),
        link=link_to_certificate(organisation_id, number),
        subject=certificate_subject(facts),
        purposes=(StatusPurpose.REVOCATION, StatusPurpose.SUSPENSION),
    )
