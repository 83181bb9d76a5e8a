"""Audit firms: who belongs to them, what their auditors are accredited for, and which relations they declare.

The secretariat accredits; whoever belongs to a firm declares relations of the firm and its auditors. Accreditations and
declarations are facts: they are appended, ended or said anew, and never rewritten.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Any, TypeVar

from django.db import transaction

from casthouse.assurance.accreditation import Accreditation, DeclaredRelation, RelationKind
from casthouse.parties.activity import Activity
from casthouse.parties.organisation import CODE_PATTERN
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise, authorise_anywhere, may
from casthouse.service.person import NamedAccount, account_named
from casthouse.standard.standard_name import StandardName
from casthouse.storage import accreditation as accreditation_store
from casthouse.storage import person as person_store
from casthouse.storage.accreditation import AuditFirm, HeldAccreditation
from casthouse.storage.journal import append_journal

COUNTRY = re.compile(r"[A-Z]{2}")
NAME_MAX = 300
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmRecord:
    """An audit firm with everything that is known of it; relations only for those who may read them."""

    firm: AuditFirm
    accreditations: tuple[HeldAccreditation, ...]
    relations: tuple[DeclaredRelation, ...]


def audit_firms(actor: Actor) -> list[AuditFirm]:
    """Return every audit firm, by code.

    Raises:
        Refusal: `not_permitted`.
    """
    authorise_anywhere(actor, Act.ACCREDITATION_READ)
    return accreditation_store.firms()


def firm_record(actor: Actor, *, firm: str) -> FirmRecord:
    """Return a firm with its accreditations, and its relations for its own people and the secretariat.

    Raises:
        Refusal: `not_permitted`, `firm_unknown`.
    """
    authorise_anywhere(actor, Act.ACCREDITATION_READ)
    found = found_firm(firm)
    may_read = may(actor, Act.RELATION_READ, firm=firm)
    return FirmRecord(
        firm=found,
        accreditations=tuple(accreditation_store.accreditations(firm)),
        relations=tuple(accreditation_store.relations(firm_code=firm)) if may_read else (),
    )


def register_firm(actor: Actor, *, code: str, name: str, country: str) -> AuditFirm:
    """Record an audit firm; a known one gets the name and country given.

    Raises:
        Refusal: `not_permitted`, `firm_invalid`.
    """
    authorise(actor, Act.ACCREDITATION_GRANT)
    if not re.fullmatch(CODE_PATTERN, code) or not name.strip() or not COUNTRY.fullmatch(country):
        raise Refusal(
            "firm_invalid",
            found=f"code “{code[:60]}”, name “{name[:60]}”, country “{country[:60]}”",
            expected="a code of A-Z, 0-9 and -, a name, and a country as two letters",
            todo="correct what does not fit",
        )
    with transaction.atomic():
        accreditation_store.save_firm(code=code, name=name.strip()[:NAME_MAX], country=country)
        _journal(actor, Act.ACCREDITATION_GRANT, code, what="registered", name=name, country=country)
    return found_firm(code)


def add_auditor(actor: Actor, *, firm: str, username: str, password: str | None = None) -> NamedAccount:
    """Let a person belong to a firm; who is new gets an account, whose password is shown once.

    Raises:
        Refusal: `not_permitted`, `firm_unknown`, `username_invalid`, `password_weak`.
    """
    authorise(actor, Act.ACCREDITATION_GRANT)
    found_firm(firm)
    with transaction.atomic():
        account = account_named(actor, username=username, password=password)
        if accreditation_store.add_auditor(firm, account.user_id):
            _journal(actor, Act.ACCREDITATION_GRANT, firm, what="auditor added", auditor=username)
    return account


def remove_auditor(actor: Actor, *, firm: str, username: str) -> None:
    """Let a person belong to a firm no more; what they did stays theirs.

    Raises:
        Refusal: `not_permitted`, `firm_unknown`, `auditor_unknown`.
    """
    authorise(actor, Act.ACCREDITATION_GRANT)
    found_firm(firm)
    with transaction.atomic():
        accreditation_store.remove_auditor(firm, auditor_id(firm, username))
        _journal(actor, Act.ACCREDITATION_GRANT, firm, what="auditor removed", auditor=username)


def accredit(
    actor: Actor,
    *,
    firm: str,
    auditor: str,
    standard: str,
    countries: Sequence[str],
    activities: Sequence[str],
    valid_from: date,
    valid_to: date,
) -> list[HeldAccreditation]:
    """Accredit an auditor of a firm for each of the countries and activities; return all of the firm's.

    Raises:
        Refusal: `not_permitted`, `firm_unknown`, `auditor_unknown`, `word_unknown`, `accreditation_invalid`.
    """
    authorise(actor, Act.ACCREDITATION_GRANT)
    found_firm(firm)
    user_id = auditor_id(firm, auditor)
    if not countries or not activities or valid_to < valid_from or not all(map(COUNTRY.fullmatch, countries)):
        raise Refusal(
            "accreditation_invalid",
            found=f"{len(countries)} countries, {len(activities)} activities, {valid_from} to {valid_to}",
            expected="at least one country as two letters, one activity, and a last day not before the first",
            todo="correct what does not fit",
        )
    known = known_word(StandardName, standard, "standard")
    given = [
        Accreditation(
            firm=firm,
            auditor=auditor,
            standard=known,
            country=country,
            activity=known_word(Activity, activity, "activity"),
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for country, activity in product(sorted(set(countries)), sorted(set(activities)))
    ]
    with transaction.atomic():
        accreditation_store.append_accreditations(
            given, user_id=user_id, firm_code=firm, by=actor.name, at=clock.now()
        )
        _journal(actor, Act.ACCREDITATION_GRANT, firm, what="accredited", auditor=auditor, count=len(given))
    return accreditation_store.accreditations(firm)


def end_accreditation(actor: Actor, *, firm: str, number: int, last_day: date, reason: str) -> None:
    """End an accreditation before its last day; it stays known that it was held.

    Raises:
        Refusal: `not_permitted`, `firm_unknown`, `accreditation_unknown`, `accreditation_ended`, `reason_missing`.
    """
    authorise(actor, Act.ACCREDITATION_GRANT)
    found_firm(firm)
    require_reason(reason)
    with transaction.atomic():
        held = {each.number: each for each in accreditation_store.accreditations(firm)}
        if number not in held:
            raise Refusal(
                "accreditation_unknown",
                found=f"accreditation {number} of {firm}",
                expected="the number of an accreditation of the firm",
                todo="look it up in the firm's list",
            )
        if held[number].end_reason or last_day >= held[number].accreditation.valid_to:
            raise Refusal(
                "accreditation_ended",
                found=f"accreditation {number}, which ends on {held[number].accreditation.valid_to}",
                expected="one that was not ended yet, and a last day before its own",
                todo="nothing, or accredit anew",
            )
        accreditation_store.append_end(
            number, last_day=last_day, reason=reason, by=actor.name, at=clock.now()
        )
        _journal(actor, Act.ACCREDITATION_GRANT, firm, what="ended", number=number, reason=reason)


def declare_relation(
    actor: Actor,
    *,
    firm: str,
    organisation: str,
    kind: str,
    since: date,
    until: date | None = None,
    auditor: str = "",
) -> DeclaredRelation:
    """Declare a relation of a firm, or of one of its auditors, with an organisation; said anew with an end, it ends.

    Raises:
        Refusal: `not_permitted`, `firm_unknown`, `auditor_unknown`, `organisation_unknown`, `word_unknown`,
            `relation_invalid`.
    """
    authorise(actor, Act.RELATION_DECLARE, firm=firm)
    found_firm(firm)
    found_organisation_id(organisation)
    user_id = auditor_id(firm, auditor) if auditor else None
    if until is not None and until < since:
        raise Refusal(
            "relation_invalid",
            found=f"a relation from {since} to {until}",
            expected="a last day not before the first",
            todo="correct the days",
        )
    relation = DeclaredRelation(
        firm=firm,
        auditor=auditor,
        organisation=organisation,
        kind=known_word(RelationKind, kind, "relation"),
        since=since,
        until=until,
    )
    with transaction.atomic():
        accreditation_store.append_relation(relation, user_id=user_id, by=actor.name, at=clock.now())
        _journal(actor, Act.RELATION_DECLARE, firm, organisation=organisation, kind=kind, auditor=auditor)
    return relation


def firm_json(found: FirmRecord) -> dict[str, Any]:
    """Return the members of a firm as commands and the API print them."""
    return {
        "code": found.firm.code,
        "name": found.firm.name,
        "country": found.firm.country,
        "auditors": list(found.firm.auditors),
        "accreditations": [
            {
                "number": each.number,
                "auditor": each.accreditation.auditor,
                "standard": each.accreditation.standard.value,
                "country": each.accreditation.country,
                "activity": each.accreditation.activity.value,
                "valid_from": each.accreditation.valid_from.isoformat(),
                "valid_to": each.accreditation.valid_to.isoformat(),
                "end_reason": each.end_reason,
            }
            for each in found.accreditations
        ],
        "relations": [
            {
                "auditor": each.auditor,
                "organisation": each.organisation,
                "kind": each.kind.value,
                "since": each.since.isoformat(),
                "until": each.until.isoformat() if each.until else None,
            }
            for each in found.relations
        ],
    }


def found_firm(code: str) -> AuditFirm:
    """Return the firm with the code.

    Raises:
        Refusal: `firm_unknown`.
    """
    firm = accreditation_store.firm(code)
    if firm is None:
        raise Refusal(
            "firm_unknown",
            found=f"audit firm “{code[:64]}”",
            expected="the code of a registered audit firm",
            todo="correct the code, or have the secretariat register the firm",
        )
    return firm


def auditor_id(firm: str, username: str) -> int:
    """Return the identifier of an auditor of a firm.

    Raises:
        Refusal: `auditor_unknown`.
    """
    user_id = person_store.person_id(username)
    if user_id is None or firm not in accreditation_store.firms_of(user_id):
        raise Refusal(
            "auditor_unknown",
            found=f"“{username[:64]}”, who is no auditor of {firm}",
            expected="somebody who belongs to the firm",
            todo="correct the name, or have the secretariat add the person to the firm",
        )
    return user_id


def known_word(words: type[Word], text: str, what: str) -> Word:
    """Return the member of an enumeration that a text names.

    Raises:
        Refusal: `word_unknown`.
    """
    for word in words:
        if word.value == text:
            return word
    raise Refusal(
        "word_unknown",
        found=f"{what} “{text[:64]}”",
        expected="one of " + ", ".join(words),
        todo="correct the word",
    )


def require_reason(reason: str) -> None:
    """Let pass what has a reason.

    Raises:
        Refusal: `reason_missing`.
    """
    if not reason.strip():
        raise Refusal(
            "reason_missing",
            found="no reason",
            expected="why it is done, in a sentence that others understand later",
            todo="give the reason",
        )


def _journal(actor: Actor, act: Act, subject: str, **detail: object) -> None:
    append_journal(at=clock.now(), actor=actor.name, act=act, organisation_id=None, subject=subject, **detail)
