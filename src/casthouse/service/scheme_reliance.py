"""Which ratings rest on a certificate of a recognised scheme: said by the member in a draft, looked at by the auditor.

A rating may rest on a certificate that is enough on the day it is named: its scheme is recognised for the item, it is
valid, and it covers every site of the scope. The same is asked again when the draft is submitted, and of every day and
site of an audit when its team looks.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.db import transaction

from casthouse.assurance.evidence import EvidenceFile
from casthouse.assurance.scheme_certificate import SchemeCertificate, SchemeFlaw, require_enough
from casthouse.assurance.self_assessment import AssessmentState, require_draft
from casthouse.service import clock
from casthouse.service.audit import readable_audit
from casthouse.service.certificate_book import local_today
from casthouse.service.edition import edition_of
from casthouse.service.evidence import opened_content
from casthouse.service.permission import Act, Actor
from casthouse.service.recognised_scheme import flaws_at, known_schemes, schemes_at, sites_of
from casthouse.service.scheme_certificate import numbered, scheme_certificate_json
from casthouse.service.self_assessment import AssessmentView, found_head, journal_assessment, view_of
from casthouse.storage import audit_plan as plan_store
from casthouse.storage import scheme_certificate as store
from casthouse.storage import self_assessment as assessment_store
from casthouse.storage.audit import AuditRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliance:
    """A certificate at an item, and why it is not enough there; `rests` says whether the rating rests on it."""

    item: str
    certificate: SchemeCertificate
    flaws: tuple[SchemeFlaw, ...]
    rests: bool = True

    @property
    def name(self) -> str:
        """The name of the scheme."""
        return known_schemes()[self.certificate.scheme].name

    def as_json(self) -> dict[str, Any]:
        """Return its members."""
        return {
            "item": self.item,
            **scheme_certificate_json(self.certificate),
            "rests": self.rests,
            "flaws": [{"code": each.code.value, "detail": each.detail} for each in self.flaws],
        }


def rest_rating(
    actor: Actor, *, scope: str, number: int, item: str, certificate: int, rests: bool = True
) -> AssessmentView:
    """Say that the rating of an item rests on a certificate of the organisation, or rests on it no more.

    Raises:
        Refusal: `scope_unknown`, `not_permitted`, `assessment_unknown`, `assessment_frozen`,
            `assessment_item_unknown`, `scheme_certificate_unknown`, `scheme_certificate_not_enough`.
    """
    with transaction.atomic():
        head = found_head(actor, scope, number, Act.ASSESSMENT_WRITE, is_held=True)
        view = view_of(head)
        require_draft(view.assessment)
        resting = [each.number for each in view.assessment.item(item).certificates]
        held = numbered(store.scheme_certificates([head.organisation]), certificate)
        if rests:
            (asked,) = _held_against_today(view, item, [held], resting)
            require_enough(held, asked.flaws)
        if (held.number in resting) is not rests:
            store.append_reliance(head.identifier, item, held, rests=rests, by=actor.name, at=clock.now())
            done = "rests on" if rests else "rests no more on"
            journal_assessment(
                actor, head, Act.ASSESSMENT_WRITE, item=item, done=done, certificate=held.number
            )
        return view_of(head)


def choices_at(view: AssessmentView, item: str) -> list[Reliance]:
    """Return the organisation's certificates of schemes that an item recognises, and any that its rating rests on."""
    resting = {each.number for each in view.assessment.item(item).certificates}
    recognised = {each.code for each in schemes_at(view.edition, item=item)}
    if not resting and not recognised:
        return []
    held = store.scheme_certificates([view.head.organisation])
    offered = [each for each in held if each.number in resting or (each.stands and each.scheme in recognised)]
    return _held_against_today(view, item, offered, resting)


def _held_against_today(
    view: AssessmentView, item: str, held: Iterable[SchemeCertificate], resting: Collection[int]
) -> list[Reliance]:
    today, sites = local_today(view.head.organisation), sites_of(view.head.scope)
    return [
        Reliance(
            item=item,
            certificate=each,
            flaws=flaws_at(each, view.edition, item=item, first=today, last=today, sites=sites),
            rests=each.number in resting,
        )
        for each in held
    ]


def audited_reliances(actor: Actor, *, audit: str) -> list[Reliance]:
    """Return the certificates that ratings of the audited member rest on, by item, with what speaks against each.

    Only what was submitted under the edition of the audit counts. Each is held against every site of the scope and
    the days on site; before there is a plan, against the days for which the audit was opened.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`.
    """
    record = readable_audit(actor, Act.AUDIT_READ, audit)
    return list(_against(record, relied_on_in(record)))


def relied_on_in(record: AuditRecord) -> dict[str, list[SchemeCertificate]]:
    """Return the certificates that an audit sees by item: those of the self-assessment that was submitted last."""
    for head in assessment_store.assessment_heads(record.scope):
        if head.edition == record.edition and head.state is AssessmentState.SUBMITTED:
            return store.relied_on(head.identifier)
    return {}


def _against(record: AuditRecord, relied_on: dict[str, list[SchemeCertificate]]) -> Iterator[Reliance]:
    first, last = days_of_audit(record)
    edition, sites = edition_of(record.edition), sites_of(record.scope)
    for item in (each.number for each in edition.rateable_items):
        for held in relied_on.get(item, ()):
            flaws = flaws_at(held, edition, item=item, first=first, last=last, sites=sites)
            yield Reliance(item=item, certificate=held, flaws=flaws)


def days_of_audit(record: AuditRecord) -> tuple[date, date]:
    """Return the days on site, both inclusive; before there is a plan, those for which the audit was opened."""
    plan = plan_store.last_plan(record.reference)
    return (plan.on_site_from, plan.on_site_to) if plan else (record.first_day, record.last_day)


def read_audited_certificate(actor: Actor, *, audit: str, number: int) -> tuple[EvidenceFile, IO[bytes]]:
    """Return the file of a certificate that a rating of the audited member rests on, open to be read.

    Raises:
        Refusal: `not_permitted`, `audit_unknown`, `scheme_certificate_unknown`, `evidence_lost`.
    """
    held = [each.certificate for each in audited_reliances(actor, audit=audit)]
    file = numbered(held, number).file
    return file, opened_content(file)
