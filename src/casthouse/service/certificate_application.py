"""Applications for a certificate: a member applies for a scope and names the audit firm that is to audit it.

The firm's auditors see what is addressed to them for as long as no audit follows; nobody else outside the
organisation and the secretariat does. An application permits nothing: the certificate follows from an audit's findings.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from casthouse.assurance.audit import AuditState
from casthouse.assurance.certificate_history import CertificateHistory
from casthouse.assurance.certificate_state import PENDING, MoveKind
from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service.accreditation import audit_firms, found_firm, known_word
from casthouse.service.audit import facilities_of_scope
from casthouse.service.certificate_book import load_book, local_today
from casthouse.service.certificate_holder import certified_facilities, refuse_member
from casthouse.service.certificate_step import note_step
from casthouse.service.edition import edition_of
from casthouse.service.ledger_hold import ledger_held
from casthouse.service.lookup import permitted_scope
from casthouse.service.permission import Act, Actor
from casthouse.standard.standard_name import StandardName
from casthouse.storage import audit as audit_store
from casthouse.storage import certificate_move as move_store
from casthouse.storage import organisation as organisation_store

AUDIT_OVER = frozenset({AuditState.DECIDED, AuditState.CLOSED, AuditState.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application that no audit has followed yet, as the firm reads it that is named in it."""

    number: str
    organisation: str
    name: str
    country: str
    scope: str
    standard: StandardName
    edition: str
    firm: str
    applied_on: date

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "number": self.number,
            "organisation": self.organisation,
            "name": self.name,
            "country": self.country,
            "scope": self.scope,
            "standard": self.standard.value,
            "edition": self.edition,
            "firm": self.firm,
            "applied_on": self.applied_on.isoformat(),
        }


def apply_for_certificate(
    actor: Actor, *, scope: str, standard: str, edition: str, firm: str
) -> CertificateHistory:
    """Apply for a certificate of a scope; the audit firm that is named may open the audit.

    Args:
        actor: a manager of the organisation.
        scope: code of the scope.
        standard: `performance` or `chain_of_custody`.
        edition: code of an edition of the standard.
        firm: code of the audit firm.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `word_unknown`, `edition_unknown`, `edition_not_auditable`,
            `firm_unknown`, `scope_without_activities`, `membership_not_certifiable`, `membership_suspended`,
            `application_open`.
    """
    held = permitted_scope(actor, Act.CERTIFICATE_APPLY, scope)
    wanted = known_word(StandardName, standard, "standard")
    today = local_today(held.organisation)
    _refuse_edition(edition, wanted, today)
    found_firm(firm)
    if not any(each.activities for each in facilities_of_scope(held)):
        raise Refusal(
            "scope_without_activities",
            found=f"scope {scope}, of whose facilities the register names no activity",
            expected="at least one supply-chain activity in the scope",
            todo="record in the register what the facilities of the scope do",
        )
    refuse_member(held.organisation, certified_facilities(held, None, today), today)
    with ledger_held(actor, held.organisation):
        _refuse_open(scope, held.organisation, wanted)
        return note_step(
            actor,
            scope=scope,
            standard=wanted,
            edition=edition,
            step=MoveKind.APPLY,
            on=today,
            reference=firm,
        )


def _refuse_edition(edition: str, standard: StandardName, today: date) -> None:
    found = edition_of(edition)
    if found.standard is not standard or found.is_draft or not found.may_audit_on(today):
        raise Refusal(
            "edition_not_auditable",
            found=f"{edition} for an application under {standard.value}",
            expected="an edition of the standard, no draft, that audits may still follow",
            todo="name another edition",
        )


def _refuse_open(scope: str, organisation: str, standard: StandardName) -> None:
    book = load_book(organisation)
    for each in book.of_scope(scope, standard):
        end = book.course(each).end
        if end is not None and end.state in PENDING:
            raise Refusal(
                "application_open",
                found=f"{each.number} for {scope}, {end.state.value.replace('_', ' ')} since {end.since}",
                expected="one application of a scope under a standard at a time",
                todo="await its decision, or withdraw it on its page",
            )


def applications(actor: Actor) -> list[Application]:
    """Return the applications addressed to the actor's audit firms that no audit has followed yet, oldest first."""
    firms = sorted(code for code, roles in actor.firm_roles.items() if Role.FIRM_AUDITOR in roles)
    found = move_store.applications(firms) if firms else []
    holders = {each.code: each for each in organisation_store.organisations(h.organisation for h in found)}
    in_audit = {
        (each.scope, each.standard)
        for each in (audit_store.audits(organisations=holders) if holders else [])
        if each.state not in AUDIT_OVER
    }
    waiting = [
        Application(
            number=each.number,
            organisation=each.organisation,
            name=holders[each.organisation].name,
            country=holders[each.organisation].country,
            scope=each.scope,
            standard=each.standard,
            edition=each.edition,
            firm=each.moves[0].reference,
            applied_on=each.moves[0].effective,
        )
        for each in found
        if (each.scope, each.standard) not in in_audit
    ]
    return sorted(waiting, key=lambda each: (each.applied_on, each.number))


def firms_to_choose(actor: Actor) -> list[tuple[str, str]]:
    """Return the audit firms with an auditor, by code, each with its name."""
    return [(each.code, each.name) for each in audit_firms(actor) if each.auditors]
